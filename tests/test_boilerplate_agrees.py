"""However a corpus came to be what it is, `repeats` says the same of it: the property that a commit hook rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.boilerplate import absorb, bulk, phrases, records, twins
from lint.boilerplate.units import text_hash, tokens
from lint.check import Conclusion
from lint.checks import repeats
from lint.checks.repeats import Repeats
from lint.index import Index, Stamp, open_index
from lint.parse import parse
from lint.text import Source

Articles = dict[str, str]
CHECK = Repeats()
WORDS = ["bell", "road", "harbour", "engine", "north", "stone", "river", "captain", "market", "winter", "signal"]

NAMES = [["Orsen"], ["Halmar", "Bay"], ["1848"]]


@contextmanager
def tuned(hubs: int, bulk_from: int) -> Iterator[None]:
    """Few hubs, so that small corpora have grams with more texts than hubs; and one way or the other of working."""
    with (
        patch.object(absorb, "HUBS", hubs),
        patch.object(bulk, "HUBS", hubs),
        patch.object(twins, "HUBS", hubs),
        patch.object(phrases, "OFTEN", 1),
        patch.object(twins, "SENTENCES", 2),
        patch.object(repeats, "BULK_FROM", bulk_from),
    ):
        yield


def put(index: Index, articles: Mapping[str, str]) -> None:
    """Make an index hold these articles and no others."""
    index.forget(sorted(set(index.paths()) - set(articles)))
    for path, text in articles.items():
        share = CHECK.gather(parse(Source(path, text, ""), ParseSettings()))
        index.update(path, Stamp(len(text), 0), "", {"k": share}, b"")


def conclude(index: Index, selected: frozenset[str] | None = None) -> Conclusion:
    return CHECK.conclude(index.corpus("k"), selected)


Kept = tuple[tuple[int, ...], tuple[int, ...], str, frozenset[tuple[str, int, int]]]


def kept(index: Index) -> dict[int, Kept]:
    """Return what the index keeps of each repeated text: what is near or holds it, its words, its places, its names."""
    corpus = index.corpus("k")
    rows = {text: records.decode(row) for text, row in corpus.drawer("records").items()}
    return {
        text: (
            row.near,
            row.held,
            row.codes,
            frozenset((corpus.path(spot.article), spot.at, spot.names) for spot in row.spots),
        )
        for text, row in rows.items()
    }


def built(articles: Articles, hubs: int, bulk_from: int = 10_000) -> Index:
    with tuned(hubs, bulk_from):
        index = open_index(None, "")
        put(index, articles)
        conclude(index)
        return index


def anew(articles: Articles, hubs: int, bulk_from: int = 10_000) -> Conclusion:
    return conclude(built(articles, hubs, bulk_from))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """One of a few sentences, with a few of its words changed."""
    seed = draw(st.integers(0, 5))
    words = [WORDS[(seed * 5 + at * (seed + 2)) % len(WORDS)] for at in range(6 + 2 * seed)]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(words) - 1))
        words[at : at + 1] = draw(st.sampled_from([[], [WORDS[at % len(WORDS)], "over"], ["under"], *NAMES]))
    return " ".join(words) + "."


paragraphs = st.lists(sentences(), min_size=1, max_size=4).map(" ".join)
headings = st.sampled_from(["# Heading", "# The old harbour", "# Orsen"])
texts = st.lists(st.one_of(paragraphs, paragraphs, headings), max_size=4).map("\n\n".join)
corpora = st.dictionaries(st.sampled_from([f"{name}.md" for name in "abcdefg"]), texts, min_size=1)
property_test = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@property_test
@given(corpora, st.randoms(), st.integers(1, 3))
def test_the_order_of_articles_and_the_way_of_working_make_no_difference(
    articles: Articles, random: object, hubs: int
) -> None:
    names = sorted(articles)
    random.shuffle(names)  # type: ignore[attr-defined]
    shuffled = {name: articles[name] for name in names}
    one, other, at_once = built(articles, hubs), built(shuffled, hubs), built(shuffled, hubs, bulk_from=-1)
    assert conclude(one) == conclude(other) == conclude(at_once)
    assert kept(one) == kept(other) == kept(at_once)


@property_test
@given(st.lists(corpora, min_size=2, max_size=4), st.integers(1, 3))
def test_after_edits_and_deletions_all_is_as_if_it_had_been_so_from_the_start(
    states: list[Articles], hubs: int
) -> None:
    index = open_index(None, "")
    with tuned(hubs, 10_000):
        for articles in states:
            put(index, articles)
            found = conclude(index)
    assert found == anew(states[-1], hubs)
    assert kept(index) == kept(built(states[-1], hubs, bulk_from=-1))


@property_test
@given(corpora, corpora, st.integers(1, 3), st.integers(-1, 0))
def test_one_selected_article_is_told_what_a_run_over_everything_tells_it(
    before: Articles, after: Articles, hubs: int, bulk_from: int
) -> None:
    whole = anew(after, hubs)
    groups = {group.id: group for group in whole.groups}
    with tuned(hubs, bulk_from):
        index = open_index(None, "")
        put(index, before)
        conclude(index)
    put(index, after)
    with tuned(hubs, 10_000):
        for path in after:
            part = conclude(index, frozenset((path,)))
            assert part.hits.get(path, ()) == whole.hits.get(path, ())
            assert set(part.hits) <= {path}
            named = {hit.group for hit in part.hits.get(path, ())}
            assert {group.id: group for group in part.groups if group.id in named} == {
                name: groups[name] for name in named
            }


@settings(max_examples=20, deadline=None)
@given(st.lists(corpora, min_size=2, max_size=3))
def test_an_index_on_disk_opened_again_says_the_same(states: list[Articles]) -> None:
    with TemporaryDirectory() as folder, tuned(2, 10_000):
        for articles in states:
            index = open_index(Path(folder, "index.sqlite"), "v")
            put(index, articles)
            index.commit()
            found = conclude(index)
            index.commit()
            assert conclude(index) == found
            assert index.notes == []
            index.close()
    assert found == anew(states[-1], 2)


def test_changes_made_in_scratch_are_taken_back() -> None:
    index = open_index(None, "")
    same = "The bell rings twice over the old harbour each winter morning."
    put(index, {"a.md": same, "b.md": same, "c.md": "Nothing else."})
    before = conclude(index)
    with index.scratch():
        put(index, {"a.md": same, "c.md": same})
        inside = conclude(index, frozenset(("c.md",)))
        assert [hit.related[0].path for hit in inside.hits["c.md"]] == ["a.md"]
    assert conclude(index) == before
    assert index.paths() == ["a.md", "b.md", "c.md"]


def test_templates_and_twins_are_the_same_from_either_side() -> None:
    """With two hubs an article, and a name in each: groups of more articles than hubs, seen from every one of them."""
    lines = [
        "{0} stands on a rock above the quiet harbour and can be seen from far out at sea.",
        "Its oldest bell was cast in {0} from the cannon of a ship that was wrecked there.",
        "Every winter the road to {0} is closed for as long as the snow lies on the pass.",
    ]
    names = ["Orsen", "Halmar", "Tervo", "Lusby", "Old Vardal", "Nyborg"]
    articles = {f"{name}.md": f"# {name}\n\n" + "\n\n".join(line.format(name) for line in lines) for name in names}
    articles["Lusby.md"] += "\n\nNobody else has ever said this one. Nobody but the keeper says that one either."
    whole = anew(articles, 2)
    assert {group.verdict for group in whole.groups} == {"template", "passage", "article"}
    with tuned(2, 10_000):
        for path in articles:
            assert conclude(built(articles, 2), frozenset((path,))).hits == {path: whole.hits[path]}
        index = built({**articles, "Tervo.md": "Nothing else."}, 2)
        put(index, articles)
        assert conclude(index) == whole


def test_what_is_no_candidate_any_more_is_parted_and_joined_again() -> None:
    """With one hub a gram, a text with a smaller hash comes between two that were near each other."""
    base = "the old bell rings twice over the quiet harbour on every cold winter morning, then falls silent"
    words = base.replace(",", "").split()
    variants = [" ".join([*words[:at], "slowly", *words[at + 1 :]]) for at in range(2, 15)]
    small, *rest = sorted([base, *variants], key=lambda text: text_hash(tokens(text)))
    found = 0
    for at, one in enumerate(rest):
        for other in rest[at + 1 :]:
            two = {"a.md": one, "b.md": other}
            index = built(two, 1)
            put(index, {**two, "c.md": small})
            with tuned(1, 10_000):
                conclude(index)
            assert kept(index) == kept(built({**two, "c.md": small}, 1, bulk_from=-1))
            found += kept(index)[text_hash(tokens(one))][0] == (text_hash(tokens(small)),)
            put(index, two)
            with tuned(1, 10_000):
                conclude(index)
            assert kept(index) == kept(built(two, 1, bulk_from=-1))
    assert found, "some pair was parted by the text that came between"
