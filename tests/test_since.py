"""What has changed since a commit is the same whether git looks at all files, or at those it has told of already."""

from __future__ import annotations

import random

import pytest

from lint import git
from lint.configure import load_settings
from lint.past import since
from lint.settings import Flags
from tests.conftest import Project

pytestmark = pytest.mark.git

NAMES = [f"{folder}/{name} é.md" for folder in ("towns", "mills") for name in "abcdef"]
TEXT = "# Name\n\n" + "The mill stands beside the river, and its wheel has turned for years.\n" * 9


@pytest.mark.parametrize("seed", range(12))
def test_one_look_at_the_work_tree_will_do(seed: int, project: Project) -> None:
    project.git("init", "-q")
    project.write({name: f"{TEXT}{name}\n" for name in NAMES})
    project.git("add", ".")
    project.git("commit", "-qm", "Before")
    settings = load_settings(project.root, None, Flags())
    change_at_random(project, random.Random(seed))
    found = since.since(settings, "HEAD", pending=git.Pending(project.root))
    assert found == since.since(settings, "HEAD")
    assert found.now or found.texts


def change_at_random(project: Project, chosen: random.Random) -> None:
    """Edit, delete, rename and add files, each change staged or not, some of them and then edited once more."""
    for name in chosen.sample(NAMES, 7):
        file = project.root / name
        what = chosen.choice(["edit", "delete", "move", "add", "intend"])
        if what == "edit":
            file.write_text(file.read_text() + f"More {chosen.random()}.\n")
        elif what == "delete":
            file.unlink()
        elif what == "move":
            project.git("mv", name, f"{name}.moved.md")
        else:
            project.write({f"new/{name}": f"# New\n\n{chosen.random()}\n"})
        if what == "intend":
            project.git("add", "-N", f"new/{name}")
        elif chosen.random() < 0.5:
            project.git("add", "-A", ".")
    for file in chosen.sample(sorted(project.root.glob("*/*.md")), 2):
        file.write_text(file.read_text() + "And more.\n")
