from __future__ import annotations

import shutil
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID

from heloworld.lab import certificates
from heloworld.lab.certificates import AUTHORITY_NAME, EXPIRED, LAB_NAMES, Authority, client_context, server_context


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """A whole handshake, both ends in memory; returns the client's end."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    waiting = list(ends)
    while waiting:
        end = waiting.pop(0)
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            waiting.append(end)
    return ends[0]


def leaf(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERTIFICATE") :])


def test_importing_it_does_not_import_cryptography() -> None:
    code = "import sys, heloworld.lab.certificates; print('cryptography' in sys.modules)"
    source_root = Path(certificates.__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=source_root, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


@pytest.mark.parametrize("name", LAB_NAMES)
def test_a_strict_client_accepts_the_lab_under_each_of_its_names(authority: Authority, name: str) -> None:
    client = client_context(authority)
    assert client.verify_flags & ssl.VerifyFlags.VERIFY_X509_STRICT
    assert client.check_hostname
    session = shake_hands(server_context(authority), client, name)
    peer = session.getpeercert()
    assert peer is not None
    assert (("commonName", AUTHORITY_NAME),) in peer["issuer"]


@pytest.mark.parametrize(
    ("name", "code"), [("mail.island.test", 62), ("harbour.test", 62), ("127.0.0.2", 64), ("::2", 64)]
)
def test_no_other_name_is_accepted(authority: Authority, name: str, code: int) -> None:
    with pytest.raises(ssl.SSLCertVerificationError) as raised:
        shake_hands(server_context(authority), client_context(authority), name)
    assert raised.value.verify_code == code


def test_names_are_those_asked_for(authority: Authority) -> None:
    tls = server_context(authority, ["mail.island.test"])
    shake_hands(tls, client_context(authority), "mail.island.test")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tls, client_context(authority), "mail.harbour.test")


def test_another_authority_of_the_same_name_is_not_trusted(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server_context(authority), client_context(Authority()), "localhost")


def test_an_expired_certificate_is_refused_for_that(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError) as raised:
        shake_hands(server_context(authority, validity=EXPIRED), client_context(authority), "localhost")
    assert raised.value.verify_code == 10


def test_a_server_certificate_cannot_sign_another(authority: Authority) -> None:
    certificate = leaf(authority.issue(LAB_NAMES))
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert not constraints.ca
    assert not certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_validity_is_from_yesterday_for_a_year(authority: Authority) -> None:
    certificate = leaf(authority.issue(LAB_NAMES))
    length = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert length.days == 366


def test_each_certificate_has_a_key_and_a_number_of_its_own(authority: Authority) -> None:
    one, other = authority.issue(["localhost"]), authority.issue(["localhost"])
    assert leaf(one).public_key() != leaf(other).public_key()
    assert leaf(one).serial_number != leaf(other).serial_number


def test_the_pem_holds_the_key_and_one_certificate(authority: Authority) -> None:
    pem = authority.issue(["mail.harbour.test", "::1"])
    assert pem.count(b"BEGIN PRIVATE KEY") == 1
    assert pem.count(b"BEGIN CERTIFICATE") == 1
    subject = leaf(pem).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert [attribute.value for attribute in subject] == ["mail.harbour.test"]


def test_the_authority_names_itself_and_says_what_it_is(authority: Authority) -> None:
    certificate = x509.load_pem_x509_certificate(authority.certificate_pem)
    assert certificate.subject == certificate.issuer
    assert certificate.subject.rfc4514_string() == f"CN={AUTHORITY_NAME}"
    assert {extension.oid for extension in certificate.extensions} == {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    }


def test_nothing_older_than_tls_1_2_is_spoken(authority: Authority) -> None:
    assert server_context(authority).minimum_version == ssl.TLSVersion.TLSv1_2
    assert client_context(authority).minimum_version == ssl.TLSVersion.TLSv1_2


def test_no_session_ticket_is_given(authority: Authority) -> None:
    end = shake_hands(server_context(authority), client_context(authority), "localhost")
    with pytest.raises(ssl.SSLWantReadError):
        end.read()
    assert end.session is not None
    assert not end.session.has_ticket


def test_a_client_trusts_the_lab_alone(authority: Authority) -> None:
    assert client_context(authority).cert_store_stats()["x509_ca"] == 1


@pytest.mark.parametrize("fails", [False, True])
def test_the_key_lies_in_a_private_file_only_while_it_is_loaded(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    modes: list[int] = []
    load = ssl.SSLContext.load_cert_chain

    def watch(context: ssl.SSLContext, path: str) -> None:
        modes.append(stat.S_IMODE(Path(path).stat().st_mode))
        assert Path(path).parent == tmp_path
        if fails:
            raise ssl.SSLError("no")
        load(context, path)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watch)
    if fails:
        with pytest.raises(ssl.SSLError):
            server_context(authority)
    else:
        server_context(authority)
    assert modes == [0o600]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_itself_verifies_strictly(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(authority.certificate_pem)
    (tmp_path / "server.pem").write_bytes(authority.issue(LAB_NAMES))
    said = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "mail.harbour.test",
         "-CAfile", "ca.pem", "server.pem"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert said.stdout == "server.pem: OK\n", said.stderr
