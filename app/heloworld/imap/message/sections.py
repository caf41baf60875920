"""Sections: which octets of a message BODY[...] means (RFC 3501 §6.4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from heloworld.imap.grammar.fetch_items import Section
from heloworld.imap.mailbox import Structure
from heloworld.imap.message.fields import chosen_fields


def part_at(message: Structure, path: tuple[int, ...]) -> Structure | None:
    """The part at a path; None where there is none. What has no parts has one, itself, and that has none."""
    here: Structure = message
    is_own_part = False
    for level, number in enumerate(path):
        if level and here.inner is not None:
            here, is_own_part = here.inner, False
        if here.kind.startswith("multipart/"):
            if number > len(here.parts):
                return None
            here, is_own_part = here.parts[number - 1], False
        elif number != 1 or is_own_part:
            return None
        else:
            is_own_part = True
    return here


def extent(message: Structure, section: Section) -> tuple[int, int] | None:
    """From which octet up to which a section goes; None where the message has no such part.

    Args:
        message: What the message is made of.
        section: A section without header fields: those are no stretch of the text.
    """
    part = part_at(message, section.path)
    if part is None:
        return None
    if not section.word:
        return (part.body if section.path else part.start), part.stop
    if section.word == "MIME":
        return part.start, part.body
    whose = part.inner if section.path else part
    if whose is None:
        return None
    return (whose.body, whose.stop) if section.word == "TEXT" else (whose.start, whose.body)


def header_of(message: Structure, section: Section) -> bytes | None:
    """The header that HEADER.FIELDS looks at; None where the message has no such part."""
    part = part_at(message, section.path)
    whose = part.inner if part is not None and section.path else part
    return None if whose is None else whose.header


def some_fields(header: bytes, section: Section) -> bytes:
    """The fields of a header that a section asks for."""
    return chosen_fields(header, section.fields, others=section.word == "HEADER.FIELDS.NOT")


def narrowed(start: int, stop: int, partial: tuple[int, int] | None) -> tuple[int, int]:
    """A stretch of octets, or the part of it that is asked for."""
    if partial is None:
        return start, stop
    begin = min(start + partial[0], stop)
    return begin, min(begin + partial[1], stop)


def cut(chunks: Iterable[bytes], start: int, stop: int) -> Iterator[bytes]:
    """Some octets of a text that comes in chunks; no more chunks are taken than needed."""
    at = 0
    if start >= stop:
        return
    for chunk in chunks:
        piece = chunk[max(start - at, 0) : stop - at]
        at += len(chunk)
        if piece:
            yield piece
        if at >= stop:
            return
