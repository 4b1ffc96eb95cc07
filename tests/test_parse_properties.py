"""What holds for any text at all: no exception, and every place is a place."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import marko
import marko.block
import marko.inline
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lint.article import Article, Link, ParseSettings
from lint.markdown.links import entities, resolve
from lint.parse import parse
from lint.text import Prose, Source, Span

SETTINGS = ParseSettings(escaped_newlines=("answer",))
ANY = st.text(st.characters(codec="utf-8"), max_size=200)
SIGNS = st.text("ab .\n\r\t\f*_`[]()!<>&;:#-+=|~$\\'\"{}^/0é漢😀\0\f", max_size=80)
PIECES = [
    "Words of a sentence. ",
    "Más palabras – здесь! ",
    "漢字。かな。",
    "😀 ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "# ",
    "## Heading {#id}\n",
    "===\n",
    '!!! note "T"\n',
    "    ??? tip\n",
    '=== "Tab"\n',
    ":::info\n",
    "\n:::\n",
    "<Tag\n a={[1]}/>\n",
    "---\n",
    "- ",
    "1. ",
    "* item\n",
    "  - nested\n",
    "> ",
    "> quote\n",
    "- [ ] ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "```\n",
    "`code`",
    "$x$",
    "$$",
    "$5-$10",
    "\\*",
    "\\",
    "&amp;",
    "&ngE;",
    "&#0;",
    "[text](dest)",
    "[t](<a b> 'title')",
    "[t](a\\_(b)&amp;c)",
    "![alt](img.png)",
    "![a *b*](x)",
    "[ref][Lab el]",
    "[lab\nel][]",
    "[Lab el]",
    "[Lab  el]: /dest 'T'\n",
    "[x]: <a b>\n",
    "[x]",
    "![x]",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "<https://a.example/b>",
    "<me@a.example>",
    "https://b.example/x_(y)?a=1&amp;b=2.",
    "www.c.example, ",
    "http://",
    "[^1]",
    "[^none]",
    "[^1]: Note.\n",
    "| a | b |\n|---|---|\n| `c\\|d` | [l](u\\|v) |\n",
    "|",
    "Term\n: Definition\n",
    "<div>\n",
    "</div>\n",
    "<p>Text &amp; more</p>\n",
    "<img src='a.png' alt=\"b &lt;\">",
    "<img\nsrc=x>",
    "<br>",
    "<b>",
    '<a href="u?a&amp;b">',
    "</a>",
    "<!-- comment -->",
    "<!--",
    '<picture><source srcset="a 1x, b 2x">',
    "<",
    ">",
    "<script>",
    "</script>",
    "<figcaption>Said here.</figcaption>",
    "{expression}",
    "import a from 'b'\n",
    "<Tag x={1}>",
    "+++\n",
    "title: A *title*\n",
    'title = "b \\u00e9"\n',
    "answer: 'Line\\n\\n- a\\n- b'\n",
    "image: a.png\n",
    "description: |\n  Some *text*.\n\n  [more](x)\n",
    "description: >\n  Folded\n  line\n\n   more\n",
    "lang: de\n",
]
ASSEMBLED = st.lists(st.one_of(st.sampled_from(PIECES), SIGNS), max_size=25).map("".join)
FRONT = st.lists(st.sampled_from([*(piece for piece in PIECES if re.match(r"[a-z]+[:=] ", piece)), "x: [\n", "\n"]))
TEXTS = st.one_of(
    ANY,
    ASSEMBLED,
    st.builds("---\n{}---\n{}".format, FRONT.map("".join), ASSEMBLED),
    st.builds("+++\n{}+++\n{}".format, ASSEMBLED, ASSEMBLED),
)


def read(text: str, path: str = "a.md") -> Article:
    return parse(Source(path, text, ""), SETTINGS)


def pieces(prose: Prose) -> list[tuple[str, int, int]]:
    ends = [*prose.starts[1:], len(prose.text)] if prose.starts else []
    texts = [prose.text[start:end] for start, end in zip(prose.starts, ends, strict=True)]
    return list(zip(texts, prose.sources, prose.lengths, strict=True))


def assert_prose(prose: Prose, source: str) -> None:
    for text, start, length in pieces(prose):
        assert text
        assert 0 <= start <= start + length <= len(source)
        if len(text) == length:
            written = re.sub(r"\s", " ", source[start : start + length])
            assert written == re.sub(r"\s", " ", text)
    assert list(prose.sources) == sorted(prose.sources)


def assert_blocks(article: Article) -> None:
    text = article.source.text
    previous = Span(0, 0)
    for block in article.blocks:
        assert 0 <= block.span.start <= block.span.end <= len(text)
        assert previous.start <= block.span.start
        assert previous.end <= block.span.start or block.span.end <= previous.end
        assert_prose(block.prose, text)
        previous = Span(block.span.start, block.span.start) if block.kind == "html" else block.span
        assert block.intro < len(article.blocks)


def assert_sentences(article: Article) -> None:
    for block in article.blocks:
        read_of: set[int] = set()
        for sentence in block.sentences:
            assert sentence.text == block.prose.text[sentence.start : sentence.end] == sentence.text.strip()
            assert sentence.span == block.prose.source(sentence.start, sentence.end)
            assert block.span.start <= sentence.span.start < sentence.span.end <= block.span.end
            read_of.update(range(sentence.start, sentence.end))
        assert all(one.end <= two.start for one, two in pairwise(block.sentences))
        if block.prose.text:
            unread = (char for at, char in enumerate(block.prose.text) if at not in read_of)
            assert not "".join(unread).strip()


def assert_link(link: Link, article: Article) -> None:
    text = article.source.text
    assert 0 <= link.whole.start <= link.whole.end <= len(text)
    assert 0 <= link.span.start <= link.span.end <= len(text)
    in_field = link.block >= 0 and article.blocks[link.block].field
    written = text[link.span.start : link.span.end]
    if link.syntax == "front-matter" or in_field:
        return  # the notation of YAML or TOML comes between; `test_parse_front` looks at these
    if link.syntax == "html":
        assert re.sub(r"\s+", " ", html.unescape(written)) == re.sub(r"\s+", " ", link.destination)
    elif link.whole.end > link.span.end and link.syntax == "autolink":
        assert link.destination in (entities(written), f"mailto:{written}")
    else:
        assert link.destination in (resolve(written), f"http://{resolve(written)}")
    if link.syntax in ("inline", "html", "autolink"):
        assert link.whole.start <= link.span.start <= link.span.end <= link.whole.end


def assert_links(article: Article) -> None:
    for link in article.links:
        assert_link(link, article)
        if link.at >= 0:
            prose = article.blocks[link.block].prose.text
            assert prose[link.at : link.at + len(link.text)] == link.text
    for image in article.images:
        assert_link(image.link, article)
        whole = image.link.whole
        assert whole.start <= image.alt_span.start <= image.alt_span.end <= whole.end
        assert image.link.at <= (len(article.blocks[image.link.block].prose.text) if image.link.block >= 0 else -1)
    for note in article.footnotes:
        assert article.source.text[note.span.start : note.span.start + 2] in ("[^", "")
        assert note.at <= len(article.blocks[note.block].prose.text)
    assert list(article.links) == sorted(article.links, key=lambda link: (link.whole, link.span))


def assert_sound(article: Article) -> None:
    assert_blocks(article)
    assert_sentences(article)
    assert_links(article)
    for problem in article.problems:
        assert 0 <= problem.offset <= len(article.source.text)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("[a](b\\\n)")
@example("> [a\n> ](\n> <u>\n> 't')\n")
@example("- \ta\n\n\t b\n")
def test_any_text_has_true_places(text: str) -> None:
    assert_sound(read(text))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_mdx_has_true_places(text: str) -> None:
    article = read(text, "a.mdx")
    assert_sound(article)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_any_plain_text_has_true_places(text: str) -> None:
    article = read(text, "a.txt")
    assert_sound(article)
    assert re.findall(r"[^\W\d_]+", " ".join(block.prose.text for block in article.blocks)) == re.findall(
        r"[^\W\d_]+", text
    )


WORD = st.sampled_from(["Alpha", "beta", "gamma.", "Delta", "épée", "zeta,"])
INLINE = st.one_of(
    WORD,
    WORD.map("*{}*".format),
    WORD.map("**{}**".format),
    WORD.map("`{}`".format),
    WORD.map("[{}](/u)".format),
    WORD.map("![{}](/u)".format),
    st.just("&amp;"),
    st.just("\\*"),
)
LINE = st.lists(INLINE, min_size=1, max_size=6).map(" ".join)
BLOCK = st.one_of(
    LINE,
    st.builds("{}\n{}".format, LINE, LINE),
    LINE.map("## {}".format),
    LINE.map("> {}".format),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.just("```\ncode\n```"),
)


def words_of(node: object) -> str:
    """Return what a reader reads of one of marko's nodes."""
    if isinstance(node, (marko.inline.Image, marko.block.FencedCode, marko.block.LinkRefDef)):
        return ""
    if isinstance(node, marko.inline.LineBreak):
        return " "
    children = getattr(node, "children", "")
    if isinstance(children, str):
        return html.unescape(children)
    between = " " if isinstance(node, marko.block.BlockElement) and not isinstance(node, marko.block.Paragraph) else ""
    return between.join(words_of(child) for child in children)


@settings(max_examples=200, deadline=None)
@given(st.lists(BLOCK, max_size=6).map("\n\n".join))
def test_reads_what_another_parser_reads(text: str) -> None:
    article = read(text)
    ours = " ".join(block.prose.text for block in article.blocks)
    assert ours.split() == words_of(marko.Markdown().parse(text)).split()
