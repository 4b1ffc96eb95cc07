"""Whether an index is so far behind its corpus that an author who waits is not to wait for it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from lint.discover import Listing

AT_ONCE = 50
"""Articles of a common size that a commit hook catches up with on the spot: with 10,000 in the index, two seconds."""

_COMMON = 4_500  # bytes


class BehindError(Exception):
    """The index lacks more than is to be gathered while an author waits."""


def is_far(listing: Listing, unknown: Collection[str], unfinished: int) -> bool:
    """Say whether so much is to be done for articles that are not selected; `unfinished`: gathered, not yet compared.

    The selected articles are to be read in any case, and whoever changes many waits for many.
    """
    others = (listing.stamps[path].size for path in unknown if path not in listing.selected)
    return unfinished + sum(max(1, size // _COMMON) for size in others) > AT_ONCE


def apart(listing: Listing) -> Listing:
    """Return a listing of which the selected articles alone are gathered, with no look at an index of the others."""
    stamps = {path: listing.stamps[path] for path in sorted(listing.selected)}
    return msgspec.structs.replace(listing, stamps=stamps, census=None)
