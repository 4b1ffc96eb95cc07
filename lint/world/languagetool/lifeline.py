"""A Java class that ends the engine when its keeper's pipe closes, however the keeper died.

Linux, macOS and Windows have no common means for this, and LanguageTool no switch. In Java it reads:

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
"""

from __future__ import annotations

from pathlib import Path

from lint.world.languagetool import classfile as java

MAIN_CLASS = "Lifeline"
_SERVER = "org/languagetool/server/HTTPServer"
_THREAD = "java/lang/Thread"


def class_file() -> bytes:
    """Return the class, compiled."""
    pool = java.Pool()
    construct = java.constructor(pool, _THREAD)
    main = (
        (pool.new(MAIN_CLASS) + java.DUP)
        + (java.ICONST_1 + java.VIRTUAL + pool.method(_THREAD, "setDaemon", "(Z)V"))
        + (java.VIRTUAL + pool.method(_THREAD, "start", "()V"))
        + (java.ALOAD_0 + java.INVOKESTATIC + pool.method(_SERVER, "main", "([Ljava/lang/String;)V") + java.RETURN)
    )
    sink = pool.method("java/io/OutputStream", "nullOutputStream", "()Ljava/io/OutputStream;")
    drain = pool.method("java/io/InputStream", "transferTo", "(Ljava/io/OutputStream;)J")
    run = (
        (java.GETSTATIC + pool.field("java/lang/System", "in", "Ljava/io/InputStream;") + java.INVOKESTATIC + sink)
        + (java.VIRTUAL + drain + java.POP2)
        + (java.ICONST_0 + java.INVOKESTATIC + pool.method("java/lang/System", "exit", "(I)V") + java.RETURN)
    )
    methods = (
        construct,
        java.method(pool, java.PUBLIC | java.STATIC, "main", "([Ljava/lang/String;)V", main),
        java.method(pool, java.PUBLIC, "run", "()V", run),
    )
    return java.class_file(pool, MAIN_CLASS, _THREAD, methods)


def write_jar(path: Path) -> None:
    """Write the class as a jar."""
    import zipfile

    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr(zipfile.ZipInfo(f"{MAIN_CLASS}.class"), class_file())
