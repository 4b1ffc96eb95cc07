"""The options of every verb, and what its help says."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from lint import epilogs
from lint.cli import USAGE

_TRACKED = "leave out what git does not track: drafts that are not to be committed yet"


class Parser(argparse.ArgumentParser):
    """An argument parser that suggests what an unknown option or verb may have meant, and guesses nothing."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{**more, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, suggest, and leave with status 2."""
        from lint.reporters import neutralise

        told = neutralise.lines(f"{self.prog}: {message}{self._hint(message)}")
        self.exit(USAGE, f"{told}\nTry '{self.prog} --help'.\n")

    def _hint(self, message: str) -> str:
        from lint.schema import did_you_mean

        if "unrecognized arguments: " in message:
            wrong = message.split("unrecognized arguments: ")[1].split()[0].partition("=")[0]
            known = self._known_options()
            return "" if wrong in known else did_you_mean(wrong, known)
        if "invalid choice: '" in message:
            wrong = message.split("invalid choice: '")[1].partition("'")[0]
            option = message.split("argument ")[-1].partition(":")[0].split("/")[-1]
            of_it = [action for action in self._actions if option in action.option_strings] or self._actions
            choices = [str(choice) for action in of_it for choice in action.choices or ()]
            return did_you_mean(wrong, choices)
        return ""

    def _known_options(self) -> list[str]:
        own = [option for action in self._actions for option in action.option_strings]
        verbs = [action.choices for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        return own + [option for choices in verbs for verb in choices.values() for option in verb._known_options()]


def _check(check: argparse.ArgumentParser) -> None:
    from lint.reporters import STREAMS

    check.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; '-' reads one article from stdin")
    what = check.add_argument_group("what is checked")
    what.add_argument("--files-from", metavar="FILE", help="read paths from a file, one a line ('-': from stdin)")
    what.add_argument("--staged", action="store_true", help="check what the next commit holds")
    what.add_argument("--tracked", action="store_true", help=_TRACKED)
    what.add_argument("--new-from", metavar="REV", help="report only what is new since this branch left REV")
    what.add_argument(
        "--settings-from", metavar="REV", help="with it: what switches rules off, or accepts findings, is as in REV"
    )
    what.add_argument("--no-baseline", action="store_true", help="report what the baseline accepts, too")
    what.add_argument("--stdin-filename", metavar="NAME", help="the path that the article on stdin will have")
    what.add_argument("--offline", action="store_true", help="ask for no remote address; what is not asked is counted")
    _common(check.add_argument_group("rules and settings"))
    change = check.add_argument_group("corrections")
    either = change.add_mutually_exclusive_group()
    either.add_argument("--fix", action="store_true", help="make the corrections that are safe; report what is left")
    either.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")
    change.add_argument("--unsafe-fixes", action="store_true", help="with either: the corrections to be read, too")
    status = check.add_argument_group("exit status")
    status.add_argument("--fail-on", choices=("error", "warning", "info", "never"), help="least severity for status 1")
    status.add_argument(
        "--incomplete", choices=("fail", "warn"), help="whether what could not be checked gives status 3"
    )
    status.add_argument("--exit-zero", action="store_true", help="leave with 0 even so, unless the usage is wrong")
    output = check.add_argument_group("output")
    streams = ", ".join(name for name in STREAMS if name != "text")
    output.add_argument("--output-format", default="text", metavar="FORMAT", help=f"text (default), or {streams}")
    _reports(output, "write a report too")
    output.add_argument("--trend", metavar="FILE", help="add a line with the figures of this run; see copydesk stats")
    output.add_argument("-q", "--quiet", action="store_true", help="print the totals only")
    work = check.add_argument_group("work")
    work.add_argument("--jobs", type=_positive, metavar="N", help="processes at once (default: one a core)")
    work.add_argument("--no-cache", action="store_true", help="neither read nor write what earlier runs learnt")


def _reports(group: Any, text: str, **more: Any) -> None:
    from lint.reporters import FOLDERS, TABLE

    formats = ", ".join(f"{name}={'FOLDER' if name in FOLDERS else 'FILE'}" for name in TABLE)
    told = f"{text}: {formats}; may be given several times"
    group.add_argument("--report", action="append", default=[], metavar="FORMAT=PATH", help=told, **more)


def _common(group: Any) -> None:
    group.add_argument("--config", metavar="FILE", help="settings to use in the place of copydesk.yml")
    _rules_and_settings(group)


def _rules_and_settings(group: Any) -> None:
    group.add_argument("--select", action="append", default=[], metavar="RULES", help="only these rules or families")
    group.add_argument("--ignore", action="append", default=[], metavar="RULES", help="not these rules or families")
    group.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="RULE.PARAM=VALUE",
        help="set a parameter or severity of a rule",
    )


def _render(render: argparse.ArgumentParser) -> None:
    render.add_argument("file", metavar="REPORT.json", help="a report that `copydesk check --report json=FILE` wrote")
    _reports(render, "what to write", required=True)
    render.add_argument("--root", metavar="DIR", help="the project that was checked (default: the one of this folder)")


def _explain(explain: argparse.ArgumentParser) -> None:
    named = "a rule's id, such as images/missing-alt, or the name of a grammar rule of our own, COPYDESK_…"
    explain.add_argument("rule", nargs="?", metavar="RULE", help=named)
    explain.add_argument("--all", action="store_true", help="all rules, as Markdown")
    explain.add_argument("--config", metavar="FILE", help="settings to use in the place of copydesk.yml")


def _rules(rules: argparse.ArgumentParser) -> None:
    rules.add_argument("--config", metavar="FILE", help="settings to use in the place of copydesk.yml")


def _test(test: argparse.ArgumentParser) -> None:
    test.add_argument("folder", nargs="?", metavar="FOLDER", help="a folder of rules (default: the rules of Copydesk)")


def _init(init: argparse.ArgumentParser) -> None:
    init.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="the project's root (default: here)")
    init.add_argument("--baseline", action="store_true", help="check everything, and note what there is as accepted")
    init.add_argument("--offline", action="store_true", help="with --baseline: ask for no remote address")


def _stats(stats: argparse.ArgumentParser) -> None:
    stats.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: all articles)")
    stats.add_argument("--since", metavar="REV|DATE", help="count what is new, and what is fixed, since then")
    stats.add_argument("--trend", metavar="FILE", help="show what runs of `copydesk check --trend FILE` have noted")
    stats.add_argument("--offline", action="store_true", help="ask for no remote address; what is not asked is counted")
    stats.add_argument("--output-format", default="text", choices=("text", "json", "csv"), help="text (default)")
    _common(stats.add_argument_group("rules and settings"))


def _config(config: argparse.ArgumentParser) -> None:
    config.add_argument("what", choices=("show", "schema"), help="show: as they apply here; schema: for editors")
    config.add_argument("of", nargs="?", choices=("settings", "rule"), default="settings", help="which schema")
    _common(config.add_argument_group("rules and settings"))


def _cache(cache: argparse.ArgumentParser) -> None:
    cache.add_argument("what", choices=("clean",))


def _groups(groups: argparse.ArgumentParser) -> None:
    groups.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: all articles)")
    groups.add_argument("--top", type=_positive, default=10, metavar="N", help="how many to print (default: 10)")
    groups.add_argument("--near", metavar="TEXT|FILE", help="where else this is said; '-' reads it from stdin")
    groups.add_argument("--output-format", default="text", choices=("text", "json"), help="text (default) or json")
    groups.add_argument("--no-cache", action="store_true", help="neither read nor write what earlier runs learnt")
    _common(groups.add_argument_group("rules and settings"))


def _actions(verb: argparse.ArgumentParser) -> Callable[[str, str], argparse.ArgumentParser]:
    """Return what adds an action to a verb of several, given its name and what it does."""
    actions = verb.add_subparsers(metavar="ACTION", required=True, dest="what", parser_class=Parser)

    def action(name: str, text: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text, description=text)
        made.add_argument("--config", metavar="FILE", help="settings to use in the place of copydesk.yml")
        return made

    return action


def _index(index: argparse.ArgumentParser) -> None:
    action = _actions(index)
    action("status", "show what is in the index, how large it is, and whether articles have changed since")
    build = action("build", "gather what has changed, and report nothing")
    _rules_and_settings(build.add_argument_group("as `copydesk check` with the same options is to find it"))
    build.add_argument("--tracked", action="store_true", help=_TRACKED)
    build.add_argument("--from", dest="source", metavar="FILE", help="start from an index that was built elsewhere")
    action("compact", "forget articles that are gone, and give free room back to the disk")


def _baseline(baseline: argparse.ArgumentParser) -> None:
    action = _actions(baseline)
    action("show", "count what is in the baseline, by rule")
    for name, text in (
        ("create", "note all findings that there are, in the place of what was noted before"),
        ("update", "take out what is fixed; nothing is added"),
    ):
        made = action(name, text)
        made.add_argument("--offline", action="store_true", help="ask for no remote address")


def _grammar(grammar: argparse.ArgumentParser) -> None:
    actions = grammar.add_subparsers(metavar="ACTION", required=True, dest="what", parser_class=Parser)

    def action(name: str, text: str, **more: Any) -> argparse.ArgumentParser:
        raw = argparse.RawDescriptionHelpFormatter
        return actions.add_parser(name, help=text, description=text, formatter_class=raw, **more)

    install = action(
        "install", "install LanguageTool, once for all projects; what is there is kept", epilog=epilogs.INSTALL
    )
    install.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="CODE",
        help="a language besides English: de or fr; may be given several times",
    )
    install.add_argument("--from", dest="source", metavar="FOLDER", help="take the jars from a folder, not the network")
    action("status", "show what is installed, what runs, and what is in the way")
    start = action("start", "start the server, which the first check would do, too")
    start.add_argument("--offline", action="store_true", help="download nothing")
    action("stop", "stop the server, and those that earlier versions have left running")
    action("remove", "stop the server and remove LanguageTool, its languages and caches")
    tune = action("tune", "weigh the engine's rules by your own judgements of their findings", epilog=epilogs.TUNE)
    tune.set_defaults(module="tune")
    tune.add_argument("labels", metavar="LABELS", help="a file with one judged finding a line")
    tune.add_argument("--output", metavar="FILE", help="write the settings to a file, not to the terminal")


def _dictionary(dictionary: argparse.ArgumentParser) -> None:
    action = _actions(dictionary)
    action("add", "add words").add_argument("words", nargs="+", metavar="WORD", help="as it is to be written")
    action("list", "print all words")
    added = action("import", "add the words of another spelling checker's file: Hunspell, Vale, cspell, plain lists")
    added.add_argument("file", metavar="FILE", help="a file of words")
    unknown = action("unknown", "list the words that no dictionary has, the most frequent first")
    unknown.set_defaults(module="unknown")
    unknown.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: all articles)")
    unknown.add_argument("--top", type=_positive, default=50, metavar="N", help="how many to print (default: 50)")
    unknown.add_argument("--offline", action="store_true", help="download nothing; what is not asked is counted")
    unknown.add_argument("--output-format", default="text", choices=("text", "json"), help="text (default) or json")


def _stet(stet: argparse.ArgumentParser) -> None:
    actions = _actions(stet)

    def action(name: str, text: str) -> argparse.ArgumentParser:
        made = actions(name, text)
        if name != "import":
            made.add_argument("--offline", action="store_true", help="ask for no remote address")
        return made

    add = action("add", "let a finding stand")
    add.add_argument("finding", metavar="KEY|PATH:LINE", help="the key that a JSON report shows, or where it stands")
    add.add_argument("--reason", required=True, metavar="TEXT", help="why it may stand")
    add.add_argument("--by", default="", metavar="NAME", help="who decided so")
    add.add_argument("--until", default="", metavar="DAY", help="the last day on which it may stand: 2027-03-01")
    add.add_argument("--rule", default="", metavar="RULE", help="which finding of that line")
    action("list", "print what is let stand, and what is idle or expired of it")
    action("import", "add the decisions of a file that somebody sent").add_argument("file", metavar="FILE")


def _ci(ci: argparse.ArgumentParser) -> None:
    actions = ci.add_subparsers(metavar="ACTION", required=True, dest="what", parser_class=Parser)
    text = "check what a change brings, and report it as the service shows it"
    check = actions.add_parser("check", help=text, description=text)
    check.add_argument(
        "--base", metavar="REV", help="what the change is compared with (default: what the service says)"
    )
    check.add_argument("--reports", default="copydesk-reports", metavar="DIR", help="where to write reports")
    check.add_argument("--offline", action="store_true", help="ask for no remote address; what is not asked is counted")
    check.add_argument("--fail-on", choices=("error", "warning", "info", "never"), help="least severity for status 1")
    _common(check)
    text = "tell where what may be kept between jobs lies, and under which keys"
    _common(actions.add_parser("cache", help=text, description=text))


def _positive(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, not {text!r}")
    return number


VERBS: dict[str, tuple[str, str | None, Callable[[argparse.ArgumentParser], None]]] = {
    "check": ("check articles and report what was found", epilogs.CHECK_EXAMPLES, _check),
    "render": ("write a JSON report in other formats, without another check", None, _render),
    "explain": ("show what a rule looks for, why, and examples", None, _explain),
    "rules": ("list the rules", None, _rules),
    "test": ("run the examples of a folder's rules", None, _test),
    "init": ("write a copydesk.yml with every key explained", None, _init),
    "stats": ("count findings by rule and folder, and show how they went over time", epilogs.STATS, _stats),
    "config": ("show the settings in force, or the JSON Schema of settings and rules", None, _config),
    "groups": ("what is said more than once, and where else a text is said", epilogs.GROUPS, _groups),
    "baseline": ("let be what there is today, so that only what is new counts", epilogs.BASELINE, _baseline),
    "index": ("look at, build or compact the index of all articles", epilogs.INDEX, _index),
    "grammar": ("install, look at, start, stop or remove the grammar engine", None, _grammar),
    "dictionary": ("the words that are right in this house", epilogs.DICTIONARY, _dictionary),
    "stet": ("let findings stand, with a reason", epilogs.STET, _stet),
    "ci": ("check as a job of GitHub, GitLab, Jenkins or any other service does", epilogs.CI, _ci),
    "cache": ("remove what earlier runs learnt", None, _cache),
}
"""Each in a module of its name under `lint.verbs`: what it does, what stands below its options, and its options."""
