"""What was read of settings and rules before: it saves time and changes nothing."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from lint.configure import load_settings
from lint.memo import Memo
from lint.mistakes import MistakesError
from lint.settings import Flags, SettingsFile, UsageError

SETTINGS = """\
language: en-GB
rules:
  readability/grade:
    target: [8, 12]
overrides:
  - files: [drafts/**]
    ignore: [claims]
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


def load(root: Path, kept: Path, code: str = "1") -> list[object]:
    settings = load_settings(root, None, Flags(), Memo(kept, code))
    rules = [rule for path in ("a.md", "drafts/b.md") for rule in settings.rules_for(path)]
    return [settings.file, rules, settings.digest()]


def test_what_is_remembered_means_the_same(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copydesk.yml").write_text(SETTINGS, encoding="utf-8")
    cold = load(tmp_path, kept)
    with monkeypatch.context() as patched:
        patched.delattr("lint.yamlfile.Document")  # nothing is read a second time
        assert load(tmp_path, kept) == cold


def test_a_change_of_settings_or_of_code_is_read(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "copydesk.yml"
    file.write_text(SETTINGS, encoding="utf-8")
    before = load(tmp_path, kept)
    file.write_text(SETTINGS.replace("12", "14"), encoding="utf-8")
    assert load(tmp_path, kept) != before
    monkeypatch.delattr("lint.yamlfile.Document")
    with pytest.raises(ImportError):
        load(tmp_path, kept, code="2")


def test_a_mistake_is_told_as_often_as_it_is_met(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "copydesk.yml").write_text(SETTINGS.replace("12", "high"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(MistakesError, match=r"copydesk\.yml:4:17"):
            load(tmp_path, kept)


def test_what_settings_name_is_looked_for_each_time(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "copydesk.yml").write_text("fail_on: error\nrule_dirs: [house]\n", encoding="utf-8")
    (tmp_path / "house").mkdir()
    load(tmp_path, kept)
    (tmp_path / "house").rmdir()
    with pytest.raises(MistakesError, match=r"copydesk\.yml:2:13: no such directory"):
        load(tmp_path, kept)


def test_a_flag_that_is_wrong_is_told_of_remembered_settings(tmp_path: Path, kept: Path) -> None:
    load(tmp_path, kept)
    flags = Flags(assignments=("readability/grade.target=high",))
    with pytest.raises(UsageError, match="--set readability/grade"):
        load_settings(tmp_path, None, flags, Memo(kept, "1"))


@pytest.mark.parametrize("value", ["2024-01-01", "99999999999999999999999", "&x [*x]"])
def test_what_would_come_back_otherwise_is_not_remembered(kept: Path, value: str) -> None:
    from lint.yamlfile import Document

    plain = Document("copydesk.yml", f"a: {value}").value
    memo = Memo(kept, "1")
    memo.put("key", SettingsFile(rules={"r": plain}))
    memo.save()
    assert Memo(kept, "1").get("key", SettingsFile) is None


def test_a_damaged_memory_only_costs_time(tmp_path: Path, kept: Path) -> None:
    cold = load(tmp_path, kept)
    (file,) = kept.iterdir()
    for damaged in (b"", b"\xc1", file.read_bytes()[:-9], msgspec.msgpack.encode({"x": 1})):
        file.write_bytes(damaged)
        assert load(tmp_path, kept) == cold
