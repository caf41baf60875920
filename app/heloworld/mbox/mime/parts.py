"""The parts of a message as a tree, each with what can be read of it (RFC 2046 §5)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from heloworld.mbox.mime import part_notes
from heloworld.mbox.mime.entity import Entity, entity
from heloworld.mbox.mime.flowed import unflowed
from heloworld.mbox.mime.heading import Heading, heading
from heloworld.mbox.mime.multipart import Span, about, divided
from heloworld.mbox.reading.charsets import charset_named, text_in
from heloworld.mbox.reading.message import header_fields

MOST_PARTS: Final = 500
"""Parts that are listed."""

DEEPEST: Final = 60
"""How many parts may lie within each other; what lies deeper is shown as text."""

LONGEST_TEXT: Final = 1024 * 1024
"""Characters of a part that are shown."""

_MOST_FIELDS: Final = 500
_HOLDS_A_MESSAGE: Final = frozenset({"message/rfc822", "message/global", "message/partial", "message/news"})
"""Every other message/* is fields or text: delivery-status, feedback-report, external-body and the like."""

_PLAIN: Final = "text/plain"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, the message itself among them. What it holds of text is a stranger's.

    Attributes:
        lead: What is drawn before it to show whose part it is.
        parent: The number of the part that it lies in; None for the message itself.
        entity: Where it lies, and what its own header says.
        size: Its bytes once decoded; of a part that has parts, none.
        text: What can be read of it; None where that is no text, or stands in its parts.
        inner: The heading of the message that it holds; None where it holds none.
        notes: Sentences about it, where it is not what it says.
        is_cut: Whether its text goes on behind what is in `text`.
    """

    lead: str
    parent: int | None
    entity: Entity
    size: int = 0
    text: str | None = None
    inner: Heading | None = None
    notes: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def kind(self) -> str:
        """Its media type, such as ``text/plain``."""
        return self.entity.kind

    @property
    def name(self) -> str:
        """The file name that it asks for; empty where there is none."""
        return self.entity.name

    @property
    def is_attached(self) -> bool:
        """Whether it is meant to be kept as a file rather than read."""
        return self.entity.is_attached

    @property
    def has_parts(self) -> bool:
        """Whether it is read part by part."""
        return self.text is None and (self.inner is not None or self.kind.startswith("multipart/"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree a part stands.

    Attributes:
        lead: What is drawn before it.
        below: What is drawn before the leads of its own parts.
        parent: The number of the part that it lies in.
        depth: In how many parts it lies.
    """

    lead: str = ""
    below: str = ""
    parent: int | None = None
    depth: int = 0

    def under(self, parent: int, *, is_last: bool) -> _Place:
        """The place of a part of the one that stands here."""
        branch, trunk = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        return _Place(self.below + branch, self.below + trunk, parent, self.depth + 1)


class _Division(NamedTuple):
    """What a multipart is divided into.

    Attributes:
        source: The bytes that the parts are in.
        spans: Where they are.
        more: How many more there are.
    """

    source: bytes
    spans: list[Span]
    more: int


class PartTree:
    """The parts of one message, in the order in which they stand in it, each behind the one that it belongs to.

    Args:
        message: The message itself.

    Attributes:
        parts: The parts.
        unlisted: How many more were found and are not among them.
    """

    def __init__(self, message: Entity) -> None:
        self.parts: list[Part] = []
        self.unlisted = 0
        self._add(message, _Place())

    def _add(self, here: Entity, place: _Place) -> None:
        """Add a part and the parts in it."""
        number = len(self.parts)
        inner = _inner_message(here) if here.kind in _HOLDS_A_MESSAGE and place.depth < DEEPEST else None
        if inner is not None:
            self.parts.append(Part(place.lead, place.parent, here, inner=heading(inner.fields)))
            self._add(inner, place.under(number, is_last=True))
        elif here.kind.startswith("multipart/") and place.depth < DEEPEST and (found := _divided(here)):
            self.parts.append(Part(place.lead, place.parent, here))
            self.unlisted += found.more
            default = "message/rfc822" if here.kind == "multipart/digest" else _PLAIN
            for at, span in enumerate(found.spans, 1):
                is_last = at == len(found.spans)
                if len(self.parts) >= MOST_PARTS:
                    self.unlisted += len(found.spans) - at + 1
                    break
                self._add(entity(found.source, span, default, _MOST_FIELDS), place.under(number, is_last=is_last))
        else:
            self.parts.append(_leaf(here, place))


def _inner_message(here: Entity) -> Entity:
    """The message in a part. It may not be encoded (RFC 2046 §5.2.1), but some programs do it."""
    start, stop = here.body
    if not header_fields(here.source[start : min(stop, start + 10_000)], 1):
        raw = here.decoded_body()
        if header_fields(raw[:10_000], 1):
            return entity(raw, Span(0, len(raw)), _PLAIN, _MOST_FIELDS)
    return entity(here.source, here.body, _PLAIN, _MOST_FIELDS)


def _divided(here: Entity) -> _Division | None:
    """What a multipart is divided into; None where it cannot be. It may not be encoded, but some do it."""
    if not here.boundary:
        return None
    found = _division(here.source, here.body, here.boundary)
    if not found.spans:  # RFC 2045 §6.4 forbids it
        raw = here.decoded_body()
        found = _division(raw, Span(0, len(raw)), here.boundary)
    return found if found.spans else None


def _division(source: bytes, body: Span, boundary: bytes) -> _Division:
    spans = list(islice(divided(source, body, boundary), MOST_PARTS))
    more = about(source, Span(spans[-1].stop, body.stop), boundary) if len(spans) == MOST_PARTS else 0
    return _Division(source, spans, more)


def _leaf(here: Entity, place: _Place) -> Part:
    data = here.decoded_body()
    if not here.kind.startswith(("text/", "message/", "multipart/")):
        return Part(place.lead, place.parent, here, len(data))
    label = here.content.first_word("charset") if here.kind.startswith("text/") else ""
    text = text_in(charset_named(label) or "utf-8", data, LONGEST_TEXT + 1)
    notes = part_notes.notes(here, is_deep=place.depth >= DEEPEST)
    is_cut, text = len(text) > LONGEST_TEXT, text[:LONGEST_TEXT]
    if here.kind == _PLAIN and here.content.first_word("format").lower() == "flowed":
        notes += part_notes.flowed(text)
        text = unflowed(text, deletes_space=here.content.first_word("delsp").lower() == "yes")
    return Part(place.lead, place.parent, here, len(data), text, None, notes, is_cut)
