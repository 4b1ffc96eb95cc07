"""Corrections: --diff, --fix and --unsafe-fixes on real files, and the properties that hold for any text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint import discover, examples, fixes
from lint.article import ParseSettings
from lint.configure import load_settings
from lint.finding import ArticleReport, Correction, Finding, Point, Report, summarise
from lint.parse import parse
from lint.reporters.pen import Pen
from lint.rule import Example, Rule, load_rules
from lint.settings import Flags, Settings
from lint.text import Source
from lint.untouched import Untouched
from lint.verbs import differences, fixing
from lint.verbs.screen import Screen
from tests.conftest import ROOT, Done, Project
from tests.faulty_server import picture

RULES = "images/wrong-case,grammar/mixed-spelling"
WRONG = "# Quay\n\n![The quay, with boats](Quay.PNG)\n\nThe harbor is a grey, old harbour with a harbour wall.\n"
SAFE = WRONG.replace("Quay.PNG", "quay.png")
ALL = SAFE.replace("harbor is", "harbour is")


def check(project: Project, *arguments: str, stdin: str | bytes = "") -> Done:
    return project.copydesk("check", "--offline", "--select", RULES, *arguments, stdin=stdin)


def text(project: Project, name: str = "quay.md") -> str:
    return (project.root / name).read_bytes().decode()


@pytest.fixture
def quay(project: Project) -> Project:
    return project.write({"quay.md": WRONG, "quay.png": picture()})


# ---- the three options


def test_diff_tells_a_pipe_a_patch_that_git_applies_and_changes_nothing(quay: Project) -> None:
    shown = check(quay, "--diff")
    assert (shown.status, text(quay)) == (1, WRONG)
    assert shown.out.startswith("--- a/quay.md\n+++ b/quay.md\n")
    assert "1 correction to be made in quay.md" in shown.err
    subprocess.run(["git", "apply", "-"], input=shown.out.encode(), cwd=quay.root, check=True)
    assert text(quay) == SAFE
    done = check(quay, "--diff")
    assert (done.status, done.out) == (0, "")


def below(quay: Project) -> Project:
    """Return a project as seen from a folder of it, with an article there."""
    quay.git("init", "--quiet")
    (quay.root / "a/b").mkdir(parents=True)
    (quay.root / "a/quay.png").write_bytes(picture())
    quay.write({"a/quay.md": WRONG, "a/b/quay.md": WRONG.replace("Quay.PNG", "../Quay.PNG")})
    return Project(quay.root / "a")


@pytest.mark.parametrize("command", [["git", "apply", "-"], ["patch", "-p1"]])
def test_a_patch_made_in_a_folder_applies_there(quay: Project, command: list[str]) -> None:
    folder = below(quay)
    shown = check(folder, ".", "--diff")
    assert "+++ b/b/quay.md" in shown.out
    assert "+++ b/quay.md" in shown.out
    subprocess.run(command, input=shown.out.encode(), cwd=folder.root, check=True)
    assert text(folder) == SAFE
    assert check(folder, ".", "--diff").status == 0


def test_a_patch_of_files_outside_of_the_folder_applies_where_it_says(quay: Project) -> None:
    folder = below(quay)
    shown = check(folder, "--diff")
    assert ".." not in "".join(re.findall(r"^[-+]{3} (.*)", shown.out, re.MULTILINE))
    assert f"apply the patch in {quay.root}" in shown.err
    subprocess.run(["git", "apply", "-"], input=shown.out.encode(), cwd=quay.root, check=True)
    assert (text(quay), text(folder)) == (SAFE, SAFE)


def test_fix_makes_what_is_safe_and_reports_what_is_left(quay: Project) -> None:
    done = check(quay, "--fix")
    assert (done.status, text(quay)) == (1, SAFE)
    assert "harbor" in done.out
    assert "Quay.PNG" not in done.out
    assert "1 correction made in quay.md" in done.err
    assert "1 correction is not sure enough" in done.err
    again = check(quay, "--fix")
    assert (again.status, text(quay)) == (1, SAFE), "something is left"
    assert "made" not in again.err.replace("made unseen", "")


def test_unsafe_fixes_make_the_others_too_and_all_is_well_afterwards(quay: Project) -> None:
    assert check(quay, "--fix", "--unsafe-fixes").status == 1, "a file was changed"
    assert text(quay) == ALL
    assert check(quay, "--fix", "--unsafe-fixes").status == 0
    assert check(quay).status == 0


def test_the_report_after_a_fix_is_that_of_the_next_check(quay: Project) -> None:
    fixed = check(quay, "--fix", "--output-format", "json")
    assert fixed.report == check(quay, "--output-format", "json").report


@pytest.mark.parametrize("jobs", [("--jobs", "1"), ("--no-cache",)])
def test_a_fix_comes_to_the_same_without_a_cache(quay: Project, jobs: tuple[str, ...]) -> None:
    check(quay, "--fix", *jobs)
    assert text(quay) == SAFE


def test_exit_zero_and_fail_on(quay: Project) -> None:
    assert check(quay, "--diff", "--exit-zero").status == 0
    assert check(quay, "--fix", "--fail-on", "never").status == 1, "a changed file is no finding"
    assert check(quay, "--fix", "--fail-on", "never").status == 0


def test_what_does_not_go_together_is_refused(quay: Project) -> None:
    for arguments in (
        ("--unsafe-fixes",),
        ("--fix", "--diff"),
        ("--fix", "--staged"),
        ("--diff", "--report", "json=x"),
    ):
        done = check(quay, *arguments)
        assert (done.status, text(quay)) == (2, WRONG), arguments
        assert arguments[-1].partition("=")[0] in done.err or "--report" in done.err


def test_only_the_articles_named_are_corrected(quay: Project) -> None:
    quay.write({"other.md": WRONG})
    check(quay, "--fix", "quay.md")
    assert text(quay) == SAFE
    assert text(quay, "other.md") == WRONG


def test_new_from_corrects_new_findings_only(quay: Project) -> None:
    quay.git("init", "-q")
    quay.git("add", ".")
    quay.git("commit", "-qm", "Old faults")
    more = WRONG + "\nOur neighbours keep a color chart; the neighbours' one is older.\n"
    quay.write({"quay.md": more})
    done = check(quay, "--fix", "--unsafe-fixes", "--new-from", "HEAD")
    assert (done.status, text(quay)) == (1, more.replace("color chart", "colour chart"))
    assert check(quay, "--fix", "--unsafe-fixes", "--new-from", "HEAD").status == 0


# ---- standard input


def test_stdin_gives_the_text_on_stdout_and_the_report_on_stderr(quay: Project) -> None:
    done = check(quay, "--fix", "-", "--stdin-filename", "new.md", stdin=WRONG)
    assert (done.status, done.out) == (1, SAFE)
    assert "new.md:5" in done.err
    assert not (quay.root / "new.md").exists()
    assert text(quay) == WRONG


def test_stdin_passes_what_needs_no_correction_or_cannot_be_read(quay: Project) -> None:
    clean = b"\xef\xbb\xbfAll is well.\r\n\r\nVery well."
    done = quay.start("check", "--offline", "--select", RULES, "--fix", "-")
    assert done.communicate(clean, timeout=60)[0] == clean
    assert done.returncode == 0
    binary = "Quay".encode("utf-16")
    done = quay.start("check", "--offline", "--select", RULES, "--fix", "-")
    assert done.communicate(binary, timeout=60)[0] == binary
    assert done.returncode == 3


def test_a_diff_of_stdin(quay: Project) -> None:
    done = check(quay, "--diff", "-", "--stdin-filename", "new.md", stdin=WRONG)
    assert done.status == 1
    assert "+++ b/new.md" in done.out


# ---- bytes that stay


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_line_ends_mark_and_final_newline_stay(project: Project, bom: bytes, end: str, last: str) -> None:
    def made(source: str) -> bytes:
        body = source.rstrip("\n") + last
        return bom + body.replace("\n", end).encode()

    project.write({"quay.md": made(WRONG), "quay.png": picture()})
    diff = project.start("check", "--offline", "--select", RULES, "--diff", "--unsafe-fixes").communicate()[0]
    check(project, "--fix", "--unsafe-fixes")
    assert (project.root / "quay.md").read_bytes() == made(ALL)
    project.write({"quay.md": made(WRONG)})
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], input=diff, cwd=project.root, check=True)
    assert (project.root / "quay.md").read_bytes() == made(ALL)


def test_mixed_line_ends_stay(project: Project) -> None:
    mixed = WRONG.replace("\n\n!", "\r\n\r\n!").replace("\n\nThe", "\r\rThe")
    project.write({"quay.md": mixed.encode(), "quay.png": picture()})
    check(project, "--fix")
    assert text(project) == mixed.replace("Quay.PNG", "quay.png")


def test_what_is_not_utf_8_is_left_alone_and_said(quay: Project) -> None:
    latin = WRONG.replace("old", "très").encode("latin-1")
    quay.write({"quay.md": latin})
    done = check(quay, "--fix")
    assert done.status == 3
    assert (quay.root / "quay.md").read_bytes() == latin
    assert "save it as UTF-8" in done.out
    wide = WRONG.encode("utf-16")
    quay.write({"quay.md": wide})
    assert check(quay, "--fix").status == 3
    assert (quay.root / "quay.md").read_bytes() == wide


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_mode_stays(quay: Project) -> None:
    (quay.root / "quay.md").chmod(0o640)
    check(quay, "--fix")
    assert text(quay) == SAFE
    assert (quay.root / "quay.md").stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in quay.root.iterdir() if "quay" in one.name) == ["quay.md", "quay.png"]


# ---- files that must not be written


def test_a_read_only_file_stays_and_is_told(quay: Project) -> None:
    (quay.root / "quay.md").chmod(0o444)
    quay.write({"other.md": WRONG})
    done = check(quay, "--fix")
    assert (done.status, text(quay)) == (3, WRONG)
    assert "read-only" in done.out
    assert text(quay, "other.md") == SAFE


def test_a_read_only_file_is_shown_corrected_by_diff(quay: Project) -> None:
    (quay.root / "quay.md").chmod(0o444)
    done = check(quay, "--diff")
    assert (done.status, text(quay)) == (1, WRONG)
    assert "--- a/quay.md" in done.out
    assert "read-only" not in done.err


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_followed_within_the_project_only(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "far.md").write_text(WRONG, encoding="utf-8")
    project.write({"quay.md": WRONG, "quay.png": picture()})
    (project.root / "near.md").symlink_to("quay.md")
    (project.root / "away").symlink_to(outside)
    (project.root / "far.md").symlink_to(outside / "far.md")
    done = check(project, "--fix", "near.md", "quay.md", "far.md", "away/far.md", "--unsafe-fixes")
    assert done.status == 3
    assert (outside / "far.md").read_text(encoding="utf-8") == WRONG
    assert "leads out of the project" in done.out
    assert (project.root / "near.md").is_symlink()
    assert text(project) == ALL


def test_a_file_that_changes_meanwhile_keeps_its_new_words(quay: Project) -> None:
    """The fixer is given an old report, as when an editor saves while the rest of a corpus is being checked."""
    listing, settings, report = opened(quay)
    quay.write({"quay.md": WRONG + "\nSaved meanwhile.\n"})
    fixer = fixing.asked(Namespace(fix=True, diff=False, unsafe_fixes=False, staged=False))
    left = fixer.carry_out(settings, listing, report, lambda _: report)
    assert text(quay).endswith("Saved meanwhile.\n")
    assert not fixer.changed
    assert "it changed while Copydesk ran" in left.incidents[0].why


def test_a_file_that_changes_between_reading_and_writing_keeps_its_new_words(quay: Project) -> None:
    listing, settings, report = opened(quay)
    fixer = fixing.asked(Namespace(fix=True, diff=False, unsafe_fixes=False, staged=False))
    clean = msgspec.structs.replace(report, articles=(msgspec.structs.replace(report.articles[0], findings=()),))

    def again(_: object) -> Report:
        if text(quay) == WRONG:
            quay.write({"quay.md": "Saved meanwhile.\n"})
            return clean
        return report

    left = fixer.carry_out(settings, listing, report, again)
    assert text(quay) == "Saved meanwhile.\n"
    assert not fixer.changed
    assert left.summary.incidents["failed"] == 1
    assert left.articles[0].findings, "the report tells of the file as it is"


def opened(project: Project) -> tuple[discover.Listing, Settings, Report]:
    found = check(project, "--output-format", "json").out
    loaded = load_settings(project.root, None, Flags(select=tuple(RULES.split(","))))
    return discover.discover(loaded, ()), loaded, msgspec.json.decode(found, type=Report)


# ---- what is corrected of a text, and what never


def finding(
    text: str,
    start: int,
    end: int,
    replacement: str,
    *,
    safe: bool = True,
    rule: str = "grammar/grammar",
    state: str = "open",
) -> Finding:
    quote = text[start:end]
    made = Finding(
        rule=rule,
        detail="",
        severity="warning",
        message="",
        why="",
        quote=quote,
        start=Point(start, 1, 1),
        end=Point(end, 1, 1),
        key="",
        fix=Correction(replacement, safe),
    )
    return msgspec.structs.replace(made, state=state)


def found(text: str, words: str, replacement: str, nth: int = 0, **more: object) -> Finding:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return finding(text, at, at + len(words), replacement, **more)  # type: ignore[arg-type]


def corrected(text: str, *findings: Finding, unsafe: bool = False, path: str = "a.md", **ranks: int) -> str:
    by_rule = {name.replace("_", "/"): rank for name, rank in ranks.items()}
    return fixes.corrected(Source(path, text, ""), findings, ParseSettings(), by_rule, unsafe=unsafe).text


@pytest.mark.parametrize(
    "around",
    [
        "See `{}` there.",
        "See ``{} ` `` there.",
        "See <code>the {} here</code> there.",
        "See <kbd>{}</kbd> there.",
        "    {}",
        "```\n{}\n```",
        "> {} is quoted.",
        "- > {} is quoted.",
        "<blockquote><p>{} is quoted.</p></blockquote>",
        "<blockquote>\n\n<blockquote>\n\nInner.\n\n</blockquote>\n\n{} is quoted.\n\n</blockquote>",
        "He calls it “the {} here” today.",
        'He calls it "the {} here" today.',
        "He calls it ‘the boats’ {} here’ today.",
        "He calls it 'the {} here' today.",
        "Er nennt es „das {} hier“ heute.",
        "“It goes on. The {} is open.",
        "See <q>the {} here</q> today.",
        "See https://example.org/{} there.",
        "See www.example.org/{}/ there.",
        "See <https://example.org/{}> there.",
        "See [the pier](https://example.org/{}) there.",
        "See [the pier][a] there.\n\n[a]: https://example.org/{}",
        'See [the pier](a.md "the {} here") there.',
        "Write to {}@example.org today.",
        "See {{{{ {} }}}} there.",
        "See {{% {} %}} there.",
        "See <!-- {} --> there.",
        'See <span class="{}">there</span>.',
        "See $the {} here$ there.",
        "---\n{}: a pier\n---\n\nText.",
        "---\ntags: [{}]\n---\n\nText.",
        "![{}](a.png)",
    ],
)
def test_code_addresses_and_quotations_are_never_touched(around: str) -> None:
    text = around.format("harbor") + "\n\nThe harbor is open.\n"
    each = [found(text, "harbor", "harbour", nth) for nth in range(text.count("harbor"))]
    expected = around.format("harbor") + "\n\nThe harbour is open.\n"
    if around.startswith("“"):  # what nothing closes ends with its block
        assert corrected(text, *each) == expected
    assert corrected(text, *each, unsafe=True) == expected


@pytest.mark.parametrize(
    "around",
    [
        "The {} is open.",
        "The *{}* is open.",
        "The [{} wall](https://example.org/harbour) is open.",
        "- The {}\n  is open.",
        "| {} | b |\n|---|---|\n| a | b |",
        "<p>The {} is open.</p>",
        "The boats' {} and the neighbour's pier.",
        "A “pier” in the {} and a ‘mole’ there.",
        "A 'pier' in the {} and a 'mole' there.",
        "Höfe 🐄 am {} liegen.",
        "---\ntitle: The {} is open\n---\n\nText.",
        "Text.[^1]\n\n[^1]: The {} is open.",
    ],
)
def test_plain_words_are_corrected_wherever_they_stand(around: str) -> None:
    text = around.format("harbor") + "\n"
    assert corrected(text, found(text, "harbor", "harbour")) == around.format("harbour") + "\n"


def test_headings_are_corrected_only_when_asked_for_since_links_lead_to_their_words() -> None:
    text = "# The harbor\n"
    assert corrected(text, found(text, "harbor", "harbour")) == text
    assert corrected(text, found(text, "harbor", "harbour"), unsafe=True) == "# The harbour\n"


@pytest.mark.parametrize(
    ("text", "words", "replacement"),
    [
        ("---\ntitle: 'The sea'\n---\n\nText.\n", "sea", "sea's"),
        ("---\ntitle: The sea\n---\n\nText.\n", "sea", "sea: a view"),
        ("---\ntitle: The sea\n---\n\nText.\n", "The sea", "[sea"),
        ("The sea is *open* here.\n", "sea", "*sea*"),
        ("The sea is `open` here.\n", "sea", "sea`"),
        ("The sea.\n", "The", "#"),
        ("The sea.\n", "sea", "sea\n\nText"),
        ("The sea.\n", "sea", "se\x1ba"),
        ("The [sea](a.md) is open.\n", "sea", "sea](b.md) ["),
        ("| the sea | b |\n|---|---|\n| a | b |\n", "sea", "sea | c"),
        ("![The sea](sea.png)\n", "sea.png", "the sea.png"),
        ("![The sea](sea.png)\n", "sea.png", "sea) .png"),
    ],
)
def test_what_would_change_more_than_words_is_left_out(text: str, words: str, replacement: str) -> None:
    assert corrected(text, found(text, words, replacement)) == text


def test_of_many_only_the_one_that_does_harm_is_left_out() -> None:
    text = "".join(f"The harbor of town {number} is old.\n\n" for number in range(20))
    each = [found(text, "harbor", "harbour" if nth != 7 else "[^x]: harbour`", nth) for nth in range(20)]
    expected = text.replace("harbor", "harbour").replace("harbour of town 7 ", "harbor of town 7 ")
    done = fixes.corrected(Source("a.md", text, ""), each, ParseSettings(), {}, unsafe=False)
    assert len(done.made) in (19, 20)
    assert done.text in (
        expected,
        text.replace("harbor", "harbour").replace("harbour of town 7 ", "[^x]: harbour` of town 7 "),
    )


def test_a_fold_stays_where_the_words_allow_it() -> None:
    text = "It stands near a\nold mill by the\nthe river.\n"
    assert corrected(text, found(text, "a\nold", "an old")) == text.replace("a\nold", "an\nold")
    assert corrected(text, found(text, "the\nthe", "the")) == text.replace("the\nthe", "the")


def test_where_two_overlap_or_touch_the_first_by_place_and_rank_is_made() -> None:
    text = "The harbor wall stands.\n"
    wall = found(text, "harbor wall", "quay")
    harbor = found(text, "harbor", "harbour")
    alone = found(text, " wall", " walls", rule="style/x")
    assert corrected(text, alone, harbor) == "The harbour wall stands.\n"
    assert corrected(text, msgspec.structs.replace(wall, rule="style/x"), harbor, style_x=2) == "The quay stands.\n"
    assert corrected(text, msgspec.structs.replace(wall, rule="style/x"), harbor) == "The harbour wall stands.\n"


def test_what_was_let_stand_is_not_corrected() -> None:
    text = "The harbor is open.\n"
    for state in ("stetted", "baselined"):
        assert corrected(text, found(text, "harbor", "harbour", state=state), unsafe=True) == text


def test_a_finding_of_another_text_is_not_corrected() -> None:
    text = "The harbor is open.\n"
    assert corrected("On a harbor we are.\n", found(text, "harbor", "harbour"), unsafe=True) == "On a harbor we are.\n"


# ---- properties

MARKUP = [
    "*grey* ",
    "`code` ",
    "[link](a.md) ",
    "> ",
    "- ",
    "# ",
    "<b>",
    "</b> ",
    "| ",
    "$",
    "&amp; ",
    "<code>",
    "{{ ",
    "1. ",
]
FRONT = ["---\n", "title: ", "'", '"', "“quoted ", "words” ", "    "]
PLAIN = ["harbor ", "the ", "it's ", "🐄 ", "Höfe ", "https://example.org/harbor ", "\n", "\n\n", "\r\n"]
PIECES = st.sampled_from([*MARKUP, *FRONT, *PLAIN])
TEXTS = st.lists(PIECES, max_size=30).map("".join)
WORDS = st.sampled_from(["harbour", "an old", "", "x", "it's", "*", "“", "a: b", "`", "]("])


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(TEXTS)
    some = []
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 12, len(text))))
        some.append(finding(text, start, end, draw(WORDS), safe=draw(st.booleans())))
    return text, some


@settings(deadline=None, max_examples=300)
@given(cases())
def test_corrections_keep_apart_and_all_else_is_as_it_was(case: tuple[str, list[Finding]]) -> None:
    text, some = case
    done = fixes.corrected(Source("a.md", text, ""), some, ParseSettings(), {}, unsafe=True)
    at, left = 0, done.text
    for one in done.made:
        assert one.fix
        assert one.start.offset >= at, "in order, and none over another"
        kept = text[at : one.start.offset]
        assert left.startswith(kept)
        left = left[len(kept) :]
        assert left.split()[: len(one.fix.replacement.split())] or not one.fix.replacement.split()
        assert " ".join(left[: len(one.fix.replacement)].split()) == " ".join(one.fix.replacement.split())
        left = left[len(one.fix.replacement) :]
        at = one.end.offset
    assert left == text[at:]


@settings(deadline=None, max_examples=300)
@given(cases())
def test_the_article_is_the_same_but_for_the_words(case: tuple[str, list[Finding]]) -> None:
    text, some = case
    done = fixes.corrected(Source("a.md", text, ""), some, ParseSettings(), {}, unsafe=True)
    before, after = (parse(Source("a.md", one, "")) for one in (text, done.text))
    assert [block.kind for block in before.blocks] == [block.kind for block in after.blocks]
    assert [link.destination for link in before.links] == [link.destination for link in after.links]
    for one in done.made:
        assert not any(link.span.start < one.end.offset and one.start.offset < link.span.end for link in before.links)


@settings(deadline=None, max_examples=200)
@given(TEXTS, TEXTS)
def test_changes_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    at, made = 0, ""
    for change in differences.changes(old, new):
        start = change.offset - (len(change.old) - len(change.old.lstrip()))
        made += old[at:start] + change.new
        at = start + len(change.old)
    assert made + old[at:] == new


BOATS = ["barge", "ferry", "skiff", "punt", "yawl", "ketch"]
CHAINS = st.dictionaries(st.sampled_from(BOATS), st.sampled_from(BOATS), max_size=6)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(["barge", "ferry", "skiff", "punt", "yawl", "ketch", "“", "”", "`", "the", "\n\n"])),
    CHAINS,
)
def test_correcting_twice_is_correcting_once(words: list[str], chains: dict[str, str]) -> None:
    """The rules exchange words for others, in chains and in circles: the latter would never come to rest."""
    first = fixed(" ".join(words), chains)
    assert fixed(first, chains) == first
    for word in chains if not set(chains) & set(chains.values()) else ():
        plain = parse(Source("a.md", first, "")).blocks
        assert not any(word in block.prose.text.split() for block in plain if not set("“”`") & set(block.prose.text))


def fixed(text: str, chains: dict[str, str]) -> str:
    """Return a text, given on standard input, as `Fixer` leaves it where rules exchange words."""

    def again(listing: discover.Listing) -> Report:
        source = discover.as_source(listing.texts["a.md"], "a.md")
        places = re.finditer(r"\w+", source.text)
        some = [finding(source.text, *one.span(), chains[one[0]]) for one in places if one[0] in chains]
        return reported(source, some)

    data = text.encode()
    listing = discover.replaced(discover.Listing(Path(), {}, {}, frozenset()), {"a.md": data})
    fixer = fixing.asked(Namespace(fix=True, diff=False, unsafe_fixes=False, staged=False))
    fixer.carry_out(SETTINGS, listing, again(listing), again)
    return fixer.after["a.md"].text if fixer.after else text


def reported(source: Source, some: list[Finding]) -> Report:
    article = ArticleReport(source.path, "findings", source.sha256, {}, tuple(some))
    return Report(1, "", "", (article,), (), (), (), summarise((article,), (), 1))


SETTINGS = load_settings(ROOT / "corpus", None, Flags())


def test_what_never_comes_to_rest_is_left_after_ten_rounds_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    def again(listing: discover.Listing) -> Report:
        source = discover.as_source(listing.texts["a.md"], "a.md")
        end = len(source.text.rstrip())
        return reported(source, [finding(source.text, 0, end, source.text.rstrip() + "e")])

    listing = discover.replaced(discover.Listing(Path(), {}, {}, frozenset()), {"a.md": b"se\n"})
    fixer = fixing.asked(Namespace(fix=True, diff=False, unsafe_fixes=False, staged=False))
    left = fixer.carry_out(SETTINGS, listing, again(listing), again)
    assert fixer.after["a.md"].text == "s" + "e" * (fixing.ROUNDS + 1) + "\n"
    fixer.leave(left, listing, Screen(quiet=False), "")
    assert f"after {fixing.ROUNDS} rounds" in capsys.readouterr().err


def test_changes_of_a_long_line_and_of_many_lines_are_told_in_time() -> None:
    began = time.process_time()
    for end in (" ", "\n"):
        old = f"The harbor wall of the old town by the river.{end}" * 4_000
        new = old.replace("harbor", "harbour")
        made = list(differences.changes(old, new))
        assert len(made) == (1 if end == " " else 4_000)
        assert made[0].offset == 4
    assert time.process_time() - began < 10


def with_fixes() -> list[tuple[Rule, Example]]:
    """Return the bad examples, of all rules, in which a finding has a correction."""
    some = []
    for rule in load_rules().values():
        for example in rule.bad:
            given = examples.apply(rule, examples.read(example))
            if any(one.fix for each in given.values() for one in each):
                some.append((rule, example))
    return some


EXAMPLES = with_fixes()


def test_rules_with_corrections_are_among_the_examples() -> None:
    rules = {rule.id for rule, _ in EXAMPLES}
    assert {"grammar/mixed-spelling", "images/wrong-case", "images/fragile-host", "grammar/grammar"} <= rules


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.id}-{n}" for n, (rule, _) in enumerate(EXAMPLES)])
def test_a_corrected_example_has_no_such_finding_and_stays(rule: Rule, example: Example) -> None:
    sample = examples.read(example)
    for path, some in examples.apply(rule, sample).items():
        source = sample.sources[path]
        done = fixes.corrected(source, some, ParseSettings(), {rule.id: rule.rank}, unsafe=True)
        sources = {**sample.sources, path: msgspec.structs.replace(source, text=done.text)}
        left = examples.apply(rule, msgspec.structs.replace(sample, sources=sources))[path]
        if rule.family == "grammar":  # the engine of an example finds “he go” in “he goes”, too
            left = tuple(one for one in left if not done.text[one.end.offset : one.end.offset + 1].isalpha())
        assert len(left) <= len(some) - len(done.made)
        assert done.made
        again = fixes.corrected(sources[path], left, ParseSettings(), {rule.id: rule.rank}, unsafe=True)
        assert again.text == done.text


# ---- words for a reader


def test_a_reader_at_a_terminal_sees_words_struck_and_added() -> None:
    old = Source("a.md", "# Quay\n\nWe came to the old harbor wall at dawn,\nand left \x1b[31m the the pier.\n", "")
    new = msgspec.structs.replace(old, text=old.text.replace("harbor", "harbour").replace("the the", "the"))
    colored = "".join(differences.in_words(old, new, "", Pen(True, True, 100)))
    assert "a.md:3:" in colored
    assert "\x1b[31;9mharbor\x1b[0m \x1b[32mharbour\x1b[0m" in colored
    assert "\x1b[31m" not in colored
    plain = "".join(differences.in_words(old, new, "sub/", Pen(False, False, 100)))
    assert "sub/a.md:3:20: harbor -> harbour" in plain
    assert plain.isascii()


@pytest.mark.parametrize(
    "piece", ["{{", "<!--", "<q>", "</q>", "<q></code>", "“", "‘a", "'a ", '"', "a@", "a://", "`", "é"]
)
def test_a_hostile_article_takes_no_longer_than_another(piece: str) -> None:
    text = "The harbor.\n\n" + piece * (300_000 // len(piece)) + "\n"
    some = [found(text, "harbor", "harbour")]
    began = time.process_time()
    Untouched(parse(Source("a.md", text, "")))
    plain = time.process_time() - began
    assert corrected(text, *some) == text.replace("harbor", "harbour")
    assert plain < 5, "each sign looked for the end of the text, it would be a minute"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
def test_a_terminal_gets_words_and_no_color_is_heeded(quay: Project) -> None:
    assert "Quay.PNG" in on_terminal(quay)
    assert "\x1b[31;9m" in on_terminal(quay)
    assert "→" in on_terminal(quay, NO_COLOR="1")
    assert "\x1b" not in on_terminal(quay, NO_COLOR="1")
    assert "@@" not in on_terminal(quay)


def on_terminal(project: Project, **env: str) -> str:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "lint", "check", "--offline", "--select", RULES, "--diff"]
    lines = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    done = subprocess.run(
        command, cwd=project.root, stdout=theirs, stderr=subprocess.PIPE, env={**inherited, **lines, **env}, check=False
    )
    os.close(theirs)
    assert done.returncode == 1, done.stderr
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    return shown
