"""The baseline through the command line: what was there before counts for nothing, and only that."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest

from lint import cli
from tests.conftest import Done, MakeRule, Project

FILE = "copydesk.baseline"
SETTINGS = "rule_dirs: [house]\nselect: [words]\n"
SENTENCE = "The keeper of the north light counts the boats each evening and writes the number in a blue ledger."
"""Long enough to be a repeat where it stands in several articles."""


@pytest.fixture
def house(project: Project, make_rule: MakeRule) -> Project:
    """Return a project with a rule of its own: each stretch between two percent signs is a finding."""
    rule = make_rule(
        id="words/marked",
        message="Take this out.",
        params={"pattern": r"%[^%]+%"},
        good=["He sang."],
        bad=["He sang ⟦%a song%⟧."],
    )
    return project.write({"copydesk.yml": SETTINGS, "house/words/marked.yml": rule})


def article(*faults: str) -> str:
    return "# Boats\n\n" + "".join(f"The boat {fault} lay at the quay.\n\n" for fault in faults)


def baseline(project: Project, what: str) -> str:
    done = project.copydesk("baseline", what, "--offline")
    assert done.status == 0, done.err
    return done.out


def check(project: Project, *arguments: str) -> Done:
    return project.copydesk("check", "--offline", "--output-format", "json", *arguments)


def states(project: Project, *arguments: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {"open": [], "baselined": []}
    for one in check(project, *arguments).report["articles"]:
        for finding in one["findings"]:
            found[finding["state"]].append((one["path"], finding["quote"]))
    return found


def new(project: Project, *arguments: str) -> list[tuple[str, str]]:
    return states(project, *arguments)["open"]


def noted(project: Project) -> list[str]:
    return [
        line for line in (project.root / FILE).read_text(encoding="utf-8").split("\n")[1:] if line and line[0] != "#"
    ]


# ---- what is there today


def test_made_anew_it_says_what_came_and_what_went(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old sail%")})
    baseline(house, "create")
    house.write({"a.md": article("%old rope%", "%new oar%", "%new mast%")})
    assert baseline(house, "create") == f"{FILE}: 3 findings in 1 article noted: 2 added, 1 taken out\n"


def test_what_was_noted_counts_for_nothing(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old sail%"), "b.md": "# Sails\n\nAll is well.\n"})
    assert check(house).status == 1
    assert baseline(house, "create") == f"{FILE}: 2 findings in 1 article noted\n"
    done = check(house)
    assert done.status == 0
    assert done.report["summary"]["findings"] == {"error": 0, "warning": 0, "info": 0}
    assert done.report["summary"]["clean"] == 2
    assert states(house)["baselined"] == [("a.md", "%old rope%"), ("a.md", "%old sail%")]
    assert check(house, "--no-baseline").status == 1
    assert "2 accepted in the baseline" in house.copydesk("check", "--offline").out


def test_the_file_is_sorted_neutralised_and_the_same_again(house: Project) -> None:
    steering = "%rope \x1b[31m\u202ered\tand%"
    long = "%" + "rope " * 60 + "%"
    house.write({"b.md": article("%z%", "%a%"), "a.md": article(steering, long)})
    baseline(house, "create")
    first = (house.root / FILE).read_bytes()
    rows = [line.split("\t") for line in noted(house)]
    assert rows == sorted(rows)
    assert all(len(row) == 4 and len(row[3]) <= 80 for row in rows)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", first.decode())
    baseline(house, "create")
    assert (house.root / FILE).read_bytes() == first
    assert new(house) == []


def test_a_path_that_would_end_its_field_is_read_back(house: Project) -> None:
    house.write({"a\tb.md": article("%old rope%")})
    baseline(house, "create")
    assert new(house) == []


def test_moved_lines_and_edited_neighbours(house: Project) -> None:
    faults = [f"%rope number {n}%" for n in range(6)]
    house.write({"a.md": article(*faults)})
    baseline(house, "create")
    house.write({"a.md": "# New title\n\nMore.\n\n" + article(*reversed(faults)).replace("lay at", "was seen at")})
    assert new(house) == []


def test_a_fixed_finding_does_not_hide_a_new_one(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old sail%")})
    baseline(house, "create")
    house.write({"a.md": article("%old rope%", "%young oar%")})
    assert new(house) == [("a.md", "%young oar%")]


FIRST = "The pilot was %an% careful man who lived near the harbour of the old town."
SECOND = "Near the quay stood %an% warehouse, with two iron doors."


def test_a_short_quote_is_known_by_the_words_around_it(house: Project) -> None:
    house.write({"a.md": f"# Boats\n\n{FIRST}\n"})
    baseline(house, "create")
    assert [row.split("\t")[3] for row in noted(house)] == [FIRST.replace("%an%", "⟦%an%⟧").rstrip(".")]
    house.write({"a.md": f"# Boats\n\n{SECOND}\n"})
    assert new(house) == [("a.md", "%an%")]
    house.write({"a.md": f"# Boats\n\n{SECOND}\n\nThe sea.\n{FIRST.replace('careful', 'cautious')}\n"})
    assert new(house) == [("a.md", "%an%")]
    assert "0 findings taken out, 1 left" in baseline(house, "update")
    (house.root / "a.md").rename(house.root / "b.md")
    house.write({"b.md": f"# Boats\n\nThe sea.\n{FIRST}\n"})
    assert new(house) == []
    house.write({"b.md": f"# Boats\n\n{SECOND}\n"})
    assert new(house) == [("b.md", "%an%")]


def test_short_quotes_of_a_former_baseline_are_known_as_they_were(house: Project) -> None:
    house.write({"a.md": f"# Boats\n\n{FIRST}\n"})
    baseline(house, "create")
    text = (house.root / FILE).read_text(encoding="utf-8")
    house.write({FILE: re.sub("[^\t]*⟦(.*)⟧.*", r"\1", text), "a.md": f"# Boats\n\n{SECOND}\n"})
    assert noted(house)[0].endswith("\t%an%")
    assert new(house) == []
    house.write({"a.md": f"# Boats\n\n{FIRST}\n\n{SECOND}\n"})
    assert len(new(house)) == 1


@pytest.mark.parametrize("quote", ["%⟦an⟧%", "%⟦%", "%a⟧ ⟦b%", "%a\u202eb%"])
def test_a_quote_with_marks_of_its_own_is_known(house: Project, quote: str) -> None:
    text = f"# Boats\n\nOf ⟦old⟧ there was {quote} careful ⟦man⟧ who lived.\n"
    house.write({"a.md": text})
    baseline(house, "create")
    assert new(house) == []
    house.write({"a.md": text.replace("# Boats", f"# Boats\n\nHe is rather {quote} wise.")})
    assert len(new(house)) == 1


def test_equal_quotes_are_counted(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old rope%")})
    baseline(house, "create")
    house.write({"a.md": article("%old rope%", "%old rope%", "%old rope%")})
    assert len(new(house)) == 1
    house.write({"a.md": article("%old rope%")})
    assert new(house) == []
    assert "1 finding taken out, 1 left" in baseline(house, "update")
    house.write({"a.md": article("%old rope%", "%old rope%")})
    assert len(new(house)) == 1


def test_a_quote_edited_a_little_is_known_where_that_is_certain(house: Project) -> None:
    house.write({"a.md": article("%the old tarred rope of the pilot%")})
    baseline(house, "create")
    house.write({"a.md": article("%the old tarred ropes of the pilot%")})
    assert new(house) == []
    twice = ("%the old tarred ropes of the pilot%", "%the old tarred rope of the pilots%")
    house.write({"a.md": article(*twice)})
    assert len(new(house)) == 2  # either may be the old one


def test_another_figure_is_another_finding(house: Project) -> None:
    house.write({"a.md": article("%about 40 of the boats are lost%")})
    baseline(house, "create")
    house.write({"a.md": article("%about 45 of the boats are lost%")})
    assert len(new(house)) == 1


def test_a_long_quote_is_known_by_all_of_it(house: Project) -> None:
    start = "the pilot of the northern harbour, who had seen the great storm of his youth from the tower, "
    house.write({"a.md": article(f"%{start}kept the ropes%", f"%{start}sold the oars%")})
    baseline(house, "create")
    house.write({"a.md": article(f"%{start}lost the boats%", f"%{start}drew the maps%")})
    assert len(new(house)) == 2


def test_a_renamed_file_keeps_what_was_noted(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old sail%", "%old oar%"), "b.md": article("%old mast%")})
    baseline(house, "create")
    (house.root / "sub").mkdir()
    (house.root / "a.md").rename(house.root / "sub" / "boats.md")
    house.write({"sub/boats.md": article("%old rope%", "%old sail%", "%young tar%")})
    assert new(house) == [("sub/boats.md", "%young tar%")]
    assert new(house, "sub/boats.md") == [("sub/boats.md", "%young tar%")]
    assert "1 finding taken out, 3 left" in baseline(house, "update")
    assert new(house) == [("sub/boats.md", "%young tar%")]


def test_a_copy_is_new(house: Project) -> None:
    house.write({"a.md": article("%old rope%")})
    baseline(house, "create")
    house.write({"b.md": article("%old rope%")})
    assert new(house) == [("b.md", "%old rope%")]


def test_only_selected_articles_are_matched(house: Project) -> None:
    house.write({"a.md": article("%old rope%"), "b.md": article("%old sail%")})
    baseline(house, "create")
    house.write({"b.md": article()})
    done = check(house, "a.md")
    assert done.status == 0
    assert "no longer" not in done.err
    done = check(house)
    assert f"1 finding of {FILE} can no longer be found; copydesk baseline update takes it out" in done.err


def test_from_stdin_and_staged(house: Project) -> None:
    house.git("init", "-q")
    house.write({"a.md": article("%old rope%")})
    baseline(house, "create")
    house.write({"a.md": article("%old rope%", "%young oar%")})
    house.git("add", "a.md")
    text = (house.root / "a.md").read_text(encoding="utf-8")
    concise = ("--output-format", "concise", "-", "--stdin-filename", "a.md")
    done = house.copydesk("check", "--offline", *concise, stdin=text)
    assert [line.split(" ")[0] for line in done.out.splitlines()[:-1]] == ["a.md:5:10:"]
    assert new(house, "--staged") == [("a.md", "%young oar%")]


# ---- groups


def repeated(*names: str) -> dict[str, str]:
    return {name: f"# {name}\n\n{name} has a {Path(name).stem} of its own.\n\n{SENTENCE}\n" for name in names}


def test_a_group_is_accepted_up_to_its_places(house: Project) -> None:
    house.write({"copydesk.yml": SETTINGS.replace("words", "boilerplate")})
    house.write(repeated(*(f"harbour{n}.md" for n in range(8))))
    baseline(house, "create")
    assert all(len(line.split("\t")) == 5 for line in noted(house))
    assert len(noted(house)) == 8
    assert new(house) == []
    house.write(repeated("quay.md"))
    assert [path for path, _ in new(house)] == ["quay.md"]
    assert [path for path, _ in new(house, "quay.md")] == ["quay.md"]
    assert new(house, "harbour1.md") == []
    house.write({"harbour0.md": "# Harbour\n\nSomething else.\n"})  # one place less: as many as were noted
    assert new(house) == []
    assert new(house, "quay.md") == []
    assert "0 findings taken out, 8 left" in baseline(house, "update")
    (house.root / "quay.md").unlink()
    assert "1 finding taken out, 7 left" in baseline(house, "update")
    house.write(repeated("quay.md"))
    assert [path for path, _ in new(house)] == ["quay.md"]


# ---- update


def test_update_only_removes(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old sail%"), "gone.md": article("%old mast%")})
    baseline(house, "create")
    before = noted(house)
    house.write({"a.md": article("%old rope%", "%young oar%")})
    (house.root / "gone.md").unlink()
    assert baseline(house, "update") == f"{FILE}: 2 findings taken out, 1 left\n"
    assert noted(house) == [line for line in before if "old rope" in line]
    assert new(house) == [("a.md", "%young oar%")]
    last = (house.root / FILE).read_bytes()
    assert "0 findings taken out" in baseline(house, "update")
    assert (house.root / FILE).read_bytes() == last


def test_update_keeps_what_was_not_looked_for(house: Project) -> None:
    house.write({"a.md": article("%old rope%"), "b.md": article("%old sail%"), "c.md": article("%old oar%")})
    baseline(house, "create")
    before = (house.root / FILE).read_bytes()
    house.write({"copydesk.yml": SETTINGS + "max_bytes: 100\noverrides: [{files: [a.md], ignore: [words]}]\n"})
    house.write({"a.md": article(), "b.md": article("x" * 200), "c.md": article("%old oar%")})
    done = house.copydesk("baseline", "update", "--offline")
    assert (house.root / FILE).read_bytes() == before
    assert "1 finding not found where not everything could be checked; left as they are" in done.out


def test_update_and_show_without_a_baseline(house: Project) -> None:
    house.write({"a.md": article()})
    for what in (["update", "--offline"], ["show"]):
        done = house.copydesk("baseline", *what)
        assert done.status == 2
        assert "copydesk baseline create" in done.err


def test_show_counts(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old sail%"), "b.md": article("%old oar%")})
    baseline(house, "create")
    done = house.copydesk("baseline", "show")
    assert done.out == "        3  words/marked\n3 findings in 2 articles\n"


# ---- merges


@pytest.fixture
def repository(house: Project) -> Project:
    house.write({".gitignore": ".copydesk_cache/\n"})
    house.git("init", "-q", "-b", "main")
    house.git("config", "user.name", "Test")
    house.git("config", "user.email", "test@example.org")
    return house


def commit(project: Project) -> None:
    project.git("add", ".")
    project.git("commit", "-qm", "Edit")


def branch(project: Project, name: str, files: dict[str, str], what: str) -> None:
    project.git("checkout", "-q", "-b", name, "main")
    project.write(files)
    baseline(project, what)
    commit(project)


@pytest.mark.git
@pytest.mark.parametrize("what", ["create", "update"])
def test_branches_that_edit_neighbouring_articles_merge(repository: Project, what: str) -> None:
    old = [f"%old {name}%" for name in ("rope", "sail", "oar")]
    young = ["%young tar%"] if what == "create" else []
    repository.write({f"{name}.md": article(*old) for name in "abc"})
    baseline(repository, "create")
    commit(repository)
    branch(repository, "one", {"a.md": article(old[0], *young), "b.md": article(*old)}, what)
    branch(repository, "other", {"b.md": article(*young, old[2]), "c.md": article()}, what)
    repository.git("merge", "-q", "-m", "Both", "one")
    assert new(repository) == []
    merged = (repository.root / FILE).read_bytes()
    assert "0 findings taken out" in baseline(repository, "update")
    assert (repository.root / FILE).read_bytes() == merged
    assert len(noted(repository)) == 2 + 2 * len(young)


@pytest.mark.git
def test_branches_that_edit_one_article_in_two_places_merge(repository: Project) -> None:
    faults = [f"%fault {word}%" for word in ["aleph", "beth", "gimel", "daleth", "he", "vav", "zayin", "heth"]]
    repository.write({"a.md": article(*faults)})
    baseline(repository, "create")
    commit(repository)
    branch(repository, "one", {"a.md": article(*faults).replace("%fault aleph%", "well")}, "update")
    branch(repository, "other", {"a.md": article(*faults).replace("%fault heth%", "well")}, "update")
    repository.git("merge", "-q", "-m", "Both", "one")
    assert new(repository) == []
    assert len(noted(repository)) == 6


@pytest.mark.git
@pytest.mark.parametrize("seed", range(4))
def test_any_two_branches_that_only_fix_merge_where_their_articles_do(repository: Project, seed: int) -> None:
    chance = random.Random(seed)
    faults = {f"{name}.md": [f"%fault {name} {n}%" for n in range(chance.randint(1, 5))] for name in "abcdef"}
    every = [fault for some in faults.values() for fault in some]

    def texts(fixed: Collection[str]) -> dict[str, str]:
        return {
            path: "# Boats\n\n" + "".join(f"{'well' if one in fixed else one}\n\nA line.\n\n" for one in some)
            for path, some in faults.items()
        }

    repository.write(texts(()))
    baseline(repository, "create")
    commit(repository)
    fixed = {name: set(chance.sample(every, len(every) // 2)) for name in ("one", "other")}
    for name, some in fixed.items():
        branch(repository, name, texts(some), "update")
    repository.git("merge", "-q", "-m", "Both", "one")
    assert new(repository) == []
    assert len(noted(repository)) == len(set(every) - fixed["one"] - fixed["other"])


@pytest.mark.git
def test_git_may_take_the_lines_of_both_sides(repository: Project) -> None:
    faults = [f"%fault {n}%" for n in "abcdef"]
    repository.write({"a.md": article(*faults), ".gitattributes": f"{FILE} merge=union\n"})
    baseline(repository, "create")
    commit(repository)
    for name, at in (("one", 0), ("other", 6)):
        added = [*faults[:at], *(f"%young {name} {n}%" for n in "abcdef"), *faults[at:]]
        branch(repository, name, {"a.md": article(*added)}, "create")
    repository.git("merge", "-q", "-m", "Both", "one")
    assert new(repository) == []
    assert len(states(repository)["baselined"]) == 18


@pytest.mark.git
def test_a_conflict_is_told_with_its_line(repository: Project) -> None:
    repository.write({"a.md": article("%old rope%")})
    baseline(repository, "create")
    commit(repository)
    branch(repository, "one", {"a.md": article("%young oar%")}, "create")
    branch(repository, "other", {"a.md": article("%young mast%")}, "create")
    done = subprocess.run(["git", "merge", "one"], cwd=repository.root, capture_output=True, check=False)
    assert done.returncode == 1
    lines = (repository.root / FILE).read_text(encoding="utf-8").split("\n")
    number = next(number for number, line in enumerate(lines, 1) if line.startswith("<<<<<<<"))
    refused = check(repository)
    assert refused.status == 2
    assert refused.err.startswith(f"{FILE}:{number}:1: a merge left a conflict here; keep the lines of both sides")
    kept = [line for line in lines if line[:7] not in ("<<<<<<<", "=======", ">>>>>>>")]
    repository.write({FILE: "\n".join(kept), "a.md": article("%young oar%", "%young mast%")})
    assert new(repository) == []


@pytest.mark.git
def test_beside_new_from_only_what_neither_knows_is_told(repository: Project) -> None:
    repository.write({"a.md": article("%old rope%")})
    baseline(repository, "create")
    repository.write({"a.md": article("%old rope%", "%later sail%")})
    commit(repository)
    repository.write({"a.md": article("%old rope%", "%later sail%", "%young oar%")})
    assert new(repository, "--new-from", "HEAD") == [("a.md", "%young oar%")]
    assert len(new(repository)) == 2


# ---- bad files

GOOD = "a.md\twords/marked\t0123456789abcdef\t%old rope%"
BAD = {
    "empty": ("", "1:1: is no baseline"),
    "something else": ("rope\n", "1:1: is no baseline: expected copydesk baseline 1"),
    "newer": ("copydesk baseline 2\n", "1:19: version 2 is newer than this Copydesk"),
    "conflict in the heading": ("<<<<<<< HEAD\ncopydesk baseline 1\n=======\n", "1:1: a merge left a conflict"),
    "end of a conflict": (f"copydesk baseline 1\n{GOOD}\n>>>>>>> one\n", "3:1: a merge left a conflict"),
    "middle of a conflict": (f"copydesk baseline 1\r\n{GOOD}\r\n=======\r\n", "3:1: a merge left a conflict"),
    "cut": (f"copydesk baseline 1\n\n{GOOD}\na.md\twords/mar", "4:15: the line ends before a key"),
    "one field": ("copydesk baseline 1\na.md\n", "2:5: the line ends before a rule"),
    "no key": (f"copydesk baseline 1\n{GOOD.replace('0123', '01g3')}\n", "2:19: expected a key of 16 digits"),
    "no path": (f"copydesk baseline 1\n{GOOD.removeprefix('a.md')}\n", "2:1: expected a path"),
    "too much": (f"copydesk baseline 1\n{GOOD}\tx\ty\n", "2:49: more than path, rule, key, quote and group"),
    "no rule": (
        f"copydesk baseline 1\n{GOOD.replace('marked', 'market')}\n",
        "2:6: no rule has the name 'words/market' (did you mean 'words/marked'?)",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_with_its_place(house: Project, name: str) -> None:
    text, said = BAD[name]
    house.write({"a.md": article("%old rope%"), FILE: text})
    for done in (check(house), house.copydesk("baseline", "show")):
        assert done.status == 2
        assert done.err.startswith(f"{FILE}:{said}")
        assert not done.out
    assert check(house, "--no-baseline").status == 1


def test_bytes_that_are_no_text_are_told_with_their_place(house: Project) -> None:
    house.write({"a.md": article(), FILE: b"copydesk baseline 1\na\xff\n"})
    assert check(house).err.startswith(f"{FILE}:2:2: is not UTF-8")


def test_a_folder_in_its_place(house: Project) -> None:
    house.write({"a.md": article(), f"{FILE}/x": ""})
    done = check(house)
    assert done.status == 2
    assert f"{FILE}: cannot be read" in done.err
    assert house.copydesk("baseline", "create", "--offline").status == 2


def test_lines_of_no_rule_are_taken_out_by_update(house: Project) -> None:
    house.write({"a.md": article("%old rope%")})
    baseline(house, "create")
    text = (house.root / FILE).read_text(encoding="utf-8")
    house.write({FILE: text + GOOD.replace("marked", "gone") + "\n"})
    assert check(house).status == 2
    assert "1 finding taken out, 1 left" in baseline(house, "update")
    assert check(house).status == 0


def test_lines_in_any_order_and_twice_are_read(house: Project) -> None:
    house.write({"a.md": article("%old rope%", "%old rope%", "%old oar%")})
    baseline(house, "create")
    heading, *lines = (house.root / FILE).read_text(encoding="utf-8").split("\n")
    house.write({FILE: "\ufeff" + "\r\n".join([heading, *reversed(lines), *lines])})
    assert new(house) == []
    house.write({"a.md": article("%old rope%", "%old rope%", "%old rope%")})
    assert len(new(house)) == 1


def test_a_run_that_fails_leaves_the_file(house: Project) -> None:
    house.write({"a.md": article("%old rope%"), FILE: "kept"})
    house.write({"copydesk.yml": "select: [no-such-family]\n"})
    assert house.copydesk("baseline", "create", "--offline").status == 2
    assert (house.root / FILE).read_text(encoding="utf-8") == "kept"


# ---- against an oracle

_WORDS = ("anchor", "ballast", "cable", "davit", "ensign", "fender", "gunwale", "halyard", "inlet", "jetty", "keel")


class Fault:
    """A finding that is followed through all edits: its words, and those that were noted of it ("": it is new)."""

    def __init__(self, words: str, noted: str) -> None:
        self.words, self.noted = words, noted


class Oracle:
    """A corpus whose findings are followed one by one; of equal quotes in an article, counts decide."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.made = 0
        self.articles = {
            f"{number}.md": [self.fault() for _ in range(self.chance.randint(2, 6))] for number in range(6)
        }
        for faults in self.articles.values():
            faults += [Fault(faults[0].words, "") for _ in range(self.chance.randint(0, 2))]
            for one in faults:
                one.noted = one.words
        self.room = {path: Counter(one.noted for one in faults) for path, faults in self.articles.items()}

    def fault(self) -> Fault:
        self.made += 1
        once = f"{_WORDS[self.made // 11]} {_WORDS[self.made % 11]}"  # no two have the same words
        return Fault(f"%{' '.join(self.chance.choices(_WORDS, k=3))} {once}%", "")

    def files(self) -> dict[str, str]:
        return {
            path: f"# Boats\n\n{self.chance.choice(_WORDS)}.\n\n" + article(*(one.words for one in faults))
            for path, faults in self.articles.items()
        }

    def edit(self) -> None:
        """Do one thing to one article."""
        does = [self.fix, self.add, self.add, self.shuffle, self.again, self.touch, self.rename, self.delete, self.copy]
        path = self.chance.choice(sorted(self.articles))
        if self.articles[path]:
            self.chance.choice(does)(path)

    def keeps_its_past(self, path: str, less: int = 1) -> bool:
        """Say whether an article that was, or is to be, renamed has half of what was noted of it, and something."""
        faults = Counter(one.words for one in self.articles[path] if one.noted == one.words)
        same = (faults & self.room[path]).total() - less
        return same > 0 and same * 2 >= self.room[path].total()

    def fix(self, path: str) -> None:
        if self.keeps_its_past(path) or not path.startswith("sub/"):
            self.articles[path].pop(self.chance.randrange(len(self.articles[path])))

    def add(self, path: str) -> None:
        self.articles[path].insert(self.chance.randint(0, len(self.articles[path])), self.fault())

    def shuffle(self, path: str) -> None:
        self.chance.shuffle(self.articles[path])

    def again(self, path: str) -> None:
        one = self.chance.choice(self.articles[path])
        if one.words == one.noted:
            self.articles[path].insert(0, Fault(one.words, one.words))

    def copy(self, path: str) -> None:
        """Put a fault into another article that has not been renamed: there it is new."""
        others = [other for other in sorted(self.articles) if other != path and not other.startswith("sub/")]
        if others:
            other = self.chance.choice(others)
            self.articles[other].append(Fault(self.chance.choice(self.articles[path]).words, ""))

    def touch(self, path: str) -> None:
        """Edit a quote a little, of which there is and was but one: it is the same finding."""
        one = self.chance.choice(self.articles[path])
        alone = sum(one.words == other.words for other in self.articles[path]) == 1
        may = self.keeps_its_past(path) or not path.startswith("sub/")
        if alone and may and one.noted == one.words and self.room[path][one.noted] == 1:
            one.words = one.words.replace(" ", " a ", 1)

    def rename(self, path: str) -> None:
        if self.keeps_its_past(path, 0):
            self.made += 1
            name = f"sub/{self.made}.md"
            self.articles[name] = self.articles.pop(path)
            self.room[name] = self.room.pop(path)

    def delete(self, path: str) -> None:
        if len(self.articles) > 3:
            del self.articles[path]

    def new(self) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for path, faults in self.articles.items():
            for words, number in Counter(one.words for one in faults).items():
                noted = next(one.noted for one in faults if one.words == words)
                found[path, words] = max(0, number - self.room[path][noted])
        return +found


class Inside:
    """The command line in this process, which is quicker where there are many runs."""

    def __init__(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        self.project, self.capsys = project, capsys

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self.capsys.readouterr()
        status = cli.main(arguments)
        return status, self.capsys.readouterr().out

    def new(self, *paths: str) -> Counter[tuple[str, str]]:
        status, out = self("check", "--offline", "--output-format", "json", *paths)
        found = Counter(
            (one["path"], finding["quote"])
            for one in json.loads(out)["articles"]
            for finding in one["findings"]
            if finding["state"] == "open"
        )
        assert status == (1 if found else 0)
        return found


@pytest.mark.parametrize("seed", range(12))
def test_what_is_new_is_what_an_oracle_says(
    house: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    monkeypatch.chdir(house.root)
    oracle, inside = Oracle(seed), Inside(house, capsys)
    house.write(oracle.files())
    assert inside("baseline", "create", "--offline")[0] == 0
    for _ in range(8):
        for _ in range(oracle.chance.randint(1, 5)):
            oracle.edit()
        for old in house.root.rglob("*.md"):
            old.unlink()
        house.write(oracle.files())
        assert inside.new() == oracle.new()
        one = oracle.chance.choice(sorted(oracle.articles))
        assert inside.new(one) == Counter({key: n for key, n in oracle.new().items() if key[0] == one})
    inside("baseline", "update", "--offline")
    total = sum(map(len, oracle.articles.values()))
    assert len(noted(house)) == total - oracle.new().total()
    assert inside.new() == oracle.new()
