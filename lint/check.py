"""The three shapes of check, and the plain values that pass between them and the engine.

A check is a frozen `msgspec.Struct`; its fields are the parameters that a rule may set. All three shapes share the
first half: one article in, plain values out, pure, cached by content. They differ in what the second half may see.

Fields named in a check's `late` are thresholds: only its second half reads them, so that a change of one leaves the
cached evidence valid.

Values of which there are millions are `gc=False`: they hold no cycles, and the collector need not look at them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

import msgspec

from lint.text import Prose

if TYPE_CHECKING:
    from lint.article import Article

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the heaviest to the lightest."""

Pace = Literal["fast", "slow"]
Value = str | int | float


class Fix(msgspec.Struct, frozen=True, gc=False):
    """What to put in the place of a hit's span. `safe`: it cannot change what the sentence says."""

    replacement: str
    safe: bool = False


class Place(msgspec.Struct, frozen=True, gc=False, order=True):
    """A place in an article, its own or another one's."""

    path: str
    start: int
    end: int


class Hit(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a check yields: where, the values of its message, other places, a fix. No severity, no words."""

    start: int  # in the source, code points
    end: int
    values: dict[str, Value] = {}
    verdict: str = ""  # which of a check's several conclusions; a rule names the one it takes
    detail: str = ""  # the engine's own name of the fault, such as LanguageTool's rule id
    tier: str = ""  # a severity drawn from evidence; "" leaves it to the rule
    confidence: float | None = None  # 0 to 1
    group: str = ""  # the id of the group that this place belongs to
    larger: tuple[str, str] = ("", "")  # verdict and id of a group that says more: if told, the hit refers to that one
    under: str = ""  # the id of a group that says it all: where that one is told, this place is not
    related: tuple[Place, ...] = ()
    fix: Fix | None = None


class Question(msgspec.Struct, frozen=True, gc=False, order=True):
    """What only the outside knows. `subject`: a destination as written, an absolute URL, or a paragraph's prose."""

    kind: Literal["file", "url", "prose"]
    subject: str
    detail: str = ""  # "image" or "link"; of prose its language tag


class Asked(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A question, with the place in the article that raised it. `prose` leads a match in a paragraph back."""

    question: Question
    start: int
    end: int
    prose: Prose | None = None
    context: str = ""  # whatever the check wants to remember of the place


class FileFacts(msgspec.Struct, frozen=True, gc=False):
    """What the disk says of a destination; `path` is relative to the project's root, with /."""

    state: Literal["file", "folder", "missing", "wrong-case", "outside", "special", "unreadable"]
    path: str
    actual: str = ""  # the name as it stands on disk, where only case or Unicode form differ
    size: int = 0  # bytes
    image: str = ""  # format by content, such as "png"; "" if it is not one
    problem: str = ""  # "", "empty", "truncated", "not-an-image"
    width: int = 0
    height: int = 0


class WebFacts(msgspec.Struct, frozen=True, gc=False):
    """What the web said of a URL. Facts are kept; verdicts are drawn from them anew each time."""

    outcome: Literal[
        "answered",
        "no-name",
        "refused",
        "timeout",
        "certificate",
        "unreachable",
        "forbidden",
        "redirects",
        "garbled",
    ]
    status: int = 0
    final_url: str = ""
    content_type: str = ""
    image: str = ""  # format by the first bytes; "" if it is not one, or was not looked at
    problem: str = ""  # of an image: "", "empty", "truncated", "not-an-image"
    why: str = ""  # for "forbidden": the guard's reason


class Match(msgspec.Struct, frozen=True, gc=False):
    """One raw match of a grammar engine, in code points of the paragraph's prose."""

    rule: str
    category: str
    kind: str  # the engine's issue type, such as "misspelling"
    start: int
    end: int
    message: str
    short: str = ""
    replacements: tuple[str, ...] = ()  # at most five


class ProseFacts(msgspec.Struct, frozen=True, gc=False):
    """What the grammar engine says of one paragraph."""

    matches: tuple[Match, ...]
    engine: str  # name and version


class Unanswered(msgspec.Struct, frozen=True, gc=False, order=True):
    """The world could not, or was not allowed to, answer. It becomes an incident, never a finding, never silence."""

    state: Literal["failed", "skipped"]
    what: str  # what was not looked at, for a person, in the plural: "image addresses"
    why: str  # the reason, and what to do about it


Answer = FileFacts | WebFacts | ProseFacts | Unanswered


class CheckError(Exception):
    """A check could not do its work, such as an expression that takes for ever: an incident of its rules."""


class Vocabulary(Protocol):
    """What a judge may know of the corpus: how many articles it has, and in how many a word stands."""

    def count(self) -> int:
        """Return how many articles there are."""
        ...

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        """Return, for each word as written, the number of articles that use it."""
        ...


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all checks have in common."""

    name: ClassVar[str]
    says: ClassVar[tuple[str, ...]] = ()  # the values of its hits that a message may name
    tiers: ClassVar[tuple[Severity, ...]] = ()  # severities that its hits may draw from evidence
    metrics: ClassVar[tuple[str, ...]] = ()  # those that are measures of the article as a whole
    pace: ClassVar[Pace] = "fast"
    late: ClassVar[frozenset[str]] = frozenset()

    def early(self) -> dict[str, Any]:
        """Return the parameters that the first half reads: with the check's name, the key of its evidence."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name not in self.late}


class ArticleCheck(Check, frozen=True):
    """Concludes from one article alone."""

    def examine(self, article: Article) -> Iterable[Hit]:
        """Yield what stands in the article, before thresholds."""
        raise NotImplementedError

    def conclude(self, hits: Sequence[Hit]) -> Iterable[Hit]:
        """Apply the thresholds to the hits of one article. Without thresholds all of them stand."""
        return hits


class WorldCheck(Check, frozen=True):
    """Asks the world, and judges its answers."""

    def ask(self, article: Article) -> Iterable[Asked]:
        """Yield the questions that the article raises."""
        raise NotImplementedError

    def judge(self, asked: Asked, answer: Answer, words: Vocabulary) -> Iterable[Hit | Question]:
        """Yield hits, or questions of one follow-up round. Never called with `Unanswered`."""
        raise NotImplementedError


class Likeness(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How one of several articles that say mostly the same compares with the one that most of them are like."""

    shared: int  # percent of its sentences that stand in another article of the group too
    to: str = ""  # the article that it is compared with; "" for that one itself
    here: tuple[Place, ...] = ()  # the first sentences that only this one has
    there: tuple[Place, ...] = ()  # the first that only the other one has
    only_here: int = 0  # how many there are in all
    only_there: int = 0


class GroupFacts(msgspec.Struct, frozen=True):
    """Places that say the same, as a corpus check found them; hits refer to it by `id`."""

    id: str
    verdict: str
    words: int  # what its repeats add up to beyond the first place
    members: tuple[Place, ...]  # all of them, sorted
    keys: tuple[str, ...] = ()  # one a member, of its text: the group is recognised again by their overlap
    template: str = ""
    slots: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()  # name, then each value with its count
    likenesses: tuple[Likeness, ...] = ()  # of articles, one a member


class Conclusion(msgspec.Struct, frozen=True):
    """What a corpus check concludes: hits by path, and the groups that they belong to."""

    hits: dict[str, tuple[Hit, ...]]
    groups: tuple[GroupFacts, ...]
    idle: tuple[str, ...] = ()  # what the settings allow and nothing needs; known of a run over everything only


class Corpus(Vocabulary, Protocol):
    """What `lint.index` offers: the shares of all articles, in memory or on disk."""

    def paths(self) -> Sequence[str]:
        """Return the paths of all articles, sorted."""
        ...

    def share(self, path: str, check: str) -> bytes:
        """Return what a check gathered from an article."""
        ...


class CorpusCheck(Check, frozen=True):
    """Gathers from each article, and concludes over the corpus. `within`: verdicts that need no other article."""

    within: ClassVar[frozenset[str]] = frozenset()

    def gather(self, article: Article) -> bytes:
        """Return the article's share, encoded. It depends on nothing but the article and the early parameters."""
        raise NotImplementedError

    def conclude(self, corpus: Corpus, selected: frozenset[str] | None) -> Conclusion:
        """Compare all articles and return the hits of the selected ones (None: of all).

        What it says of a selected article is the same as what a run over everything says of it.
        """
        raise NotImplementedError

    def scope(self) -> Hashable:
        """Return what of the late parameters `conclude` reads: with another one it may say something else."""
        return None

    def describe(self, group: GroupFacts, quotes: Sequence[str]) -> GroupFacts:
        """Add what needs the words of its members, such as a template; quotes are source text, one a member."""
        return group

    def keep(self, hit: Hit) -> bool:
        """Apply a rule's thresholds to a hit of its verdict."""
        raise NotImplementedError
