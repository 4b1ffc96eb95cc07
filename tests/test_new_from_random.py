"""What `--new-from` tells of random changes is what two whole checks tell, one of them in a checkout of the base."""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.conftest import Done, Project
from tests.test_new_from import OTHER, PASSAGE, PNG, check, commit

pytestmark = pytest.mark.git

SETTINGS = (
    "select: [claims/superlative, images, boilerplate/repeated-passage, boilerplate/repeated-sentence]\n"
    "fail_on: never\n"
)
PICTURES = [f"img/a-picture-of-the-harbour-{number}.png" for number in range(4)]
LEAST = 20  # code points of a quote that is known again in another article

Found = Counter[tuple[str, str]]
"""Findings of an article: rule and quote."""


class Writer:
    """Articles that change at random. Each sentence with a fault has a number of its own."""

    def __init__(self, project: Project, seed: int) -> None:
        self.project, self.root = project, project.root
        self.random = random.Random(seed)
        self.numbers = iter(range(100, 10_000))
        self.former: dict[str, str] = {}  # by paths of today

    def paragraph(self) -> str:
        number, pick = next(self.numbers), self.random.randrange(6)
        if pick < 2:
            return f"The {self.word()} mill numbered {number} is the finest {self.word()} in the county."
        if pick == 2:
            return f"![The harbour in {number}]({self.random.choice(PICTURES)})"
        if pick == 3:
            return self.random.choice([PASSAGE, OTHER])
        return " ".join(self.word() for _ in range(4)).capitalize() + f" {number}."

    def word(self) -> str:
        return "".join(self.random.choice("bdfklmnprst") + self.random.choice("aeiou") for _ in range(3))

    def articles(self) -> list[Path]:
        return sorted(self.root.glob("*/*.md"))

    def write(self, file: Path, paragraphs: list[str]) -> None:
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")

    def start(self) -> None:
        self.project.write({"copydesk.yml": SETTINGS, ".gitignore": ".copydesk_cache/\n"})
        self.project.write(dict.fromkeys(PICTURES[:3], PNG))
        for number in range(10):
            count = self.random.randint(2, 6)
            self.write(
                self.root / f"towns/{number}.md", [f"# Town {number}", *(self.paragraph() for _ in range(count))]
            )
        self.project.git("init", "-q", "-b", "main")
        commit(self.project)
        self.project.git("switch", "-qc", "branch")

    def change(self) -> None:
        """Do one thing to one article, or to a picture."""
        file = self.random.choice(self.articles())
        what = self.random.choice(["add", "add", "drop", "edit", "move", "rename", "copy", "delete", "new", "picture"])
        if what in ("add", "drop", "edit", "move"):
            self.edit(what, file)
        elif what == "rename":
            self.rename(file)
        elif what == "copy":
            shutil.copy(file, self.root / f"towns/copy-{next(self.numbers)}.md")
        elif what == "delete" and len(self.articles()) > 4:
            file.unlink()
        elif what == "new":
            self.write(self.root / f"towns/new-{next(self.numbers)}.md", ["# New", self.paragraph(), self.paragraph()])
        elif what == "picture":
            self.picture(self.random.choice(PICTURES))

    def edit(self, what: str, file: Path) -> None:
        paragraphs = file.read_text(encoding="utf-8").rstrip().split("\n\n")
        at = self.random.randrange(len(paragraphs))
        new = [self.paragraph()] if what in ("add", "edit") else []
        old = paragraphs[at : at + 1]
        self.write(file, [*paragraphs[:at], *(old if what == "add" else []), *new, *paragraphs[at + 1 :]])
        if what == "move":
            other = self.random.choice(self.articles())
            self.write(other, [other.read_text(encoding="utf-8").rstrip(), *old])

    def picture(self, name: str) -> None:
        if (self.root / name).exists():
            (self.root / name).unlink()
        else:
            self.project.write({name: PNG})

    def rename(self, file: Path) -> None:
        target = self.root / f"lakes/{next(self.numbers)}.md"
        target.parent.mkdir(exist_ok=True)
        file.rename(target)
        before, after = (one.relative_to(self.root).as_posix() for one in (file, target))
        self.former[after] = self.former.pop(before, before)


def found(done: Done) -> dict[str, Found]:
    assert done.status == 0, done.err
    return {
        article["path"]: Counter((one["rule"], " ".join(one["quote"].split())) for one in article["findings"])
        for article in done.report["articles"]
    }


def whole(project: Project) -> dict[str, Found]:
    return found(project.copydesk("check", "--offline", "--no-cache", "--output-format", "json"))


def oracle(writer: Writer, base: Project) -> dict[str, Found]:
    """Return what is new by two whole checks, by article."""
    now, then = whole(writer.project), whole(base)
    left = {path: some - then.get(writer.former.get(path, path), Counter()) for path, some in now.items()}
    followed = {writer.former.get(path, path): path for path in now}
    gone: Found = Counter()
    for path, some in then.items():
        gone += some - now.get(followed.get(path, ""), Counter())
    told: dict[str, Found] = defaultdict(Counter)
    for path in sorted(left):
        file = base.root / writer.former.get(path, path)
        text = " ".join(file.read_text(encoding="utf-8").split()) if file.exists() else ""
        for (rule, quote), count in sorted(left[path].items()):
            stood = text.count(quote) - (now[path][rule, quote] - count) if rule.startswith("boilerplate") else 0
            new = max(count - max(stood, 0), 0)
            if len(quote) >= LEAST:
                moved = min(new, gone[rule, quote])
                gone[rule, quote] -= moved
                new -= moved
            told[path][rule, quote] += new
    return {path: +some for path, some in told.items() if +some}


def without_places(told: dict[str, Found]) -> Found:
    return sum(told.values(), Counter())


@pytest.mark.parametrize("seed", range(4))
def test_two_whole_checks_say_the_same(seed: int, project: Project, tmp_path: Path) -> None:
    writer = Writer(project, seed)
    writer.start()
    project.git("worktree", "add", "-q", "--detach", str(tmp_path / "base"), "main")
    base = Project(tmp_path / "base")
    for step in range(5):
        for _ in range(writer.random.randint(1, 3)):
            writer.change()
        if writer.random.random() < 0.5:
            project.git("add", "-A")
        if writer.random.random() < 0.3:
            commit(project)
        told = {path: some for path, some in found(check(project, rev="main")).items() if some}
        expected = oracle(writer, base)
        assert without_places(told) == without_places(expected), step
        once = {key for key, count in without_places(whole(project)).items() if count == 1}
        for path in told.keys() | expected.keys():
            ours, theirs = (some.get(path, Counter()) for some in (told, expected))
            assert {one for one in ours if one in once} == {one for one in theirs if one in once}, (step, path)
        one = writer.random.choice(writer.articles()).relative_to(project.root).as_posix()
        alone = found(check(project, one, rev="main")).get(one, Counter())
        assert {key for key in told.get(one, ()) if key in once} <= set(alone), (
            step,
            one,
        )  # what moved here is told too
