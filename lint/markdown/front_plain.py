"""The commonest YAML front matter, a key and a plain value a line, read without YAML's parser.

That takes a short article longer to import, and to run, than all that is read behind it. What is not of this form in
every line is left to it, and what is, means the same to both.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from lint.markdown.front_matter import Field
from lint.text import ProseBuilder

_INNER = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
_PLAIN = rf"[A-Za-z0-9\xc0-\u024f](?:(?![:#]){_INNER}|:(?=[^\s:])|(?<! )#)*(?<! )"
_WORDS = r"[A-Za-z0-9](?:[A-Za-z0-9_./-]| (?=[A-Za-z0-9]))*"
_ITEM = rf"(?:(?P<indent> *)- {_WORDS}\r?\n(?:(?P=indent)- {_WORDS}\r?\n)*)"
_LINE = re.compile(
    r"(?P<key>[A-Za-z_][\w-]{0,99}):(?:"
    rf" +(?:(?P<plain>{_PLAIN})|'(?P<single>(?:(?!'){_INNER})*)'|\"(?P<double>(?:(?![\"\\]){_INNER})*)\""
    rf"|(?P<list>\[(?:{_WORDS}(?:, {_WORDS})*)?\])) *\r?\n|[ ]*\r?\n(?P<items>{_ITEM})?)",
    re.ASCII,
)
_NOT_TEXT = re.compile(r"\d|(?:yes|no|true|false|on|off|null)\Z", re.IGNORECASE)
"""What YAML 1.1 may take for a number, a date, a truth value or nothing."""


def read_plain(text: str, start: int, end: int, wanted: Container[str]) -> list[Field] | None:
    """Return the wanted scalars of a stretch of a text; None if it is for YAML's parser to read."""
    fields: list[Field] = []
    while start < end:
        line = _LINE.match(text, start, end)
        if not line:
            return None
        if line["key"] in wanted:
            if line["list"] or line["items"] or _NOT_TEXT.match(line["plain"] or ""):
                return None
            fields += _field(line)
        start = line.end()
    return fields


def _field(line: re.Match[str]) -> Iterator[Field]:
    for name in ("plain", "single", "double"):
        if line[name]:
            builder = ProseBuilder()
            builder.add(line[name], line.start(name), len(line[name]))
            yield Field(line["key"], builder.build(), True)
