"""Claims through the check: what is found, what counts as a source, where it is sought, and exact places."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.check import Hit
from lint.checks.claims import Claims
from lint.parse import parse
from lint.text import Source

CLAIM = "Studies show that eels sleep by day"


def hits(text: str, verdict: str = "", *, path: str = "a.md", settings: ParseSettings | None = None) -> list[Hit]:
    article = parse(Source(path, text, ""), settings or ParseSettings())
    found = Claims().conclude(list(Claims().examine(article)))
    return [hit for hit in found if verdict in ("", hit.verdict)]


def quotes(text: str, verdict: str = "") -> list[str]:
    return [text[hit.start : hit.end] for hit in hits(text, verdict)]


SUPPORTED = {
    "link": f"{CLAIM} ([institute](https://institute.example/eels)).",
    "link in the next sentence": f"{CLAIM}. It is [written here](https://institute.example/eels).",
    "link without a scheme of its own": f"{CLAIM} ([institute](//institute.example/eels)).",
    "reference link": f"{CLAIM} ([institute][1]).\n\n[1]: https://institute.example/eels",
    "autolink": f"{CLAIM} (<https://institute.example/eels>).",
    "bare address": f"{CLAIM}, see https://institute.example/eels for more.",
    "HTML link": f'{CLAIM} (<a href="https://institute.example/eels">institute</a>).',
    "footnote": f"{CLAIM}.[^1]\n\n[^1]: Holm, Eels, 2011.",
    "number with its entry": f"{CLAIM} [2].\n\n## References\n\n1. Holm, Fish.\n2. Holm, Eels.",
    "numbers with entries": f"{CLAIM} [1, 2].\n\n## Sources\n\n- Holm, Fish.\n- Holm, Eels.",
    "number with its written entry": f"{CLAIM} [7].\n\n## References\n\n[7] Holm, Eels.\n\n[8] Holm, Fish.",
    "author and year": f"{CLAIM} (Holm, 2011).",
    "authors and year": f"{CLAIM} (see Holm & Berg, 2011; Dahl et al., 2014).",
    "year alone in brackets": f"{CLAIM}, as Holm (2011) found.",
    "citation key": f"{CLAIM} [@holm2011, p. 4].",
    "sup": f"{CLAIM}.<sup>4</sup>",
    "cite": f"{CLAIM}, says <cite>The Eel</cite>.",
    "named source": "According to the Marine Institute, studies show that eels sleep by day.",
    "named speaker": "Holm argues that studies show too little.",
    "list whose introduction has it": f"So says [Holm](https://holm.example/):\n\n- {CLAIM}.\n- {CLAIM}, too.",
    "source line below": f"{CLAIM}.\n\nSource: Marine Institute, 2011.",
}

UNSUPPORTED = {
    "nothing": f"{CLAIM}.",
    "link before it": f"See the [institute](https://institute.example/). {CLAIM}.",
    "link in the next paragraph": f"{CLAIM}.\n\nSee the [institute](https://institute.example/).",
    "image": f"{CLAIM}. ![eel](https://pictures.example/eel.png)",
    "anchor": f"{CLAIM} ([below](#eels)).",
    "link to the same site": f"{CLAIM} ([more](/eels.html)).",
    "mail": f"{CLAIM} ([ask](mailto:eel@institute.example)).",
    "footnote without a definition": f"{CLAIM}.[^1]",
    "footnote whose definition is empty": f"{CLAIM}.[^1]\n\n[^1]:\n",
    "number without a list": f"{CLAIM} [2].",
    "number without its entry": f"{CLAIM} [7].\n\n## References\n\n1. Holm, Fish.\n2. Holm, Eels.",
    "one of two numbers without its entry": f"{CLAIM} [2, 7].\n\n## References\n\n1. Holm, Fish.\n2. Holm, Eels.",
    "number in code": f"{CLAIM} of `rows[1]`.\n\n## References\n\n1. Holm, Fish.",
    "year of a life": f"{CLAIM} (since 2011).",
    "experts": f"{CLAIM}, according to experts.",
    "list whose introduction has none": f"So it is said of eels:\n\n- {CLAIM}.",
    "another item has it": f"Of eels:\n\n- [Holm](https://holm.example/) wrote of them.\n- {CLAIM}.",
}


@pytest.mark.parametrize("text", SUPPORTED.values(), ids=SUPPORTED)
def test_a_source_in_reach_supports(text: str) -> None:
    assert quotes(text, "vague-authority") == []


@pytest.mark.parametrize("text", UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_what_is_no_source_does_not_support(text: str) -> None:
    assert "Studies show" in quotes(text, "vague-authority")


def test_history_also_looks_back() -> None:
    before = "[The archive](https://archive.example/mill) has its plans. The mill was built in 1874."
    assert quotes(before, "historical") == []
    assert quotes("The plans are lost. The mill was built in 1874.", "historical") == ["The mill was built in 1874."]


NOT_ASSERTED = {
    "heading": f"# {CLAIM}\n\nWe shall see.",
    "quotation": f"> {CLAIM}.",
    "code": f"    {CLAIM}.",
    "fence": f"```\n{CLAIM}.\n```",
    "reference list": f"## References\n\n- {CLAIM}. Holm, 2011.",
    "footnote": f"Eels sleep.[^1]\n\n[^1]: {CLAIM}.",
    "title in front matter": f"---\ntitle: {CLAIM}\n---\n\nWe shall see.",
    "question": "Do studies show that eels sleep by day?",
    "table": f"| eels |\n| --- |\n| {CLAIM} |",
    "another language": f"---\nlang: da\n---\n\n{CLAIM}.",
}


@pytest.mark.parametrize("text", NOT_ASSERTED.values(), ids=NOT_ASSERTED)
def test_what_the_article_does_not_assert_is_left_alone(text: str) -> None:
    assert hits(text) == []


def test_a_section_after_the_references_is_read_again() -> None:
    text = f"## References\n\n- Holm.\n\n### Books\n\n- {CLAIM}.\n\n## Eels\n\n{CLAIM}."
    assert [hit.start for hit in hits(text, "vague-authority")] == [text.rindex(CLAIM)]


def test_description_and_fields_of_the_settings_are_read() -> None:
    text = f"---\ndescription: {CLAIM}.\nblurb: {CLAIM}, too.\n---\n"
    assert quotes(text) == ["Studies show"]
    settings = ParseSettings(prose_fields=("description", "blurb"))
    assert [text[hit.start : hit.end] for hit in hits(text, settings=settings)] == ["Studies show"] * 2


def test_a_finding_covers_the_words_to_replace_or_the_sentence_without_its_label() -> None:
    text = "1. **Eels**: Studies show that *over fifty* kinds live here. Bye.\n"
    assert quotes(text, "vague-authority") == ["Studies show"]
    assert quotes(text, "statistic") == ["Studies show that *over fifty* kinds live here."]


def test_a_sentence_has_one_hit_for_each_verdict_and_names_all_its_cues() -> None:
    (hit,) = hits("The strike led to a new law and had a lasting impact on trade.", "causal")
    assert hit.values["cue"] == "led to"
    assert hit.values["frames"] == "led-to, lasting-impact"


def test_thresholds_decide_what_is_shown_and_what_is_a_warning() -> None:
    shown = [Hit(0, 1, confidence=each) for each in (0.3, 0.6, 0.7, 0.8, 0.95)]
    tiers = [(hit.confidence, hit.tier) for hit in Claims().conclude(shown)]
    assert tiers == [(0.6, ""), (0.7, ""), (0.8, "warning"), (0.95, "warning")]
    assert [hit.confidence for hit in Claims(show_at=0.75).conclude(shown)] == [0.8, 0.95]
    assert {"show_at", "warn_at"}.isdisjoint(Claims().early())


HISTORY = "The weavers of the coast were closely tied to the herring boats."

NO_HISTORY = {
    "a program": f"{HISTORY}\n\n    load(weavers)\n",
    "a plot": f"# The plot of a novel\n\n{HISTORY}",
    "its author's own days": f"I wove. We ate, and my aunt sang. When I left, we wept. {HISTORY}",
    "a sentence with code in it": "The `weavers` of the coast were closely tied to the herring boats.",
    "this": "This trade of the weavers was closely tied to the herring boats.",
    "too short to tell much": "The weavers were tied down.",
}


def test_what_is_told_in_the_past_is_an_event() -> None:
    assert quotes(HISTORY, "event") == [HISTORY]
    assert quotes(f"Look. {HISTORY} See [the archive](https://archive.example/).", "event") == []


@pytest.mark.parametrize("text", NO_HISTORY.values(), ids=NO_HISTORY)
def test_what_is_told_in_the_past_may_be_no_history(text: str) -> None:
    assert hits(text, "event") == []


def test_code_silences_all_but_an_unnamed_authority() -> None:
    text = "Studies show that `sort` led to a new law in 1874."
    assert {hit.verdict for hit in hits(text)} == {"vague-authority"}


CUES = {
    "The founders cast bells for more than three hundred towers and two schools.": "more than three hundred towers",
    "The reef has fed the town for over a thousand years and more.": "over a thousand years",
    "Sound runs through water at roughly 1,480 meters per second.": "roughly 1,480 meters",
    "Its name is said to come from the quills of geese.": "is said to",
    "Plans were made, and stakeholders have been consulted.": "stakeholders",
    "The mayor Anna Holt leased the quay to the Baltic Company.": "leased",
    "Kilns have shaped trade on the coast.": "have shaped",
}


@pytest.mark.parametrize(("text", "cue"), CUES.items(), ids=list(CUES.values()))
def test_a_quoted_cue_begins_and_ends_with_a_word_of_its_own(text: str, cue: str) -> None:
    assert cue in {hit.values["cue"] for hit in hits(text)}


def test_the_name_in_the_title_is_no_instance() -> None:
    text = "One example of Harbor Leagues is the pact with several nations.\n"
    assert quotes(f"# Harbor Leagues\n\n{text}", "example-without-instance") == ["One example of"]
    assert quotes(f"# Leagues\n\n{text}", "example-without-instance") == []


PIECES = st.sampled_from(
    [
        *(
            "Studies show ",
            "experts say ",
            "It is believed that ",
            "in 1874 ",
            "40% of ",
            "led to ",
            "was ",
            "For example, ",
        ),
        *("Anna Holt ", "various countries ", "the largest mill in Europe ", "(Holm, 2011) ", "&amp; ", "**Trade**: "),
        *(
            "- ",
            "1. ",
            "> ",
            "# ",
            "`code` ",
            "$x$ ",
            "[a](https://a.example/) ",
            "[^1]",
            "[1] ",
            "\n\n[^1]: b\n",
            "<b>",
        ),
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\t",
            ". ",
            "? ",
            "é ",
            "😀 ",
            "漢字",
            "*",
            "_",
            "\\",
            "İ",
            "“",
            '"',
            "---\n",
            "title: ",
        ),
        "## References\n\n",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_places_are_places_and_nothing_raises(text: str) -> None:
    for hit in hits(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end].strip()


@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_cue_stands_in_its_finding(text: str) -> None:
    for hit in hits(text):
        cue = str(hit.values["cue"])
        if cue.replace(" ", "").isalpha() and cue.isascii():
            assert cue.split()[0] in text[hit.start : hit.end]


def test_a_run_from_the_cache_reads_no_lexicon() -> None:
    code = "import sys, lint.checks.claims as c; c.Claims().conclude([]); print('lint.claims.lexicon' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
