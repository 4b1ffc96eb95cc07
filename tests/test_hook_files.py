"""Which files a commit hook looks at: what is committed, and nothing that only lies beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.hooking import (
    ARTICLES,
    OTHER_PASSAGE,
    PASSAGE,
    arguments_of,
    commit,
    commits,
    edit,
    hook,
    install,
    local_config,
)

pytestmark = pytest.mark.git

NO_SUCH_PICTURE = "\n![the wheel](drawings/wheel.png)\n"


def text(project: Project, name: str) -> str:
    return (project.root / name).read_text()


def test_of_a_partly_staged_file_only_what_is_staged_counts(hooked: Project) -> None:
    edit(hooked, "mills.md", "\nThe wheel is oiled in autumn.\n")
    hooked.git("add", "mills.md")
    edit(hooked, "mills.md", NO_SUCH_PICTURE)
    status, said = commit(hooked, stage=False)
    assert status == 0, said
    assert "drawings/wheel.png" not in said
    assert text(hooked, "mills.md").endswith(NO_SUCH_PICTURE)  # what was not staged is there again
    assert "wheel.png" not in hooked.git("show", "HEAD:mills.md")


def test_a_fault_that_is_staged_counts_though_it_is_mended_on_disk(hooked: Project) -> None:
    edit(hooked, "mills.md", NO_SUCH_PICTURE)
    hooked.git("add", "mills.md")
    hooked.write({"mills.md": ARTICLES["mills.md"]})
    status, said = commit(hooked, stage=False)
    assert status == 1
    assert "drawings/wheel.png" in said
    assert text(hooked, "mills.md") == ARTICLES["mills.md"]


def test_what_another_file_has_but_not_staged_is_no_twin(hooked: Project) -> None:
    edit(hooked, "barns.md", f"\n{OTHER_PASSAGE}\n")  # stays unstaged
    edit(hooked, "mills.md", f"\n{OTHER_PASSAGE}\n")
    hooked.git("add", "mills.md")
    status, said = commit(hooked, stage=False)
    assert status == 0, said
    assert OTHER_PASSAGE in text(hooked, "barns.md")
    status, said = commit(hooked)  # now the other is committed too
    assert status == 1
    assert "mills.md" in said


def test_an_untracked_draft_is_neither_reported_nor_a_twin(hooked: Project) -> None:
    hooked.write({"draft.md": f"# Draft\n\n{OTHER_PASSAGE}\n{NO_SUCH_PICTURE}"})
    assert "draft.md" in hooked.check().out  # by hand it is looked at, and so it stands in the index
    edit(hooked, "mills.md", f"\n{OTHER_PASSAGE}\n")
    hooked.git("add", "mills.md")
    status, said = commit(hooked, stage=False)
    assert status == 0, said
    assert "draft" not in said.replace("?? draft.md", "")
    status, said = commit(hooked)  # once it is to be committed, it is compared
    assert status == 1
    assert "draft.md" in said
    assert "mills.md" in said
    assert "drawings/wheel.png" in said


def test_a_draft_is_no_twin_of_a_large_corpus_either(hooked: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a census, git says what may have changed, and drafts are among that."""
    from lint import census, changes, cli

    monkeypatch.setattr(census, "LEAST", 1)
    monkeypatch.setattr(changes, "LEAST_INDEX", 1)
    monkeypatch.chdir(hooked.root)
    hooked.write({"draft.md": f"# Draft\n\n{OTHER_PASSAGE}\n"})
    monkeypatch.setattr(changes, "listing", listing := Spy(changes.listing))
    everything = ["check", "--offline", "--quiet", "--exit-zero"]
    assert cli.main(everything) == 0
    edit(hooked, "mills.md", f"\n{OTHER_PASSAGE}\n")
    hooked.git("add", "mills.md")
    assert cli.main([*arguments_of("copydesk"), "mills.md"]) == 0
    assert [found is not None for found in listing.found] == [True]
    hooked.git("add", "draft.md")
    assert cli.main([*arguments_of("copydesk"), "mills.md"]) == 1


class Spy:
    """What a function returned, each time that it was called."""

    def __init__(self, function: object) -> None:
        self._function, self.found = function, list[object]()

    def __call__(self, *arguments: object) -> object:
        assert callable(self._function)
        self.found.append(self._function(*arguments))
        return self.found[-1]


def test_a_deleted_article_is_no_twin_any_more(hooked: Project) -> None:
    assert "barns.md" in hooked.check().out  # the index has it
    hooked.git("rm", "-q", "barns.md")
    edit(hooked, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(hooked)
    assert status == 0, said


def test_a_commit_of_a_deletion_alone_passes(hooked: Project) -> None:
    hooked.git("rm", "-q", "barns.md")
    status, said = commit(hooked, stage=False)
    assert status == 0, said


def test_an_old_fault_of_a_renamed_article_does_not_block(hooked: Project) -> None:
    """Its first name stands in the message as the twin of none."""
    hooked.git("mv", "barns.md", "granaries.md")
    status, said = commit(hooked, stage=False)
    assert status == 0, said
    edit(hooked, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(hooked)
    assert status == 1
    assert "granaries.md" in said
    assert "barns.md" not in said


def test_files_that_do_not_fit_one_command_line_are_checked_in_several_processes(hooked: Project) -> None:
    """pre-commit splits above 128 KB. Each process compares its files with those of all others."""
    folder = "an-article-with-a-name-of-some-length-" * 5
    names = [f"{folder}{number:04}.md" for number in range(690)]
    hooked.write({name: f"# Number {at}\n" for at, name in enumerate(names)})
    hooked.write(dict.fromkeys((names[0], names[-1]), f"# Twin\n\n{OTHER_PASSAGE}\n"))
    status, said = commit(hooked)
    assert status == 1
    totals = re.findall(r"^1 finding in 1 of (\d+) articles: 1 warning", said, re.M)
    assert len(totals) == 2, said[-3000:]  # two processes, each with its own totals
    assert sum(map(int, totals)) == len(names)
    assert f"{names[0]}:3:1" in said
    assert f"{names[-1]}:3:1" in said


def test_a_commit_from_a_subfolder(hooked: Project) -> None:
    (hooked.root / "drafts").mkdir()
    hooked.write({"drafts/tea.md": f"# Tea\n\n{PASSAGE}\n"})
    hooked.git("add", ".")
    status, said = commit(hooked, stage=False, folder="drafts")
    assert status == 1
    assert "barns.md" in said
    assert not (hooked.root / "drafts/.copydesk_cache").exists()


def test_articles_whose_settings_lie_below_the_repository(repository: Project) -> None:
    repository.write({"site/copydesk.yml": "fail_on: warning\n", "site/quay.md": f"# Quay\n\n{OTHER_PASSAGE}\n"})
    install(repository, local_config().replace("files: '", "files: '^site/.*"))
    repository.git("add", ".")
    repository.git("commit", "-qm", "A site", "--no-verify")
    repository.write({"site/mole.md": f"# Mole\n\n{OTHER_PASSAGE}\n", "site/sheds.md": f"# Sheds\n\n{PASSAGE}\n"})
    status, said = commit(repository)
    assert status == 1
    assert "site/mole.md" in said
    assert "sheds.md" not in said  # its twin lies above, in another project
    assert (repository.root / "site/.copydesk_cache").is_dir()


def test_a_commit_in_another_worktree(hooked: Project, tmp_path: Path) -> None:
    hooked.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    other = Project(tmp_path / "tree")
    edit(other, "mills.md", f"\n{PASSAGE}\n")
    status, said = commit(other)
    assert status == 1
    assert "barns.md" in said
    other.write({"mills.md": ARTICLES["mills.md"] + "\nIt is oiled in autumn.\n"})
    status, said = commit(other)
    assert status == 0, said
    assert not (hooked.root / ".copydesk_cache").exists()  # each work tree has an index of its own articles


def test_a_commit_of_everything_that_is_tracked(hooked: Project) -> None:
    """`git commit -a` and `git commit FILE` give the hook a passing index."""
    edit(hooked, "mills.md", NO_SUCH_PICTURE)
    status, said = commit(hooked, "-a", stage=False)
    assert status == 1
    assert "drawings/wheel.png" in said
    hooked.write({"mills.md": ARTICLES["mills.md"] + "\nIt is oiled in autumn.\n"})
    edit(hooked, "barns.md", NO_SUCH_PICTURE)
    status, said = commit(hooked, "mills.md", stage=False)
    assert status == 0, said
    assert hooked.git("status", "--short") == " M barns.md\n"


def test_a_merge_with_conflicts(hooked: Project) -> None:
    hooked.git("checkout", "-qb", "other")
    edit(hooked, "mills.md", "\nThe wheel is oiled in autumn.\n")
    hooked.git("commit", "-qam", "Other", "--no-verify")
    hooked.git("checkout", "-q", "main")
    edit(hooked, "mills.md", "\nThe wheel is mended in autumn.\n")
    hooked.git("commit", "-qam", "Ours", "--no-verify")
    with pytest.raises(subprocess.CalledProcessError):
        hooked.git("merge", "-q", "other")
    assert "<<<<<<<" in text(hooked, "mills.md")
    hooked.write({"mills.md": ARTICLES["mills.md"] + NO_SUCH_PICTURE})
    status, said = commit(hooked)
    assert status == 1
    assert "drawings/wheel.png" in said
    assert "gone.png" not in said
    hooked.write({"mills.md": ARTICLES["mills.md"] + "\nThe wheel is oiled and mended in autumn.\n"})
    status, said = commit(hooked)
    assert status == 0, said
    assert len(hooked.git("rev-parse", "HEAD^@").split()) == 2


def test_the_hook_can_be_left_out_once(hooked: Project) -> None:
    edit(hooked, "mills.md", NO_SUCH_PICTURE)
    assert commit(hooked)[0] == 1
    status, said = commit(hooked, env={"SKIP": "copydesk"})
    assert status == 0, said
    assert "Skipped" in said


def test_a_file_outside_of_the_repository(hooked: Project, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.md").write_text("# Elsewhere\n")
    done = hooked.copydesk(*arguments_of("copydesk"), "mills.md", "../elsewhere.md")
    assert done.status == 2
    assert "elsewhere.md: lies outside of the repository" in done.err


def test_the_first_commit_of_a_repository_with_a_draft_beside_it(empty_repository: Project) -> None:
    project = empty_repository.write({"barns.md": ARTICLES["barns.md"], "draft.md": f"# Draft\n\n{PASSAGE}\n"})
    project.write({".pre-commit-config.yaml": local_config()})
    command = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(command, cwd=project.root, check=True, capture_output=True)
    project.git("add", "barns.md", ".pre-commit-config.yaml")
    status, said = commit(project, stage=False)
    assert status == 0, said
    project.git("add", "draft.md")
    status, said = commit(project, stage=False)
    assert status == 1
    assert commits(project) == 1


# ---- the whole corpus


@pytest.mark.parametrize("how", ["manual", "pre-push"])
def test_the_whole_corpus_by_hand_or_before_a_push(repository: Project, tmp_path: Path, how: str) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "far")], check=True)
    repository.git("remote", "add", "origin", str(tmp_path / "far"))
    install(repository, local_config("copydesk-corpus"), "pre-push")
    status, said = whole(repository, how)
    assert status == 1
    assert "gone.png" in said
    repository.copydesk("baseline", "create", "--offline")
    repository.git("add", "copydesk.baseline")
    repository.git("commit", "-qm", "Baseline")
    repository.write({"draft.md": f"# Draft\n\n{PASSAGE}\n"})  # untracked
    status, said = whole(repository, how)
    assert status == 0, said
    edit(repository, "mills.md", f"\n{PASSAGE}\n")
    assert commit(repository, "mills.md", stage=False)[0] == 0  # it runs before no commit
    status, said = whole(repository, how)
    assert status == 1
    assert "barns.md" in said
    assert "draft.md" not in said


def whole(project: Project, how: str) -> tuple[int, str]:
    manual = [sys.executable, "-m", "pre_commit", "run", "--hook-stage", "manual", "--all-files"]
    command = ["git", "push", "-q", "origin", "HEAD"] if how == "pre-push" else manual
    done = subprocess.run(command, cwd=project.root, capture_output=True, check=False, env=os.environ)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_hooks_are_what_pre_commit_takes(tmp_path: Path) -> None:
    """And none of them runs in several processes at once."""
    manifest = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(manifest)]
    assert subprocess.run(command, check=False, env=os.environ | {"PRE_COMMIT_HOME": str(tmp_path)}).returncode == 0
    assert all(hook(name)["require_serial"] for name in ("copydesk", "copydesk-fix", "copydesk-corpus"))
