"""Makes anew what is generated: docs/rules.md and first-week.md, schemas, shares in tiers.tsv, golden reports.

Read the diff.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from lint.grammar import tiers, tune
from tests import recorded

ROOT = Path(__file__).parents[1]
GENERATED = {
    "docs/rules.md": ["explain", "--all"],
    "reports/settings.schema.json": ["config", "schema"],
    "reports/rule.schema.json": ["config", "schema", "rule"],
}
GOLDEN_RUN = ["check", "corpus", "--offline", "--no-cache", "--output-format", "concise", "--exit-zero"]
GOLDEN = {
    "tests/golden/corpus.txt": [*GOLDEN_RUN, "--ignore", "grammar"],
    "tests/golden/corpus-grammar.txt": [*GOLDEN_RUN, "--select", "grammar"],
}


def output(arguments: list[str]) -> bytes:
    """Return what copydesk prints."""
    return subprocess.run(
        [sys.executable, "-m", "lint", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout


def _write_tiers(file: Path) -> None:
    """Compute the shares anew from the counts, which are edited by hand."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    comment = "".join(line for line in lines if line.startswith("#"))
    file.write_text(tune.table(comment, tiers.load_rows()), encoding="utf-8", newline="\n")


def _record() -> None:
    """Play the recorded page; where nothing but how long it took is different, leave it."""
    page = recorded.PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = recorded.run(page, Path(folder)).page
    if not recorded.same(page, made):
        recorded.PAGE.write_text(made, encoding="utf-8", newline="\n")


def main() -> None:
    """Write all of them."""
    _write_tiers(ROOT / "rules/grammar/tiers.tsv")
    for name, arguments in {**GENERATED, **GOLDEN}.items():
        file = ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(output(arguments))
        print(f"{name} written")
    _record()
    print(f"{recorded.PAGE.relative_to(ROOT).as_posix()} written")


if __name__ == "__main__":
    main()
