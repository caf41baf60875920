"""Copying what a pipe or a compressed file holds into a plain file, which goes when it is not needed any more."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedIOBase, BufferedReader, FileIO
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError, UsageError
from heloworld.mbox.reading.source import BZIP2, GZIP, XZ, ZIP, ZSTD, is_stdin, named

_PACKED: Final[Mapping[bytes, Callable[[BufferedReader], BufferedIOBase]]] = {
    GZIP: lambda file: gzip.GzipFile(fileobj=file),
    BZIP2: bz2.BZ2File,
    XZ: lzma.LZMAFile,
}
"""What reads each kind of compressed file."""

_PIECE: Final = 256 * 1024
"""Bytes that are unpacked at a time."""

_OTHERS: Final[Mapping[bytes, tuple[str, str]]] = {
    ZIP: ("a ZIP archive", "unzip"),
    ZSTD: ("compressed with zstd", "unzstd"),
}
"""Those that nothing here reads: what they are, and what does."""


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy of what a file or a pipe holds, unpacked, under the same name in a folder that is removed in the end.

    Of a compressed file that is cut or damaged there is as much as can be had of it; that is said in the end.

    Raises:
        UsageError: The standard input is a terminal.
        MailboxError: It cannot be read or unpacked, or there is no room for the copy; or it is cut or damaged.
    """
    with tempfile.TemporaryDirectory(prefix="helo-") as folder:
        copy = Path(folder) / ("standard input" if is_stdin(path) else path.name)
        try:
            with copy.open("xb") as target, _opened(path) as source:
                fault = _copy(_unpacked(source, path), target)
        except OSError as error:
            raise MailboxError(
                f"{named(path)} could not be copied to {folder}: {error.strerror or error}.",
                "Make room there, or have TMPDIR name another folder.",
            ) from error
        size = copy.stat().st_size
        if fault and not size:
            raise MailboxError(f"{named(path)} is compressed, and {fault}.", "Fetch it once more.")
        try:
            yield copy
        except MailboxError:
            if not fault:  # else that says more
                raise
    if fault:
        raise MailboxError(
            f"{named(path)} is compressed, and {fault}: {size:,} bytes could be unpacked.",
            "The last message may be incomplete; fetch the file once more.",
        )


def _copy(source: BufferedIOBase, target: BufferedIOBase) -> str:
    """Copy as much as can be unpacked; returns what keeps it from being all: ``cut off``, ``damaged``, or nothing.

    Raises:
        OSError: The operating system refuses to read or to write.
    """
    try:
        while piece := _unpacked_piece(source):
            target.write(piece)
    except EOFError:
        return "cut off"
    except ValueError:
        return "damaged"
    return ""


def _unpacked_piece(source: BufferedIOBase) -> bytes:
    """The next piece.

    Raises:
        EOFError: The file ends too early.
        ValueError: What comes next cannot be unpacked.
        OSError: The operating system refuses to read.
    """
    try:
        return source.read1(_PIECE)
    except (zlib.error, lzma.LZMAError) as error:
        raise ValueError from error
    except OSError as error:
        if error.errno is None:  # not the operating system's: gzip and bz2 say so that the data are wrong
            raise ValueError from error
        raise


def _opened(path: Path) -> BufferedReader:
    if not is_stdin(path):
        return path.open("rb")
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("The standard input is the keyboard.", "Send a mailbox there: cat FILE | helo mbox -")
    return BufferedReader(FileIO(os.dup(0)))


def _unpacked(source: BufferedReader, path: Path) -> BufferedIOBase:
    """What a file holds."""
    magic = source.peek(len(XZ))
    for start, (what, unpacks) in _OTHERS.items():
        if magic.startswith(start):
            raise MailboxError(f"{named(path)} is {what}.", f"Unpack it first, with {unpacks}.")
    return next((unpack(source) for start, unpack in _PACKED.items() if magic.startswith(start)), source)
