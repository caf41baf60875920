"""Signing and verifying with keys: the only place of this room that calculates with cryptography."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from heloworld.trust.dkim.key_record import PublicKey


def is_valid(public: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether a signature was made of these bytes with the private half of the key (RFC 6376 §3.3, RFC 8463 §3)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, hashlib.sha256(data).digest())
        else:
            public.verify(signature, data, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def signed_hash(public: PublicKey, signature: bytes) -> str:
    """The hash that was signed, in base64: an RSA signature shows it to whoever has the public key.

    Returns:
        Empty where the signature is not of this key, or does not show it (Ed25519).
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(public, Ed25519PublicKey):
        return ""
    try:
        digest = public.recover_data_from_signature(signature, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return ""
    return base64.b64encode(digest).decode("ascii")


def signed(private: RSAPrivateKey | Ed25519PrivateKey, data: bytes) -> bytes:
    """The signature of some bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(private, Ed25519PrivateKey):
        return private.sign(hashlib.sha256(data).digest())
    return private.sign(data, PKCS1v15(), SHA256())
