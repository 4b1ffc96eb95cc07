"""`copydesk explain`: one rule, or all of them as the page of the documentation."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from lint.examples import read
from lint.grammar.names import engine_rules
from lint.grammar.ownrules import OwnRule, Wrong, own_rules
from lint.grammar.tiers import load_rows
from lint.reporters import neutralise
from lint.rule import Example, Rule
from lint.settings import UsageError
from lint.verbs import terminal
from lint.verbs.project import settings_of

_ENGINE_RULE = "grammar/grammar"
_SLOT = re.compile(r"\{(\w+)\}")


def run(options: Namespace) -> int:
    """Print a rule's message, reason, parameters and examples."""
    rules = settings_of(options).all_rules
    if not options.all and not options.rule:
        raise UsageError("explain: name a rule, or give --all; 'copydesk rules' lists them")
    terminal.out([_plain("\n".join(page(rules.values()) if options.all else _one(options.rule, rules)))])
    return 0


def _plain(text: str) -> str:
    """Return a text in what the terminal can show; a house's rules say what they like, but steer nothing."""
    text = neutralise.lines(text)
    if terminal.pen().unicode:
        return text
    return neutralise.ascii_only(text.replace("⟦", "[[").replace("⟧", "]]"))


def _one(name: str, rules: Mapping[str, Rule]) -> Iterator[str]:
    if name in rules:
        yield from section(rules[name], message=_filled(rules[name]), found="Found, between ⟦ and ⟧")
        yield from _choices(rules[name])
    else:
        yield from _grammar_section(name, rules)


def _filled(rule: Rule) -> str:
    """Return a rule's message with its parameters filled in, and “…” for what each finding says itself."""
    known = {name: getattr(rule.check, name) for name in rule.check.__struct_fields__}
    return _SLOT.sub(lambda slot: str(known.get(slot[1], "…")), rule.message)


def _choices(rule: Rule) -> Iterator[str]:
    """Yield what one may do about a rule: let one finding stand, change its severity, do without it."""
    if rule.family != "stet":  # what is wrong with a stet is mended there
        yield from ("Let one finding stand:", "")
        yield f'    copydesk stet add PATH:LINE --rule {rule.id} --reason "why it may stand"'
        yield from ("", "or write above its block, in the article:", "")
        yield from (f"    <!-- stet {rule.id}: why it may stand -->", "")
    yield from ("Change it for all articles, in copydesk.yml:", "", "    rules:")
    yield f"      {rule.id}: {{severity: {'info' if rule.severity != 'info' else 'warning'}}}"
    yield from ("", "or do without it:", "", f"    ignore: [{rule.id}]", "")


def _grammar_section(name: str, rules: Iterable[str]) -> Iterator[str]:
    """Return the lines that explain a rule of the grammar engine; raise UsageError."""
    own = {rule.id: rule for rule in own_rules()}
    if name in own:
        return own_section(own[name])
    if name in engine_rules():
        return engine_section(name)
    inside = [rule for rule in rules if rule.startswith(f"{name}/")]
    if inside:
        raise UsageError(f"explain: {name!r} is a family; name one of its rules: {', '.join(sorted(inside))}")
    from lint.schema import did_you_mean

    hint = did_you_mean(name.upper() if name.upper() in own else name, [*rules, *own])
    raise UsageError(f"explain: unknown rule {name!r}{hint}; 'copydesk rules' lists them")


def page(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the lines of the documentation's page of rules."""
    yield "# Rules"
    yield ""
    yield "Made from the files in `rules/` by `copydesk explain --all`."
    yield ""
    for rule in sorted(rules, key=lambda rule: rule.id):
        yield from section(rule, "##")


def section(rule: Rule, heading: str = "#", *, message: str = "", found: str = "Found") -> Iterator[str]:
    """Yield the lines that explain one rule; `message` and `found` say its message and title its examples otherwise."""
    yield f"{heading} {rule.id}"
    yield ""
    yield f"*{' or '.join(rule.severities)}* – {message or rule.message}"
    yield ""
    yield rule.why
    yield ""
    fields = msgspec.structs.fields(type(rule.check))
    if fields:
        yield "Parameters:"
        yield ""
    for field in fields:
        value = msgspec.json.encode(msgspec.to_builtins(getattr(rule.check, field.name))).decode()
        yield f"- `{field.name}: {value}`{_description(field)}"
    if fields:
        yield ""
    for kind, examples in ((found, rule.bad), ("Left alone", rule.good)):
        yield f"{kind}:"
        yield ""
        for example in examples:
            yield from _example(example)
            yield ""
    if rule.id == _ENGINE_RULE:
        yield from own_table(own_rules(), heading)


def own_section(rule: OwnRule) -> Iterator[str]:
    """Yield the lines that explain one of the house's own grammar rules."""
    yield f"# {rule.id}"
    yield ""
    yield f"*a part of {_ENGINE_RULE}, {_judged(rule)}* – {rule.message}"
    for title, sentences in (("Found", [_corrected(one) for one in rule.wrong]), ("Left alone", rule.right)):
        yield from ("", f"{title}:", "")
        yield from (f"- {sentence}" for sentence in sentences)
    yield ""


def engine_section(name: str) -> Iterator[str]:
    """Yield the lines that tell of one of LanguageTool's rules what is known of it."""
    row = next((row for row in load_rows() if row.rule == name), None)
    yield f"# {name}"
    yield ""
    yield f"*a part of {_ENGINE_RULE}* – a rule of LanguageTool's."
    yield ""
    if row is None:
        yield "How often it is right has not been judged; what is known of its category stands for it."
    else:
        right, wrong = row.right + row.read_right, row.wrong + row.read_wrong
        yield f"Right: {right} of {right + wrong} findings that were judged; {row.precision:.2f} is expected of it."
    yield ""
    yield "Switch it off in copydesk.yml, or say how often it is right in your house:"
    yield ""
    yield from (
        "    rules:",
        f"      {_ENGINE_RULE}:",
        f"        ignore: [{name}]",
        f"        precision: {{{name}: 0.9}}",
    )
    yield ""


def own_table(rules: Sequence[OwnRule], heading: str) -> Iterator[str]:
    """Yield a table of the house's own grammar rules, one example each, class by class."""
    yield f"{heading}# Grammar rules of our own"
    yield ""
    yield "Beside LanguageTool's rules, its engine runs these. `copydesk explain NAME` shows more examples of one."
    yield "Right: how many of the findings that were judged, on text that the rule was not written from."
    for group, members in groupby(rules, key=lambda rule: rule.group):
        yield from (
            "",
            f"{heading}## {group.replace('-', ' ').capitalize()}",
            "",
            "| name | finds | right |",
            "| --- | --- | --- |",
        )
        yield from (f"| `{rule.id}` | {_corrected(rule.wrong[0])} | {_judged(rule)} |" for rule in members)
    yield ""


def _judged(rule: OwnRule) -> str:
    """Return how often a rule was right on text that it was not written from."""
    row = next((row for row in load_rows() if row.rule == rule.id), None)
    judged = row.read_right + row.read_wrong if row else 0
    return f"{row.read_right} of {judged}" if row and judged else "not judged"


def _corrected(wrong: Wrong) -> str:
    """Return a sentence with its wrong words struck and the first correction added, as Markdown."""
    added = f" **{wrong.corrections[0]}**" if wrong.corrections else ""
    return f"{wrong.before}~~{wrong.words}~~{added}{wrong.after}".replace("|", "\\|")


def _description(field: msgspec.structs.FieldInfo) -> str:
    kind = msgspec.inspect.type_info(field.type)
    schema = getattr(kind, "extra_json_schema", None) or {}
    return f" – {schema['description']}" if "description" in schema else ""


def _example(example: Example) -> Iterator[str]:
    sample = read(example)
    texts = {"example.md": example} if isinstance(example, str) else example
    for path in sample.sources:
        if len(sample.sources) > 1:
            yield f"> `{path}`:"
            yield ">"
        fence = "~~~~"
        yield f"> {fence}"
        yield from (f"> {line}" for line in str(texts[path]).rstrip("\n").split("\n"))
        yield f"> {fence}"
