"""Hostile texts: each must be parsed in under two seconds. Prints a table; exits 1 if one is slower.

python benchmarks/bench_parse.py [PART OF A NAME]
"""

from __future__ import annotations

import sys
import time

from lint.article import ParseSettings
from lint.parse import parse
from lint.text import Source

LIMIT = 2.0
N = 100_000
SETTINGS = ParseSettings(prose_fields=("title", "answer"), escaped_newlines=("answer",))


def _body() -> dict[str, str]:
    return {
        "a line of 5 MB": "The quick fox said “yes. No.” to Mr. Smith (it's 3.5 m). " * 88_000,
        "5 MB without a full stop": "word " * 1_000_000,
        "opening brackets": "[" * N,
        "links never closed": "[a](" * N,
        "images never closed": "![" * N,
        "nested links": "[" * 5_000 + "a" + "](b)" * 5_000,
        "nested images": "![" * 5_000 + "a" + "](b)" * 5_000,
        "quotes 10,000 deep": ">" * 10_000 + "a",
        "lists 10,000 deep": "- " * 10_000 + "a",
        "lists in lines": "".join("  " * depth + "- x\n" for depth in range(2_000)),
        "asterisks": "*" * N,
        "asterisks and words": "*a " * N,
        "underscores": "_a*b " * N,
        "1 MB of <": "<" * 1_000_000,
        "tags never closed": "<a " * 300_000,
        "backticks": "`" * N,
        "backticks of many lengths": "".join("`" * (run % 300 + 1) + " " for run in range(20_000)),
        "definitions of one label": "[a]: /b\n" * N + "[a]\n",
        "definitions and uses": "".join(f"[a{n}]: /b\n" for n in range(50_000))
        + "".join(f"[a{n}] " for n in range(50_000)),
        "references to a long label": "[" + "a" * 900 + "]: /b\n\n" + ("[" + "a" * 900 + "] ") * 5_000,
        "a table of 100,000 rows": "|a|b|\n|-|-|\n" + "|c|d|\n" * N,
        "a wide table": "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|c\n" * 5_000,
        "definition lists": "a\n: b\n" * N,
        "dollars": "$a " * N,
        "footnotes": "[^a]" * N + "\n\n[^a]: x\n",
        "undefined footnotes": "[^a] " * N,
        "undefined footnotes never closed": "[^" * N,
        "footnote definitions": "[^a]: x\n\n" * N,
        "entities": "&amp;" * N,
        "carriage returns": "a\r" * N,
        "NULs": "\0" * N,
        "spaces": "a" + " " * 1_000_000 + "b",
        "a paragraph ending in spaces": ("a" + " " * 1_000 + "\n\n") * 1_000,
    }


def _addresses() -> dict[str, str]:
    return {
        "bare addresses": "http://a.example/b " * N,
        "a bare address of 1 MB": "http://" + "a" * 1_000_000,
        "closing brackets behind an address": "http://a.example/" + ")" * 1_000_000,
        "addresses run together": "http://" * N,
        "links and addresses": "[a](b) http://a.example " * 40_000,
    }


def _sentences() -> dict[str, str]:
    return {
        "opening quotes": "“" * N,
        "Japanese quotes": "「a。" * N,
        "guillemets": "«a. " * N,
        "single quotes": "‘A. B" * N,
        "full stops": ". " * N,
        "abbreviations": "Mr. A. " * N,
        "numbers": "1. 2 " * N,
    }


def _html() -> dict[str, str]:
    return {
        "elements": "<div>\n" * N,
        "nested inline elements": "<div>" + "<span>a" * N,
        "comments never closed": "<div>" + "<!--" * N,
        "values never closed": "<div>" + "<a b='" * N,
        "attributes never closed": "<div>" + "<a b=c " * N,
        "attributes": "<div " + "b=c " * N + ">",
        "stray quotes": "<div " + "\" '" * N + ">",
        "spaces in a tag": "<div " + " " * N + ">",
        "spaces in a tag, never closed": "<div>" + "<a" + " " * N,
        "equals signs": "<div>" + "<a =" * N,
        "scripts never closed": "<div>" + "<script>" * N,
        "pre and svg": "<div>" + "<pre></svg>" * N,
        "images": "<div>\n" + "<img src=a.png alt=b>\n" * 50_000,
        "a srcset of 1 MB": "<img srcset='" + "a 1x, " * 170_000 + "'>",
        "links in HTML": "<div>\n" + "<a href=b>c</a> http://d.example\n" * 40_000,
        "anchors in a line": "x " + "<a href=b>" * N,
        "line ends in a tag in a quote": "> x <img" + "\n> a" * 20_000 + " src=b>",
    }


def _front_matter() -> dict[str, str]:
    yaml = {
        "YAML: brackets": "a: " + "[" * N,
        "YAML: braces": "a: " + "{" * N,
        "YAML: dashes": "- " * N + "a",
        "YAML: spaces": "title: 'a" + " " * 1_000_000 + "b'",
        "YAML: aliases": "a: &a [x, x]\n" + "".join(f"a{n}: &b{n} [*a, *a]\n" for n in range(20_000)),
        "YAML: a text of 1 MB": "answer: |\n" + "  A line, with a “word” in it. \\n\\n And more.\n" * 22_000,
        "YAML: folded, 1 MB": "answer: >\n" + "  A line of text, with *words*.\n" * 32_000,
        "YAML: escapes": 'answer: "' + "\\u00e9\\n" * N + '"',
        "YAML: escaped line ends": "answer: 'a" + "\\n\\n*a* [b](c)" * 40_000 + "'",
        "YAML: broken at its end": "a: b\n" * 200_000 + "x: [",
    }
    toml = {
        "TOML: brackets": "a = " + "[" * N,
        "TOML: dots": "a" + ".a" * 5_000 + " = 1",
        "TOML: tables": "".join(f"[t{n}]\nanswer = 'x'\n" for n in range(20_000)),
        "TOML: escapes": 'answer = "' + "\\u00e9\\n" * N + '"',
        "TOML: broken": "a = \n" * N,
        "TOML: spaces": "title = 'a" + " " * 1_000_000 + "b'",
    }
    return {name: f"---\n{text}\n---\nBody.\n" for name, text in yaml.items()} | {
        name: f"+++\n{text}\n+++\nBody.\n" for name, text in toml.items()
    }


def _mdx() -> dict[str, str]:
    texts = {
        "braces": "{" * N,
        "braces in pairs": "{a} " * N,
        "nested braces": "{" * N + "}" * N,
        "components never closed": "<A " * N,
        "values never closed": "<A b='" * N,
        "braces in components": "<A {" * N,
        "backticks": "` `` ``` " * 30_000,
        "statements": "import a from 'b'\n\n" * N,
        "a fence never closed": "```\n" + "{a}\n" * N,
    }
    return {f"MDX: {name}": text for name, text in texts.items()}


def main(part: str = "") -> int:
    """Parse each hostile text whose name contains `part`; return 1 if one took longer than the limit."""
    texts = _body() | _addresses() | _sentences() | _html() | _front_matter() | _mdx()
    slow = 0
    print(f"{'text':<36}{'KB':>8}{'blocks':>9}{'s':>8}")
    for name, text in texts.items():
        if part not in name:
            continue
        began = time.process_time()
        article = parse(Source("a.mdx" if name.startswith("MDX") else "a.md", text, ""), SETTINGS)
        took = time.process_time() - began
        slow += took > LIMIT
        print(
            f"{name:<36}{len(text) // 1000:>8}{len(article.blocks):>9}{took:>8.3f}{' SLOW' * (took > LIMIT)}",
            flush=True,
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
