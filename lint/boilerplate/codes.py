"""Words as single characters: a text is a string of them, compared a character a word and stored in few bytes.

A frequent word is an ASCII character, any other one of the 20,902 ideographs from U+4E00 on, by its hash. The codec
GBK stores these in one and two bytes: 25 bytes for a sentence of 16.5 words, where 16 bits a word would take 33.
Two words share a code once in 20,902 pairs, which makes no two sentences alike that differ in more than a word.
"""

from __future__ import annotations

from zlib import crc32

FREQUENT = (
    "the of and to a in that is it for was on as with his he be by at from this are not but have had an they "
    "which or her one we all were you will has been their there its who would if more when so no she what them "
    "out up only my than into other some can could time two may such first any these then also made about over "
    "new most after before very do did where many between must him our your me now even under years through well "
    "during year being great how used because while same own those however each both since people world found "
    "later often long city state known called part three"
)
"""The most frequent words of English prose, about 46 % of it, in order; at most 127."""

RARE, _RARE_CODES = 0x4E00, 20_902
"""Where the codes of words that are not frequent begin, and how many there are."""

_ONE_BYTE = {word: chr(rank) for rank, word in enumerate(FREQUENT.split(), 1)}


def code(word: str) -> str:
    """Return a normalised word's character."""
    known = _ONE_BYTE.get(word)
    return known or chr(RARE + crc32(word.encode("utf-8", "surrogatepass")) % _RARE_CODES)


def packed(codes: str) -> bytes:
    """Return a string of codes in as few bytes as the codec needs."""
    return codes.encode("gbk")


def unpacked(row: bytes) -> str:
    """Return the string of codes."""
    return row.decode("gbk")
