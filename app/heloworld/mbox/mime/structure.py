"""What a message is made of, part by part, with where each lies: for those who give out parts as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.mbox.mime.entity import Entity, entity
from heloworld.mbox.mime.multipart import Span, divided

MOST_PARTS: Final = 1_000
"""Parts of one message that are told apart; what comes after is text of the last one."""

DEEPEST: Final = 50
"""How many parts may lie within each other; what lies deeper is text."""

_MOST_FIELDS: Final = 500
_PLAIN: Final = "text/plain"
_MESSAGE: Final = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Structure:
    """A message, or a part of one. Nothing is decoded: every offset is one of the message as it was given.

    Attributes:
        start: Where its header begins.
        body: Where its body begins, behind the empty line.
        stop: Where it ends; a line end before a delimiter is no part of it.
        header: Its header with the empty line.
        lines: How many line ends its body has.
        kind: Its media type in lower case; ``text/plain`` where it names none that can be read.
        parts: The parts of a multipart.
        inner: The message that a message/rfc822 holds.
    """

    start: int
    body: int
    stop: int
    header: bytes
    lines: int
    kind: str
    parts: tuple[Structure, ...] = ()
    inner: Structure | None = None


def structure(message: bytes) -> Structure:
    """Take a message apart."""
    return _Divider(message).part(Span(0, len(message)), _PLAIN, 0)


class _Divider:
    """Takes one message apart, and counts its parts."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._room = MOST_PARTS

    def part(self, span: Span, default: str, depth: int) -> Structure:
        """A part that lies somewhere, of a type where it names none."""
        here = entity(self._message, span, default, _MOST_FIELDS)
        body, stop = here.body
        lines = self._message.count(b"\n", body, stop)
        parts, inner = self._parts(here, depth), None
        if here.kind == _MESSAGE and depth < DEEPEST:
            inner = self.part(here.body, _PLAIN, depth + 1)
        header = self._message[span.start : body]
        return Structure(span.start, body, stop, header, lines, here.kind, parts, inner)

    def _parts(self, here: Entity, depth: int) -> tuple[Structure, ...]:
        if not here.kind.startswith("multipart/") or not here.boundary or depth >= DEEPEST:
            return ()
        default = _MESSAGE if here.kind == "multipart/digest" else _PLAIN
        found: list[Structure] = []
        for span in divided(self._message, here.body, here.boundary):
            if self._room <= 0:
                break
            self._room -= 1
            found.append(self.part(span, default, depth + 1))
        return tuple(found)
