"""`copydesk explain`: one rule, or all of them as the page of the documentation."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator

import msgspec

from lint.examples import read
from lint.rule import Example, Rule
from lint.settings import UsageError
from lint.verbs.project import settings_of


def run(options: Namespace) -> int:
    """Print a rule's message, reason, parameters and examples."""
    rules = settings_of(options).all_rules
    if options.all:
        print("\n".join(page(rules.values())), end="")
        return 0
    if not options.rule:
        raise UsageError("explain: name a rule, or give --all; 'copydesk rules' lists them")
    if options.rule not in rules:
        from lint.schema import did_you_mean

        hint = did_you_mean(options.rule, rules)
        raise UsageError(f"explain: unknown rule {options.rule!r}{hint}; 'copydesk rules' lists them")
    print("\n".join(section(rules[options.rule])), end="")
    return 0


def page(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the lines of the documentation's page of rules."""
    yield "# Rules"
    yield ""
    yield "Made from the files in `rules/` by `copydesk explain --all`."
    yield ""
    for rule in sorted(rules, key=lambda rule: rule.id):
        yield from section(rule, "##")


def section(rule: Rule, heading: str = "#") -> Iterator[str]:
    """Yield the lines that explain one rule."""
    yield f"{heading} {rule.id}"
    yield ""
    yield f"*{' or '.join(rule.severities)}* – {rule.message}"
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
    for kind, examples in (("Found", rule.bad), ("Left alone", rule.good)):
        yield f"{kind}:"
        yield ""
        for example in examples:
            yield from _example(example)
            yield ""


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
