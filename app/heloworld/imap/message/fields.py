"""The fields of a header as it crosses (RFC 5322 §2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_FIELD: Final = re.compile(rb"^([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*\n?)", re.MULTILINE)
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_AROUND: Final = b" \t\r\n"


def raw_fields(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names in upper case, and the whole fields as they stand, line ends and folds included."""
    return ((found[1].upper(), found[0]) for found in _FIELD.finditer(header))


def fields(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names in upper case, and values; in the place of a fold stands one space, as Dovecot has it."""
    return ((found[1].upper(), _FOLD.sub(b" ", found[2]).strip(_AROUND)) for found in _FIELD.finditer(header))


def values(header: bytes, name: bytes) -> Iterator[bytes]:
    """The values of all fields of a name, in upper case, as `fields` gives them; in half the time of all fields."""
    return (_FOLD.sub(b" ", found[2]).strip(_AROUND) for found in _FIELD.finditer(header) if found[1].upper() == name)


def last_fields(header: bytes) -> Mapping[bytes, bytes]:
    """The value of each field, unfolded; of several with one name the last, as Dovecot has it."""
    return dict(fields(header))


def chosen_fields(header: bytes, names: tuple[bytes, ...], *, others: bool) -> bytes:
    """Some fields of a header as they stand, and an empty line (RFC 3501 §6.4.5).

    Args:
        header: The header.
        names: Which fields, in any case.
        others: Whether all fields but these are meant.
    """
    wanted = {name.upper() for name in names}
    return b"".join(raw for name, raw in raw_fields(header) if (name in wanted) is not others) + b"\r\n"
