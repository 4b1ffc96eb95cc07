"""copydesk.yml → Settings; every mistake is told at once, with its place and a suggestion."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lint.boilerplate.allow import NOTHING, problems
from lint.check import Check, Severity
from lint.grammar.dictionary import FILE_NAME as DICTIONARY
from lint.grammar.dictionary import DictionaryFile
from lint.memo import Memo
from lint.mistakes import Mistake, MistakesError
from lint.rule import Rule, load_rules
from lint.settings import ARTICLE_SUFFIXES, FILE_NAME, Flags, Override, Settings, SettingsFile, UsageError, assigned

if TYPE_CHECKING:
    from lint.yamlfile import Document

_NOT_HERE = {
    ("grammar", "directory"): "set COPYDESK_LANGUAGETOOL in the environment",
    ("grammar", "server"): "set COPYDESK_GRAMMAR_SERVER in the environment",
    ("java",): "set COPYDESK_JAVA in the environment",
    ("web", "proxy"): "Copydesk asks for remote addresses itself; use --offline where it cannot",
}
"""What could run code or send text elsewhere: a project's settings, which a pull request may edit, cannot set it."""


_MISNAMED = ("copydesk.yaml", ".copydesk.yml", ".copydesk.yaml")


class _Written:
    """A text of settings. Its YAML is read where it is not remembered, or to tell the place of a mistake."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text

    @cached_property
    def document(self) -> Document:
        """Return what is written, with its places; raise MistakesError."""
        from lint.yamlfile import Document

        return Document(self.file, self.text)

    def mistake(self, path: tuple[str | int, ...], text: str, *, key: bool = False) -> Mistake:
        """Return a mistake at a value's place, or its key's."""
        return self.document.mistake(path, text, key=key)


def load_settings(root: Path, config: Path | None, flags: Flags, memo: Memo | None = None) -> Settings:
    """Read the settings of a project and all rules; raise MistakesError or UsageError.

    `config` None looks for copydesk.yml in the root; without one the defaults hold.
    """
    found, written = _found(root, config)
    file, mistakes = _remembered(written, memo)
    base = found.parent if found else root
    directories, missing = _rule_directories(written, file, base)
    mistakes += missing
    dictionary, misplaced = _dictionary(written, file, base, root)
    mistakes += misplaced
    try:
        rules = load_rules(directories, memo)
    except MistakesError as error:
        raise MistakesError(mistakes + error.mistakes) from None
    mistakes += _wrong_allowed(written, file)
    mistakes += _unknown_rules(written, file, rules)
    if mistakes:
        raise MistakesError(mistakes)
    if memo:
        memo.put(memo.key(written.file, written.text), file)
        memo.save()
    return settled(root, _without_dictionary(file, dictionary), rules, flags, dictionary)


def written(root: Path, config: Path | None, memo: Memo | None = None) -> SettingsFile:
    """Return what the settings of a project say, whichever rules there are; raise MistakesError or UsageError."""
    _, found = _found(root, config)
    file, mistakes = _remembered(found, memo)
    if mistakes:
        raise MistakesError(mistakes)
    if memo:
        memo.put(memo.key(found.file, found.text), file)
    return file


def refuse_wrong(root: Path, config: Path | None, file: SettingsFile, rules: Mapping[str, Rule]) -> None:
    """Raise MistakesError for what part of a project's settings, `file`, says wrongly of rules."""
    mistakes = _unknown_rules(_found(root, config)[1], file, rules)
    if mistakes:
        raise MistakesError(mistakes)


def settled(
    root: Path, file: SettingsFile, rules: Mapping[str, Rule], flags: Flags, dictionary: DictionaryFile
) -> Settings:
    """Return the settings of a run; raise UsageError where the command line is wrong, or no rule would run."""
    _check_flags(flags, rules)
    settings = Settings(root, file, rules, flags, dictionary)
    if not settings.rules_for("") and not file.overrides:
        raise UsageError(
            "no rule is selected, so nothing would be checked: see select and ignore; 'copydesk rules' lists them"
        )
    return settings


def _found(root: Path, config: Path | None) -> tuple[Path | None, _Written]:
    found = config or (root / FILE_NAME if (root / FILE_NAME).is_file() else None)
    if found is None:
        for name in _MISNAMED:
            if (root / name).is_file():
                raise UsageError(f"{root / name}: the settings are read from {FILE_NAME}; rename it")
    return found, _Written(_shown(found, root), _read(found)) if found else _Written(FILE_NAME, "")


def _remembered(written: _Written, memo: Memo | None) -> tuple[SettingsFile, list[Mistake]]:
    known = memo.get(memo.key(written.file, written.text), SettingsFile) if memo else None
    return (known, []) if known else _understood(written.document)


def _understood(document: Document) -> tuple[SettingsFile, list[Mistake]]:
    """Return the settings of a file, as far as they are right, and what is wrong; one mistake a place."""
    mistakes = _forbidden(document)
    file, wrong = _decoded(document)
    hidden = {(mistake.line, mistake.column) for mistake in mistakes}
    return file, mistakes + [mistake for mistake in wrong if (mistake.line, mistake.column) not in hidden]


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
    written: _Written, file: SettingsFile, base: Path
) -> tuple[list[tuple[Path, str]], list[Mistake]]:
    directories, mistakes = [], []
    for index, name in enumerate(file.rule_dirs):
        directory = (base / name).resolve()
        if not directory.is_relative_to(base.resolve()):
            mistakes.append(written.mistake(("rule_dirs", index), f"{name!r} lies outside of the project"))
        elif not directory.is_dir():
            mistakes.append(written.mistake(("rule_dirs", index), f"no such directory: {name!r}"))
        else:
            directories.append((directory, name.rstrip("/")))
    return directories, mistakes


def _dictionary(written: _Written, file: SettingsFile, base: Path, root: Path) -> tuple[DictionaryFile, list[Mistake]]:
    path = (base / file.dictionary).resolve()
    found = DictionaryFile(path, _shown(path, root.resolve()))
    if not path.is_relative_to(base.resolve()):
        return found, [written.mistake(("dictionary",), f"{file.dictionary!r} lies outside of the project")]
    if file.dictionary != DICTIONARY and not path.is_file():
        advice = f"no such dictionary: {file.dictionary!r}; 'copydesk dictionary add WORD' makes it"
        found = found._replace(missing=written.mistake(("dictionary",), advice))
    return found, []


def _without_dictionary(file: SettingsFile, dictionary: DictionaryFile) -> SettingsFile:
    """Return settings under which a dictionary whose name ends as an article's is no article."""
    if not dictionary.shown.endswith(ARTICLE_SUFFIXES):
        return file
    plain = re.sub(r"([*?!#\[\]\\ ])", r"\\\1", dictionary.shown)
    return msgspec.structs.replace(file, exclude=(*file.exclude, f"/{plain}"))


def _wrong_allowed(written: _Written, file: SettingsFile) -> list[Mistake]:
    wrong = problems(file.boilerplate.allow) if file.boilerplate.allow != NOTHING else ()
    return [written.mistake(("boilerplate", "allow", *where), text) for where, text in wrong]


def _unknown_rules(written: _Written, file: SettingsFile, rules: Mapping[str, Rule]) -> list[Mistake]:
    mistakes: list[Mistake] = []
    layers: list[tuple[tuple[str | int, ...], SettingsFile | Override]] = [((), file)]
    layers += [(("overrides", index), override) for index, override in enumerate(file.overrides)]
    for where, layer in layers:
        for key, names in (("select", layer.select or ()), ("ignore", layer.ignore)):
            for index, name in enumerate(names):
                problem = _unknown(name, rules, families=True)
                if problem:
                    mistakes.append(written.mistake((*where, key, index), problem))
        for name, given in layer.rules.items():
            problem = _unknown(name, rules, families=False)
            if problem:
                mistakes.append(written.mistake((*where, "rules", name), problem, key=True))
            else:
                mistakes += _wrong_parameters(written, (*where, "rules", name), rules[name], given)
    return mistakes


def _wrong_parameters(
    written: _Written, where: tuple[str | int, ...], rule: Rule, given: dict[str, Any]
) -> list[Mistake]:
    try:
        allow = getattr(rule.configured(given).check, "allow", NOTHING)
        wrong = problems(allow) if "allow" in given else ()
        return [written.mistake((*where, "allow", *path), text) for path, text in wrong]
    except msgspec.ValidationError as error:
        from lint.schema import explain

        shape = rule_shape(rule)
        told = [written.mistake((*where, *path), text, key=key) for path, text, key in explain(given, shape)]
        return [
            msgspec.structs.replace(m, text=m.text.replace("unknown key", "unknown parameter", 1)) for m in told
        ] or [written.mistake(where, str(error))]


def rule_shape(rule: Rule) -> type[msgspec.Struct]:
    """Return the type of what the settings may say of a rule: its severity and its check's parameters."""
    own = [(field.name, field.type, _default(rule.check, field.name)) for field in msgspec.structs.fields(rule.check)]
    fields: list[Any] = [("severity", Severity | None, None), *own]
    return msgspec.defstruct(rule.id.replace("/", "_"), fields, forbid_unknown_fields=True, kw_only=True)


def _default(check: Check, name: str) -> Any:
    value = getattr(check, name)
    return msgspec.field(default_factory=value.copy) if isinstance(value, dict) and value else value


def _unknown(name: str, rules: Mapping[str, Rule], *, families: bool) -> str:
    known = [*rules, *({rule.partition("/")[0] for rule in rules} if families else ())]
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
    for name, given in assigned(flags.assignments).items():
        problem = _unknown(name, rules, families=False)
        if problem:
            raise UsageError(f"--set {name}.…: {problem}; 'copydesk rules' lists them")
        wrong = _wrong_parameters(_Written("--set", ""), (), rules[name], given)
        if wrong:
            raise UsageError(f"--set {name}: {wrong[0].text}")
