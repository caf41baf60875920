"""The two hashes: of the body, and of the signed fields (RFC 6376 §3.7)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from heloworld.trust.dkim.canonicalization import canonical_body, canonical_field
from heloworld.trust.dkim.signature import Signature, without_value
from heloworld.trust.message import Field, Message


@dataclass(slots=True)
class Canonical:
    """A message, canonicalised once however many signatures it has.

    Attributes:
        message: The message.
        searches: For how many more signatures it is looked for what makes them fail, which takes its time.
    """

    message: Message
    searches: int = 2
    _bodies: dict[str, bytes] = field(default_factory=dict)
    _fields: dict[tuple[int, str], bytes] = field(default_factory=dict)

    def body(self, method: str) -> bytes:
        """The body by a method."""
        if method not in self._bodies:
            self._bodies[method] = canonical_body(self.message.body, method)
        return self._bodies[method]

    def field(self, each: Field, method: str) -> bytes:
        """A field of the message by a method."""
        key = (each.start, method)
        if each.start < 0:
            return canonical_field(each.data, method)
        if key not in self._fields:
            self._fields[key] = canonical_field(each.data, method)
        return self._fields[key]


def select(fields: Iterable[Field], names: Sequence[str]) -> tuple[list[Field], list[str]]:
    """The fields that a list of names signs, and the names beyond those that are there.

    Of several fields of one name the lowest is taken first (RFC 6376 §5.4.2). A name that finds none is signed as
    absent: adding such a field breaks the signature.
    """
    wanted = set(names)
    left: dict[str, list[Field]] = {}
    for each in fields:
        if each.name in wanted:
            left.setdefault(each.name, []).append(each)
    chosen: list[Field] = []
    absent: list[str] = []
    for name in names:
        if left.get(name):
            chosen.append(left[name].pop())
        else:
            absent.append(name)
    return chosen, absent


def signed_header(canonical: Canonical, chosen: Iterable[Field], signature: Signature) -> bytes:
    """What is signed: the chosen fields and the signature itself without its value (RFC 6376 §3.7)."""
    method = signature.header_method
    own = canonical_field(without_value(signature) + b"\r\n", method).removesuffix(b"\r\n")
    return b"".join([*(canonical.field(each, method) for each in chosen), own])


def hash_of(data: bytes) -> str:
    """SHA-256, in base64."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")
