"""Recorded sessions with Dovecot: lines of both sides, on one connection or several, and what happened beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heloworld.wire.events import Side

RECORDED = Path(__file__).parent / "recorded"

NAMES = ("commands", "literals-folders-auth", "idle-expunge-rewrite", "missteps")

_LINE = re.compile(r"(?:(?P<name>[a-z]): )?(?P<side>[CS]): (?P<text>.*)")
_CONNECTION = re.compile(r"# connection ([a-z]) to port 143")
_SIDES: dict[str, Side] = {"C": "client", "S": "server"}


@dataclass(frozen=True)
class Crossed:
    """A line that crossed on a connection."""

    conn: str
    side: Side
    data: bytes


@dataclass(frozen=True)
class Begun:
    """A connection."""

    conn: str


@dataclass(frozen=True)
class Remark:
    """Anything else that is noted: a handshake, what somebody else did to the file."""

    conn: str
    text: str


def recorded(name: str) -> Iterator[Crossed | Begun | Remark]:
    """One recording, in order. A recording has bytes as latin-1 text, tabs as ``\\t``."""
    current = "a"
    for text in (RECORDED / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if begun := _CONNECTION.match(text):
            current = begun[1]
            yield Begun(current)
        elif line := _LINE.fullmatch(text):
            data = line["text"].replace("\\t", "\t").encode("latin-1") + b"\r\n"
            yield Crossed(line["name"] or current, _SIDES[line["side"]], data)
        else:
            yield Remark(current, text.removeprefix("# "))
