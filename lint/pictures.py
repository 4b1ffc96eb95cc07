"""What a file is by its bytes: the format and size of a picture, and whether it is whole."""

from __future__ import annotations

import re
import struct

import msgspec

HEAD = 65_536
"""How many first bytes `look` wants to see."""

TAIL = 64
"""How many last bytes `look` wants to see."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\xff\x0a", "jxl"),
    (b"\0\0\0\x0cJXL ", "jxl"),
    (b"\0\0\0\x0cjP  ", "jp2"),
    (b"\0\0\1\0", "ico"),
    (b"\0\0\2\0", "ico"),
)
_BRANDS = {
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
}
_BMP_HEADERS = frozenset((12, 40, 52, 56, 64, 108, 124))
# What may stand before the root element; possessive, so that no hostile prologue costs more than one pass.
_SVG = re.compile(
    r"\ufeff?(?:\s++|<\?[^>]*+>|<!--(?>.*?-->)|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)*+<(?:[\w.-]++:)?svg[\s/>]",
    re.DOTALL | re.IGNORECASE,
)
_LFS = b"version https://git-lfs.github.com/spec/"


class Picture(msgspec.Struct, frozen=True):
    """What the bytes say. Sizes in pixels, 0 where they are not known.

    `problem`: "", "empty", "not-an-image", "truncated", or "doubtful" where only decoding it would tell.
    """

    format: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""


def look(head: bytes, tail: bytes | None = None, size: int | None = None) -> Picture:
    """Return what a picture's first bytes say, and its last ones where they are known.

    `tail` is None where the end was not seen; `size` is that of the whole file in bytes, None if not known.
    """
    if not head:
        return Picture(problem="empty")
    kind = format_of(head)
    if not kind:
        return Picture(problem="not-an-image")
    width, height = _dimensions(kind, head)
    return Picture(kind, width, height, _ending(kind, head, tail, size))


def format_of(head: bytes) -> str:
    """Return the format of a picture by its first bytes, such as "png"; "" if it is none."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "")
    if head[:2] == b"BM" and len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS:
        return "bmp"
    if head[:3] == b"\x1f\x8b\x08":
        head = inflated(head)
    return "svg" if _SVG.match(_as_text(head)) else ""


def is_pointer(head: bytes) -> bool:
    """Return whether a file only stands for one that Git LFS has not fetched."""
    return head.startswith(_LFS)


def inflated(data: bytes, limit: int = HEAD) -> bytes:
    """Return at most `limit` first bytes of what gzip or deflate packed; b"" if it is damaged."""
    import zlib

    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, limit)
    except zlib.error:
        return b""


def damaged(data: bytes, max_pixels: int) -> bool:
    """Return whether a picture cannot be decoded to its end. Above `max_pixels` it is not tried: False."""
    import io
    import warnings

    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata, which harms no reader
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > max_pixels:
                    return False
                image.load()
    except UnidentifiedImageError:
        return False  # a format that Pillow does not know says nothing about the file
    except Exception:  # whatever Pillow's many decoders raise on a damaged file
        return True
    return False


def _as_text(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def _dimensions(kind: str, head: bytes) -> tuple[int, int]:
    if kind == "png" and len(head) >= 24:
        width, height = struct.unpack_from(">II", head, 16)
        return width, height
    if kind == "gif" and len(head) >= 10:
        width, height = struct.unpack_from("<HH", head, 6)
        return width, height
    return _jpeg_dimensions(head) if kind == "jpeg" else (0, 0)


def _jpeg_dimensions(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in (0x01, 0xFF) or 0xD0 <= marker <= 0xD8:  # fill bytes and markers without a length
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        at += 2 + max(2, struct.unpack_from(">H", head, at + 2)[0])
    return 0, 0


def _ending(kind: str, head: bytes, tail: bytes | None, size: int | None) -> str:
    if len(head) < {"png": 33, "gif": 13}.get(kind, 0):
        return "truncated"  # shorter than its own header
    if kind == "webp" and size is not None and len(head) >= 8:
        return "truncated" if struct.unpack_from("<I", head, 4)[0] + 8 > size else ""
    if kind in ("avif", "heic", "jp2"):
        return "truncated" if size is not None and _boxes_end(head) > size else ""
    if tail is None or kind in ("svg", "jxl"):
        return ""
    proper = {"png": b"IEND", "jpeg": b"\xff\xd9", "gif": b";"}.get(kind)
    return "" if proper and proper in tail else "doubtful"


def _boxes_end(head: bytes) -> int:
    """Return where the last of the boxes ends whose headers are in sight (ISO 14496-12, 4.2)."""
    at = 0
    while at + 16 <= len(head):
        size: int = struct.unpack_from(">I", head, at)[0]
        if size == 1:
            size = struct.unpack_from(">Q", head, at + 8)[0]
        if size < 8:  # 0: to the end of the file
            break
        at += size
    return at
