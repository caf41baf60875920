"""Handing a file to the browser that the user sits at, where they do not sit at this machine."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from textual.screen import Screen

HandOut: TypeAlias = Callable[[str, Iterable[bytes]], int | None]
"""Hands out a file with a name and some bytes; returns how many, None where a file has to be written instead."""


def hand_out(screen: Screen[Any], name: str, pieces: Iterable[bytes]) -> int | None:
    """As `HandOut`; in any thread.

    Args:
        screen: Where it was asked for.
        name: What the file is called; folders before the name are left out.
        pieces: What it holds; read only where it is handed out.
    """
    app = screen.app
    if not app.is_web:
        return None
    data = b"".join(pieces)
    app.deliver_binary(io.BytesIO(data), save_filename=name.rpartition("/")[2], mime_type="application/octet-stream")
    return len(data)
