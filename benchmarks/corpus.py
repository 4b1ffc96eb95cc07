"""Writes a corpus of encyclopedic articles to measure on: the same bytes for the same seed, on every machine.

Sentences come from a small grammar over `benchmarks.words`; none is written twice. What repeats is planted, and
counted in `Planted`: of 100 articles about 15 have a sentence that others have too, 5 a passage of three
sentences, 5 a template with its slots filled anew, 5 a sentence of an earlier article with a word exchanged.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import words as w

ARTICLE_SIZE = 4500
_LAST_SECTION = 3950  # bytes; an article that has more gets no further section
"""About how many bytes an article has."""

SHARED = tuple(
    f"{start} {end}"
    for start, end in (
        (
            "The office keeps a list of all protected buildings,",
            "and anyone may read it on weekday mornings.",
        ),
        ("Opening hours change with the season,", "so visitors should ask at the gate before they set out."),
        (
            "Spellings of the name differ from one map to the next,",
            "and this article follows the oldest of them.",
        ),
        (
            "Measures are given as the sources have them,",
            "with modern units in brackets where they are certain.",
        ),
        ("Readers who know of a better picture", "are invited to send it to the editors of this series."),
        ("A short reading list stands at the end,", "beginning with the works that are easiest to find."),
        ("The dates before the reform of the calendar", "have been left as they stand in the parish books."),
        (
            "Much of what follows was gathered from letters",
            "that the families concerned have kindly lent us.",
        ),
        (
            "Prices have been compared with a mason's daily wage,",
            "because coins of the time were of uneven weight.",
        ),
        ("No fee is charged for entry,", "although a box beside the door asks for the upkeep of the roof."),
        ("Parts of the site lie on private ground,", "and walkers are asked to keep to the marked path."),
        ("The drawings were made on the spot", "and do not claim the accuracy of a survey."),
    )
)

PASSAGES = tuple(
    " ".join(sentences)
    for sentences in (
        (
            "The series to which this article belongs began as a set of leaflets for schools.",
            "Each leaflet fitted on a single sheet that could be folded twice and put in a pocket.",
            "When the sheets ran out, the texts were gathered, corrected and printed as a book.",
        ),
        (
            "Names of people are given in the form that they themselves used.",
            "Where a person signed in two languages, the one of the earlier document has been chosen.",
            "Titles are left out unless two people of the same name would be confused.",
        ),
        (
            "Every object in the list has been seen by at least one of the authors.",
            "Objects that are known from old descriptions alone carry a small star.",
            "A cross marks those that were lost within living memory.",
        ),
        (
            "The map at the back shows the district as it was before the new road.",
            "Streams that have since been led underground are drawn with a broken line.",
            "North is at the top, and a walk of one hour is as long as a thumb.",
        ),
    )
)

TEMPLATES = (
    "In {year} the parish of {place} counted {number} households, and {small} paid the {noun} tax in full.",
    "The {noun} of {place} was bought for {number} crowns in {year} and sold {small} years later.",
    "A stone beside the {noun} in {place} bears the date {year} and {small} names of councillors.",
)

CLAIMS = (
    "Studies show that {clause}.",
    "Many experts agree that {clause}.",
    "About {small} per cent of the {people} said that {clause}.",
    "The largest {noun} in the region belonged to {place}, and {clause}.",
    "Trade doubled within {small} years because {clause}.",
)

_OPENINGS = (
    "In {year},",
    "By {year},",
    "After {small} years,",
    "At first,",
    "Later,",
    "In {place},",
    "Near {place},",
)
_JOINTS = (", and", ", while", ", although", ", so", ", but", "; meanwhile")
_FRONT = """---
title: {title}
date: {year}-0{month}-1{month}
description: {description}
tags: [{subject}, {noun}]
---

"""


class Planted(NamedTuple):
    """What a corpus repeats on purpose, in places, and what it has besides."""

    articles: int
    sentences: int  # all of them, repeated ones included
    shared: int
    passages: int
    templates: int
    near: int
    claims: int
    images: int
    missing_images: int


class Writer:
    """Writes articles one after the other; all chance comes from one generator."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._pick = self._random.choice
        self._written: set[int] = set()
        self._earlier: list[str] = []
        self.counts = dict.fromkeys(Planted._fields, 0)

    def article(self, title: str, others: list[str]) -> str:
        """Return an article of about `ARTICLE_SIZE` bytes that links to some of the others."""
        subject = self._pick(w.SUBJECTS)
        front = _FRONT.format(
            title=title, description=self._new(), subject=subject, noun=self._pick(w.NOUNS),
            year=self._random.randint(2015, 2024), month=self._random.randint(1, 9),
        )  # fmt: skip
        parts = [f"# {title}", self._paragraph(others), self._image()]
        size = len(front) + sum(map(len, parts))
        planted = self._planted()
        while size < _LAST_SECTION:
            section = [
                f"## {self._heading()}",
                self._paragraph(others),
                self._list() if self._chance(0.3) else "",
            ]
            section += [planted.pop() if planted else "", self._paragraph(others)]
            section += [self._image() if self._chance(0.15) else ""]
            parts += filter(None, section)
            size += sum(len(part) + 2 for part in section)
        self.counts["articles"] += 1
        return front + "\n\n".join([*parts, *planted]) + "\n"

    def _planted(self) -> list[str]:
        """Return the repeated paragraphs of one article: its own words around what others say too."""
        found = []
        if self._chance(0.15):
            self._count("shared")
            found.append(f"{self._new()} {self._pick(SHARED)} {self._new()}")
        if self._chance(0.05):
            self._count("passages", sentences=3)
            found.append(f"{self._new()} {self._pick(PASSAGES)}")
        if self._chance(0.05):
            self._count("templates")
            found.append(f"{self._filled(self._pick(TEMPLATES))} {self._new()}")
        if self._earlier and self._chance(0.05):
            self._count("near")
            found.append(f"{self._altered(self._pick(self._earlier))} {self._new()}")
        return found

    def _paragraph(self, others: list[str]) -> str:
        sentences = [self._new() for _ in range(self._random.randint(3, 5))]
        if self._chance(0.12):
            self.counts["claims"] += 1
            sentences.append(self._new(self._claim))
        if self._chance(0.2):
            sentences.append(self._new(lambda: self._linking(others)))
        if self._chance(0.05):
            self._earlier.append(sentences[0])
        return " ".join(sentences)

    def _claim(self) -> str:
        return self._filled(self._pick(CLAIMS), clause=self._clause())

    def _linking(self, others: list[str]) -> str:
        address = f"../{self._pick(others)}.md"
        if self._chance(0.3):
            host = f"{self._pick(w.NOUNS)}.example.org"
            address = f"https://{host}/{self._pick(w.SUBJECTS)}/{self._random.randint(1, 99999)}"
        clause = self._clause()
        return f"{clause[0].upper()}{clause[1:]}, as a note on [{self._noun_phrase()}]({address}) has it."

    def _list(self) -> str:
        return "\n".join(
            f"- **{self._pick(w.NOUNS).title()}:** {self._new()}" for _ in range(self._random.randint(3, 4))
        )

    def _image(self) -> str:
        """Return an image: of 20 pictures 15 exist, and one in eight has no alternative text."""
        self.counts["images"] += 1
        number = self._random.randint(1, 20)
        self.counts["missing_images"] += number > 15
        alt = "" if self._chance(0.125) else f"A view of {self._noun_phrase()}"
        return f"![{alt}](../pictures/{number:02}.png)"

    def _heading(self) -> str:
        return f"The {self._pick(w.ADJECTIVES)} {self._pick(w.NOUNS)} and its {self._pick(w.PEOPLE)}"

    def _new(self, write: Callable[[], str] | None = None) -> str:
        """Return a sentence that was never written before."""
        while True:
            sentence = (write or self._sentence)()
            mark = zlib.crc32(sentence.encode()) << 32 | zlib.adler32(sentence.encode())
            if mark not in self._written:
                self._written.add(mark)
                self._count()
                return sentence

    def _sentence(self) -> str:
        clauses = [self._clause()]
        if self._chance(0.55):
            clauses.append(f"{self._pick(_JOINTS)} {self._clause()}")
        text = "".join(clauses)
        if self._chance(0.4):
            text = f"{self._filled(self._pick(_OPENINGS))} {text}"
        return f"{text[0].upper()}{text[1:]}."

    def _clause(self) -> str:
        # General statements are what such articles are made of; narrative in the past is the exception.
        narrative = self._chance(0.12)
        verb = self._pick(w.VERBS) if narrative else f"{self._pick(w.MODALS)} {self._pick(w.ACTIONS)}"
        words = [self._noun_phrase(), verb, self._noun_phrase()]
        if narrative and self._chance(0.3):
            words.insert(1, self._pick(w.ADVERBS))
        if self._chance(0.5):
            words += [self._pick(w.PREPOSITIONS), self._noun_phrase()]
        return " ".join(words)

    def _noun_phrase(self) -> str:
        kind, noun, adjective = self._random.random(), self._pick(w.NOUNS), self._pick(w.ADJECTIVES)
        if kind < 0.4:
            return f"the {adjective} {noun}"
        if kind < 0.6:
            return f"{'an' if adjective[0] in 'aeiou' else 'a'} {adjective} {noun}"
        if kind < 0.75:
            return f"{adjective} {self._pick(w.PEOPLE)}"
        if kind < 0.9:
            return f"the {noun} of {self.place()}"
        return f"{self._pick(w.FIRST_NAMES)} {self.place()}"

    def place(self) -> str:
        """Return the name of a place."""
        return self._pick(w.SYLLABLES_FIRST) + self._pick(w.SYLLABLES_LAST)

    def _filled(self, template: str, **more: str) -> str:
        return template.format(
            year=self._random.randint(1400, 1990), number=self._random.randint(100, 9999),
            small=self._random.randint(3, 90), place=self.place(), noun=self._pick(w.NOUNS),
            adjective=self._pick(w.ADJECTIVES), people=self._pick(w.PEOPLE), verb=self._pick(w.VERBS), **more,
        )  # fmt: skip

    def _altered(self, sentence: str) -> str:
        words = sentence.split(" ")
        words[self._random.randrange(1, len(words) - 1)] = self._pick(w.ADJECTIVES)
        return " ".join(words)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _count(self, kind: str = "", sentences: int = 1) -> None:
        self.counts["sentences"] += sentences
        if kind:
            self.counts[kind] += 1


def generate(folder: Path, articles: int, seed: int) -> Planted:
    """Write so many articles and their pictures into a folder, and return what was planted in them."""
    writer = Writer(seed)
    names = [f"{w.SUBJECTS[number % len(w.SUBJECTS)]}/article-{number:05}" for number in range(articles)]
    for subject in (*w.SUBJECTS, "pictures"):
        (folder / subject).mkdir(parents=True, exist_ok=True)
    for number in range(1, 16):
        (folder / "pictures" / f"{number:02}.png").write_bytes(_png(number))
    for name in names:
        title = f"{writer.place()} and its {name.split('/')[0]}"
        (folder / f"{name}.md").write_bytes(writer.article(title, names).encode())
    return Planted(**writer.counts)


def _png(shade: int) -> bytes:
    """Return a grey picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((0, shade)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
