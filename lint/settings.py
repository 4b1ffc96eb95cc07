"""Settings: copydesk.yml as people write it, what the command line adds, and what both mean for an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from lint.article import ParseSettings
from lint.boilerplate.allow import Boilerplate
from lint.check import Check, CorpusCheck
from lint.grammar.dictionary import FILE_NAME as DICTIONARY
from lint.grammar.dictionary import Dictionary, DictionaryFile
from lint.mistakes import MistakesError
from lint.rule import Rule

FILE_NAME = "copydesk.yml"

FailOn = Literal["error", "warning", "info", "never"]
Incomplete = Literal["fail", "warn"]

ARTICLE_SUFFIXES = (".md", ".markdown", ".mdx", ".txt")


class UsageError(Exception):
    """Wrong use of the command line: what is wrong and what to do."""


Tag = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*)?$", examples=["en-GB", "de"])]
"""A language as BCP 47 writes it, such as en-GB."""


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which fields of front matter hold text and pictures."""

    prose: tuple[str, ...] = ParseSettings().prose_fields
    escaped_newlines: tuple[str, ...] = ()
    body: tuple[str, ...] = ParseSettings().body_fields
    images: tuple[str, ...] = ParseSettings().image_fields


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Other choices for some of the files; later ones win."""

    files: tuple[str, ...]
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    language: Tag = ""
    rules: dict[str, dict[str, Any]] = {}


class SettingsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """copydesk.yml as people write it. Every key may be left out."""

    include: tuple[str, ...] = tuple(f"**/*{suffix}" for suffix in ARTICLE_SUFFIXES)
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    fail_on: FailOn = "warning"
    incomplete: Incomplete = "fail"
    wait_for_grammar: Annotated[bool, msgspec.Meta(description="commit hooks wait until the engine has answered")] = (
        False
    )
    language: Annotated[Tag, msgspec.Meta(description="of articles whose front matter names none")] = ""
    dictionary: str = DICTIONARY
    max_bytes: Annotated[int, msgspec.Meta(ge=1, description="larger files are not read")] = 5_000_000
    site_root: str = ""
    rules: dict[str, dict[str, Any]] = {}
    overrides: tuple[Override, ...] = ()
    boilerplate: Annotated[Boilerplate, msgspec.Meta(description="for all rules that look for repeats")] = Boilerplate()
    front_matter: FrontMatter = FrontMatter()
    rule_dirs: tuple[str, ...] = ()


class Flags(msgspec.Struct, frozen=True):
    """What the command line says in the place of the settings."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    assignments: tuple[str, ...] = ()  # RULE.PARAM=VALUE
    fail_on: FailOn | None = None
    incomplete: Incomplete | None = None
    new: bool = False  # only what is new is asked for
    tracked: bool = False  # files that git does not track are no part of the corpus
    config: str = ""  # the settings file named, absolute


class Settings:
    """Settings and rules as one run uses them."""

    def __init__(
        self, root: Path, file: SettingsFile, rules: Mapping[str, Rule], flags: Flags, dictionary: DictionaryFile
    ) -> None:
        self.root = root
        self.file = file
        self.dictionary = dictionary
        self.flags = flags
        self.all_rules = rules
        self.fail_on: FailOn = flags.fail_on or file.fail_on
        self.incomplete: Incomplete = flags.incomplete or file.incomplete
        self.house: Mapping[str, bytes] | None = None  # baseline and decisions, of --settings-from; else None
        self.changed: tuple[str, ...] = ()  # what a change says otherwise than the revision of --settings-from
        self.left_out: set[str] = set()  # slow rules that a commit hook does not wait for
        self.alone = ""  # why articles are not compared with others, if they are not
        self.uncompared: set[str] = set()  # the families left out for that
        self._resolved: dict[tuple[int, ...], tuple[Rule, ...]] = {}
        self._specs = [globs(override.files) for override in file.overrides]

    @property
    def hurried(self) -> bool:
        """Say whether an author waits: `--new-from` with `--incomplete warn`, as in a commit hook."""
        return self.flags.new and self.flags.incomplete == "warn"

    @property
    def waits_for_grammar(self) -> bool:
        """Say whether a run waits until the grammar engine has started and answered all."""
        return self.file.wait_for_grammar or not self.hurried

    @cached_property
    def words(self) -> Dictionary:
        """Return the house dictionary; raise MistakesError."""
        return self.dictionary.load()

    @cached_property
    def parsing(self) -> ParseSettings:
        """Return the part of the settings that the parser reads, as it is for most articles."""
        front, language = self.file.front_matter, self.file.language
        return ParseSettings(front.prose, front.escaped_newlines, front.body, front.images, language)

    def parsing_of(self, path: str) -> ParseSettings:
        """Return the part of the settings that the parser reads, for an article."""
        named = [self.file.overrides[index].language for index in self._active(path)]
        language = next((one for one in reversed(named) if one), "")
        return msgspec.structs.replace(self.parsing, language=language) if language else self.parsing

    def _active(self, path: str) -> tuple[int, ...]:
        """Return which overrides apply to an article."""
        return tuple(index for index, spec in enumerate(self._specs) if spec.match_file(path))

    def rules_for(self, path: str) -> tuple[Rule, ...]:
        """Return the rules that apply to an article, sorted by id."""
        active = self._active(path)
        if active not in self._resolved:
            self._resolved[active] = tuple(self._resolve(active))
        return self._resolved[active]

    def _resolve(self, active: tuple[int, ...]) -> Iterator[Rule]:
        overrides = [self.file.overrides[index] for index in active]
        select = self.flags.select or self.file.select
        ignore = [*self.file.ignore]
        given = [self.file.rules]
        for override in overrides:
            select = override.select if override.select is not None and not self.flags.select else select
            ignore += override.ignore
            given.append(override.rules)
        ignore += self.flags.ignore
        given.append(assigned(self.flags.assignments))
        for name in sorted(self.all_rules):
            if (select is None or covered(name, select)) and not covered(name, ignore):
                merged = {key: value for layer in given for key, value in layer.get(name, {}).items()}
                if self._lacks_others(self.all_rules[name]):
                    self.uncompared.add(name.partition("/")[0])
                elif merged or name in (select or ()) or not self._too_slow(self.all_rules[name]):
                    yield self.all_rules[name].configured({**self._common(self.all_rules[name].check), **merged})

    def _common(self, check: Check) -> dict[str, Any]:
        """Return what the settings say for all rules that compare articles; a rule's own parameters win."""
        if not isinstance(check, CorpusCheck) or self.file.boilerplate == Boilerplate():
            return {}
        said, unsaid = msgspec.to_builtins(self.file.boilerplate), msgspec.to_builtins(Boilerplate())
        return {key: said[key] for key in said if said[key] != unsaid[key] and key in check.__struct_fields__}

    def _too_slow(self, rule: Rule) -> bool:
        """Say whether a rule is left out because an author waits, who is to be told and not kept."""
        slow = self.hurried and rule.check.pace == "slow"
        if slow:
            self.left_out.add(rule.id)
        return slow

    def leave_alone(self, why: str) -> None:
        """Let no rule run any more that compares articles; those stay that look at repeats within each alone."""
        self.alone = why
        self._resolved.clear()

    def _lacks_others(self, rule: Rule) -> bool:
        return bool(self.alone) and isinstance(rule.check, CorpusCheck) and rule.verdict not in rule.check.within

    def digest(self) -> str:
        """Return a short hash of all that decides what is found; no path of this machine is in it."""
        rules = [
            (
                r.id,
                r.severity,
                r.verdict,
                r.rank,
                r.check.name,
                msgspec.to_builtins(r.check),
                r.message,
                r.fixed,
            )
            for r in self._resolve(())
        ]
        parts = msgspec.json.encode([msgspec.to_builtins(self.file), rules, self.words.words()], order="deterministic")
        return blake2b(parts, digest_size=8).hexdigest()


def covered(rule: str, selectors: Sequence[str]) -> bool:
    """Say whether one of the selectors names a rule or its family."""
    return any(rule == one or rule.startswith(f"{one}/") for one in selectors)


def globs(patterns: Sequence[str]) -> Any:
    """Return a matcher of paths for patterns as .gitignore writes them."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def assigned(assignments: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return parameters by rule from RULE.PARAM=VALUE as the command line has them; raise UsageError."""
    if not assignments:
        return {}
    from lint.yamlfile import Document

    given: dict[str, dict[str, Any]] = {}
    for assignment in assignments:
        target, equals, value = assignment.partition("=")
        rule, dot, param = target.rpartition(".")
        if not equals or not dot:
            raise UsageError(f"--set {assignment}: expected RULE.PARAM=VALUE, such as readability/grade.target=[8,12]")
        try:
            given.setdefault(rule, {})[param] = Document("--set", value).value
        except MistakesError as error:
            raise UsageError(f"--set {assignment}: {error.mistakes[0].text}") from None
    return given
