"""Article, Block, Sentence, Link, Image: a parsed source as plain frozen values. Built by `lint.parse` only."""

from __future__ import annotations

from typing import Literal

import msgspec

from lint.text import Prose, Source, Span

BlockKind = Literal[
    "paragraph",  # running text, in a list item or block quote too (see `depth`, `quoted`)
    "heading",
    "item",  # the text of a tight list item
    "cell",  # of a table
    "term",  # of a definition list
    "field",  # one line or paragraph of text in front matter
    "caption",  # text inside an HTML block, such as <figcaption> or <p>
    "code",
    "math",
    "html",
]

PROSE_KINDS: frozenset[str] = frozenset(("paragraph", "item"))
"""Kinds of block that hold running text."""

LinkSyntax = Literal["inline", "reference", "collapsed", "shortcut", "autolink", "html", "front-matter", "data", "wiki"]


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """One sentence: its text as read, where that stands in its block's prose, and its span in the source."""

    text: str
    start: int  # in the block's prose, code points
    end: int
    span: Span


class Block(msgspec.Struct, frozen=True, gc=False):
    """One block of an article, in the order of the source."""

    kind: BlockKind
    span: Span
    prose: Prose = Prose()
    sentences: tuple[Sentence, ...] = ()
    level: int = 0  # of a heading: 1 to 6
    depth: int = 0  # of list nesting: 0 outside of lists
    quoted: bool = False  # inside a block quote
    footnote: str = ""  # the label of the footnote definition it stands in
    field: str = ""  # the front matter field it stands in, such as "description"
    intro: int = -1  # in a list: the index of the paragraph that introduces the list, -1 if there is none


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link or an image's source: a destination that stands somewhere in the article.

    `span` covers exactly the destination as written (of a reference: in its definition); `whole` the construct.
    """

    destination: str  # as meant: entities and escapes resolved
    span: Span
    whole: Span
    syntax: LinkSyntax
    text: str = ""  # what a reader reads of it; of an image its alternative text
    title: str = ""
    block: int = -1  # the index of the block it stands in
    at: int = -1  # where it starts in that block's prose


class Image(msgspec.Struct, frozen=True, gc=False):
    """An image: a link to a picture, with the place of its alternative text.

    `alt` is None where HTML gives no alt attribute at all. `alt_span` is empty (start == end) where nothing is written.
    """

    link: Link
    alt: str | None
    alt_span: Span
    described: bool = True  # False where no text of its own can be given: srcset, source, poster, front matter


class Footnote(msgspec.Struct, frozen=True, gc=False):
    """A reference to a footnote, `[^label]`, in a block's prose."""

    label: str
    span: Span
    block: int
    at: int


class Problem(msgspec.Struct, frozen=True):
    """Something in the article that could not be read, such as broken front matter: an incident, never silence."""

    what: str
    why: str
    offset: int


class Article(msgspec.Struct, frozen=True):
    """A parsed source. All spans count code points of `source.text`."""

    source: Source
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    defined_footnotes: frozenset[str] = frozenset()  # labels of definitions that are not empty
    title: str = ""  # of the front matter, else the heading over all of it; "" if there is none
    language: str = ""  # of the front matter: lang, language or locale; "" if none is given
    problems: tuple[Problem, ...] = ()


class ParseSettings(msgspec.Struct, frozen=True):
    """What of the settings the parser reads. Fields are dotted paths, `[]` for each item of a list."""

    prose_fields: tuple[str, ...] = ("title", "description")
    escaped_newlines: tuple[str, ...] = ()
    body_fields: tuple[str, ...] = ("body", "content", "text", "answer")  # read where no text stands below
    image_fields: tuple[str, ...] = (
        "image",
        "images[]",
        "cover",
        "cover.image",
        "thumbnail",
        "featured_image",
        "featuredImage",
        "header.image",
        "og_image",
    )
    language: str = ""  # of an article whose front matter names none
