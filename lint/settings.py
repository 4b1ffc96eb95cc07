"""copydesk.yml → Settings; every mistake is told at once, with its place and a suggestion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from lint.article import ParseSettings
from lint.check import Check, Severity
from lint.grammar.dictionary import FILE_NAME as DICTIONARY
from lint.grammar.dictionary import Dictionary, DictionaryFile
from lint.rule import Rule, load_rules
from lint.rulememo import RuleMemo
from lint.yamlfile import Document, Mistake, MistakesError

FILE_NAME = "copydesk.yml"

FailOn = Literal["error", "warning", "info", "never"]
Incomplete = Literal["fail", "warn"]

ARTICLE_SUFFIXES = (".md", ".markdown", ".mdx", ".txt")

_NOT_HERE = {
    ("grammar", "directory"): "set COPYDESK_LANGUAGETOOL in the environment",
    ("grammar", "server"): "set COPYDESK_GRAMMAR_SERVER in the environment",
    ("java",): "set COPYDESK_JAVA in the environment",
    ("web", "proxy"): "Copydesk asks for remote addresses itself; use --offline where it cannot",
}
"""What could run code or send text elsewhere: a project's settings, which a pull request may edit, cannot set it."""


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
    language: Annotated[Tag, msgspec.Meta(description="of articles whose front matter names none")] = ""
    dictionary: str = DICTIONARY
    max_bytes: Annotated[int, msgspec.Meta(ge=1, description="larger files are not read")] = 5_000_000
    site_root: str = ""
    rules: dict[str, dict[str, Any]] = {}
    overrides: tuple[Override, ...] = ()
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


class Settings:
    """Settings and rules as one run uses them."""

    def __init__(
        self, root: Path, file: SettingsFile, rules: Mapping[str, Rule], flags: Flags, dictionary: DictionaryFile
    ) -> None:
        self.root = root
        self.file = file
        self.dictionary = dictionary
        self.flags = flags
        self.all_rules = dict(rules)
        self.fail_on: FailOn = flags.fail_on or file.fail_on
        self.incomplete: Incomplete = flags.incomplete or file.incomplete
        self.left_out: set[str] = set()  # slow rules that a commit hook does not wait for
        self._resolved: dict[tuple[int, ...], tuple[Rule, ...]] = {}
        self._specs = [globs(override.files) for override in file.overrides]

    @property
    def hurried(self) -> bool:
        """Say whether an author waits: `--new-from` with `--incomplete warn`, as in a commit hook."""
        return self.flags.new and self.flags.incomplete == "warn"

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
        given.append(_assigned(self.flags.assignments))
        for name in sorted(self.all_rules):
            if (select is None or covered(name, select)) and not covered(name, ignore):
                merged = {key: value for layer in given for key, value in layer.get(name, {}).items()}
                if merged or name in (select or ()) or not self._too_slow(self.all_rules[name]):
                    yield self.all_rules[name].configured(merged)

    def _too_slow(self, rule: Rule) -> bool:
        """Say whether a rule is left out because an author waits, who is to be told and not kept."""
        slow = self.hurried and rule.check.pace == "slow"
        if slow:
            self.left_out.add(rule.id)
        return slow

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


def load_settings(root: Path, config: Path | None, flags: Flags, memo: RuleMemo | None = None) -> Settings:
    """Read the settings of a project and all rules; raise MistakesError or UsageError.

    `config` None looks for copydesk.yml in the root; without one the defaults hold.
    """
    found = config or (root / FILE_NAME if (root / FILE_NAME).is_file() else None)
    document = Document(_shown(found, root), _read(found)) if found else Document(FILE_NAME, "")
    mistakes = _forbidden(document)
    file, wrong = _decoded(document)
    hidden = {(mistake.line, mistake.column) for mistake in mistakes}
    mistakes += [mistake for mistake in wrong if (mistake.line, mistake.column) not in hidden]
    base = found.parent if found else root
    directories, missing = _rule_directories(document, file, base)
    mistakes += missing
    dictionary, misplaced = _dictionary(document, file, base, root)
    mistakes += misplaced
    try:
        rules = load_rules(directories, memo)
    except MistakesError as error:
        raise MistakesError(mistakes + error.mistakes) from None
    mistakes += _unknown_rules(document, file, rules)
    if mistakes:
        raise MistakesError(mistakes)
    _check_flags(flags, rules)
    settings = Settings(root, _without_dictionary(file, dictionary), rules, flags, dictionary)
    if not settings.rules_for("") and not file.overrides:
        raise UsageError(
            "no rule is selected, so nothing would be checked: see select and ignore; 'copydesk rules' lists them"
        )
    return settings


def _decoded(document: Document) -> tuple[SettingsFile, list[Mistake]]:
    """Return the settings of a file; where something is wrong, what is right of it, and all mistakes."""
    try:
        return document.decode(SettingsFile, default={}), []
    except MistakesError as error:
        mistakes = error.mistakes
    sound: dict[str, Any] = {}
    for field in msgspec.structs.fields(SettingsFile):
        if isinstance(document.value, dict) and field.name in document.value:
            with suppress(msgspec.ValidationError):
                sound[field.name] = msgspec.convert(document.value[field.name], field.type)
    return SettingsFile(**sound), mistakes


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: no such settings file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the settings cannot be read: {error}") from None


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _forbidden(document: Document) -> list[Mistake]:
    found = []
    for path, advice in _NOT_HERE.items():
        value = document.value
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            text = f"{'.'.join(path)!r} cannot be set in a project's settings, which a pull request may edit: {advice}"
            found.append(document.mistake(path[:1], text, key=True))
    return found


def _rule_directories(
    document: Document, file: SettingsFile, base: Path
) -> tuple[list[tuple[Path, str]], list[Mistake]]:
    directories, mistakes = [], []
    for index, name in enumerate(file.rule_dirs):
        directory = (base / name).resolve()
        if not directory.is_relative_to(base.resolve()):
            mistakes.append(document.mistake(("rule_dirs", index), f"{name!r} lies outside of the project"))
        elif not directory.is_dir():
            mistakes.append(document.mistake(("rule_dirs", index), f"no such directory: {name!r}"))
        else:
            directories.append((directory, name.rstrip("/")))
    return directories, mistakes


def _dictionary(document: Document, file: SettingsFile, base: Path, root: Path) -> tuple[DictionaryFile, list[Mistake]]:
    path = (base / file.dictionary).resolve()
    found = DictionaryFile(path, _shown(path, root.resolve()))
    if not path.is_relative_to(base.resolve()):
        return found, [document.mistake(("dictionary",), f"{file.dictionary!r} lies outside of the project")]
    if file.dictionary != DICTIONARY and not path.is_file():
        advice = f"no such dictionary: {file.dictionary!r}; 'copydesk dictionary add WORD' makes it"
        found = found._replace(missing=document.mistake(("dictionary",), advice))
    return found, []


def _without_dictionary(file: SettingsFile, dictionary: DictionaryFile) -> SettingsFile:
    """Return settings under which a dictionary whose name ends as an article's is no article."""
    if not dictionary.shown.endswith(ARTICLE_SUFFIXES):
        return file
    plain = re.sub(r"([*?!#\[\]\\ ])", r"\\\1", dictionary.shown)
    return msgspec.structs.replace(file, exclude=(*file.exclude, f"/{plain}"))


def _unknown_rules(document: Document, file: SettingsFile, rules: Mapping[str, Rule]) -> list[Mistake]:
    mistakes: list[Mistake] = []
    layers: list[tuple[tuple[str | int, ...], SettingsFile | Override]] = [((), file)]
    layers += [(("overrides", index), override) for index, override in enumerate(file.overrides)]
    for where, layer in layers:
        for key, names in (("select", layer.select or ()), ("ignore", layer.ignore)):
            for index, name in enumerate(names):
                problem = _unknown(name, rules, families=True)
                if problem:
                    mistakes.append(document.mistake((*where, key, index), problem))
        for name, given in layer.rules.items():
            problem = _unknown(name, rules, families=False)
            if problem:
                mistakes.append(document.mistake((*where, "rules", name), problem, key=True))
            else:
                mistakes += _wrong_parameters(document, (*where, "rules", name), rules[name], given)
    return mistakes


def _wrong_parameters(
    document: Document, where: tuple[str | int, ...], rule: Rule, given: dict[str, Any]
) -> list[Mistake]:
    try:
        rule.configured(given)
    except msgspec.ValidationError as error:
        from lint.schema import explain

        shape = rule_shape(rule)
        told = [document.mistake((*where, *path), text, key=key) for path, text, key in explain(given, shape)]
        return [
            msgspec.structs.replace(m, text=m.text.replace("unknown key", "unknown parameter", 1)) for m in told
        ] or [document.mistake(where, str(error))]
    return []


def rule_shape(rule: Rule) -> type[msgspec.Struct]:
    """Return the type of what the settings may say of a rule: its severity and its check's parameters."""
    own = [(field.name, field.type, _default(rule.check, field.name)) for field in msgspec.structs.fields(rule.check)]
    fields: list[Any] = [("severity", Severity | None, None), *own]
    return msgspec.defstruct(rule.id.replace("/", "_"), fields, forbid_unknown_fields=True, kw_only=True)


def _default(check: Check, name: str) -> Any:
    value = getattr(check, name)
    return msgspec.field(default_factory=value.copy) if isinstance(value, dict) and value else value


def _unknown(name: str, rules: Mapping[str, Rule], *, families: bool) -> str:
    known = [*rules, *({rule.family for rule in rules.values()} if families else ())]
    if name in known:
        return ""
    from lint.schema import did_you_mean

    return f"unknown rule{' or family' if families else ''} {name!r}{did_you_mean(name, known)}"


def _check_flags(flags: Flags, rules: Mapping[str, Rule]) -> None:
    for option, names in (("--select", flags.select), ("--ignore", flags.ignore)):
        for name in names:
            problem = _unknown(name, rules, families=True)
            if problem:
                raise UsageError(f"{option} {name}: {problem}; 'copydesk rules' lists them")
    for name, given in _assigned(flags.assignments).items():
        problem = _unknown(name, rules, families=False)
        if problem:
            raise UsageError(f"--set {name}.…: {problem}; 'copydesk rules' lists them")
        document = Document("--set", "")
        wrong = _wrong_parameters(document, (), rules[name], given)
        if wrong:
            raise UsageError(f"--set {name}: {wrong[0].text}")


def _assigned(assignments: Sequence[str]) -> dict[str, dict[str, Any]]:
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
