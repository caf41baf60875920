"""BODY and BODYSTRUCTURE: which parts a message has (RFC 3501 §7.4.2, RFC 2045)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import dropwhile, takewhile
from typing import Final, TypeAlias

from heloworld.imap.mailbox import Structure
from heloworld.imap.message.envelope import envelope
from heloworld.imap.message.fields import last_fields
from heloworld.imap.message.strings import NIL, nstring, string
from heloworld.imap.message.tokens import Sort, Token, mime_tokens

Parameters: TypeAlias = tuple[tuple[bytes, bytes], ...]

_PIECE: Final = re.compile(rb"([^*]+)\*[0-9]{1,3}(\*?)")

_EMPTY: Final = b'("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0'
"""What is told of a multipart without a part, which cannot be (RFC 2046 §5.1.1)."""


def body_structure(part: Structure, *, extended: bool) -> bytes:
    """The structure of a message or a part.

    Args:
        part: Where it lies, and what it is made of.
        extended: Whether what BODY leaves out is told, too.
    """
    values = last_fields(part.header)
    if part.kind.startswith("multipart/"):
        return _multipart(part, values, extended=extended)
    main, _, sub = part.kind.encode("latin-1", "replace").partition(b"/")
    told = parameters(values.get(b"CONTENT-TYPE", b""))[1] if part.kind == _said_kind(values) else ()
    if main == b"text" and not any(name.lower() == b"charset" for name, _ in told):
        told += ((b"charset", b"us-ascii"),)
    words = [
        *map(string, _as_written(main, sub, values)),
        _written(told),
        nstring(values.get(b"CONTENT-ID") or None),
        nstring(values.get(b"CONTENT-DESCRIPTION") or None),
        string(_encoding(values)),
        b"%d" % (part.stop - part.body),
    ]
    if part.inner is not None:
        inner = body_structure(part.inner, extended=extended)
        words += [envelope(part.inner.header), inner, b"%d" % part.lines]
    elif main == b"text":
        words.append(b"%d" % part.lines)
    if extended:
        words += [nstring(values.get(b"CONTENT-MD5") or None), *_extension(values)]
    return b"(" + b" ".join(words) + b")"


def _multipart(part: Structure, values: Mapping[bytes, bytes], *, extended: bool) -> bytes:
    parts = b"".join(body_structure(each, extended=extended) for each in part.parts)
    parts = parts or _EMPTY + (b" NIL NIL NIL NIL)" if extended else b")")
    words = [parts, string(part.kind.encode("latin-1", "replace").partition(b"/")[2])]
    if extended:
        words += [_written(parameters(values.get(b"CONTENT-TYPE", b""))[1]), *_extension(values)]
    return b"(" + b" ".join(words) + b")"


def _extension(values: Mapping[bytes, bytes]) -> list[bytes]:
    return [_disposition(values), _languages(values), nstring(values.get(b"CONTENT-LOCATION") or None)]


def _said_kind(values: Mapping[bytes, bytes]) -> str:
    return parameters(values.get(b"CONTENT-TYPE", b""))[0].lower().decode("latin-1")


def _as_written(main: bytes, sub: bytes, values: Mapping[bytes, bytes]) -> tuple[bytes, bytes]:
    """A media type with the capitals that its field has."""
    written, _, below = parameters(values.get(b"CONTENT-TYPE", b""))[0].partition(b"/")
    return (written, below) if (written.lower(), below.lower()) == (main, sub) else (main, sub)


def _encoding(values: Mapping[bytes, bytes]) -> bytes:
    words = mime_tokens(values.get(b"CONTENT-TRANSFER-ENCODING", b""))
    return next((word.text for word in words if word.sort in {Sort.ATOM, Sort.QUOTED}), b"7bit")


def _disposition(values: Mapping[bytes, bytes]) -> bytes:
    word, told = parameters(values.get(b"CONTENT-DISPOSITION", b""))
    return b"(" + string(word) + b" " + _written(told) + b")" if word else NIL


def _languages(values: Mapping[bytes, bytes]) -> bytes:
    words = [word.strip() for word in values.get(b"CONTENT-LANGUAGE", b"").split(b",") if word.strip()]
    return b"(" + b" ".join(map(string, words)) + b")" if words else NIL


def _written(told: Parameters) -> bytes:
    return b"(" + b" ".join(string(each) for pair in told for each in pair) + b")" if told else NIL


def parameters(value: bytes) -> tuple[bytes, Parameters]:
    """The first word of a field, such as ``text/plain``, and its parameters (RFC 2045 §5.1, RFC 2231 §3)."""
    groups: list[list[Token]] = [[]]
    for token in mime_tokens(value):
        if token.is_special(b";"):
            groups.append([])
        elif token.sort is not Sort.COMMENT:
            groups[-1].append(token)
    pairs = (_pair(group) for group in groups[1:])
    return _joined(groups[0]), _continued([pair for pair in pairs if pair is not None])


def _joined(group: Iterable[Token]) -> bytes:
    return b"".join(token.text for token in group if token.sort is not Sort.SPACE)


def _pair(group: list[Token]) -> tuple[bytes, bytes] | None:
    """A parameter; of a value in several words the first, as Dovecot has it."""
    at = next((number for number, token in enumerate(group) if token.is_special(b"=")), 0)
    name = _joined(group[:at])
    value = dropwhile(lambda token: token.sort is Sort.SPACE, group[at + 1 :])
    return (name, _joined(takewhile(lambda token: token.sort is not Sort.SPACE, value))) if name else None


def _continued(pairs: Sequence[tuple[bytes, bytes]]) -> Parameters:
    """Parameters; one that is written in pieces is whole again."""
    whole: dict[bytes, bytes] = {}
    for name, value in pairs:
        piece = _PIECE.fullmatch(name)
        if piece is None:
            whole[name] = value
            continue
        known = next((each for each in (piece[1], piece[1] + b"*") if each in whole), piece[1] + piece[2])
        whole[known] = whole.get(known, b"") + value
    return tuple(whole.items())
