"""ENVELOPE: what a header says of who, when and what, in one answer (RFC 3501 §7.4.2)."""

from __future__ import annotations

from collections.abc import Mapping

from heloworld.imap.message.addresses import Address, addresses
from heloworld.imap.message.fields import first_fields
from heloworld.imap.message.strings import NIL, nstring


def envelope(header: bytes) -> bytes:
    """The envelope of a message, from its header as it crosses."""
    values = first_fields(header)
    sender = _people(values, b"FROM")
    people = [
        sender,
        _people(values, b"SENDER") or sender,
        _people(values, b"REPLY-TO") or sender,
        *(_people(values, name) for name in (b"TO", b"CC", b"BCC")),
    ]
    words = [
        *(nstring(values.get(name)) for name in (b"DATE", b"SUBJECT")),
        *(each or NIL for each in people),
        *(nstring(values.get(name)) for name in (b"IN-REPLY-TO", b"MESSAGE-ID")),
    ]
    return b"(" + b" ".join(words) + b")"


def _people(values: Mapping[bytes, bytes], name: bytes) -> bytes:
    """The addresses of a field; empty where it holds none."""
    found = addresses(values[name]) if name in values else []
    return b"(" + b"".join(map(_person, found)) + b")" if found else b""


def _person(address: Address) -> bytes:
    parts = (address.name, address.route, address.mailbox, address.host)
    return b"(" + b" ".join(map(nstring, parts)) + b")"
