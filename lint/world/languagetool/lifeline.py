"""A Java class that ends the engine when its keeper's pipe closes, however the keeper died.

Linux, macOS and Windows have no common means for this, and LanguageTool no switch. The class is small enough
to be written here by hand, so that neither a compiler nor a binary file is needed. In Java it reads:

    public class Lifeline extends Thread {
        public static void main(String[] arguments) {
            Lifeline lifeline = new Lifeline();
            lifeline.setDaemon(true);
            lifeline.start();
            org.languagetool.server.HTTPServer.main(arguments);
        }
        public void run() {
            System.in.transferTo(OutputStream.nullOutputStream());
            System.exit(0);
        }
    }

The format is that of chapter 4 of the Java Virtual Machine Specification; none of the code branches, so
that it needs no stack maps.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from struct import pack

MAIN_CLASS = "Lifeline"
_SERVER = "org/languagetool/server/HTTPServer"
_JAVA_11 = 55  # the class file version of the oldest Java that has transferTo and nullOutputStream
_PUBLIC, _STATIC, _SUPER = 1, 8, 0x20
_ICONST_0, _ICONST_1, _ALOAD_0, _POP2, _DUP, _RETURN = b"\x03", b"\x04", b"\x2a", b"\x58", b"\x59", b"\xb1"
_GETSTATIC, _VIRTUAL, _SPECIAL, _INVOKESTATIC, _NEW = b"\xb2", b"\xb6", b"\xb7", b"\xb8", b"\xbb"


class _Pool:
    """The constants of a class file; equal ones share a number."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}

    def _number(self, constant: bytes) -> int:
        return self.numbers.setdefault(constant, len(self.numbers) + 1)

    def text(self, text: str) -> int:
        raw = text.encode()
        return self._number(pack(">BH", 1, len(raw)) + raw)

    def class_(self, name: str) -> int:
        return self._number(pack(">BH", 7, self.text(name)))

    def field(self, owner: str, name: str, kind: str) -> bytes:
        return self._member(9, owner, name, kind)

    def method(self, owner: str, name: str, kind: str) -> bytes:
        return self._member(10, owner, name, kind)

    def _member(self, tag: int, owner: str, name: str, kind: str) -> bytes:
        signature = self._number(pack(">BHH", 12, self.text(name), self.text(kind)))
        return pack(">H", self._number(pack(">BHH", tag, self.class_(owner), signature)))


def class_file() -> bytes:
    """Return the class, compiled."""
    pool = _Pool()
    construct = _ALOAD_0 + _SPECIAL + pool.method("java/lang/Thread", "<init>", "()V") + _RETURN
    main = (
        (_NEW + pack(">H", pool.class_(MAIN_CLASS)) + _DUP)
        + (_SPECIAL + pool.method(MAIN_CLASS, "<init>", "()V") + _DUP)
        + (_ICONST_1 + _VIRTUAL + pool.method("java/lang/Thread", "setDaemon", "(Z)V"))
        + (_VIRTUAL + pool.method("java/lang/Thread", "start", "()V"))
        + (_ALOAD_0 + _INVOKESTATIC + pool.method(_SERVER, "main", "([Ljava/lang/String;)V") + _RETURN)
    )
    sink = pool.method("java/io/OutputStream", "nullOutputStream", "()Ljava/io/OutputStream;")
    run = (
        (_GETSTATIC + pool.field("java/lang/System", "in", "Ljava/io/InputStream;") + _INVOKESTATIC + sink)
        + (_VIRTUAL + pool.method("java/io/InputStream", "transferTo", "(Ljava/io/OutputStream;)J") + _POP2)
        + (_ICONST_0 + _INVOKESTATIC + pool.method("java/lang/System", "exit", "(I)V") + _RETURN)
    )
    methods = (
        _method(pool, _PUBLIC, "<init>", "()V", construct)
        + _method(pool, _PUBLIC | _STATIC, "main", "([Ljava/lang/String;)V", main)
        + _method(pool, _PUBLIC, "run", "()V", run)
    )
    this, parent = pool.class_(MAIN_CLASS), pool.class_("java/lang/Thread")
    constants = pack(">H", len(pool.numbers) + 1) + b"".join(pool.numbers)
    head = pack(">IHH", 0xCAFEBABE, 0, _JAVA_11) + constants + pack(">HHH", _PUBLIC | _SUPER, this, parent)
    return head + pack(">HHH", 0, 0, 3) + methods + pack(">H", 0)


def _method(pool: _Pool, flags: int, name: str, kind: str, code: bytes) -> bytes:
    """Return a method of a class file whose code needs at most three places on the stack and one variable."""
    body = pack(">HHI", 3, 1, len(code)) + code + pack(">HH", 0, 0)
    head = pack(">HHHH", flags, pool.text(name), pool.text(kind), 1)
    return head + pack(">HI", pool.text("Code"), len(body)) + body


def write_jar(path: Path) -> None:
    """Write the class as a jar."""
    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr(zipfile.ZipInfo(f"{MAIN_CLASS}.class"), class_file())
