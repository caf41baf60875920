"""What the base64 of a login says, and what went wrong in it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.wire import sasl_words
from heloworld.wire.sasl import KNOWN


def b64(text: bytes) -> bytes:
    return base64.b64encode(text)


USERNAME, PASSWORD, CHALLENGE = b64(b"Username:"), b64(b"Password:"), b64(b"<1.2@mail.harbour.test>")
ECHO = b64(b"ana\\0ana\\0sesame\n")


@pytest.mark.parametrize(
    ("question", "text", "form", "here", "slip"),
    [
        (b"", b64(b"\0ana\0sesame"), "NUL, name, NUL, password. Base64 is a spelling: it hides", "␀ana␀sesame", ""),
        (b"", b64(b"\0ana\0sesame\n"), "NUL, name, NUL, password.", "␀ana␀sesame␊", "echo adds one, printf does not"),
        (b"", ECHO, "it does not say NUL, name", "ana\\0ana\\0sesame␊", "a backslash where a NUL has to be"),
        (b"", b64(b"ana sesame"), "it does not say NUL, name", "ana sesame", "printf '\\0ana\\0sesame' | base64"),
        (b"", b"AGFuYQBzZXNhbWU", "It is no base64.", "", "The = at its end is missing."),
        (b"", b"QUIT now", "It is no base64.", "", ""),
        (b"", b"*", "A lone * gives up the login.", "", ""),
        (USERNAME, b64(b"ana"), "The name, in base64.", "ana", ""),
        (b64(b"User Name\0"), b64(b"ana"), "The name, in base64.", "ana", ""),
        (PASSWORD, b64(b"sesame"), "The password, in base64. Base64 is a spelling: it hides", "sesame", ""),
        (PASSWORD, b64(b"sesame\n"), "The password, in base64.", "sesame␊", "echo adds one"),
        (
            CHALLENGE,
            b64(b"ana " + b"0af" * 10 + b"00"),
            "a digest: what HMAC-MD5 makes of the challenge",
            "ana 0af0",
            "",
        ),
        (CHALLENGE, b64(b"ana sesame"), "a digest", "ana sesame", "32 hexadecimal digits"),
        (b64(b"r=abc,s=def"), b64(b"c=biws"), "An answer in base64.", "c=biws", ""),
    ],
)
def test_an_answer(question: bytes, text: bytes, form: str, here: str, slip: str) -> None:
    said = sasl_words.answer(question, text)
    assert form in said.form
    assert said.here.startswith(here)
    assert slip in said.slip
    assert bool(said.slip) is bool(slip)


def test_a_first_answer() -> None:
    assert sasl_words.first_answer("PLAIN", b64(b"\0ana\0sesame")).here == "␀ana␀sesame"
    assert sasl_words.first_answer("PLAIN", b"=").form == "= is an empty answer."
    assert sasl_words.first_answer("LOGIN", b64(b"ana")).form.startswith("The name")


def test_a_question() -> None:
    assert sasl_words.question(USERNAME, "LOGIN").here == "Username:"
    assert sasl_words.question(PASSWORD).here == "Password:"
    assert "PLAIN needs no question" in sasl_words.question(b"", "PLAIN").form
    said = sasl_words.question(CHALLENGE, "CRAM-MD5")
    assert said.here == "<1.2@mail.harbour.test>"
    assert "the password does not cross" in said.form


@given(st.binary(max_size=80), st.binary(max_size=80), st.sampled_from([*KNOWN, "", "X"]))
def test_whatever_crosses_is_safe_to_show(question: bytes, text: bytes, method: str) -> None:
    for each in (text, b64(text)):
        for said in (
            sasl_words.answer(question, each),
            sasl_words.answer(b64(question), each),
            sasl_words.first_answer(method, each),
            sasl_words.question(each, method),
        ):
            assert said.form.isprintable()
            assert said.here.isprintable()
            assert said.slip.isprintable()
