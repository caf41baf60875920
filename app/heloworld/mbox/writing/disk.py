"""Bytes to a file descriptor, all of them, and safely on the disk."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final

BLOCK: Final = 256 * 1024
"""Bytes that are written over at a time."""

_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)
_data_sync = getattr(os, "fdatasync", os.fsync)


def write_all(fd: int, data: bytes) -> None:
    """Write every byte, or raise.

    Raises:
        OSError: The disk is full, a limit is reached, …; part of the data may have been written.
    """
    written = os.write(fd, data)
    while written < len(data):
        written += os.write(fd, memoryview(data)[written:])


def sync(fd: int) -> None:
    """Have the file's bytes and its length on the disk itself before returning (macOS needs to be asked twice)."""
    if _FULL_SYNC is not None:
        fcntl.fcntl(fd, _FULL_SYNC)
    else:
        _data_sync(fd)


def sync_folder(folder: Path) -> None:
    """Have a folder's entries on the disk: the name of a file that was just made."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_over(fd: int, data: bytes, offset: int) -> None:
    """Write every byte from an offset of the file on, in order, or raise.

    Args:
        fd: A descriptor that does not append: with `O_APPEND`, Linux passes over the offset (pwrite(2), "Bugs").
        data: The bytes.
        offset: Where they go.

    Raises:
        OSError: The disk is full, …; the first part of the data may have been written.
    """
    written = 0
    while written < len(data):
        written += os.pwrite(fd, data[written : written + BLOCK], offset + written)
