"""Repeats that are meant: what the settings may allow, how it is told where that is wrong or idle, and what is left."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.boilerplate.allow import Allow, LeftOut, problems
from lint.boilerplate.allowed import hashes
from lint.boilerplate.units import Units, gather, text_hash, tokens
from lint.check import Conclusion
from lint.checks.repeats import Repeats
from lint.index import Index, Stamp, open_index
from lint.parse import parse
from lint.text import Source
from tests.conftest import Done, Project
from tests.test_boilerplate_agrees import Articles, corpora, property_test, sentences, tuned

PHOTOS = "All photographs on these pages were taken by the author in one summer."
NOTICE = "The ferry company asks every reader to look at its own timetable before setting out."
FERRY = "The ferry runs from April to October, and in calm weather on Sundays in winter as well."
MILL = "The mill by the river was built by two brothers who had come from the north."
BELL = "Its bell was cast from the cannon of a ship that was wrecked on the bar."
SETTINGS = "select: [boilerplate]\nrules: {boilerplate/repeated-sentence: {min_articles: 2}}\n"


def written(project: Project, body: str, settings: str = "", names: str = "abc") -> Project:
    """Write articles that all have one body, each with a line of its own."""
    alone = {name: f"Only here, {name}." for name in names}
    return project.write(
        {
            "copydesk.yml": SETTINGS + settings,
            **{f"{n}.md": f"# {n}\n\n{line}\n\n{body}\n" for n, line in alone.items()},
        }
    )


def found(done: Done) -> set[tuple[str, str]]:
    """Return the rules that speak, each with what it quotes, unwrapped."""
    return {
        (finding["rule"].partition("/")[2], " ".join(finding["quote"].split()))
        for article in done.report["articles"]
        for finding in article["findings"]
    }


def check(project: Project, *arguments: str) -> Done:
    return project.copydesk("check", "--output-format", "json", *arguments)


def allowed(entries: str) -> str:
    return f"boilerplate:\n  allow:\n    {entries}\n"


# ---- texts


@pytest.mark.parametrize(
    "entry",
    [
        PHOTOS,
        PHOTOS.upper(),
        PHOTOS.rstrip("."),
        "All **photographs** on [these pages](https://example.org/p) were taken -- by `the author` -- in one summer!",
        f"{MILL} {PHOTOS} {BELL}",
    ],
)
def test_an_allowed_text_is_not_found_however_it_is_written(project: Project, entry: str) -> None:
    written(project, PHOTOS)
    assert found(check(project)) == {("repeated-sentence", PHOTOS)}
    written(project, PHOTOS, allowed(f"texts: ['{entry}']"))
    assert found(check(project)) == set()


@pytest.mark.parametrize(
    "entry",
    [
        "All photographs on these pages were taken …",
        "… taken by the author in one summer.",
        "All photographs on these … in one summer",
        "All photographs on these ... author in one summer",
        f"{PHOTOS[:-1]}…",
        f"Some pages are old … all that he has. {PHOTOS[:42]} … {BELL[20:]}",
    ],
)
def test_a_shortened_quotation_allows_what_it_was_taken_from(project: Project, entry: str) -> None:
    written(project, f"{PHOTOS}\n\n## Mill\n\n{MILL}", allowed(f"texts: ['{entry}']"))
    done = check(project)
    assert found(done) == {("repeated-sentence", MILL)}
    assert "idle" not in done.err
    assert "needs" not in done.err


@pytest.mark.parametrize(
    "entry",
    [
        "All photographs on these pages … in two summers.",
        "… photographs on these pages were taken by the author in one winter",
        "All pictures on these pages were ⟨A⟩.",
        "All photographs on these pages were taken by the author ⟨A⟩ one summer of rain.",
    ],
)
def test_a_quotation_of_something_else_allows_nothing(project: Project, entry: str) -> None:
    written(project, PHOTOS, allowed(f"texts: ['{entry}']"))
    done = check(project)
    assert found(done) == {("repeated-sentence", PHOTOS)}
    assert f"the text {_short(entry)}" in done.err


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_template_as_it_is_printed_allows_its_sentences(project: Project, ascii_only: bool) -> None:
    line = "The castle of {0} was first mentioned in a deed, and {0}'s mill was built by the bishop of {1}."
    names = [("Orsen", "Lund"), ("Old Halmar", "Roskilde"), ("Tervo", "St. Olav"), ("Nyborg", "Ribe")]
    articles = {f"{name}.md": f"# {name}\n\n{line.format(name, bishop)}\n" for name, bishop in names}
    project.write({"copydesk.yml": SETTINGS, **articles})
    (group,) = check(project).report["groups"]
    template = group["template"]
    assert template == line.format("⟨A⟩", "⟨C⟩").replace("⟨A⟩'s", "⟨B⟩'s")
    entry = template.replace("⟨", "<").replace("⟩", ">") if ascii_only else template
    project.write({"copydesk.yml": SETTINGS + allowed(f'texts: ["{entry}"]')})
    done = check(project)
    assert found(done) == set()
    assert "the text" not in done.err


def test_what_is_left_of_a_passage_is_judged_alone(project: Project) -> None:
    written(project, f"{FERRY} {MILL} {NOTICE} {BELL}")
    assert found(check(project)) == {("repeated-passage", f"{FERRY} {MILL} {NOTICE} {BELL}")}
    written(project, f"{FERRY} {MILL} {NOTICE} {BELL}", allowed(f'texts: ["{NOTICE}"]'))
    assert found(check(project)) == {("repeated-passage", f"{FERRY} {MILL}"), ("repeated-sentence", BELL)}


def test_a_passage_as_reports_quote_it_is_allowed_whole(project: Project) -> None:
    passage = f"{FERRY}\n{MILL} {NOTICE}\n\n- {BELL}"
    entry = "".join(f"        {line}\n" for line in passage.splitlines())
    written(project, passage, f"boilerplate:\n  allow:\n    texts:\n      - |\n{entry}")
    assert found(check(project)) == set()


def test_allowed_sentences_make_no_twins_and_are_no_repeats_within_an_article(project: Project) -> None:
    lines = [
        f"In the year {year} the {what} of this town was given a new roof." for year, what in enumerate("mnopqr", 1850)
    ]
    written(project, " ".join(lines), names="ab")
    assert any(rule == "repeated-article" for rule, _ in found(check(project)))
    entries = ", ".join(f'"{line}"' for line in lines)
    written(project, " ".join([*lines, lines[0]]), allowed(f"texts: [{entries}]"), names="ab")
    assert found(check(project)) == set()


def test_a_text_near_an_allowed_one_is_still_found(project: Project) -> None:
    edited = PHOTOS.replace("one summer", "two summers")
    written(project, edited, allowed(f'texts: ["{PHOTOS}"]'))
    assert found(check(project)) == {("repeated-sentence", edited)}


@given(st.lists(sentences(), min_size=1, max_size=12))
def test_any_sentence_of_an_allowed_text_is_allowed(parts: list[str]) -> None:
    text = " ".join(parts)
    units = Units(gather(parse(Source("a.md", text, ""), ParseSettings()), False))
    assert set(units.hashes) <= hashes(text)


# ---- patterns


def test_a_sentence_in_which_a_pattern_matches_is_left_out(project: Project) -> None:
    text = f"Last checked by the staff of this office on the {{}} of May. {FERRY}"
    written(project, text.format("first"), allowed(r"patterns: ['^Last checked [^.]*\bof May\b']"))
    assert found(check(project)) == {("repeated-sentence", FERRY)}


def test_a_pattern_may_reach_over_sentences(project: Project) -> None:
    written(project, f"Imprint: {FERRY} {MILL} {BELL}", allowed("patterns: ['^Imprint: (?s:.*)']"))
    assert found(check(project)) == set()


def test_a_pattern_that_takes_for_ever_is_told_and_nothing_is_said_to_be_clean(project: Project) -> None:
    written(project, f"{'a' * 60} b. {FERRY}", allowed(r"patterns: ['(?!z)(a|aa)+b$']"))
    done = check(project)
    (incident,) = done.report["incidents"]
    assert done.status == 3
    assert incident["state"] == "failed"
    assert "the allowed pattern '(?!z)(a|aa)+b$' took more than 1 s" in incident["why"]


# ---- files


def test_what_stands_in_certain_files_may_stand_anywhere(project: Project) -> None:
    written(project, f"{NOTICE}\n\n## Crossing\n\n{FERRY}", allowed("files: [parts/]"))
    project.write({"parts/notice.md": f"{NOTICE}\n"})
    assert found(check(project)) == {("repeated-sentence", FERRY)}
    assert found(check(project, "a.md")) == {("repeated-sentence", FERRY)}
    project.write({"parts/notice.md": "Something else is what this file says nowadays.\n"})
    assert found(check(project)) == {("repeated-sentence", FERRY), ("repeated-sentence", NOTICE)}


# ---- groups


def group_of(done: Done, rule: str) -> str:
    (group,) = {group["id"] for group in done.report["groups"] if group["rule"] == f"boilerplate/{rule}"}
    return str(group)


def test_a_group_is_allowed_by_its_id_and_others_are_not(project: Project) -> None:
    written(project, f"{FERRY}\n\n## More\n\n{BELL}")
    ids = {group["id"] for group in check(project).report["groups"]}
    assert len(ids) == 2
    written(project, f"{FERRY}\n\n## More\n\n{BELL}", allowed(f"groups: ['{min(ids)}']"))
    assert {group["id"] for group in check(project).report["groups"]} == {max(ids)}


def test_an_allowed_passage_is_not_found_sentence_by_sentence_either(project: Project) -> None:
    written(project, f"{FERRY} {BELL} {MILL}")
    group = group_of(check(project), "repeated-passage")
    written(project, f"{FERRY} {BELL} {MILL}", allowed(f"groups: ['{group}']"))
    assert found(check(project)) == set()


def test_an_allowed_group_is_known_again_when_articles_join_and_another_text_leads(project: Project) -> None:
    words = FERRY.split()
    early = (" ".join([*[start] * 5, *words[5:]]) for start in "bcdefghijklm")
    leader = next(text for text in early if text_hash(tokens(text)) < text_hash(tokens(FERRY)))
    late = " ".join([*words[:-5], *["late"] * 4, "then."])  # near the first, not near its leader
    written(project, FERRY, names="ab").write({"c.md": leader})
    group = group_of(check(project), "near-duplicate")
    project.write({f"{name}.md": late for name in "defghi"})
    assert group_of(check(project), "near-duplicate") != group, "another text leads now"
    project.write({"copydesk.yml": SETTINGS + allowed(f"groups: ['{group}']")})
    assert found(check(project)) == set()
    assert found(check(project, "a.md", "i.md")) == set()


def test_an_allowed_passage_is_known_again_when_it_grows(project: Project) -> None:
    written(project, f"{FERRY} {BELL}")
    group = group_of(check(project), "repeated-passage")
    written(project, f"{FERRY} {BELL} {MILL} {NOTICE}", allowed(f"groups: ['{group}']"), names="abcde")
    assert found(check(project)) == set()


def test_a_repeat_within_an_article_is_allowed_by_its_group(project: Project) -> None:
    written(project, f"{FERRY} {BELL}\n\n{MILL}\n\n{FERRY} {BELL}", names="a")
    group = group_of(check(project), "repeated-within-article")
    project.write({"copydesk.yml": SETTINGS + allowed(f"groups: ['{group}']")})
    assert found(check(project)) == set()


# ---- licences and quotations


LICENCES = [
    "This article is licensed under a Creative Commons Attribution 4.0 International licence.",
    "This program is free software: you can redistribute it and/or modify it under the terms of the GNU licence.",
    "Licensed under the Apache License, Version 2.0, by the people who wrote it.",
    "Permission is hereby granted, free of charge, to any person who asks for a copy.",
    "THIS SOFTWARE IS PROVIDED BY ITS AUTHORS “AS IS”, and nobody answers for it in any way.",
    "Copyright © 2021 the harbour museum and its many friends, all rights reserved.",
]


@pytest.mark.parametrize("notice", LICENCES)
def test_licence_notices_are_left_out_unless_asked_for(project: Project, notice: str) -> None:
    written(project, notice)
    assert found(check(project)) == set()
    written(project, notice, "boilerplate: {licences: true}\n")
    assert found(check(project)) == {("repeated-sentence", notice)}


def test_what_only_speaks_of_licences_is_compared() -> None:
    text = "The museum needs a licence for its bar, and the council has never granted it one. The rights are reserved."
    article = parse(Source("a.md", text, ""), ParseSettings())
    assert gather(article, False, LeftOut(article, False, ())) == gather(article, False)


def test_block_quotes_are_looked_at_where_all_rules_are_asked_to(project: Project) -> None:
    written(project, f"> {FERRY}")
    assert found(check(project)) == set()
    written(project, f"> {FERRY}", "boilerplate: {quotes: true}\n")
    assert found(check(project)) == {("repeated-sentence", FERRY)}


# ---- one rule's own list


def test_a_rule_may_have_a_list_of_its_own(project: Project) -> None:
    rules = f'rules:\n  boilerplate/repeated-sentence: {{min_articles: 2, allow: {{texts: ["{FERRY}"]}}}}\n'
    written(project, f"{FERRY}\n\n{MILL}\n\n{FERRY}", names="a")
    project.write({"copydesk.yml": f"select: [boilerplate]\n{rules}", "b.md": FERRY})
    assert found(check(project)) == {("repeated-within-article", FERRY)}


# ---- what is wrong, and what is idle


@pytest.mark.parametrize(
    ("settings", "line", "text"),
    [
        ("boilerplate:\n  alow: {}\n", "3:3", "unknown key 'alow' (did you mean 'allow'?)"),
        ("boilerplate:\n  allow:\n    text: [x]\n", "4:5", "unknown key 'text' (did you mean 'texts'?)"),
        (
            "boilerplate:\n  allow:\n    groups: [5f0c]\n",
            "4:14",
            "expected something like 5f0c3a9e71d2b846, not '5f0c'",
        ),
        ("boilerplate:\n  allow:\n    patterns: [fine, '(x']\n", "4:22", "'(x': not a regular expression"),
        ("boilerplate:\n  allow:\n    texts: [Far too short]\n", "4:13", "'Far too short' is too short"),
        ("boilerplate:\n  allow:\n    texts: [The ⟨A⟩ in … of ⟨B⟩]\n", "4:13", "'The ⟨A⟩ in … of ⟨B⟩' is too short"),
        ("rules: {boilerplate/template: {allow: {patterns: ['(']}}}\n", "2:51", "'(': not a regular expression"),
        (
            "rules: {boilerplate/template: {allow: {file: [x]}}}\n",
            "2:40",
            "unknown parameter 'file' (did you mean 'files'?)",
        ),
    ],
)
def test_a_wrong_entry_is_told_with_its_place(project: Project, settings: str, line: str, text: str) -> None:
    project.write({"copydesk.yml": f"select: [boilerplate]\n{settings}", "a.md": "# A\n"})
    done = project.copydesk("check")
    assert done.status == 2
    assert f"copydesk.yml:{line}: {text}" in done.err


def test_a_wrong_entry_on_the_command_line_is_told(project: Project) -> None:
    project.write({"a.md": "# A\n"})
    done = project.copydesk("check", "--set", "boilerplate/template.allow={patterns: ['(']}")
    assert done.status == 2
    assert "not a regular expression" in done.err


def test_entries_that_nothing_needs_are_told_in_a_run_over_everything_only(project: Project) -> None:
    idle = [f"texts: ['{MILL}', '{PHOTOS}']", "patterns: ['^Never', '^Only here']", "files: [none/, a.md]"]
    written(project, PHOTOS, allowed("\n    ".join([*idle, "groups: ['0123456789abcdef']"])))
    for _ in range(2):  # the second time, what was concluded is only read again
        notes = re.findall(r"the settings allow the (.*), but no repeat needs that", check(project).err)
        assert sorted(notes) == ["files 'none/'", "group 0123456789abcdef", "pattern '^Never'", f"text {_short(MILL)}"]
    assert "needs that" not in check(project, "a.md").err


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def test_a_list_in_use_is_not_remarked_upon(project: Project) -> None:
    written(project, PHOTOS, allowed(f'texts: ["{PHOTOS}"]'))
    assert "the settings allow" not in check(project).err


def test_changing_the_list_changes_the_next_report(project: Project) -> None:
    """What was concluded is kept in the index; a list that has changed makes it be concluded anew."""
    for settings, expected in [("", 1), (allowed(f'texts: ["{PHOTOS}"]'), 0), ("", 1), (allowed("files: [a.md]"), 0)]:
        written(project, PHOTOS, settings)
        assert len(found(check(project))) == expected
        assert len(found(check(project, "b.md"))) == expected


# ---- a commit hook says what a run over everything says


def put(index: Index, articles: Articles, checking: Repeats) -> None:
    index.forget(sorted(set(index.paths()) - set(articles)))
    for path, text in articles.items():
        share = checking.gather(parse(Source(path, text, ""), ParseSettings()))
        index.update(path, Stamp(len(text), 0), "", {"k": share}, b"")


def concluded(
    articles: Articles, checking: Repeats, selected: frozenset[str] | None = None, hubs: int = 2
) -> Conclusion:
    with tuned(hubs, 10_000):
        index = open_index(None, "")
        put(index, articles, checking)
        return checking.conclude(index.corpus("k"), selected)


@property_test
@given(corpora, corpora, st.lists(sentences(), max_size=3), st.booleans(), st.booleans(), st.data())
def test_each_article_is_told_the_same_from_either_side(
    before: Articles, after: Articles, texts: list[str], cut: bool, files: bool, data: st.DataObject
) -> None:
    texts = [f"{' '.join(one.split()[:8])} …" for one in texts] if cut else texts
    names = sorted({group.id for group in concluded(after, Repeats()).groups})
    groups = data.draw(st.lists(st.sampled_from(names), max_size=2)) if names else []
    allow = Allow(groups=tuple(groups), texts=tuple(texts), files=("b.md",) if files else ())
    checking = Repeats(allow=allow)
    whole = concluded(after, checking)
    assert {group.id for group in whole.groups}.isdisjoint(groups)
    with tuned(2, 10_000):
        index = open_index(None, "")
        put(index, before, checking)
        checking.conclude(index.corpus("k"), None)
        put(index, after, checking)
        for path in after:
            part = checking.conclude(index.corpus("k"), frozenset((path,)))
            assert part.hits.get(path, ()) == whole.hits.get(path, ())
        assert checking.conclude(index.corpus("k"), None) == whole


@property_test
@given(corpora, st.lists(sentences(), min_size=1, max_size=3))
def test_an_allowed_text_is_as_a_heading_in_its_place(articles: Articles, texts: list[str]) -> None:
    out = {text for one in texts for text in hashes(one)}

    def parted(text: str) -> str:
        units = Units(gather(parse(Source("a.md", text, ""), ParseSettings()), False))
        spans = [(unit.start, unit.end) for unit in units if unit.text in out]
        for start, end in reversed(spans):
            text = f"{text[:start]}\n\n#{'#' * (end - start - 6)}\n\n{text[end:]}"
        return text

    def shown(conclusion: Conclusion, texts: Articles) -> Any:
        return sorted(
            (path, hit.verdict, " ".join(texts[path][hit.start : hit.end].split()))
            for path, hits in conclusion.hits.items()
            for hit in hits
            if hit.verdict in ("sentence", "near", "template")
        )

    # An allowed text may still be a hub, which a heading is not: with hubs for all, both meet the same texts.
    allowing = concluded(articles, Repeats(allow=Allow(texts=tuple(texts))), hubs=99)
    without = {path: parted(text) for path, text in articles.items()}
    assert shown(allowing, articles) == shown(concluded(without, Repeats(), hubs=99), without)


def test_the_entries_of_a_list_are_judged_one_by_one() -> None:
    allow = Allow(texts=("one two three", MILL), patterns=("[", "x"))
    assert [where for where, _ in problems(allow)] == [("patterns", 0), ("texts", 0)]
