"""Links and images: each destination at its exact place."""

from __future__ import annotations

import pytest
import tree_sitter
import tree_sitter_html
from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, Link
from lint.markdown.html import Tag, tokens
from lint.parse import parse
from lint.text import Source


def read(text: str, path: str = "a.md") -> Article:
    return parse(Source(path, text, ""))


def seen(article: Article, link: Link) -> tuple[str, str, str, str, str]:
    quote = article.source.quote
    return link.syntax, link.destination, quote(link.span), quote(link.whole), link.text


def links(text: str, path: str = "a.md") -> list[tuple[str, str, str, str, str]]:
    article = read(text, path)
    return [seen(article, link) for link in article.links]


Seen = tuple[str, str, str | None, str, bool]


def images(text: str) -> list[Seen]:
    article = read(text)
    quote = article.source.quote
    return [
        (image.link.destination, quote(image.link.span), image.alt, quote(image.alt_span), image.described)
        for image in article.images
    ]


INLINE = [
    ("[t](u)", "u", "u"),
    ("[t]( u  'title' )", "u", "u"),
    ('[t](u "a) b")', "u", "u"),
    ("[t](<a b>)", "a b", "a b"),
    ("[t](<a\\>b> (c))", "a>b", "a\\>b"),
    ("[t](u_(v)_w)", "u_(v)_w", "u_(v)_w"),
    ("[t](u\\(v)", "u(v", "u\\(v"),
    ("[t](u?a&amp;b&copy;)", "u?a&b©", "u?a&amp;b&copy;"),
    ("[t](\nu\n'x'\n)", "u", "u"),
    ("[t]()", "", ""),
    ("[t](<>)", "", ""),
    ("[t](#part)", "#part", "#part"),
    ("[t](//a.example/b)", "//a.example/b", "//a.example/b"),
    ("[t](data:image/png;base64,AA==)", "data:image/png;base64,AA==", "data:image/png;base64,AA=="),
]


@pytest.mark.parametrize(("written", "destination", "quote"), INLINE)
@pytest.mark.parametrize("before", ["", "é😀 ", "[x](y) [a\\](b] "])
def test_inline_destinations(before: str, written: str, destination: str, quote: str) -> None:
    assert links(before + written)[-1] == ("inline", destination, quote, written, "t")


def test_a_tab_behind_a_heading_belongs_to_nothing() -> None:
    assert links("# [t](u)\t\n") == [("inline", "u", "u", "[t](u)", "t")]
    assert images("# ![t](u) \t\n") == [("u", "u", "t", "t", True)]


@pytest.mark.parametrize(("written", "destination", "quote"), INLINE)
def test_image_destinations(written: str, destination: str, quote: str) -> None:
    assert images(f"a !{written} b") == [(destination, quote, "t", "t", True)]


@pytest.mark.parametrize(
    ("text", "whole", "syntax", "quote"),
    [
        ("[a *b*][R]\n\n[r]: /u 'T'", "[a *b*][R]", "reference", "/u"),
        ("[a  b][] c\n\n[A\nB]: </u v>", "[a  b][]", "collapsed", "/u v"),
        ("[ẞ]\n\n[SS]:\n  /u\\_v", "[ẞ]", "shortcut", "/u\\_v"),
        ("[a]\n\n> [a]:\n> /u\n> 'T'", "[a]", "shortcut", "/u"),
        ("[a]: /first\n[A]: /second\n\n[a]", "[a]", "shortcut", "/first"),
        ("> [a\n> b]\n\n[a b]: /u", "[a\n> b]", "shortcut", "/u"),
    ],
)
def test_references_lead_to_their_definitions(text: str, whole: str, syntax: str, quote: str) -> None:
    (found,) = links(text)
    assert (found[0], found[2], found[3]) == (syntax, quote, whole)


def test_what_is_no_reference_is_no_link() -> None:
    assert not links("[a][b] [c] [^d]")


@pytest.mark.parametrize(
    ("text", "destination", "quote"),
    [
        ("<https://a.example/b>", "https://a.example/b", "https://a.example/b"),
        ("<http://a.example/?b&amp;c\\_d>", "http://a.example/?b&c\\_d", "http://a.example/?b&amp;c\\_d"),
        ("<me@a.example>", "mailto:me@a.example", "me@a.example"),
        ("See https://a.example/b_c*d, and", "https://a.example/b_c*d", "https://a.example/b_c*d"),
        ("(see http://a.example/b_(c))", "http://a.example/b_(c)", "http://a.example/b_(c)"),
        ("**http://a.example**", "http://a.example", "http://a.example"),
        ("“http://a.example/b.”", "http://a.example/b", "http://a.example/b"),
        ("见http://a.example/b。好", "http://a.example/b", "http://a.example/b"),
        ("www.a.example/b?", "http://www.a.example/b", "www.a.example/b"),
        ("https://a.example/?b=1&amp;c=2", "https://a.example/?b=1&c=2", "https://a.example/?b=1&amp;c=2"),
        ("https://a.example/b\\_c", "https://a.example/b_c", "https://a.example/b\\_c"),
        ("HTTP://a.example", "HTTP://a.example", "HTTP://a.example"),
        ("| http://a.example |\n|-|", "http://a.example", "http://a.example"),
        ("<p>http://a.example/b</p>", "http://a.example/b", "http://a.example/b"),
    ],
)
def test_autolinks(text: str, destination: str, quote: str) -> None:
    (found,) = links(text)
    assert found[:3] == ("autolink", destination, quote)


@pytest.mark.parametrize(
    "text",
    [
        "`http://a.example`",
        "```\nhttp://a.example\n```",
        "<!-- http://a.example [b](c) -->",
        "<div>\n<!-- <img src=a> <a href=b> -->\n</div>",
        "x <!-- <a href=b> -->",
        "`<img src=a>`",
        "$http://a.example$",
        "http:// and www. and xhttp://a.example",
        "http://a.*b*.example",
    ],
)
def test_what_is_no_link(text: str) -> None:
    article = read(text)
    assert not article.links
    assert not article.images


def test_an_address_in_a_link_is_one_link() -> None:
    assert [found[1] for found in links("[http://a.example](b) http://c.example [http://d.example/](e)")] == [
        *("b", "http://c.example", "e")
    ]


def test_links_know_their_prose() -> None:
    article = read("One.\n\nTwo *and* [three *four*](u) `x` [![alt](i)](v) http://a.example.\n")
    prose = article.blocks[1].prose.text
    assert [(link.block, prose[link.at : link.at + len(link.text)]) for link in article.links] == [
        (1, "three four"),
        (1, ""),
        (1, "http://a.example"),
    ]
    assert article.images[0].link.at == len("Two and three four x ")


@pytest.mark.parametrize(
    ("text", "alt", "quote"),
    [
        ("![](u)", "", ""),
        ("![a *b* &amp; `c` \\]](u)", "a b & c ]", "a *b* &amp; `c` \\]"),
        ("![a\nb][r]\n\n[r]: u", "a b", "a\nb"),
        ("![r]\n\n[r]: u", "r", "r"),
        ("![a [b](c) ![d](e)](u)", "a b d", "a [b](c) ![d](e)"),
    ],
)
def test_alternative_text(text: str, alt: str, quote: str) -> None:
    ((destination, _, found, written, _),) = images(text)
    assert (destination, found, written) == ("u", alt, quote)
    assert not read(text).links


HTML: list[tuple[str, list[Seen]]] = [
    ("<img src=a.png>", [("a.png", "a.png", None, "", True)]),
    ("<IMG SRC='a b' ALT=\"c &lt; d\">", [("a b", "a b", "c < d", "c &lt; d", True)]),
    ("<img src=a alt>", [("a", "a", "", "", True)]),
    ("<img src=a alt=''/>", [("a", "a", "", "", True)]),
    ("<img\n  src = a&amp;b\n  src=c>", [("a&b", "a&amp;b", None, "", True)]),
    ("<img src=' a '>", [("a", "a", None, "", True)]),
    ("<img src>", []),
    ("<img data-src=a>", []),
    (
        "<img src=a srcset='b 1x, c,d 2x' alt=e>",
        [("a", "a", "e", "e", True), ("b", "b", "e", "e", False), ("c,d", "c,d", "e", "e", False)],
    ),
    (
        '<picture><source srcset="a&amp;b 480w,\n c"><img src=d></picture>',
        [("a&b", "a&amp;b", None, "", False), ("c", "c", None, "", False), ("d", "d", None, "", True)],
    ),
    ("<video src=b poster=a></video>", [("a", "a", None, "", False)]),
    (
        "<svg><image href=a /><image xlink:href='b'/></svg>",
        [("a", "a", None, "", False), ("b", "b", None, "", False)],
    ),
]


@pytest.mark.parametrize(("html", "expected"), HTML)
@pytest.mark.parametrize("around", ["é {} x", "<div>\n{}\n</div>", "{}", "> - <div>\n>   {}\n>   </div>"])
def test_images_in_html(around: str, html: str, expected: list[Seen]) -> None:
    assert images(around.format(html.replace("\n", "\n>   ") if around.startswith(">") else html)) == expected


def test_links_in_html() -> None:
    assert links("A <a href='u?a&amp;b' title=T>*b* c</a>, <a name=x>d</a> <a href=e>never closed") == [
        ("html", "u?a&b", "u?a&amp;b", "<a href='u?a&amp;b' title=T>*b* c</a>", "b c"),
        ("html", "e", "e", "<a href=e>", ""),
    ]
    assert links("<p>A <a href=u>b <i>c</i></a></p>\n<a href=v><p>d</p></a>") == [
        ("html", "u", "u", "<a href=u>b <i>c</i></a>", "b c"),
        ("html", "v", "v", "<a href=v><p>d</p></a>", ""),
    ]


def test_links_in_html_know_their_caption() -> None:
    article = read("<p>One</p>\n<figcaption>By <a href=u>Ann</a> <img src=i></figcaption>\n<img src=j>\n")
    (link,) = article.links
    assert article.blocks[link.block].prose.text[link.at :] == "Ann"
    assert [(article.blocks[image.link.block].kind, image.link.at) for image in article.images] == [
        ("caption", 6),
        ("html", -1),
    ]


NAMES = st.sampled_from(["a", "img", "p", "x-y", "DIV"])
VALUES = st.text("ab &;=/>漢\n", max_size=6)
ATTRIBUTES = st.one_of(
    st.builds('{}="{}"'.format, NAMES, VALUES),
    st.builds("{}='{}'".format, NAMES, VALUES),
    st.builds("{}={}".format, NAMES, st.text("ab/漢", min_size=1, max_size=5)),
    NAMES,
)
TAGS = st.builds(
    "<{}{}>".format, NAMES, st.lists(ATTRIBUTES, max_size=3).map(lambda found: "".join(f" {one}" for one in found))
)


@given(st.lists(st.one_of(TAGS, st.just("<!-- <a b=c> -->"), st.just("text"), st.just("</p>"))).map(" ".join))
def test_tags_are_what_another_parser_sees(text: str) -> None:
    tags = [token for token in tokens(text) if isinstance(token, Tag) and not token.closing]
    ours = [(tag.name, tag.start, tag.end) for tag in tags]
    assert ours == _start_tags(text)


def _start_tags(text: str) -> list[tuple[str, int, int]]:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_html.language()))
    data = text.encode()
    pending = [parser.parse(data).root_node]
    found = []
    while pending:
        node = pending.pop()
        if node.type in ("start_tag", "self_closing_tag"):
            name = next(child for child in node.children if child.type == "tag_name")
            assert name.text
            start, end = (len(data[:at].decode()) for at in (node.start_byte, node.end_byte))
            found.append((name.text.decode().lower(), start, end))
        pending += node.children
    return sorted(found, key=lambda tag: tag[1])
