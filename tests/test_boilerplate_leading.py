"""Who leads whom is worked out from one text outward, and comes to the same as working it out for all at once."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from lint.boilerplate.leading import Leading
from lint.boilerplate.records import Record, Records, Spot, record
from lint.boilerplate.similar import AKIN, akin
from lint.index import in_memory

WORDS = "abcdefgh"


def kept(texts: Mapping[int, str], near: Iterable[tuple[int, int]], places: Mapping[int, int]) -> dict[int, Record]:
    """Return the records of texts, given which are near each other and in how many places each stands."""
    pairs = {(one, other) for one, other in near if one != other}
    others = {text: {b for a, b in pairs if a == text} | {a for a, b in pairs if b == text} for text in texts}
    spots = {text: [Spot(0, 0, 0, at, text, 0, 1) for at in range(places.get(text, 1))] for text in texts}
    return {text: record(len(codes), others[text], (), codes, spots[text]) for text, codes in texts.items()}


def stored(known: Mapping[int, Record]) -> Records:
    drawer = in_memory({}).corpus("repeats").drawer("records")
    for text, one in known.items():
        drawer.put(text, one.encode())
    return Records(drawer)


class Counting(Records):
    """Records that note which of them are read."""

    def __init__(self, records: Records) -> None:
        super().__init__(records._drawer)
        self.asked: set[int] = set()

    def fetch(self, texts: Iterable[int]) -> None:
        wanted = set(texts)
        self.asked |= wanted
        super().fetch(wanted)


def led_at_once(known: Mapping[int, Record]) -> dict[int, set[int]]:
    """Return each leader's texts, all of them gone through in the order in which they may lead."""
    repeats = {text: one.count + sum(known[other].count for other in one.near) for text, one in known.items()}
    free = sorted(known, key=lambda text: (-repeats[text], known[text].words, text))
    leader_of: dict[int, int] = {}
    for text in free:
        if text not in leader_of:
            leader_of.update((one, text) for one in (text, *known[text].near) if one not in leader_of)
    sizes = list(leader_of.values())
    alone = {text for text in known if leader_of[text] == text and sizes.count(text) == 1}
    joined = {text: best(text, known, {leader_of[one] for one in known[text].near} - alone) for text in alone}
    found: dict[int, set[int]] = {}
    for text in known:
        found.setdefault(joined.get(text, leader_of[text]), set()).add(text)
    return found


def best(text: int, known: Mapping[int, Record], leaders: set[int]) -> int:
    shares = {one: akin(known[text].codes, known[one].codes) for one in sorted(leaders)}
    most = max(shares, key=shares.__getitem__, default=text)
    return most if most in shares and shares[most] >= AKIN else text


@given(
    st.dictionaries(st.integers(1, 24), st.text(WORDS, min_size=2, max_size=9), min_size=1, max_size=24).flatmap(
        lambda texts: st.tuples(
            st.just(texts),
            st.lists(st.tuples(st.sampled_from(sorted(texts)), st.sampled_from(sorted(texts))), max_size=60),
            st.dictionaries(st.sampled_from(sorted(texts)), st.integers(1, 3)),
        )
    ),
    st.randoms(use_true_random=False),
)
def test_each_text_finds_its_cluster_whichever_is_asked_first(
    made: tuple[dict[int, str], list[tuple[int, int]], dict[int, int]], order: random.Random
) -> None:
    known = kept(*made)
    expected = led_at_once(known)
    together, asked = Leading(stored(known)), sorted(known)
    order.shuffle(asked)
    for text in asked:
        for found in (together.of(text), Leading(stored(known)).of(text)):
            leader = next(iter(found))
            assert text in found
            assert set(found) == expected[leader]


def test_a_chain_of_texts_longer_than_calls_may_nest() -> None:
    count = 5_000
    texts = dict.fromkeys(range(1, count + 1), "ab")
    chain = [(text, text + 1) for text in range(1, count)]
    found = Leading(stored(kept_chain(texts, chain))).of(count)
    assert count in found
    assert len(found) in (2, 3)


def kept_chain(texts: Mapping[int, str], chain: Iterable[tuple[int, int]]) -> dict[int, Record]:
    """Return the records of texts each near the next; the nearer to the first one, the more places."""
    near: dict[int, list[int]] = {text: [] for text in texts}
    for one, other in chain:
        near[one].append(other)
        near[other].append(one)
    spots = [Spot(0, 0, 0, at, 0, 0, 1) for at in range(2)]
    return {text: record(9, near[text], (), codes, spots) for text, codes in texts.items()}


def test_no_more_is_read_than_it_takes() -> None:
    """A hundred clusters, of which each is connected with the next one by one text."""
    near = [(cluster * 10, cluster * 10 + member) for cluster in range(1, 101) for member in range(1, 10)]
    near += [(cluster * 10 + 9, cluster * 10 + 11) for cluster in range(1, 100)]
    texts = {text: "abcdefgh" for pair in near for text in pair}
    records = Counting(stored(kept(texts, near, {})))
    assert set(Leading(records).of(503)) == set(range(500, 510))
    assert len(records.asked) < 60
