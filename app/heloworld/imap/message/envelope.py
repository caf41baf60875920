"""ENVELOPE: what a header says of who, when and what, in one answer (RFC 3501 §7.4.2)."""

from __future__ import annotations

from collections.abc import Mapping

from heloworld.imap.message.addresses import MOST, Address, addresses
from heloworld.imap.message.fields import fields
from heloworld.imap.message.strings import NIL, nstring


def envelope(header: bytes) -> bytes:
    """The envelope of a message, from its header as it crosses.

    Addresses are told of all fields of a name; of anything else that stands there twice, the last.
    """
    values: dict[bytes, list[bytes]] = {}
    for name, value in fields(header):
        values.setdefault(name, []).append(value)
    sender = _people(values, b"FROM")
    people = [
        sender,
        _people(values, b"SENDER") or sender,
        _people(values, b"REPLY-TO") or sender,
        *(_people(values, name) for name in (b"TO", b"CC", b"BCC")),
    ]
    words = [
        *(_word(values, name) for name in (b"DATE", b"SUBJECT")),
        *(each or NIL for each in people),
        *(_word(values, name) for name in (b"IN-REPLY-TO", b"MESSAGE-ID")),
    ]
    return b"(" + b" ".join(words) + b")"


def _word(values: Mapping[bytes, list[bytes]], name: bytes) -> bytes:
    return nstring(values[name][-1] if name in values else None)


def _people(values: Mapping[bytes, list[bytes]], name: bytes) -> bytes:
    """The addresses of all fields of a name; empty where they hold none."""
    found = [address for value in values.get(name, ()) for address in addresses(value)][:MOST]
    return b"(" + b"".join(map(_person, found)) + b")" if found else b""


def _person(address: Address) -> bytes:
    parts = (address.name, address.route, address.mailbox, address.host)
    return b"(" + b" ".join(map(nstring, parts)) + b")"
