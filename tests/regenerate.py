"""Makes anew whatever is generated: docs/rules.md, the schemas, the golden report of corpus/. Read the diff."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


def main() -> None:
    """Write all of them."""
    for name, arguments in {**GENERATED, **GOLDEN}.items():
        file = ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(output(arguments))
        print(f"{name} written")


if __name__ == "__main__":
    main()
