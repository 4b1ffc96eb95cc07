"""The house's own grammar rules: what stands in their files, and that the real engine follows them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from lint.check import Match, ProseFacts, Question
from lint.grammar import ownrules
from lint.world import languagetool
from lint.world.languagetool import command, folders, house, parameters, provision, quicker, training
from lint.world.languagetool.errors import EngineError
from lint.world.languagetool.java import find_java
from tests.conftest import ROOT

RULE = """<?xml version="1.0" encoding="UTF-8"?>
<rules lang="en">
  <category id="COPYDESK_TRY" name="A try" type="grammar">
    <rule id="COPYDESK_{name}" name="a word">
      <pattern><token{more}>{word}</token></pattern>
      <message>Not this word.</message>
    </rule>
  </category>
</rules>
"""


class Example(NamedTuple):
    """A sentence of a rule; `start` is below 0 where nothing is wrong with it."""

    rule: str
    text: str
    start: int = -1
    end: int = -1
    corrections: tuple[str, ...] | None = None


def groups() -> Iterator[tuple[Path, str, ElementTree.Element]]:
    """Yield each id with its file and element: a rule of its own, or a group of them."""
    for file in ownrules.files():
        for category in ElementTree.parse(file).getroot():
            for element in category:
                if element.tag in ("rule", "rulegroup"):
                    yield file, element.get("id", ""), element


def examples(rule: str, element: ElementTree.Element) -> Iterator[Example]:
    for one in element.iter("example"):
        text, marker = "".join(one.itertext()), one.find("marker")
        if marker is None:
            yield Example(rule, text)
        else:
            start = len(one.text or "")
            said = one.get("correction")
            corrections = None if said is None else tuple(word for word in said.split("|") if word)
            yield Example(rule, text, start, start + len("".join(marker.itertext())), corrections)


ALL = {name: (file, element) for file, name, element in groups()}


def test_ids_are_ours_and_unique() -> None:
    names = Counter(name for _, name, _ in groups())
    assert names
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(f"{ownrules.HOUSE}[A-Z][A-Z0-9_]+", name)] == []
    kinds = [category.get("id", "") for file in ownrules.files() for category in ElementTree.parse(file).getroot()]
    assert [kind for kind in kinds if not kind.startswith(ownrules.HOUSE)] == []


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_rule_is_complete(name: str) -> None:
    file, element = ALL[name]
    shown = list(examples(name, element))
    wrong = [one for one in shown if one.start >= 0]
    assert len(wrong) >= 2, f"{file.name}: two examples of what is wrong"
    assert len(shown) - len(wrong) >= 2, f"{file.name}: two examples of what is not"
    for rule in [element] if element.tag == "rule" else element.findall("rule"):
        message = rule.find("message") if rule.find("message") is not None else element.find("message")
        assert message is not None
        assert "".join(message.itertext()).strip()
    corrected = any(one.corrections for one in wrong)
    offered = next(element.iter("suggestion"), None) is not None
    assert not corrected or offered, f"{file.name}: a correction, but no suggestion"


def write(folder: Path, **files: str) -> tuple[Path, ...]:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return tuple(sorted(folder.glob("*.xml")))


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose files are the house's rules, in a home without engines."""
    folder = tmp_path / "english"
    monkeypatch.setattr(ownrules, "files", lambda: tuple(sorted(folder.glob("*.xml"))))
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    return folder


def one_rule(name: str = "ONE", word: str = "snark", more: str = "") -> str:
    return RULE.format(name=name, word=word, more=more)


def test_the_jar_is_named_by_what_is_in_it(tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(sources, a=one_rule("A"), b=one_rule("B"))
    (jar,) = house.rules()
    content, written = jar.read_bytes(), jar.stat().st_mtime
    with zipfile.ZipFile(jar) as opened:
        assert opened.namelist() == ["org/languagetool/rules/en/grammar_custom.xml"]
        text = opened.read(opened.namelist()[0]).decode()
    assert re.findall('<rule id="([A-Z_]+)"', text) == ["COPYDESK_A", "COPYDESK_B"]
    assert list(jar.parent.iterdir()) == [jar]

    time.sleep(0.01)
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "another"))
    (other,) = house.rules()
    assert (other.name, other.read_bytes(), other.stat().st_mtime) == (jar.name, content, written)


def test_without_rules_there_is_no_jar(sources: Path) -> None:
    assert house.rules() == []


def test_few_jars_are_kept(sources: Path) -> None:
    for number in range(20):
        write(sources, **{f"a{number}": one_rule(f"A{number}")})
        (jar,) = house.rules()
        assert jar.exists()
    assert len(list(folders.engines().glob("*.jar"))) <= 6


def test_answers_and_servers_depend_on_the_rules(sources: Path) -> None:
    def all_names() -> tuple[str, str, str]:
        command.name_anew()
        cache = command.start_cache(find_java())
        return languagetool.engine_id(), command.settings_hash(), str(cache)

    write(sources, a=one_rule("A"))
    before = all_names()
    write(sources, b=one_rule("B"))
    assert not set(before) & set(all_names())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(one_rule().replace("</pattern>", "</patern>"), r"b\.xml:5:\d+: mismatched tag", id="a slip"),
        pytest.param(one_rule()[:200], r"b\.xml:5:\d+: ", id="half of it"),
        pytest.param("", r"b\.xml:1:1: no element found", id="nothing"),
        pytest.param(one_rule().replace("snark", "&snark;"), r"b\.xml:5:\d+: undefined entity", id="an entity"),
        pytest.param("<rules><rule/></rules>", r"b\.xml: <rule> stands in <rules>", id="no category"),
    ],
)
def test_broken_rules_are_named(sources: Path, text: str, why: str) -> None:
    write(sources, a=one_rule("A"), b=text)
    with pytest.raises(EngineError, match=why):
        house.rules()
    assert not list(folders.engines().glob("*")), "something was left behind"


def archive_of(entries: dict[str, bytes]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return whole.getvalue()


def test_an_engines_own_files_are_told_to_be_quick(tmp_path: Path, sources: Path) -> None:
    where = "org/languagetool/resource/en/hunspell/en_XX"
    info = b"fsa.dict.separator=+\n# pairs\nfsa.dict.speller.replacement-pairs=a ei, ei a\nfsa.dict.encoding=utf-8"
    engine = [tmp_path / name for name in ("english-pos-dict.jar", "opennlp-chunk-models-1.5.jar", "other.jar")]
    engine[0].write_bytes(archive_of({f"{where}.dict": b"words", f"{where}.info": info, "README": b""}))
    model = archive_of({"manifest.properties": b"Language=en", "chunker.model": b"numbers"})
    engine[1].write_bytes(archive_of({"en-chunker.bin": model}))
    engine[2].write_bytes(b"")
    (jar,) = quicker.jars(engine)
    with zipfile.ZipFile(jar) as opened:
        assert opened.namelist() == ["en-chunker.bin", f"{where}.dict", f"{where}.info"]
        assert opened.read(f"{where}.dict") == b"words"
        settings = opened.read(f"{where}.info").decode().split()
        with zipfile.ZipFile(BytesIO(opened.read("en-chunker.bin"))) as changed:
            assert changed.read("manifest.properties").split() == [b"Language=en", b"BeamSize=3"]
            assert changed.read("chunker.model") == b"numbers"
    assert settings[:1] + settings[-2:] == [
        "fsa.dict.separator=+",
        "fsa.dict.encoding=utf-8",
        "fsa.dict.speller.ignore-diacritics=false",
    ]
    assert "replacement-pairs" not in "".join(settings)
    assert quicker.jars(engine[2:]) == []
    engine[0].write_bytes(b"no jar")
    assert quicker.jars(engine) == []


# From here on, with the real engine.


def found_by(example: Example, answer: ProseFacts) -> list[Match]:
    """Return what a rule found in one of its examples."""
    return [match for match in answer.matches if match.rule == example.rule]


def fault(example: Example, answer: ProseFacts) -> str:
    """Return what is wrong with that. Of several rules that speak about the same words, the engine lets one speak."""
    mine = found_by(example, answer)
    if example.start < 0:
        return f"found “{example.text[mine[0].start : mine[0].end]}” in a good one" if mine else ""
    exact = [match for match in mine if (match.start, match.end) == (example.start, example.end)]
    if not mine and any(one.start < example.end and example.start < one.end for one in answer.matches):
        return ""
    if not exact:
        places = [f"{match.rule} “{example.text[match.start : match.end]}”" for match in answer.matches]
        return f"not found, but {', '.join(places) or 'nothing'}"
    if example.corrections is None:
        return ""
    offered = exact[0].replacements  # of many, the first
    same = offered == example.corrections[: len(offered)] and bool(offered) == bool(example.corrections)
    return "" if same else f"offers {offered}"


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_each_rule_finds_what_its_examples_say(home: Path) -> None:
    shown = [example for name, (_, element) in ALL.items() for example in examples(name, element)]
    assert shown
    asked = {example: Question("prose", example.text, "en-US") for example in shown}
    answers = languagetool.ask(list(asked.values()))
    told, heard = [], set()
    for example, question in asked.items():
        answer = answers[question]
        assert isinstance(answer, ProseFacts), answer
        why = fault(example, answer)
        if why:
            told.append(f"{example.rule}: {example.text}: {why}")
        elif example.start >= 0 and found_by(example, answer):
            heard.add(example.rule)
    told += [f"{name}: another rule speaks in its place each time" for name in sorted(ALL.keys() - heard)]
    assert not told, "\n".join(told)


ASK = """
from lint.check import Question
from lint.world import languagetool
answer = languagetool.ask([q := Question("prose", "We saw a snark and a boojum.", "en-US")])[q]
print(" ".join(one.rule for one in getattr(answer, "matches", ())), getattr(answer, "why", ""))
"""


def asked_in(tree: Path, code: str = ASK) -> str:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def tree(tmp_path: Path, home: Path) -> Iterator[Path]:
    """Return a Copydesk of its own, whose rules may be changed."""
    shutil.copytree(ROOT / "lint", tmp_path / "lint", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.rmtree(tmp_path / "rules/grammar/english", ignore_errors=True)
    yield tmp_path
    asked_in(tmp_path, "from lint.world import languagetool; languagetool.stop()")


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_changed_rules_count_at_once(tree: Path) -> None:
    rules = tree / "rules/grammar/english"
    write(rules, a=one_rule("A", "snark"))
    assert "COPYDESK_A" in asked_in(tree).split()
    asked_in(tree, "from lint.world import languagetool; languagetool.stop()")
    write(rules, a=one_rule("A", "snark"), b=one_rule("B", "boojum"))
    assert {"COPYDESK_A", "COPYDESK_B"} <= set(asked_in(tree).split())


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(one_rule().replace("</pattern>", ""), r"a\.xml:7:\d+: mismatched tag", id="no XML"),
        pytest.param(one_rule(word="(", more=' regexp="yes"'), "grammar_custom.xml.*Unclosed group", id="no pattern"),
    ],
)
def test_broken_rules_are_never_clean(tree: Path, text: str, why: str) -> None:
    write(tree / "rules/grammar/english", a=text)
    assert re.search(why, asked_in(tree))


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_the_users_own_engine_follows_them_too(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tree / "own"
    own.mkdir()
    for file in provision.home().glob("*.jar"):
        if file.name not in ("lifeline.jar", "server.jar"):
            os.link(file, own / file.name)
    write(tree / "rules/grammar/english", a=one_rule("A", "snark"))
    monkeypatch.setenv("COPYDESK_LANGUAGETOOL", str(own))
    assert "COPYDESK_A" in asked_in(tree).split()


@pytest.mark.java
def test_the_pinned_engine_has_the_files_that_are_told_to_be_quick(home: Path) -> None:
    (jar,) = quicker.jars(provision.class_path())
    with zipfile.ZipFile(jar) as opened:
        names = [Path(name).name for name in opened.namelist()]
    variants = ("AU", "CA", "GB", "NZ", "US", "ZA")
    dictionaries = (f"en_{one}.{kind}" for one in variants for kind in ("dict", "info"))
    assert names == ["en-chunker.bin", "CFSA2Serializer.class", *dictionaries]


@pytest.mark.java
@pytest.mark.xdist_group("languagetool")
def test_the_start_cache_fits_the_rules(home: Path) -> None:
    java = find_java()
    assert training.prepare_start_cache(java)
    cache = command.start_cache(java)
    assert cache is not None
    assert house.fingerprint() in cache.name
    strict = "-XX:AOTMode=on" if java.major >= 25 else "-Xshare:on"  # refuse to start without the cache
    line = command.command(java, command.class_path(home), home / "settings", 0, java.reading(cache), strict)
    done = subprocess.run([*line[: line.index("-cp") + 2], "-version"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    for number in range(4):
        other = cache.with_name(f"start-{number}{cache.suffix}")
        other.write_bytes(b"old")
        os.utime(other, (number, number))
    cache.unlink()
    assert training.prepare_start_cache(java)
    assert sorted(file.name for file in cache.parent.glob(f"start-*{cache.suffix}")) == sorted(
        [cache.name, f"start-2{cache.suffix}", f"start-3{cache.suffix}"]
    )


def test_the_engines_name_stays_cheap(sources: Path) -> None:
    """The name is asked for in each run: 15 files are read, none is parsed."""
    write(sources, **{f"a{number}": one_rule(f"A{number}") * 40 for number in range(15)})
    began = time.process_time()
    parameters.rule_set()
    assert time.process_time() - began < 0.05
