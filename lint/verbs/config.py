"""`copydesk config`: the settings in force, and the JSON Schemas that let an editor complete them."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import msgspec

from lint.configure import rule_shape
from lint.rule import RuleFile
from lint.schema import schema
from lint.settings import Settings, SettingsFile
from lint.verbs.project import settings_of
from lint.verbs.terminal import print_json


def run(options: Namespace) -> int:
    """Print the settings, or a schema, as JSON."""
    if options.what == "show":
        print_json(shown(settings_of(options)))
    elif options.of == "rule":
        print_json(schema(RuleFile))
    else:
        print_json(settings_schema(settings_of(options)))
    return 0


def shown(settings: Settings) -> dict[str, Any]:
    """Return the settings in force, with each active rule's severity and parameters."""
    rules = {rule.id: {"severity": rule.severity, **msgspec.to_builtins(rule.check)} for rule in settings.rules_for("")}
    plain: dict[str, Any] = msgspec.to_builtins(settings.file)
    own = {"fail_on": settings.fail_on, "incomplete": settings.incomplete, "rules": rules}
    return {"root": str(settings.root), **plain, **own}


def settings_schema(settings: Settings) -> dict[str, Any]:
    """Return the JSON Schema of copydesk.yml, with each rule's own parameters."""
    made = schema(SettingsFile)
    definitions = made["$defs"]
    rules: dict[str, Any] = {}
    for name, rule in sorted(settings.all_rules.items()):
        shape = msgspec.json.schema(rule_shape(rule))
        definitions.update(shape.get("$defs", {}))
        rules[name] = {"$ref": shape["$ref"], "description": rule.why}
    table = {"type": "object", "properties": rules, "additionalProperties": False}
    selectors = sorted({*rules, *(rule.family for rule in settings.all_rules.values())})
    names = {"type": "array", "items": {"enum": selectors}}
    for holder in ("SettingsFile", "Override"):
        properties = definitions[holder]["properties"]
        properties["rules"] = table
        properties["ignore"] = names
        properties["select"] = {"anyOf": [names, {"type": "null"}]}
    return made
