from __future__ import annotations

import errno
import os
import socket
import ssl

import pytest

from heloworld.wire.connect_errors import close_reason, connect_failure, tls_failure

HOSTILE = "mail\x1b]0;owned\x07\u202e.test"


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "as OpenSSL says"
    return error


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] words (_ssl.c:1006)")
    error.reason = reason
    return error


CONNECT_ERRORS = [
    (socket.gaierror(socket.EAI_NONAME, "no"), "There is no host named"),
    (socket.gaierror(socket.EAI_FAIL, "broken"), "could not be looked up: broken."),
    (UnicodeError("label too long"), "There is no host named"),
    (ConnectionRefusedError(errno.ECONNREFUSED, "no"), "nothing listens on port 25"),
    (TimeoutError(), "did not answer on port 25 within 3 seconds."),
    (OSError(errno.ENETUNREACH, "no"), f"cannot be reached from here: {os.strerror(errno.ENETUNREACH)}."),
    (OSError(errno.EHOSTUNREACH, "no"), f"cannot be reached from here: {os.strerror(errno.EHOSTUNREACH)}."),
    (OSError(errno.EMFILE, "no"), f"port 25 failed: {os.strerror(errno.EMFILE)}."),
    (OSError("something\x1b odd"), "port 25 failed: something␛ odd."),
]

TLS_ERRORS = [
    (certificate_error(20), "is not trusted: as OpenSSL says (OpenSSL's code 20)."),
    (certificate_error(9999), "is not trusted: as OpenSSL says (OpenSSL's code 9999)."),
    (tls_error("WRONG_VERSION_NUMBER"), "speaks plaintext on this port, not TLS."),
    (tls_error("RECORD_LAYER_FAILURE"), "speaks plaintext on this port, not TLS."),
    (tls_error("NO_PROTOCOLS_AVAILABLE"), "could not agree on TLS: no protocols available."),
    (TimeoutError(), "did not answer the TLS handshake."),
    (ConnectionResetError(), "closed the connection during the TLS handshake."),
    (BrokenPipeError(), "closed the connection during the TLS handshake."),
    (OSError(errno.ENETDOWN, "no"), f"failed: {os.strerror(errno.ENETDOWN)}."),
    (ValueError("a name cannot be empty"), "failed: a name cannot be empty."),
]


@pytest.mark.parametrize(("error", "sentence"), CONNECT_ERRORS)
def test_why_there_is_no_connection(error: Exception, sentence: str) -> None:
    said = connect_failure(error, "mail.harbour.test", 25, 3.0)
    assert sentence in said.sentence
    assert "mail.harbour.test" in said.sentence


@pytest.mark.parametrize(("error", "sentence"), TLS_ERRORS)
def test_why_there_is_no_tls(error: Exception, sentence: str) -> None:
    said = tls_failure(error, "mail.harbour.test", is_upgrade=False)
    assert sentence in said.sentence
    assert "mail.harbour.test" in said.sentence
    assert said.remedy


def test_plaintext_after_starttls_is_called_what_it_may_be() -> None:
    said = tls_failure(tls_error("WRONG_VERSION_NUMBER"), "mail.harbour.test", is_upgrade=True)
    assert said.sentence.startswith("Plaintext followed the answer to STARTTLS")


@pytest.mark.parametrize("code", [9, 10, 18, 19, 20, 21, 62, 64])
def test_what_helps_depends_on_what_is_wrong_with_the_certificate(code: int) -> None:
    remedy = tls_failure(certificate_error(code), "localhost", is_upgrade=False).remedy
    word = {9: "clock", 10: "clock", 62: "name", 64: "name"}.get(code, "authority")
    assert word in remedy


def test_a_hostile_name_is_shown_as_marks_once() -> None:
    errors = [connect_failure(error, HOSTILE, 25, 1) for error, _ in CONNECT_ERRORS]
    errors += [tls_failure(error, HOSTILE, is_upgrade=upgrade) for error, _ in TLS_ERRORS for upgrade in (True, False)]
    for said in errors:
        assert str(said).isprintable()
        assert "mail␛]0;owned␇⟨U+202E⟩.test" in said.sentence


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (None, ""),
        (ConnectionResetError(errno.ECONNRESET, "no"), "reset"),
        (BrokenPipeError(), "reset"),
        (TimeoutError(errno.ETIMEDOUT, "no"), "timeout"),
        (OSError(errno.ENETDOWN, "no"), os.strerror(errno.ENETDOWN)),
        (tls_error("TLSV13_ALERT_CERTIFICATE_REQUIRED"), "TLS: tlsv13 alert certificate required"),
    ],
)
def test_why_a_connection_ended(error: Exception | None, reason: str) -> None:
    assert close_reason(error) == reason
