"""Logging in by SASL, and whose password is right."""

from __future__ import annotations

import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.wire.sasl import METHODS, Credentials, GivenUp, Login, Malformed, Passwords, Proof


def b64(text: bytes) -> bytes:
    return base64.b64encode(text)


def test_plain_asks_once_and_says_nothing() -> None:
    login = Login("PLAIN")
    assert login.question == b""
    login.answer(b64(b"\0ana\0secret"))
    assert login.question is None
    assert login.credentials == Credentials(b"ana", b"secret")


def test_login_asks_twice() -> None:
    login = Login("LOGIN")
    assert login.question == b64(b"Username:")
    login.answer(b64(b"ana"))
    assert login.question == b64(b"Password:")
    login.answer(b64(b"secret"))
    assert login.question is None
    assert login.credentials == Credentials(b"ana", b"secret")


def test_a_first_answer_may_stand_beside_the_method() -> None:
    assert Login("PLAIN", b64(b"ana\0ana\0secret")).credentials == Credentials(b"ana", b"secret")
    assert Login("LOGIN", b64(b"ana")).question == b64(b"Password:")
    assert Login("PLAIN", b"=").question is None


@pytest.mark.parametrize("answer", [b"", b"\0ana", b"\0\0secret", b"ana\0secret", b"\0ana\0se\0cret"])
def test_what_has_not_the_form_of_plain(answer: bytes) -> None:
    login = Login("PLAIN")
    login.answer(b64(answer))
    with pytest.raises(Malformed):
        _ = login.credentials


@pytest.mark.parametrize("answer", [b"a", b"AGF", b"AG Fu", b"AGFu\0", b"-_-_", b"AGFu=AGFu", "é".encode()])
def test_what_is_no_base64(answer: bytes) -> None:
    with pytest.raises(Malformed):
        Login("PLAIN").answer(answer)
    with pytest.raises(Malformed):
        Login("PLAIN", answer)


@pytest.mark.parametrize("method", METHODS)
def test_a_star_gives_up(method: str) -> None:
    with pytest.raises(GivenUp):
        Login(method).answer(b"*")


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Credentials(b"ana", b"secret"))


PASSWORDS = Passwords({"ana": "secret", "bén": "pässword", "cleo": ""})


@pytest.mark.parametrize(
    ("user", "password", "acts_as", "who"),
    [
        ("ana", "secret", "", "ana"),
        ("ANA", "secret", "", "ana"),
        ("bén", "pässword", "", "bén"),
        ("cleo", "", "", "cleo"),
        ("ana", "Secret", "", None),
        ("ana", "secret ", "", None),
        ("ana", "", "", None),
        ("dora", "secret", "", None),
        ("dora", "", "", None),
        ("", "", "", None),
        ("ana", "secret", "ben", None),
    ],
)
def test_who_may_come_in(user: str, password: str, acts_as: str, who: str | None) -> None:
    assert PASSWORDS.admit(Credentials(user.encode(), password.encode(), acts_as.encode())) == who


@pytest.mark.parametrize(
    ("user", "who"),
    [
        ("ana@harbour.test", "ana"),
        ("Ana@HARBOUR.test", "ana"),
        ("ana@island.test", None),
        ("ana@", None),
        ("@harbour.test", None),
        ("ana@harbour.test@harbour.test", None),
    ],
)
def test_the_servers_own_domain_may_stand_behind_a_name(user: str, who: str | None) -> None:
    passwords = Passwords({"ana": "secret"}, {"harbour.test"})
    assert passwords.admit(Credentials(user.encode(), b"secret")) == who


def test_whether_anybody_may_come_in() -> None:
    assert PASSWORDS
    assert not Passwords({}, {"harbour.test"})


def test_a_digest_proves_a_password_that_does_not_cross() -> None:
    login = Login("CRAM-MD5", challenge=b"<1.2@mail.harbour.test>")
    assert login.question == b64(b"<1.2@mail.harbour.test>")
    digest = hmac.new(b"secret", b"<1.2@mail.harbour.test>", "md5").hexdigest().encode()
    login.answer(b64(b"ana " + digest))
    assert login.credentials == Proof(b"ana", b"<1.2@mail.harbour.test>", digest)
    assert PASSWORDS.admit(login.credentials) == "ana"
    assert PASSWORDS.admit(Proof(b"ana", b"<1.3@mail.harbour.test>", digest)) is None
    assert PASSWORDS.admit(Proof(b"dora", b"<1.2@mail.harbour.test>", digest)) is None


@pytest.mark.parametrize("answer", [b"", b"ana", b" 00ff"])
def test_what_has_not_the_form_of_cram_md5(answer: bytes) -> None:
    login = Login("CRAM-MD5", challenge=b"<1.2@x>")
    login.answer(b64(answer))
    with pytest.raises(Malformed):
        _ = login.credentials


@given(st.binary(), st.binary())
def test_nobody_else_comes_in(user: bytes, password: bytes) -> None:
    assert PASSWORDS.admit(Credentials(user, password)) in {None, "cleo"}
