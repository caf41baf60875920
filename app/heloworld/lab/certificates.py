"""A certificate authority for the lab, made in memory when TLS is first used.

Its certificates are what a public authority's look like (RFC 5280: basic constraints, key usage, key identifiers,
names as subjectAltName), so that clients which check strictly accept them, once told to trust the authority.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

AUTHORITY_NAME = "HELO World Lab CA"

LAB_NAMES = ("mail.harbour.test", "localhost", "127.0.0.1", "::1")
"""What the lab's server may be called: its name, and where it listens."""


class Validity(NamedTuple):
    """From when and until when a certificate is valid, as seen from now."""

    start: timedelta
    end: timedelta


CURRENT = Validity(timedelta(days=-1), timedelta(days=365))
EXPIRED = Validity(timedelta(days=-366), timedelta(days=-1))


class Authority:
    """A certificate authority with a key of its own (ECDSA on P-256).

    Attributes:
        certificate_pem: Its own certificate, for whoever is to trust it: ``curl --cacert``, ``swaks --tls-ca-path``.
    """

    def __init__(self) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec

        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(AUTHORITY_NAME)
        self._key_id = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        draft = (
            _draft(self._name, self._name, self._key.public_key(), CURRENT)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(signs_certificates=True), critical=True)
            .add_extension(self._key_id, critical=False)
        )
        self.certificate_pem = self._sign(draft)

    def issue(self, names: Sequence[str], validity: Validity = CURRENT) -> bytes:
        """A new private key and the certificate for it, in PEM, as `ssl.SSLContext.load_cert_chain` reads them.

        Args:
            names: Host names and numeric addresses of the server, one at least; the first of them, of 64 characters
                at most, is also its common name.
            validity: When the certificate is valid.
        """
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import ExtendedKeyUsageOID

        key = ec.generate_private_key(ec.SECP256R1())
        issuer_id = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self._key_id)
        draft = (
            _draft(_named(names[0]), self._name, key.public_key(), validity)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(issuer_id, critical=False)
        )
        key_pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return key_pem + self._sign(draft)

    def _sign(self, draft: x509.CertificateBuilder) -> bytes:
        from cryptography.hazmat.primitives import hashes, serialization

        return draft.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def server_context(
    authority: Authority, names: Sequence[str] = LAB_NAMES, validity: Validity = CURRENT
) -> ssl.SSLContext:
    """What a server needs to speak TLS under these names, with a certificate that is new each time.

    It gives no session tickets. A client that reads in one thread and writes in another, as imaplib2 does, loses what
    it writes while it reads one, and then waits for ever.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(context, authority.issue(names, validity))
    return context


def client_context(authority: Authority) -> ssl.SSLContext:
    """What a client needs to trust this authority, and no other, and to check as strictly as OpenSSL can."""
    context = ssl.create_default_context(cadata=authority.certificate_pem.decode("ascii"))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    return context


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Hand a key to OpenSSL, which takes it from a file only: one that nobody else can read, gone at once."""
    descriptor, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()


def _draft(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePublicKey, validity: Validity
) -> x509.CertificateBuilder:
    from cryptography import x509

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + validity.start)
        .not_valid_after(now + validity.end)
    )


def _named(common_name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(name: str) -> x509.GeneralName:
    """A host name or a numeric address, as a certificate tells them apart."""
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
