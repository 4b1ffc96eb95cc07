"""How sentences, lists and columns are packed, and that no size of a corpus and no kill spoils what is kept."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.boilerplate import bulk, spool, unpacking
from lint.boilerplate.codes import FREQUENT, RARE, code, packed, unpacked
from lint.boilerplate.grams import BITS, grams, pairs
from lint.boilerplate.packing import FRESH, About, Columns, Share, comparable, name_bytes, pack
from lint.boilerplate.postings import Postings, article_bits
from lint.boilerplate.units import text_hash, tokens
from lint.check import Conclusion
from lint.checks import repeats
from lint.checks.repeats import Repeats
from lint.index import Index, Stamp, open_index
from lint.parse import parse
from lint.text import Source

CHECK = Repeats()
KEEPER = "The keeper of the lighthouse climbed the tower every evening to light the lamp before the ships came."
BAKER = "The baker of the village rose at three each morning to light his oven with dry beech wood."

letters = st.one_of(st.integers(1, 120).map(chr), st.integers(RARE, RARE + 20_901).map(chr))


def put(index: Index, articles: dict[str, str]) -> None:
    for path, text in articles.items():
        share = CHECK.gather(parse(Source(path, text, ""), ParseSettings()))
        index.update(path, Stamp(len(text), 0), "", {"k": share}, b"")


def conclude(index: Index, selected: frozenset[str] | None = None) -> Conclusion:
    return CHECK.conclude(index.corpus("k"), selected)


@given(st.text(letters))
def test_codes_are_stored_whole(codes: str) -> None:
    assert unpacked(packed(codes)) == codes


def test_a_frequent_word_is_one_byte_and_any_other_two() -> None:
    assert [len(packed(code(word))) for word in FREQUENT.split()] == [1] * len(FREQUENT.split())
    assert [len(packed(code(word))) for word in ("lighthouse", "straße", "東京", "\ud800")] == [2] * 4


@st.composite
def columns(draw: st.DrawFn) -> Columns:
    """Sentences of all sizes, and some so long or far apart that a byte or two do not hold their numbers."""
    words = draw(st.lists(st.one_of(st.integers(6, 40), st.sampled_from([127, 128, 500, 501, 70_000])), max_size=8))
    sizes = array("I", [size | draw(st.sampled_from([0, FRESH])) for size in words])
    places = sorted(draw(st.lists(st.integers(0, 1 << 31), min_size=2 * len(words), max_size=2 * len(words))))
    kept = list(map(comparable, sizes))
    alphabet = draw(st.text(letters, min_size=1, max_size=20))
    codes = "".join(alphabet[at % len(alphabet)] for at in range(sum(kept)))
    names = bytes(at % 256 for at in range(sum(map(name_bytes, sizes))))
    marks = bytes(at % 256 for at, size in enumerate(kept) if size)
    hashes = array("Q", [draw(st.integers(1, 2**64 - 1)) for size in kept if not size])
    about = About(*(draw(st.integers(0, 2**32 - 1)) for _ in range(5)))
    return Columns(about, sizes, array("I", places[::2]), array("I", places[1::2]), codes, names, marks, hashes)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), columns()), min_size=1, max_size=4))
def test_a_share_holds_what_was_put_into_it_and_arrays_read_the_same(given_columns: list[Columns | None]) -> None:
    packed_shares = [pack(one) if one else b"" for one in given_columns]
    read = list(map(Share, packed_shares))
    for one, share in zip(given_columns, read, strict=True):
        if one:
            assert (share.about, share.sizes, share.starts, share.ends) == (one.about, one.sizes, one.starts, one.ends)
            assert (share.all_codes, share.names) == (one.codes, one.names)
            alone = [share.hashes[at] for at, size in enumerate(one.sizes) if not comparable(size)]
            assert alone == list(one.hashes)
    at_once = unpacking.sentences(packed_shares)
    assert at_once.counts.tolist() == [len(share) for share in read]
    for name in ("hashes", "sizes", "starts", "ends"):
        assert getattr(at_once, name).tolist() == [number for share in read for number in getattr(share, name)]
    assert at_once.codes.tobytes() == "".join(share.all_codes for share in read).encode("utf-16-le")


def test_a_text_is_known_by_its_own_hash_wherever_it_is_read() -> None:
    text = f"{KEEPER} It rained for six days then. {BAKER}"
    share = Share(CHECK.gather(parse(Source("a.md", text, ""), ParseSettings())))
    assert list(share.hashes) == [text_hash(tokens(one)) for one in (KEEPER, "It rained for six days then.", BAKER)]


@given(st.text(letters, min_size=8, max_size=60))
def test_a_gram_stands_for_one_pair_of_words(codes: str) -> None:
    words = pairs(codes)
    assert words.keys() == grams(codes)
    assert len(set(words.values())) == len(words)
    assert all(0 <= gram < 1 << BITS for gram in words)


class Memory(dict[int, bytes]):
    """A drawer."""

    def put(self, key: int, value: bytes) -> None:
        self[key] = value

    def get_many(self, keys: Iterator[int]) -> dict[int, bytes]:
        return {key: self[key] for key in keys if key in self}

    def drop(self, key: int) -> None:
        del self[key]

    def wipe(self) -> None:
        self.clear()


keys = st.one_of(st.integers(0, 40), st.integers(0, (1 << BITS) - 1))
changes = st.lists(st.tuples(keys, st.lists(st.integers(1, 1000), max_size=30)), max_size=30)


@given(changes, st.sampled_from([10, 16, 24]))
def test_lists_are_what_was_set_last(steps: list[tuple[int, list[int]]], bits: int) -> None:
    drawer = Memory()
    postings = Postings(drawer, BITS, bits)  # type: ignore[arg-type]
    model: dict[int, list[int]] = {}
    for key, articles in steps:
        postings.set(key, articles)
        model[key] = articles
    again = Postings(drawer, BITS, bits)  # type: ignore[arg-type]
    again.fetch(model)
    assert {key: again.get(key) for key in model} == model == {key: postings.get(key) for key in model}


def test_numbers_of_articles_have_room_for_a_quarter_more() -> None:
    assert [article_bits(largest) for largest in (0, 1, 900, 20_000, 1_000_000)] == [10, 10, 11, 15, 21]


def test_columns_on_disk_are_the_same_as_in_memory() -> None:
    parts = [np.arange(start, start + 50, dtype=np.uint32) for start in range(0, 500, 50)]
    with patch.object(spool, "HELD", 300), spool.Spool() as some:
        for part in parts:
            some.add("one", part)
            some.add("other", part[:3])
        folder = Path(some._folder.name) if some._folder else None
        assert folder is not None
        assert some.take("one", np.uint32).tolist() == list(range(500))
        assert some.take("other", np.uint32).tolist() == [number for part in parts for number in part[:3].tolist()]
        assert some.take("none", np.uint32).tolist() == []
        some.drop("one")
    assert not folder.exists()


def corpus(articles: int) -> dict[str, str]:
    lines = [KEEPER, BAKER, KEEPER.replace("tower", "stairs"), BAKER.replace("three", "four")]
    return {
        f"{number:03}.md": f"# No {number}\n\n{lines[number % 4]} {lines[number % 3]}\n\nThis is {number} of them all."
        for number in range(articles)
    }


def test_a_corpus_that_is_worked_out_in_parts_on_disk_is_concluded_alike() -> None:
    index = open_index(None, "")
    put(index, corpus(40))
    whole = conclude(index)
    assert whole.groups
    with (
        patch.object(spool, "HELD", 100),
        patch.object(bulk, "_PART", 3),
        patch("lint.boilerplate.bulkrecords._SPOTS", 5),
        patch.object(bulk, "_ARTICLES", 7),
    ):
        other = open_index(None, "")
        put(other, corpus(40))
        assert conclude(other) == whole


def test_a_run_killed_while_it_works_all_out_leaves_nothing_half_done(tmp_path: Path) -> None:
    before, changed = corpus(40), {path: f"{BAKER} {path} is changed." for path in corpus(40)}
    file = tmp_path / "index.sqlite"
    index = open_index(file, "v")
    put(index, before)
    whole = conclude(index)
    put(index, changed)
    index.commit()
    with (
        patch.object(repeats, "LARGE", 10),
        patch.object(bulk, "put_records", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        conclude(index)
    index.close()
    again = open_index(file, "v")
    assert not dict(again.corpus("k").drawer("records").items()), "it was stored as far as it came"
    put(again, before)  # nothing has changed, then, since the last run that was not killed
    assert again.corpus("k").pending() == {}
    assert conclude(again) == whole
    put(again, {"000.md": f"{BAKER} And more is told of it elsewhere."})
    other = open_index(None, "")
    put(other, {**before, "000.md": f"{BAKER} And more is told of it elsewhere."})
    assert conclude(again) == conclude(other)
    again.commit()
    assert again.notes == []
    again.close()


def test_articles_beyond_the_numbers_that_lists_can_hold_are_taken_in() -> None:
    index = open_index(None, "")
    put(index, corpus(8))
    conclude(index)
    index._entries._next = 5000  # as after many articles that have come and gone
    put(index, {"late.md": f"{KEEPER} This one came late to all others."})
    found = conclude(index, frozenset(("late.md",)))
    assert [hit.verdict for hit in found.hits["late.md"]]


def test_one_sentence_in_every_article_and_an_edit_of_one_of_them() -> None:
    articles = {f"{number:04}.md": f"{KEEPER} Number {number} is told of {number} others." for number in range(600)}
    index = open_index(None, "")
    put(index, articles)
    (group,) = [group for group in conclude(index).groups if group.verdict == "sentence"]
    assert len(group.members) == 600
    put(index, {"0000.md": f"{BAKER} Nothing else is told here of anyone."})
    (group,) = [group for group in conclude(index).groups if group.verdict == "sentence"]
    assert len(group.members) == 599


def test_copies_of_one_article_are_one_group() -> None:
    text = f"# Copy\n\n{KEEPER} {BAKER}\n\n" + " ".join(
        f"Line {at} of it tells what {at * 7} keepers saw." for at in range(6)
    )
    index = open_index(None, "")
    put(index, {f"{number:04}.md": text for number in range(500)})
    groups = [group for group in conclude(index).groups if group.verdict == "article"]
    assert [len(group.members) for group in groups] == [500]


def test_a_sentence_of_very_many_words_is_one_unit() -> None:
    long = " ".join(f"word{number % 977}" for number in range(100_000)) + "."
    index = open_index(None, "")
    put(index, {"a.md": long, "b.md": long, "c.md": KEEPER})
    assert set(conclude(index).hits) == {"a.md", "b.md"}
