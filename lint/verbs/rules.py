"""`copydesk rules`: a list."""

from __future__ import annotations

from argparse import Namespace

from lint.verbs import terminal
from lint.verbs.project import settings_of


def run(options: Namespace) -> int:
    """Print each rule with its severity and the first sentence of its why."""
    settings = settings_of(options)
    active = {rule.id for rule in settings.rules_for("")}
    pen = terminal.pen()
    width = max(map(len, settings.all_rules))
    for name, rule in sorted(settings.all_rules.items()):
        state = "/".join(rule.severities) if name in active else "off"
        why = rule.why.partition(". ")[0].rstrip(".")
        terminal.out([f"{pen.text(name):{width}}  {state:18}  {pen.text(why)}.\n"])
    print("\n'copydesk explain RULE' shows one with its parameters and examples.")
    return 0
