"""Where a program listens, as Linux says it: to tell somebody who waits in the wrong place."""

from __future__ import annotations

import contextlib
import ipaddress
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_LISTEN: Final = "0A"
_PROC: Final = Path("/proc")


def listening(pids: Iterator[int]) -> list[tuple[str, int]]:
    """Addresses and ports on which processes listen for TCP; empty where the system does not tell."""
    sockets = {inode for pid in pids for inode in _sockets(pid)}
    found = [end for table in ("tcp", "tcp6") for inode, end in _ends(_PROC / "net" / table) if inode in sockets]
    return sorted(set(found))


def _sockets(pid: int) -> Iterator[str]:
    """The numbers of a process's sockets."""
    with contextlib.suppress(OSError):
        for entry in (_PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                target = str(entry.readlink())
                if target.startswith("socket:["):
                    yield target[len("socket:[") : -1]


def _ends(table: Path) -> Iterator[tuple[str, tuple[str, int]]]:
    """Number and address of every socket that listens."""
    with contextlib.suppress(OSError):
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTEN:
                host, _, port = fields[1].partition(":")
                yield fields[9], (_address(host), int(port, 16))


def _address(text: str) -> str:
    """An address as /proc writes it, in words of 32 bits in the machine's order."""
    words = struct.unpack(f"={len(text) // 8}I", bytes.fromhex(text))
    packed = b"".join(struct.pack(">I", word) for word in words)
    return str(ipaddress.ip_address(packed))
