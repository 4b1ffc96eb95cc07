"""Java classes written by hand: they are so small that neither a compiler nor a binary file is needed.

The format is that of chapter 4 of the Java Virtual Machine Specification; none of the code branches, so that it needs
no stack maps.
"""

from __future__ import annotations

from struct import pack

PUBLIC, STATIC = 1, 8
ICONST_0, ICONST_1, ALOAD_0, ALOAD_1, ALOAD_2 = b"\x03", b"\x04", b"\x2a", b"\x2b", b"\x2c"
POP2, DUP, ARETURN, RETURN = b"\x58", b"\x59", b"\xb0", b"\xb1"
GETSTATIC, VIRTUAL, SPECIAL, INVOKESTATIC, NEW = b"\xb2", b"\xb6", b"\xb7", b"\xb8", b"\xbb"
_SUPER = 0x20
_JAVA_11 = 55  # the class file version of a Java that all of what we call is in


class Pool:
    """The constants of a class file; equal ones share a number."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}

    def _number(self, constant: bytes) -> int:
        return self.numbers.setdefault(constant, len(self.numbers) + 1)

    def text(self, text: str) -> int:
        """Return the number of a text."""
        raw = text.encode()
        return self._number(pack(">BH", 1, len(raw)) + raw)

    def class_(self, name: str) -> int:
        """Return the number of a class."""
        return self._number(pack(">BH", 7, self.text(name)))

    def new(self, name: str) -> bytes:
        """Return the code that makes an object by a constructor without arguments, and leaves it on the stack."""
        return NEW + pack(">H", self.class_(name)) + DUP + SPECIAL + self.method(name, "<init>", "()V")

    def field(self, owner: str, name: str, kind: str) -> bytes:
        """Return a field as it stands in code."""
        return self._member(9, owner, name, kind)

    def method(self, owner: str, name: str, kind: str) -> bytes:
        """Return a method as it stands in code."""
        return self._member(10, owner, name, kind)

    def _member(self, tag: int, owner: str, name: str, kind: str) -> bytes:
        signature = self._number(pack(">BHH", 12, self.text(name), self.text(kind)))
        return pack(">H", self._number(pack(">BHH", tag, self.class_(owner), signature)))


def method(pool: Pool, flags: int, name: str, kind: str, code: bytes, variables: int = 1) -> bytes:
    """Return a method of a class file whose code needs at most three places on the stack."""
    body = pack(">HHI", 3, variables, len(code)) + code + pack(">HH", 0, 0)
    head = pack(">HHHH", flags, pool.text(name), pool.text(kind), 1)
    return head + pack(">HI", pool.text("Code"), len(body)) + body


def constructor(pool: Pool, parent: str) -> bytes:
    """Return the constructor that does nothing of its own."""
    return method(pool, PUBLIC, "<init>", "()V", ALOAD_0 + SPECIAL + pool.method(parent, "<init>", "()V") + RETURN)


def class_file(pool: Pool, name: str, parent: str, methods: tuple[bytes, ...]) -> bytes:
    """Return a public class."""
    this, above = pool.class_(name), pool.class_(parent)
    constants = pack(">H", len(pool.numbers) + 1) + b"".join(pool.numbers)
    head = pack(">IHH", 0xCAFEBABE, 0, _JAVA_11) + constants + pack(">HHH", PUBLIC | _SUPER, this, above)
    return head + pack(">HHH", 0, 0, len(methods)) + b"".join(methods) + pack(">H", 0)
