"""Markdown to blocks, prose and sentences."""

from __future__ import annotations

import time

import pytest

from lint.article import Article, Block
from lint.parse import parse
from lint.text import Source


def read(text: str, path: str = "a.md") -> Article:
    return parse(Source(path, text, ""))


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, block.prose.text) for block in article.blocks]


def quotes(article: Article, block: int = 0) -> list[str]:
    return [article.source.quote(sentence.span) for sentence in article.blocks[block].sentences]


def words(text: str) -> str:
    return " | ".join(block.prose.text for block in read(text).blocks)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("Two\nlines", "Two lines"),
        ("Two\r\nlines", "Two lines"),
        ("Two\rlines", "Two lines"),
        ("Hard  \nbreak", "Hard break"),
        ("Hard\\\nbreak", "Hard break"),
        ("*Some* **bold** ~~struck~~ words", "Some bold struck words"),
        ("AT&amp;T &ngE; &#8212; &bogus;", "AT&T ≧̸ — &bogus;"),
        ("A `code  span` here", "A code  span here"),
        ("Let $x_1 = y$ be", "Let x_1 = y be"),
        ("It costs $5-$10 or $5M/$6M.", "It costs $5-$10 or $5M/$6M."),
        ("Escaped \\*stars\\*", "Escaped *stars*"),
        ("See ![a cat](cat.png) here", "See here"),
        ("![a cat](cat.png)\nBelow it.", "Below it."),
        ("Said[^1] so.\n\n[^1]: A note.", "Said so. | A note."),
        ("Said[^none] so.", "Said so."),
        ("A<br>break, a <b>tag</b> and <!-- a comment --> more", "A break, a tag and more"),
        ("Two  spaces   are one", "Two spaces are one"),
        ("# Title {#anchor}", "Title"),
        ("Title\n===", "Title"),
        ("- [x] Done", "Done"),
        ("> [!NOTE]\n> Said.", "Said."),
        (":tada: stays", ":tada: stays"),
        ("A\tb\n\tc", "A\tb c"),
        ("A form\ffeed and a\0NUL", "A form\ffeed and a\0NUL"),
        ("Half a paragraph ![", "Half a paragraph !["),
    ],
)
def test_prose_is_what_a_reader_reads(text: str, prose: str) -> None:
    assert words(text) == prose


def test_sentences_lead_to_their_source() -> None:
    article = read("> He said **no &amp; left**.\n> Dr. Ng's [reply](u) was `ok`. Why?\n")
    assert quotes(article) == ["He said **no &amp; left**.", "Dr. Ng's [reply](u) was `ok`.", "Why?"]
    assert article.blocks[0].quoted


def test_a_code_span_is_atomic() -> None:
    article = read("Run `ls -l` now")
    prose = article.blocks[0].prose
    at = prose.text.index("-l")
    assert article.source.quote(prose.source(at, at + 2)) == "`ls -l`"


def test_sentences_follow_the_language() -> None:
    german = "---\nlang: de_AT\n---\nWir sahen z. B. drei Hunde. Sie bellten."
    article = read(german)
    assert article.language == "de-AT"
    assert len(article.blocks[0].sentences) == 2


def test_a_long_paragraph_has_the_same_sentences() -> None:
    sentence = "Dr. Ng sold 3.5 boats, “all of them.” She left. "
    short, long = (read(sentence * count).blocks[0].sentences for count in (10, 1_000))
    assert [one.text for one in long] == [one.text for one in short] * 100


def test_a_long_sentence_stays_one() -> None:
    article = read("First. " + "word " * 3_000 + "end. Last.")
    assert [len(one.text) for one in article.blocks[0].sentences] == [6, 15_004, 5]


def test_blocks_have_kinds_in_the_order_of_the_source() -> None:
    article = read(
        "# Title\n\nText.\n\n- a\n- b\n\n> Quote.\n\n```py\ncode\n```\n\n    code\n\n$$\nx\n$$\n\n"
        "| h |\n|---|\n| c |\n\nTerm\n: Meaning\n\n<hr>\n\n***\n\nEnd.\n"
    )
    assert kinds(article) == [
        ("heading", "Title"),
        ("paragraph", "Text."),
        ("item", "a"),
        ("item", "b"),
        ("paragraph", "Quote."),
        ("code", ""),
        ("code", ""),
        ("math", ""),
        ("cell", "h"),
        ("cell", "c"),
        ("term", "Term"),
        ("paragraph", "Meaning"),
        ("html", ""),
        ("paragraph", "End."),
    ]


def test_spans_leave_white_space_out() -> None:
    article = read("# A  \n\n  B  \nc\n\n- d\n\n|  e  |\n|-|\n")
    assert [article.source.quote(block.span) for block in article.blocks] == ["# A", "B  \nc", "d", "e"]


def test_any_line_end_ends_a_line() -> None:
    text = "# Title\nText *x*\n\n- a\n- b\n\n```\ncode\n```\nEnd [y](z)"
    expected = kinds(read(text))
    for end in ("\r", "\r\n"):
        article = read(text.replace("\n", end))
        assert kinds(article) == expected
        assert article.source.quote(article.links[0].span) == "z"


def place(block: Block) -> tuple[str, str, int, int]:
    return block.kind, block.prose.text, block.depth, block.intro


def test_items_know_their_list() -> None:
    article = read("Why:\n\n- a\n  more\n  - b\n\n    c\n  - d\n- e\n\nNext.\n\n***\n\n- f\n")
    assert [place(block) for block in article.blocks] == [
        ("paragraph", "Why:", 0, -1),
        ("item", "a more", 1, 0),
        ("paragraph", "b", 2, 1),
        ("paragraph", "c", 2, 1),
        ("paragraph", "d", 2, 1),
        ("item", "e", 1, 0),
        ("paragraph", "Next.", 0, -1),
        ("item", "f", 1, -1),
    ]


@pytest.mark.parametrize(
    ("text", "intro"),
    [
        ("Intro:\n- a", 0),
        ("Intro:\n\n<!-- note -->\n\n- a", 0),
        ("Intro:\n\n***\n\n- a", -1),
        ("> Intro:\n\n- a", -1),
        ("Intro:\n\n```\nx\n```\n\n- a", -1),
        ("- x\n\n1. a", -1),
        ("# Heading\n\n- a", -1),
    ],
)
def test_only_a_paragraph_right_before_introduces(text: str, intro: int) -> None:
    assert read(text).blocks[-1].intro == intro


def test_footnotes_have_references_and_definitions() -> None:
    article = read("Said[^Fn] and[^none] `[^code]`.\n\n[^fn]: By *whom*.\n\n    > Twice.\n\n[^empty]:\n")
    assert [(note.label, article.source.quote(note.span), note.block, note.at) for note in article.footnotes] == [
        ("fn", "[^Fn]", 0, 4),
        ("none", "[^none]", 0, 8),
    ]
    assert article.defined_footnotes == {"fn"}
    assert [block.footnote for block in article.blocks] == ["", "fn", "fn"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## Second\n\n# *First* one\n", "First one"),
        ("## Second\n", "Second"),
        ("---\ntitle: The *real* one\n---\n# First\n", "The real one"),
        ("+++\ntitle = 'T'\n+++\n# First\n", "T"),
        ("<h1 align=center>In <b>HTML</b></h1>\n", "In HTML"),
        ("Nothing.\n", ""),
        ("## All\n\n### Some\n", "All"),
        ("## Some\n\nWords.\n\n## More\n", ""),
        ("Words.\n\n## Some\n", ""),
        ("---\ndescription: Words.\n---\n\n## All\n", "All"),
    ],
)
def test_the_title(text: str, title: str) -> None:
    assert read(text).title == title


ADMONITIONS = """\
!!! note "A *title* that is not read"
    The ferry [runs](x.md) all year.

    It takes *an hour*.

        code

    ??? tip
        Nested.

=== "Linux"

    Of the tab.

    - An item.

- In a list

    !!! warning inline end
        A warning.

    ???+ info

        Open.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_indented_under_an_admonition_or_tab_is_text(end: str) -> None:
    article = read(ADMONITIONS.replace("\n", end))
    assert [(block.kind, block.depth, block.prose.text) for block in article.blocks] == [
        ("paragraph", 0, "The ferry runs all year."),
        ("paragraph", 0, "It takes an hour."),
        ("code", 0, ""),
        ("paragraph", 0, "Nested."),
        ("paragraph", 0, "Of the tab."),
        ("item", 1, "An item."),
        ("paragraph", 1, "In a list"),
        ("paragraph", 1, "A warning."),
        ("paragraph", 1, "Open."),
    ]
    assert [article.source.quote(one.span) for block in article.blocks for one in block.sentences][:2] == [
        "The ferry [runs](x.md) all year.",
        "It takes *an hour*.",
    ]
    assert [article.source.quote(link.span) for link in article.links] == ["x.md"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (":::info Try it\nWords.\n:::\n", ["Words."]),
        (":::: tip\n\n:::note\n\nWords.\n\n:::\n\n::::\n", ["Words."]),
        ("Before\n:::tip[Title]{.c}\nWords.\n:::\n", ["Before", "Words."]),
        ("<Related\n  topics={[\n    'a',\n  ]}\n/>\n\nWords.\n", ["Words."]),
        ("> !!! note\n>     Words.\n", ["Words."]),
        ("A line\n!!! note\n    Words.\n", ["A line", "Words."]),
        ("```\n!!! note\n    code\n:::info\n```\n", [""]),
        ("It rained!!! note\n", ["It rained!!! note"]),
        ("!!! It rained, and it rained.\n", ["!!! It rained, and it rained."]),
        ("a ::: b\n", ["a ::: b"]),
        ("Term\n: Said of it\n", ["Term", "Said of it"]),
        ("+ one\n+ two\n", ["one", "two"]),
    ],
)
def test_marks_of_containers_are_no_words(text: str, said: list[str]) -> None:
    assert [block.prose.text for block in read(text).blocks] == said


def test_thousands_of_admonitions_are_read_in_no_time() -> None:
    started = time.process_time()
    assert len(read("!!! note\n    Words.\n\n" * 5_000).blocks) == 5_000
    read("".join(f"{'    ' * depth}!!! note\n" for depth in range(500)))
    assert time.process_time() - started < 4


def test_html_blocks_have_captions() -> None:
    article = read(
        "<figure>\n  <img src=a.png>\n  <figcaption>A <b>tower</b>,\n  1889 &copy;<br>by me</figcaption>\n</figure>\n"
        "<script>let no = '<p>no</p>'</script><pre>no</pre><!-- no --><h2>Yes</h2>\n"
    )
    assert kinds(article) == [("html", ""), ("caption", "A tower, 1889 © by me"), ("heading", "Yes")]
    assert quotes(article, 1) == ["A <b>tower</b>,\n  1889 &copy;<br>by me"]
    assert article.blocks[2].level == 2


def test_a_block_of_html_in_a_quote() -> None:
    article = read("> <p>\n> Two\n> lines.\n> </p>\n")
    assert quotes(article, 1) == ["Two\n> lines."]


def test_plain_text_has_no_markup() -> None:
    article = read("---\nOne *star*\n  # here.\n \n\n\tTwo. See http://a.example/b.\r\rThree", "a.TXT")
    assert kinds(article) == [
        ("paragraph", "--- One *star* # here."),
        ("paragraph", "Two. See http://a.example/b."),
        ("paragraph", "Three"),
    ]
    assert [link.destination for link in article.links] == ["http://a.example/b"]


def test_mdx_is_markdown_between_code() -> None:
    text = (
        "import A from 'a'\nexport const b = {\n}\n\n# Title {a.b}\n\n<Tabs items={['>', {a: 1}]} b=\"x > y\">\n"
        "Import {no} duties <A.B /> `{yes}` \\{so\\}.\n</Tabs>\n\n<img src={logo} alt='A logo' />\n\n"
        "```\n{code}\n```\n\nimport duties <>rose</>.\n"
    )
    article = read(text, "a.mdx")
    assert kinds(article) == [
        ("heading", "Title"),
        ("paragraph", "Import duties {yes} {so}."),
        ("html", ""),
        ("code", ""),
        ("paragraph", "import duties rose ."),
    ]
    assert not article.images
    assert words(text.partition("\n\n")[2]) != " | ".join(block.prose.text for block in article.blocks)


@pytest.mark.parametrize("text", ["", "\n", "\r", " ", "\0", "\ufeff", "---", "---\n---\n", "+++\n+++", "[", "<", "{"])
@pytest.mark.parametrize("path", ["a.md", "a.mdx", "a.txt", "a"])
def test_next_to_nothing(text: str, path: str) -> None:
    article = read(text, path)
    assert not article.problems
    assert not article.links
