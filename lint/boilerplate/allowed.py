"""Repeats that are meant, in a corpus: which texts are left out of all comparison, and which groups are not told.

An allowed sentence is treated as a heading is: it is compared with nothing, it parts the passage that it stands in,
and it does not count among the sentences that two articles share or lack. What is left of a passage is judged alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b

import msgspec

from lint.boilerplate.allow import Allow
from lint.boilerplate.parting import gaps
from lint.boilerplate.quotation import quotations
from lint.boilerplate.records import Drawer, Record, Records, record
from lint.boilerplate.units import SHORTEST, Units, text_hash, tokens

_PIECES = 8
"""Pieces of an allowed text, split wherever a sentence may end, that are taken together for one sentence at most."""

_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+|(?<=[。！？])|(?<=\w[.!?…][\"”’»)\]])\s+")
"""Where a sentence may end: wherever the splitter sees one, it is at one of these."""

_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])")
_TARGET = re.compile(r"(?<=\])(?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)

_BLOCK = re.compile(r"\n\s*\n|\n\s*(?:[-*+]|\d+[.)])\s")


class Allowed:
    """An allow-list, as it stands to the articles of a corpus."""

    def __init__(self, allow: Allow, path_of: Callable[[int], str], units_of: Callable[[int], Units]) -> None:
        self._allow, self._path_of, self._units_of = allow, path_of, units_of
        self._texts = {text: at for at, one in enumerate(allow.texts) for text in hashes(one)}
        self._quoted = [(one, at) for at, text in enumerate(allow.texts) for one in sorted(quotations(text, _readings))]
        self._met: set[int] = set()  # which of the texts quote a sentence that was asked for
        self._files = list(map(_matcher, allow.files))
        self._in_files: dict[int, bool] = {}  # articles, as far as they were asked for
        self._groups = dict.fromkeys(allow.groups, False)  # whether one was met

    @property
    def leaves_texts_out(self) -> bool:
        """Return whether any text is left out of comparison."""
        return bool(self._texts or self._quoted or self._files)

    @property
    def names_groups(self) -> bool:
        """Return whether any group is allowed by its id."""
        return bool(self._groups)

    def is_left_out(self, text: int, known: Record | None) -> bool:
        """Return whether a text is meant to be repeated, given its record if it has one."""
        if text in self._texts:
            return True
        if known is None:
            return False
        if self._quoted and self._is_quoted(text, known):
            return True
        return bool(self._files) and any(self._is_in_files(spot.article) for spot in known.spots)

    def _is_quoted(self, text: int, known: Record) -> bool:
        codes = known.codes or self._units_of(known.first).codes(text)
        found = {at for quoted, at in self._quoted if codes and quoted.matches(codes)}
        self._met |= found
        return bool(found)

    def _is_in_files(self, article: int) -> bool:
        if article not in self._in_files:
            path = self._path_of(article)
            self._in_files[article] = any(matches(path) for matches in self._files)
        return self._in_files[article]

    def has_group(self, names: Iterable[str]) -> bool:
        """Return whether a group is allowed, given its id, all it would be if another member led, and all its keys."""
        met = self._groups.keys() & set(names) if self._groups else set()
        self._groups.update(dict.fromkeys(met, True))
        return bool(met)

    def digest(self) -> bytes:
        """Return what stands for the list among all others."""
        return blake2b(msgspec.json.encode(self._allow), digest_size=8).digest()

    def idle(self, records: Records, paths: Collection[str], matched: Callable[[], int]) -> Iterator[str]:
        """Yield the entries that allow nothing; `matched` is asked for a bit for each pattern that matched."""
        repeated = {at for text, at in self._texts.items() if records.get(text)} | self._met
        yield from (f"the text {_shown(one)}" for at, one in enumerate(self._allow.texts) if at not in repeated)
        yield from (f"the group {one}" for one, met in self._groups.items() if not met)
        patterns = matched() if self._allow.patterns else 0
        for at, one in enumerate(self._allow.patterns):
            if not patterns >> min(at, 31) & 1:
                yield f"the pattern {_shown(one)}"
        for one, matches in zip(self._allow.files, self._files, strict=True):
            if not any(map(matches, paths)):
                yield f"the files {_shown(one)}"


class Compared(Records):
    """The records of all repeated texts that are not left out, as if nobody had ever written the others."""

    def __init__(self, drawer: Drawer, allowed: Allowed, often: Callable[[int], int] = lambda _: 0) -> None:
        super().__init__(drawer, often)
        self._all = Records(drawer)
        self._allowed = allowed
        self._out: dict[int, bool] = {}

    def is_left_out(self, text: int) -> bool:
        """Return whether a text is meant to be repeated."""
        if text not in self._out:
            self._out[text] = self._allowed.is_left_out(text, self._all.get(text))
        return self._out[text]

    def rest(self, texts: Sequence[int]) -> list[int]:
        """Return those texts that are not left out."""
        self._all.fetch(texts)
        return [text for text in texts if not self.is_left_out(text)]

    def get(self, text: int) -> Record | None:
        """Return a text's record, None if it is not repeated or left out."""
        if text not in self._known:
            found = self._all.get(text)
            self._known[text] = None if found is None or self.is_left_out(text) else self._pruned(found)
        return self._known[text]

    def fetch(self, texts: Iterable[int]) -> None:
        """Read the records of many texts at once."""
        self._all.fetch(texts)

    def fetch_all(self) -> list[int]:
        """Read all records, and return the repeated texts that are not left out, ascending."""
        return [text for text in self._all.fetch_all() if self.get(text)]

    def _pruned(self, found: Record) -> Record | None:
        """Return a record without the texts that are left out, None if nothing repeats it then."""
        self._all.fetch((*found.near, *found.held))
        near, held = ([text for text in some if not self.is_left_out(text)] for some in (found.near, found.held))
        if len(near) + len(held) == len(found.near) + len(found.held):
            return found
        if not near and not held and found.count < 2:
            return None
        return record(found.words, near, held, found.codes if near or held else "", found.spots)


def compared(records: Records, units_of: Callable[[int], Units]) -> Callable[[int], Sequence[int]]:
    """Return what gives the texts of an article that are compared, in order."""
    if not isinstance(records, Compared):
        return lambda number: units_of(number).hashes
    return lambda number: records.rest(units_of(number).hashes)


def hashes(text: str) -> set[int]:
    """Return the hashes of all sentences that an allowed text may be split into, whichever way the splitter goes."""
    runs: list[str] = []
    for block in _BLOCK.split(text):
        for reading in _readings(block):
            pieces = [piece for piece in _END.split(reading) if piece]
            runs += (" ".join(pieces[at:end]) for at in range(len(pieces)) for end in range(at + 1, at + 1 + _PIECES))
    parts = (part for run in dict.fromkeys(runs) for part in (run, *_parts(run)))
    return {text_hash(found) for part in parts if len(found := tokens(part)) >= SHORTEST}


def _readings(block: str) -> Iterable[str]:
    """Return what a reader may see of a piece of Markdown, found without a parser: `<em>` is a tag, or code."""
    plain = _TARGET.sub("", _IMAGE.sub("", block))
    return dict.fromkeys(
        " ".join(reading.split()) for reading in (block, plain.replace("`", ""), _TAG.sub("", plain).replace("`", ""))
    )


def _parts(run: str) -> Iterator[str]:
    start = 0
    for end, behind in (*gaps(run), (len(run), len(run))):
        yield run[start:end]
        start = behind


def _matcher(pattern: str) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines([pattern])
    return lambda path: bool(spec.match_file(path))


def _shown(entry: str) -> str:
    plain = " ".join(entry.split())
    return repr(plain if len(plain) <= 60 else f"{plain[:57]}...")
