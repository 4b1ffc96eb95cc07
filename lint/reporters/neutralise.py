"""Articles are untrusted: what each channel obeys is taken out of their text here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = "\x00-\x1f\x7f-\x9f"
_HIDDEN = "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_SPACE = re.compile(r"[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_STEERING = re.compile(f"[{_CONTROL}{_BIDI}{_HIDDEN}]")
_NOT_IN_PATH = re.compile(f"[{_CONTROL}{_BIDI}{_HIDDEN}\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")  # and control characters, which `terminal` takes out
_COMMAND = re.compile(r"##(?=[a-zA-Z]*\[)")
"""What runners obey anywhere in a line: GitHub ##[error], Azure Pipelines ##vso[…], TeamCity ##teamcity[…]."""
_LEADING_COMMAND = re.compile(r"^([^\S\n]*):(?=:.*::)", re.MULTILINE)
"""What GitHub's runner obeys at a line's beginning, whatever white space stands before it: ::error file=a.md::said."""
_NOT_IN_LINE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_HIDDEN}\u2028\u2029]")  # a tab and LF stay

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NOT_ASCII = re.compile("[^ -~\n]")
_NOT_IN_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "})

_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "|": "&#124;", "`": "&#96;"}
_MARKUP = re.compile(r"[&<>\\|`]|[*_\[\]~$^{}]|(?<=[wW])\.|:(?=\S)|@(?=\S)")
_LEADING = re.compile(r"[-+=#:]|\d+[.)]")


def one_line(text: str) -> str:
    """Return the text with every run of white space and line ends as one space."""
    return _SPACE.sub(" ", text)


def terminal(text: str) -> str:
    """Return one line without escape, control and direction characters, safe to print."""
    if text.isprintable() and "  " not in text:  # most are, and a large report has many
        return text
    return _SURROGATE.sub("\ufffd", _STEERING.sub("", one_line(text)))


def terminal_path(path: str) -> str:
    r"""Return a path on one line; characters that steer a terminal become escapes, such as \n or \x1b."""
    if path.isprintable():
        return path
    return _SURROGATE.sub("\ufffd", _NOT_IN_PATH.sub(lambda found: _escape(found[0]), path))


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def ascii_only(text: str) -> str:
    """Return the text in ASCII: plain quotes and dashes for typographic ones, "?" for the rest."""
    return text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")


def markdown(text: str) -> str:
    """Return one line that any Markdown renderer shows as the text itself, in a table cell too."""
    line = _MARKUP.sub(lambda found: _ENTITIES.get(found[0], "\\" + found[0]), terminal(text).strip(" "))
    leading = _LEADING.match(line)
    if leading is None:
        return line
    last = leading.end() - 1
    return f"{line[:last]}\\{line[last:]}"


def html(text: str) -> str:
    """Return the text with U+FFFD for what no HTML document may hold. Templates escape; this does not."""
    return _NOT_IN_HTML.sub("\ufffd", text)


def runner(text: str) -> str:
    """Return one line in which no runner of a service finds a command; it must not begin what is printed."""
    return _COMMAND.sub("##\u200b", terminal(text))


def runner_path(path: str) -> str:
    """Return a path to begin a line with; one that would be a command leads through its own folder."""
    safe = _COMMAND.sub("##\u200b", terminal_path(path))
    return f"./{safe}" if safe.lstrip().startswith(":") else safe


def commands(text: str) -> str:
    """Return lines in which no runner finds a command; all else in them stays as it is."""
    if "##" in text:
        text = _COMMAND.sub("##\u200b", text)
    return _LEADING_COMMAND.sub("\\1\u200b:", text) if "::" in text else text


def lines(text: str) -> str:
    """Return what stands on lines of its own, such as an error's words, safe to print; its lines stay lines."""
    return commands(_SURROGATE.sub("\ufffd", _NOT_IN_LINE.sub(lambda found: _escape(found[0]), text)))


def whole_lines(chunks: Iterable[str]) -> Iterator[str]:
    """Yield chunks of text as lines in which no runner finds a command, wherever the chunks were parted."""
    held = ""
    for chunk in chunks:
        done, newline, held = (held + chunk).rpartition("\n")
        if newline:
            yield commands(done) + newline
    if held:
        yield commands(held)


def json(encoded: str, *, unicode: bool = True) -> str:
    """Return encoded JSON that means the same, with escapes for what steers a terminal or a runner.

    Without `unicode` it is ASCII.
    """
    if not (encoded.isprintable() if unicode else encoded.isascii() and encoded.isprintable()):
        escaping = _NOT_IN_PATH if unicode else _NOT_ASCII
        encoded = escaping.sub(lambda found: _json_escape(found[0]), encoded)
    return _COMMAND.sub(lambda found: "#\\u0023", encoded)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def xml(text: str) -> str:
    """Return one line for an attribute in double quotes, or an element, of an XML 1.0 document."""
    safe = _NOT_IN_XML.sub("\ufffd", terminal(text)).translate(_XML)
    return _COMMAND.sub("#&#35;", safe)


def cell(text: str) -> str:
    """Return one line that no spreadsheet takes for a formula: one that begins like it has ' before it."""
    line = runner(text)
    return f"'{line}" if line.lstrip().startswith(_FORMULA) else line


def yaml(text: str) -> str:
    """Return a YAML scalar in double quotes, on one line, that means the text."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_yaml_escaped(quoted)}"'


def yaml_comment(text: str) -> str:
    """Return one line for a comment of a YAML file, which shows what steers a terminal as escapes."""
    return _yaml_escaped(one_line(text))


def _yaml_escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _yaml_escape(ord(char)) for char in text)


def _yaml_escape(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF:  # half of a character, which YAML cannot say
        code = 0xFFFD
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
