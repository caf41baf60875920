"""Signing a letter (RFC 6376 §5)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.trust.dkim.hashing import Canonical, hash_of, select, signed_header
from heloworld.trust.dkim.keys import SigningKey
from heloworld.trust.dkim.mathematics import signed
from heloworld.trust.dkim.signature import parse_signature, signature_tags
from heloworld.trust.message import CRLF, Field, Message, parse

USUAL: Final = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
)
"""Fields that are worth signing (RFC 6376 §5.4.1)."""

_FOLD: Final = "\r\n\t"


@dataclass(frozen=True, slots=True)
class Signing:
    """How a domain signs.

    Attributes:
        domain: Who signs (``d=``).
        selector: With which key (``s=``).
        key: The key.
        names: The fields to sign (``h=``), in order; a name that stands once more than the letter has such fields signs
            that there are no more. Empty for the usual ones that are there, and From once more.
        header_method: How the header is canonicalised.
        body_method: How the body is.
        identity: For whom (``i=``); empty leaves it out.
        length: Sign this many bytes of the canonical body alone (``l=``); None for all.
        lifetime: Seconds until it expires (``x=``); None for never.
        has_copies: Whether the signed fields are copied into it (``z=``).
    """

    domain: str
    selector: str
    key: SigningKey
    names: Sequence[str] = ()
    header_method: str = "relaxed"
    body_method: str = "relaxed"
    identity: str = ""
    length: int | None = None
    lifetime: int | None = None
    has_copies: bool = False


def sign(message: bytes, signing: Signing, *, now: float) -> bytes:
    """Sign a letter.

    Args:
        message: The letter as it goes out.
        signing: How.
        now: The moment, in seconds since the epoch.

    Returns:
        The DKIM-Signature field, which is put on top of the letter; with CRLF as line ends.

    Raises:
        DkimError: The letter cannot be signed so: it has no From, or a name is none.
    """
    letter = parse(message)
    canonical = Canonical(letter)
    names = tuple(name.lower() for name in signing.names) or usual_names(letter)
    body = canonical.body(signing.body_method)
    tags = [
        f"v=1; a={signing.key.kind}-sha256; c={signing.header_method}/{signing.body_method}",
        f"d={signing.domain}; s={signing.selector}; t={int(now)}",
        *([f"x={int(now) + signing.lifetime}"] if signing.lifetime is not None else []),
        *([f"i={signing.identity}"] if signing.identity else []),
        *([f"l={signing.length}"] if signing.length is not None else []),
        f"h={_folded_list(names, ':')}",
        *([f"z={_folded_list(_copies(select(letter.fields, names)[0]), '|')}"] if signing.has_copies else []),
        f"bh={hash_of(body[: signing.length])}",
        "b=",
    ]
    unsigned = b"DKIM-Signature: " + f";{_FOLD}".join(tags).encode("ascii")
    field = Field("dkim-signature", unsigned + CRLF)
    signature = parse_signature(field, signature_tags(field))
    data = signed_header(canonical, select(letter.fields, names)[0], signature)
    value = base64.b64encode(signed(signing.key.private, data)).decode("ascii")
    lines = [value[at : at + 72] for at in range(0, len(value), 72)]
    return unsigned + f"{_FOLD} ".join(lines).encode("ascii") + CRLF


def usual_names(letter: Message) -> tuple[str, ...]:
    """The usual fields that a letter has, each as often as it has it, and From once more: nobody may add another."""
    there = [each.name for each in letter.fields]
    return (*(name for usual in USUAL for name in [usual] * there.count(usual)), "from")


def _folded_list(items: Sequence[str], mark: str) -> str:
    """Items with marks between them, folded so that no line grows long."""
    lines: list[str] = [""]
    for number, item in enumerate(items):
        text = item + (mark if number < len(items) - 1 else "")
        if lines[-1] and len(lines[-1]) + len(text) > 70:
            lines.append("")
        lines[-1] += text
    return f"{_FOLD} ".join(lines)


def _copies(fields: Sequence[Field]) -> list[str]:
    """Fields as ``z=`` has them, in dkim-quoted-printable (RFC 6376 §2.11)."""
    return ["".join(_quoted(byte) for byte in each.data.removesuffix(CRLF)) for each in fields]


def _quoted(byte: int) -> str:
    return chr(byte) if 0x21 <= byte <= 0x7E and chr(byte) not in ";=|" else f"={byte:02X}"
