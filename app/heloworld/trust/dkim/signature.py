"""The DKIM-Signature field (RFC 6376 §3.5, §6.1.1)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from heloworld.trust.dkim.canonicalization import METHODS
from heloworld.trust.dkim.results import DkimError
from heloworld.trust.dkim.tag_list import Tag, parse_tags
from heloworld.trust.message import Field
from heloworld.trust.verdict import shown

ALGORITHMS: Final = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
"""Ways to sign, and the sort of key for each (RFC 8463 §3)."""

REQUIRED: Final = ("v", "a", "b", "bh", "d", "h", "s")
_SECTION: Final = "RFC 6376 §3.5"
_NAME: Final = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*"
)
_NUMBER: Final = re.compile(r"[0-9]{1,76}")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature.

    Attributes:
        field: The field that it is.
        tags: All its tags.
        algorithm: The tag ``a=``.
        domain: The tag ``d=``: who signs.
        selector: The tag ``s=``: with which of the domain's keys.
        identity: The tag ``i=``: for whom; ``@`` and the domain where it is not there.
        names: The tag ``h=``: the fields that are signed, in lower case.
        header_method: How the header is canonicalised.
        body_method: How the body is.
        length: The tag ``l=``: how many bytes of the canonical body are signed; None for all.
        body_hash: The tag ``bh=``, in base64.
        value: The tag ``b=``, decoded.
        signed_at: The tag ``t=``, in seconds since the epoch; None where it is not there.
        expires_at: The tag ``x=``, the same.
    """

    field: Field
    tags: Mapping[str, Tag]
    algorithm: str
    domain: str
    selector: str
    identity: str
    names: tuple[str, ...]
    header_method: str
    body_method: str
    length: int | None
    body_hash: str
    value: bytes
    signed_at: int | None
    expires_at: int | None

    @property
    def key_name(self) -> str:
        """Where the key is published (RFC 6376 §3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"


def signature_tags(field: Field) -> dict[str, Tag]:
    """The tags of a DKIM-Signature field. Raises `DkimError` where it has no tag list."""
    try:
        return parse_tags(field.data.partition(b":")[2].decode("utf-8"))
    except UnicodeDecodeError:
        raise DkimError("The signature has bytes that are no text.", _SECTION) from None


def parse_signature(field: Field, tags: Mapping[str, Tag]) -> Signature:
    """Read a DKIM-Signature field.

    Args:
        field: The field.
        tags: Its tags, from `signature_tags`.

    Raises:
        DkimError: It cannot be used, whatever the letter and the key are.
    """
    for name in REQUIRED:
        if name not in tags:
            raise DkimError(f"The tag {name}= is missing.", "RFC 6376 §6.1.1")
    if tags["v"].value != "1":
        raise DkimError(f"v={shown(tags['v'].value, 20)} is a version that there is not.", _SECTION)
    domain, identity = _domain(tags["d"]), _identity(tags)
    header_method, body_method = _methods(tags)
    signed_at, expires_at = _number(tags, "t"), _number(tags, "x")
    if signed_at is not None and expires_at is not None and expires_at <= signed_at:
        raise DkimError("It expires before it was made: x= is not later than t=.", _SECTION)
    if "q" in tags and "dns/txt" not in tags["q"].flat.lower().split(":"):
        raise DkimError(f"q={shown(tags['q'].value, 40)} knows no way to the key that we know.", _SECTION)
    return Signature(
        field,
        tags,
        _algorithm(tags["a"].flat.lower()),
        domain,
        _domain(tags["s"]),
        identity,
        _names(tags["h"]),
        header_method,
        body_method,
        _number(tags, "l"),
        tags["bh"].flat,
        _base64(tags["b"]),
        signed_at,
        expires_at,
    )


def without_value(signature: Signature) -> bytes:
    """The field without the value of its tag ``b=`` and without its last CRLF, as it is hashed (RFC 6376 §3.7)."""
    name, _, value = signature.field.data.partition(b":")
    tag = signature.tags["b"]
    text = value.decode("utf-8")
    return name + b":" + (text[: tag.start] + text[tag.end :]).encode("utf-8").removesuffix(b"\r\n")


def _algorithm(name: str) -> str:
    if name == "rsa-sha1":
        raise DkimError("a=rsa-sha1 uses SHA-1, which may not be believed any more.", "RFC 8301 §3.1")
    if name not in ALGORITHMS:
        raise DkimError(f"a={shown(name, 40)} is an algorithm that we do not know.", "RFC 6376 §3.3")
    return name


def _domain(tag: Tag) -> str:
    if not _NAME.fullmatch(tag.value) or len(tag.value) > 253:
        raise DkimError(f"{tag.name}={shown(tag.value, 60)} is no name in the DNS.", _SECTION)
    return tag.value.lower()


def _identity(tags: Mapping[str, Tag]) -> str:
    domain = tags["d"].value.lower()
    if "i" not in tags:
        return f"@{domain}"
    identity = tags["i"].value
    _, at, where = identity.rpartition("@")
    if not at or not f".{where}".lower().endswith(f".{domain}"):
        raise DkimError(f"i={shown(identity, 60)} is not within d={shown(domain, 60)}.", "RFC 6376 §6.1.1")
    return identity


def _methods(tags: Mapping[str, Tag]) -> tuple[str, str]:
    header, _, body = tags["c"].flat.lower().partition("/") if "c" in tags else ("simple", "", "")
    body = body or "simple"
    if header not in METHODS or body not in METHODS:
        raise DkimError(f"c={shown(tags['c'].value, 40)} is a canonicalisation that there is not.", _SECTION)
    return header, body


def _names(tag: Tag) -> tuple[str, ...]:
    names = tuple(name.strip(" \t\r\n").lower() for name in tag.value.split(":"))
    if not all(names):
        raise DkimError("h= has an empty name.", _SECTION)
    if "from" not in names:
        raise DkimError("From is not signed: it is not in h=.", "RFC 6376 §5.4")
    return names


def _number(tags: Mapping[str, Tag], name: str) -> int | None:
    if name not in tags:
        return None
    if not _NUMBER.fullmatch(tags[name].value):
        raise DkimError(f"{name}={shown(tags[name].value, 40)} is no number.", _SECTION)
    return int(tags[name].value)


def _base64(tag: Tag) -> bytes:
    try:
        return base64.b64decode(tag.flat, validate=True)
    except (binascii.Error, ValueError):
        raise DkimError(f"{tag.name}= is not base64.", _SECTION) from None
