"""The hook that corrects: a commit that it changes something of is refused, and passes once that is staged."""

from __future__ import annotations

import pytest

from tests.conftest import Project
from tests.faulty_server import picture
from tests.hooking import commit, commits, edit, install, local_config

pytestmark = pytest.mark.git

WRONG = "# Quay\n\n![The quay, with boats](Quay.PNG)\n\nThe quay is long.\n\nIt is low.\n\nIt is old.\n"
RIGHT = WRONG.replace("Quay.PNG", "quay.png")
MORE = "\nIt was lengthened twice.\n"


@pytest.fixture
def quay(repository: Project) -> Project:
    repository.write({"quay.png": picture(), "old.md": WRONG.replace("Quay\n", "Old quay\n")})
    repository.git("add", ".")
    repository.git("commit", "-qm", "Pictures")
    install(repository, local_config("copydesk-fix", "copydesk"))
    return repository.write({"quay.md": WRONG})


def text(project: Project, name: str = "quay.md") -> str:
    return (project.root / name).read_text()


def test_what_it_corrects_is_refused_once_and_then_committed(quay: Project) -> None:
    before = commits(quay)
    status, said = commit(quay)
    assert status == 1
    assert "files were modified by this hook" in said
    assert "1 correction made in quay.md" in said
    assert text(quay) == RIGHT
    assert "Quay.PNG" in quay.git("show", ":quay.md")  # it stages nothing by itself
    status, said = commit(quay)
    assert status == 0, said
    assert commits(quay) == before + 1
    assert "Quay.PNG" not in quay.git("show", "HEAD:quay.md")


def test_an_old_fault_of_a_touched_article_is_left_as_it_is(quay: Project) -> None:
    (quay.root / "quay.md").unlink()
    edit(quay, "old.md", MORE)
    status, said = commit(quay)
    assert status == 0, said
    assert "Quay.PNG" in text(quay, "old.md")


def test_what_is_not_staged_is_there_again_afterwards(quay: Project) -> None:
    """The correction and what was not staged are lines apart, so both stay."""
    quay.git("add", "quay.md")
    edit(quay, "quay.md", MORE)
    edit(quay, "mills.md", MORE)
    status, said = commit(quay, stage=False)
    assert status == 1
    assert "Quay.PNG" in quay.git("show", ":quay.md")
    assert text(quay).endswith(MORE)
    assert text(quay, "mills.md").endswith(MORE)
    assert "quay.png" in text(quay), said


def test_a_correction_that_touches_what_is_not_staged_loses_none_of_it(quay: Project) -> None:
    """pre-commit takes the correction back where both change the same line."""
    quay.git("add", "quay.md")
    mine = WRONG.replace("with boats", "with two boats")
    quay.write({"quay.md": mine})
    status, said = commit(quay, stage=False)
    assert status == 1
    assert "Rolling back fixes" in said
    assert text(quay) == mine
    assert quay.git("show", ":quay.md") == WRONG


def test_an_untracked_draft_is_not_corrected(quay: Project) -> None:
    quay.write({"draft.md": WRONG})
    edit(quay, "mills.md", MORE)
    quay.git("add", "mills.md")
    status, said = commit(quay, stage=False)
    assert status == 0, said
    assert text(quay, "draft.md") == WRONG


def test_a_commit_of_a_deletion_corrects_nothing(quay: Project) -> None:
    quay.git("rm", "-q", "old.md")
    assert commit(quay, stage=False)[0] == 0


def test_both_hooks_can_be_left_out_once(quay: Project) -> None:
    status, said = commit(quay, env={"SKIP": "copydesk,copydesk-fix"})
    assert status == 0, said
    assert "Quay.PNG" in quay.git("show", "HEAD:quay.md")
