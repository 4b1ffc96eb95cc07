"""What the engine is given: prose with dummy words for what is none, and the way back to the source."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.check import Asked, Hit, Match, ProseFacts
from lint.checks.grammar import Grammar
from lint.text import Span
from tests.conftest import Project
from tests.engine_home import furnish, living_in
from tests.test_grammar import NO_WORDS, article_of, asked_of

DUMMIES = ("Dummy0", "Index0")


def asked(text: str) -> list[str]:
    return [one.question.subject for one in asked_of(text)]


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("The `if` block ends.", "The Dummy0 block ends."),
        ("Use an `except` and a `for`.", "Use an Index0 and a Dummy0."),
        ("The dot `.` works.", "The dot Dummy0 works."),
        ("Let $x_1 = y$ be true.", "Let Dummy0 be true."),
        ("So $$x$$ is it.", "So Dummy0 is it."),
        ("It costs $5-$10 today.", "It costs $5-$10 today."),
        ("See <https://a.example/b> there.", "See Dummy0 there."),
        ("See https://a.example/x_(y) and www.b.example.", "See Dummy0 and Dummy0."),
        ("Write <me@a.example> soon.", "Write Dummy0 soon."),
        ("The [manual](https://a.example) says.", "The manual says."),
        ("Press <kbd>Ctrl</kbd>+<kbd>C</kbd> now.", "Press Dummy0+Dummy0 now."),
        ("The <code>a <b>array</b></code> is.", "The Dummy0 is."),
        ('The <i lang="fr">bonne *chance*</i> of it.', "The Dummy0 of it."),
        ('The <span lang="en-GB">colour</span> of it.', "The colour of it."),
        ("She wrote <cite>Teh Book</cite> there.", "She wrote Dummy0 there."),
        ("He said <q>I is</q> to us.", "He said Dummy0 to us."),
        ("Where *r* is the radius and _mn_ too.", "Where Dummy0 is the radius and Dummy0 too."),
        ("A *short* emphasis.", "A short emphasis."),
        ("An unclosed <code>tag ends with", "An unclosed Dummy0"),
        ("A <br> and </code> stray.", "A and stray."),
        ("> Quoted `a\n> b` code.", "Quoted Dummy0 code."),
        ("Of `abcd` code.", "Of Dummy00 code."),  # as long as its source it would count as a copy
        ("<p>The <code>x</code> of &amp; it.</p>", "The Dummy0 of & it."),
        ("`all` `code` **`here`**", ""),
        ("| `x` | of |\n|-|-|\n| `y` | it |", "of"),
    ],
)
def test_what_the_engine_reads(text: str, prose: str) -> None:
    assert asked(text)[:1] == ([prose] if prose else [])


def test_a_language_of_the_article_is_no_other() -> None:
    text = '---\nlang: fr\n---\nLe <i lang="fr">mot</i> et le <i lang="en">word</i>.\n'
    assert asked(text)[-1] == "Le mot et le Dummy0."


def test_another_code_asks_nothing_anew() -> None:
    one, other = (asked(f"Call `{code}` of <https://{code}.example> now.") for code in ("a", "bcdef"))
    assert one == other


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Running text.", "running"),
        ("# A heading", "fragment"),
        ("> Quoted.", "quoted"),
        ("- An item", "item"),
        ("```\nx\n```\n\ngoes on.", "continued"),
        ("## Further reading\n\nSmith, A.", "fragment"),
        ("## References\n\n### Books\n\nSmith, A.", "fragment"),
        ("## References\n\nSmith, A.\n\n## More\n\nRunning.", "running"),
        ("## 7. Sources:\n\n- Smith, A.", "fragment"),
        ("<table><tr><td>the old mill</td></tr></table>", "fragment"),
        ("<div><p>The mill (is “old.”)</p></div>", "continued"),
        ("## Sources of the river\n\nIt rises there.", "running"),
    ],
)
def test_what_is_expected_of_a_paragraph(text: str, sort: str) -> None:
    assert asked_of(text)[-1].context == sort


PIECES = [
    *("word ", "Words. ", "naïve ", "cafe\u0301 ", "漢字 ", "😀", "👩‍🚀 ", "🇫🇷 ", "𝒳 "),
    *("&amp; ", "&nbsp;", "&#128512; ", "&eacute;té ", "&bogus; ", "\\* ", "\\_x "),
    *("*", "**", "_", "~~", "***", "*a **b** c* ", "**a *b* c** ", "*r* ", "un*frigging*believable "),
    *("`code` ", "``a ` b`` ", "`abcd` ", "$x$ ", "$$y$$ "),
    *(
        "[text](u) ",
        "[*a* `b` &lt;](u) ",
        "[ref][r] ",
        "![alt *x*](i.png) ",
        "https://a.example/b_c ",
        "<https://c.example> ",
    ),
    *("[^1] ", "[^none] ", "<b>", "</b>", "<br>", "<code>", "</code>", '<i lang="fr">', "</i>", "<cite>A *b*</cite> "),
    *(
        "<kbd>K</kbd>",
        "<!-- note --> ",
        "\n",
        "\r\n",
        "\n\n",
        "\r\n\r\n",
        "- ",
        "> ",
        "# ",
        "| a | `b` |\n|-|-|\n| 😀 | c |\n",
    ),
    *("[^1]: Note *it*.\n", "[r]: /u 'T'\n", "an ", "<p>Text <code>x</code> &amp; 😀</p>\n"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


def told(one: Asked, start: int, end: int) -> list[Hit]:
    """Return what becomes of a match at a place."""
    match = Match("EN_A_VS_AN", "MISC", "", start, end, "Mend this.", "", ("x",))
    hits = Grammar().judge(one, ProseFacts((match,), "test"), NO_WORDS)
    return [hit for hit in hits if isinstance(hit, Hit)]


@given(TEXTS, st.data())
def test_a_hit_stands_where_the_engine_found_it(text: str, data: st.DataObject) -> None:
    article = article_of(text)
    for one in Grammar().ask(article):
        prose = one.question.subject
        start = data.draw(st.integers(0, len(prose) - 1))
        end = data.draw(st.integers(start + 1, len(prose)))
        for hit in told(one, start, end):
            quote = article.source.quote(Span(hit.start, hit.end))
            assert one.start <= hit.start < hit.end <= one.end
            if hit.fix:
                assert quote.replace("\n", " ") == prose[start:end].replace("\n", " ")
            assert quote[0] == prose[start] or prose[start].isspace()
            assert quote[-1] == prose[end - 1] or prose[end - 1].isspace()


@given(TEXTS)
def test_no_finding_touches_a_dummy_word(text: str) -> None:
    for one in Grammar().ask(article_of(text)):
        prose = one.question.subject
        assert any(char.isalpha() for char in prose)
        for dummy in DUMMIES:
            at = prose.find(dummy)
            while at >= 0:
                assert told(one, at, at + len(dummy)) == []
                assert told(one, at + len(dummy) - 1, min(at + len(dummy) + 4, len(prose))) == []
                assert told(one, max(at - 3, 0), at + 1) == []
                at = prose.find(dummy, at + 1)


@given(TEXTS)
def test_words_are_neither_lost_nor_made(text: str) -> None:
    """Outside of dummy words the engine reads what a reader reads."""
    article = article_of(text)
    blocks = {(block.span.start, block.span.end): block.prose.text for block in article.blocks if block.prose.text}
    for one in Grammar().ask(article):
        kept = one.question.subject
        for dummy in DUMMIES:
            kept = kept.replace(f"{dummy}0", "\0").replace(dummy, "\0")
        rest = blocks[one.start, one.end]
        for part in kept.split("\0"):
            at = rest.find(part)
            assert at >= 0
            rest = rest[at + len(part) :]


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_a_real_engine_takes_no_markup_for_an_error(project: Project, tmp_path: Path) -> None:
    sound = (
        "# The `if` of it\n\n"
        "The `if` block runs. The dot `.` operator and the `cd ..` command work, and `i` is one less than `n`.\n\n"
        "Use an `else` or a `while`, press <kbd>Ctrl</kbd>, and read <cite>Teh Boke</cite> 😀 in the evening.\n\n"
        '> Whcih is sic.\n\nHer <i lang="fr">joie de vivre sans égal</i> was known; *r* is the radius, $x$ a root.\n\n'
        "See https://a.example/teh_recieve and <https://b.example/occured> for more.\n\n"
        "## References\n\n- Jonson, B., Teh Alchemist, Londn 1610\n"
    )
    wrong = (
        "The 😀 `if` &amp; *whcih* 👩‍🚀 [of them](u) recieved an **`x`** an letter[^1].\n\n[^1]: Noted becuase of it.\n"
    )
    home = tmp_path / "home"
    furnish(home)
    with living_in(home):
        project.write({"sound.md": sound, "wrong.md": wrong, "crlf.md": wrong.replace("\n", "\r\n")})
        done = project.copydesk("check", "--select", "grammar", "--exit-zero", "--output-format", "json")
    found = {article["path"]: [one["quote"] for one in article["findings"]] for article in done.report["articles"]}
    assert done.report["incidents"] == []
    assert found["sound.md"] == []
    assert {"whcih", "recieved", "an", "becuase"} <= set(found["wrong.md"])
    assert found["crlf.md"] == found["wrong.md"]


def test_composed_and_decomposed_letters_are_asked_as_they_stand() -> None:
    text = "The cafe\u0301 is old."
    (one,) = asked_of(text)
    assert one.question.subject == text != unicodedata.normalize("NFC", text)
