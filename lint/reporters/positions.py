"""Places in the units of programs that read files as git does: lines end with LF, columns are UTF-8 bytes."""

from __future__ import annotations

import re
from bisect import bisect_right

from lint.text import ByteMap, Position, Source

_LF = re.compile("\n")
_BOM_BYTES = 3


class BytePositions:
    """The lines and columns of one file's offsets, both from 1, columns in bytes of the file as it lies on disk."""

    def __init__(self, source: Source) -> None:
        self._starts = [0, *(match.end() for match in _LF.finditer(source.text))]
        self._map = ByteMap(source.text)
        self._before = _BOM_BYTES if source.bom else 0

    def position(self, offset: int) -> Position:
        """Return where an offset in code points stands."""
        line = bisect_right(self._starts, offset)
        column = self._map.byte(offset) - self._map.byte(self._starts[line - 1]) + 1
        return Position(line, column + self._before if line == 1 else column)
