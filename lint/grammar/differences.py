"""What sets a suggestion apart, said plainly: a hyphen, a capital, a comma, one word, a word too many."""

from __future__ import annotations

import re
import unicodedata

from lint.grammar.lines import named

_JOINTS = re.compile(r"[\s\u2010\u2011-]+")
_APOSTROPHES = re.compile("['’‘`´]")
_SIGNS = re.compile(r"[\W_]+")
_MARKS = {",": "comma", ".": "period", ";": "semicolon", ":": "colon", "-": "hyphen"}
_NUMBERS = ("", "one word", "two words", "three words")


def difference(quote: str, suggestion: str) -> str:
    """Return what to do, where the change has a name that everybody knows; else ""."""
    old, new = _apart(quote.split(), suggestion.split())
    if not (suggestion and (old or new)):
        return ""
    if old and new:
        return _respelt(" ".join(old), " ".join(new))
    return _needless(quote.split(), old) if old else _missing(new)


def _apart(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Return the words that differ: without those with which both begin, and those with which both end."""
    if len(old) == len(new):  # capitals may be the difference
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
    else:
        head = _alike(*_folded(old, new))
        tail = _alike(*(words[head:][::-1] for words in _folded(old, new)))
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _folded(*sides: list[str]) -> tuple[list[str], ...]:
    return tuple([word.casefold() for word in words] for words in sides)


def _alike(old: list[str], new: list[str]) -> int:
    """Return with how many equal words both begin."""
    pairs = zip(old, new, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _missing(new: list[str]) -> str:
    what = " ".join(new)
    if not _letters(what):
        return f"A {_MARKS.get(what, 'punctuation mark')} is missing here."
    return f"{'A word is' if len(new) == 1 else 'Words are'} missing here: “{named(what)}”."


def _needless(words: list[str], old: list[str]) -> str:
    (lower,), what = _folded(words), named(" ".join(old))
    if not _letters(what):
        return f"This {_MARKS.get(what, 'punctuation mark')} is one too many."
    if len(old) == 1 and lower.count(old[0].casefold()) > 1:
        return f"“{what}” stands here twice."
    return f"“{what}” is {'one word' if len(old) == 1 else 'some words'} too many."


def _respelt(old: str, new: str) -> str:
    """Say what to do where both have the same letters, and only joints, capitals or signs differ."""
    told = ""
    if not (_letters(old) or _letters(new)):
        return told
    if old.casefold() == new.casefold():
        told = _capitals(old, new)
    elif _without(_JOINTS, old) == _without(_JOINTS, new):
        told = _joined(old, new)
    elif _without(_APOSTROPHES, old) == _without(_APOSTROPHES, new):
        told = _apostrophe(len(_APOSTROPHES.findall(new)) - len(_APOSTROPHES.findall(old)), named(new))
    elif _unaccented(old) == _unaccented(new):
        told = f"Write “{named(new)}” with{'out' if new.isascii() else ' its'} accents."
    elif _letters(old) == _letters(new):
        told = _punctuation(old, new)
    return told


def _capitals(old: str, new: str) -> str:
    if old[1:] == new[1:]:
        return f"Write “{named(new)}” with a {'capital' if new[0].isupper() else 'small'} letter."
    return f"Write “{named(new)}”, with {'no' if new.islower() else 'these'} capitals."


def _joined(old: str, new: str) -> str:
    """Say how words are joined or parted that have the same letters."""
    more = new.count("-") - old.count("-")
    words = len(new.split())
    if more > 0:
        return f"Write “{named(new)}” with {'a hyphen' if more == 1 else 'hyphens'}."
    parted = words > len(old.split()) and not more and all(map(_letters, new.split()))
    if words == 1 or (parted and words < len(_NUMBERS)):
        return f"Write “{named(new)}” as {_NUMBERS[words]}."
    return f"Write “{named(new)}” without a hyphen." if more else f"The spaces are wrong: write “{named(new)}”."


def _apostrophe(more: int, shown: str) -> str:
    if more > 0:
        return f"An apostrophe is missing: write “{shown}”."
    return f"No apostrophe belongs in “{shown}”." if more < 0 else f"The apostrophe is wrong: write “{shown}”."


def _punctuation(old: str, new: str) -> str:
    if new == f"{old},":
        return f"Put a comma after “{named(old)}”."
    if new in (f",{old}", f", {old}"):
        return f"Put a comma before “{named(old)}”."
    if old == f"{new},":
        return f"No comma belongs after “{named(new)}”."
    return f"The punctuation is wrong: write “{named(new)}”."


def _without(signs: re.Pattern[str], text: str) -> str:
    return signs.sub("", text).casefold()


def _letters(text: str) -> str:
    return _without(_SIGNS, text)


def _unaccented(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))
