"""Private keys of a signer, and what of them stands in the zone."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_STRING: Final = 250
"""Characters of each string of a text record, which may have 255."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key.

    Attributes:
        private: The key itself.
    """

    private: RSAPrivateKey | Ed25519PrivateKey

    @property
    def kind(self) -> str:
        """``rsa`` or ``ed25519``."""
        return "rsa" if hasattr(self.private, "key_size") else "ed25519"

    @property
    def record(self) -> str:
        """The public half as it is published, in one piece (RFC 6376 §3.6.1, RFC 8463 §4)."""
        return f"v=DKIM1; h=sha256; k={self.kind}; p={self._public()}"

    def zone_line(self, selector: str, domain: str) -> str:
        """The line for the zone file, as opendkim-genkey prints it: a long record is several strings."""
        head = f"v=DKIM1; h=sha256; k={self.kind}; "
        public = f"p={self._public()}"
        strings = [head, *(public[at : at + _STRING] for at in range(0, len(public), _STRING))]
        joined = "\n\t  ".join(f'"{each}"' for each in strings)
        return f"{selector}._domainkey\tIN\tTXT\t( {joined} )  ; ----- DKIM key {selector} for {domain}\n"

    def _public(self) -> str:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self.private.public_key()
        if self.kind == "ed25519":
            data = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        else:
            data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(data).decode("ascii")


def generate(kind: str = "rsa", bits: int = 2_048) -> SigningKey:
    """Make a key.

    Args:
        kind: ``rsa`` or ``ed25519``.
        bits: The length of an RSA key.
    """
    if kind == "ed25519":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return SigningKey(Ed25519PrivateKey.generate())
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return SigningKey(generate_private_key(65_537, bits))


def from_pem(data: bytes) -> SigningKey:
    """Read a key from PEM, PKCS#1 or PKCS#8.

    Raises:
        ValueError: It is none.
        TypeError: It is encrypted, or of a sort that DKIM does not have.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    private = load_pem_private_key(data, password=None)
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        raise TypeError("DKIM has RSA and Ed25519 alone.")
    return SigningKey(private)


def from_seed(seed: bytes) -> SigningKey:
    """An Ed25519 key from its 32 bytes, as RFC 8463 appendix A has one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return SigningKey(Ed25519PrivateKey.from_private_bytes(seed))
