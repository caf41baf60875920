"""The header fields of a message as a reader wants to see them: decoded, the important ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from heloworld.mbox.reading.columns import one_line
from heloworld.mbox.reading.encoded_words import decode_words, fault

FIRST_FIELDS: Final = ("from", "to", "cc", "reply-to", "date", "subject")
"""What a reader wants to know first, in this order."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The fields of one message.

    Attributes:
        fields: Names and decoded values, those of `FIRST_FIELDS` first. A stranger's text.
        first: How many of them those are.
        notes: Sentences about those of them that are not written by the rules.
    """

    fields: tuple[tuple[str, str], ...]
    first: int
    notes: tuple[str, ...] = ()


def heading(fields: Iterable[tuple[bytes, bytes]]) -> Heading:
    """The heading that some fields make.

    Args:
        fields: Names and unfolded values, as `heloworld.mbox.reading.message.header_fields` gives them.
    """
    fields = tuple(fields)
    told = [(name.decode("utf-8", "surrogateescape"), one_line(decode_words(value))) for name, value in fields]
    first = sorted(
        (field for field in told if field[0].lower() in FIRST_FIELDS),
        key=lambda field: FIRST_FIELDS.index(field[0].lower()),
    )
    rest = (field for field in told if field[0].lower() not in FIRST_FIELDS)
    return Heading((*first, *rest), len(first), tuple(_notes(fields)))


def _notes(fields: Iterable[tuple[bytes, bytes]]) -> Iterator[str]:
    for name, value in fields:
        if name.decode("ascii").lower() in FIRST_FIELDS and (said := fault(value)):
            yield f"{name.decode('ascii')} has {said}"
