"""What is read of one text while it is read, and how it is led on to the text that this one was taken from."""

from __future__ import annotations

import msgspec

from lint.article import Block, BlockKind, Footnote, Image, Link, Sentence
from lint.markdown.html_links import place
from lint.text import Prose


class Parsed(msgspec.Struct):
    """Blocks, links, images and footnotes in the order in which they were met."""

    blocks: list[Block] = []
    links: list[Link] = []
    images: list[Image] = []
    footnotes: list[Footnote] = []
    defined: set[str] = set()  # labels of the footnotes whose definitions are not empty

    def adopt(self, other: Parsed, outer: Prose, field: str, lone: BlockKind | None) -> None:
        """Add what was read of the text of a front matter field, to which `outer` leads.

        `lone` is the kind of a block that is the only one.
        """
        first = len(self.blocks)
        kind = lone if lone and len(other.blocks) == 1 and other.blocks[0].kind == "paragraph" else None
        self.blocks += (_block(block, outer, field, kind, first) for block in other.blocks)
        self.links += (_link(link, outer, first) for link in other.links)
        self.images += (_image(image, outer, first) for image in other.images)
        self.footnotes += (
            Footnote(note.label, place(note.span, outer), note.block + first, note.at) for note in other.footnotes
        )
        self.defined |= other.defined


def _block(block: Block, outer: Prose, field: str, kind: BlockKind | None, first: int) -> Block:
    prose = block.prose.through(outer)
    return Block(
        kind or block.kind,
        place(block.span, outer),
        prose,
        tuple(_sentence(sentence, prose) for sentence in block.sentences),
        block.level,
        block.depth,
        block.quoted,
        block.footnote,
        field,
        block.intro + first if block.intro >= 0 else -1,
    )


def _sentence(sentence: Sentence, prose: Prose) -> Sentence:
    span = prose.source(sentence.start, sentence.end)
    return Sentence(sentence.text, sentence.start, sentence.end, span)


def _link(link: Link, outer: Prose, first: int) -> Link:
    block = link.block + first if link.block >= 0 else -1
    span, whole = place(link.span, outer), place(link.whole, outer)
    return Link(link.destination, span, whole, link.syntax, link.text, link.title, block, link.at)


def _image(image: Image, outer: Prose, first: int) -> Image:
    return Image(_link(image.link, outer, first), image.alt, place(image.alt_span, outer), image.described)


def identity(text: str, start: int) -> Prose:
    """Return the way from a text to where it stands word for word in another."""
    return Prose(text, (0,), (start,), (len(text),)) if text else Prose()
