"""Where a mailbox comes from: a file, perhaps compressed, or the standard input; and what a sentence calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

STDIN: Final = Path("-")
"""What stands for the standard input on a command line."""

GZIP, BZIP2, XZ, ZIP, ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"
"""How compressed files start."""


def is_stdin(path: Path) -> bool:
    """Whether a path stands for the standard input, which the keyboard cannot be then."""
    return path == STDIN or str(path) in {"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}


def named(path: Path) -> str:
    """What a sentence calls it."""
    return "the standard input" if is_stdin(path) else str(path)
