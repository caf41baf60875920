"""Keys as they are published in the DNS (RFC 6376 §3.6, RFC 8301, RFC 8463 §4)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from heloworld.trust.dkim.results import DkimError
from heloworld.trust.dkim.signature import ALGORITHMS, Signature
from heloworld.trust.dkim.tag_list import Tag, parse_tags
from heloworld.trust.verdict import shown

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    PublicKey: TypeAlias = RSAPublicKey | Ed25519PublicKey

FEWEST_BITS: Final = 1_024
"""Shorter RSA keys are not believed (RFC 8301 §3.2)."""

MOST_BITS: Final = 4_096
"""Longer ones need not be (RFC 8301 §3.2); each costs the receiver time."""

_SECTION: Final = "RFC 6376 §3.6.1"
_PEM: Final = b"-----BEGIN RSA PUBLIC KEY-----\n%s-----END RSA PUBLIC KEY-----\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A key.

    Attributes:
        text: The record as it is published.
        kind: ``rsa`` or ``ed25519``.
        hashes: What it may be used with; empty for anything.
        services: What for; ``*`` and ``email`` are us.
        flags: ``y``: its owner is trying it out. ``s``: only for the domain itself.
        data: The key itself; never empty.
    """

    text: str
    kind: str
    hashes: tuple[str, ...]
    services: tuple[str, ...]
    flags: tuple[str, ...]
    data: bytes

    @property
    def is_testing(self) -> bool:
        """Whether its owner is still trying it out."""
        return "y" in self.flags


def parse_key(record: bytes) -> Key:
    """Read a key record, its strings joined.

    Raises:
        DkimError: It is none, or the key has been revoked.
    """
    try:
        text = record.decode("utf-8")
    except UnicodeDecodeError:
        raise DkimError("The key record has bytes that are no text.", _SECTION) from None
    tags = parse_tags(text)
    if "v" in tags and (next(iter(tags)) != "v" or tags["v"].value != "DKIM1"):
        raise DkimError("The key record has a v=, and it is not v=DKIM1 at the beginning.", _SECTION)
    if "p" not in tags:
        raise DkimError("The key record has no key: p= is missing.", _SECTION)
    if not tags["p"].flat:
        raise DkimError("The key has been revoked: p= is empty.", _SECTION)
    kind = tags["k"].flat if "k" in tags else "rsa"
    if kind not in ALGORITHMS.values():
        raise DkimError(f"k={shown(kind, 40)} is a sort of key that we do not know.", _SECTION)
    try:
        data = base64.b64decode(tags["p"].flat, validate=True)
    except (binascii.Error, ValueError):
        raise DkimError("The key cannot be read: p= is not base64.", _SECTION) from None
    return Key(text, kind, _words(tags, "h"), _words(tags, "s"), _words(tags, "t"), data)


def check_use(key: Key, signature: Signature) -> None:
    """Look whether a key may be used for a signature (RFC 6376 §6.1.2).

    Raises:
        DkimError: It may not.
    """
    kind, _, hash_name = signature.algorithm.partition("-")
    if key.kind != kind:
        raise DkimError(f"The signature is {kind}, and the key is for {key.kind}.", "RFC 6376 §6.1.2")
    if key.hashes and hash_name not in key.hashes:
        raise DkimError(f"The key is not to be used with {hash_name}: h={':'.join(key.hashes)}.", "RFC 6376 §6.1.2")
    if key.services and not {"*", "email"} & set(key.services):
        raise DkimError(f"The key is not for e-mail: s={':'.join(key.services)}.", _SECTION)
    if "s" in key.flags and signature.identity.rpartition("@")[2].lower() != signature.domain:
        raise DkimError("The key is for the domain itself (t=s), and i= is below it.", _SECTION)


def load(key: Key) -> PublicKey:
    """The key for calculating with it; of RSA in both forms that are met: SubjectPublicKeyInfo and RSAPublicKey.

    Raises:
        DkimError: It is none, or too short or too long.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

    try:
        if key.kind == "ed25519":
            return Ed25519PublicKey.from_public_bytes(key.data)
        try:
            public = load_der_public_key(key.data)
        except ValueError:
            public = load_pem_public_key(_PEM % base64.encodebytes(key.data))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise DkimError(f"The key cannot be read: p= holds no {key.kind} key.", _SECTION) from None
    if not isinstance(public, RSAPublicKey):
        raise DkimError("The key cannot be read: p= holds no rsa key.", _SECTION)
    if not FEWEST_BITS <= public.key_size <= MOST_BITS:
        long = "short" if public.key_size < FEWEST_BITS else "long"
        raise DkimError(f"The key is too {long} to be believed: {public.key_size} bits.", "RFC 8301 §3.2")
    return public


def _words(tags: dict[str, Tag], name: str) -> tuple[str, ...]:
    return tuple(word for word in tags[name].flat.lower().split(":") if word) if name in tags else ()
