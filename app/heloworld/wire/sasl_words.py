"""What stands in the base64 of a login, in plain words: it is a spelling, and hides nothing (RFC 4648 §12)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from heloworld.wire.sasl import CRAM_MD5, GIVE_UP
from heloworld.wire.visible import visible


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says in a login.

    Attributes:
        form: What stands there, in a sentence; safe to show to anybody.
        here: The same as it was written this time, made visible; may be a password. Empty where there is nothing.
        slip: What is wrong with it, and how it is made right; empty where nothing is known to be.
    """

    form: str
    here: str = ""
    slip: str = ""


HIDES_NOTHING: Final = "Base64 is a spelling: it hides nothing."

_DIGEST = re.compile(rb".+ [0-9a-f]{32}", re.DOTALL | re.IGNORECASE)

_PLAIN_FORM: Final = f"In base64 it says NUL, name, NUL, password. {HIDES_NOTHING}"
_NAME_FORM: Final = f"The name, in base64. {HIDES_NOTHING}"
_PASSWORD_FORM: Final = f"The password, in base64. {HIDES_NOTHING}"
_CRAM_FORM: Final = (
    "The name, and a digest: what HMAC-MD5 makes of the challenge with the password as its key. "
    "Base64 hides nothing, but the password is not in it."
)


def answer(question: bytes, text: bytes) -> Said:
    """What a client's answer says.

    Args:
        question: What the server asked, in base64, as it stood behind ``334`` or ``+``.
        text: The answer's line without its end.
    """
    if text == GIVE_UP:
        return Said("A lone * gives up the login.")
    asked = (decoded(question) or b"").strip(b"\0 ").lower()
    if asked.startswith(b"user"):
        return _one(text, _NAME_FORM)
    if asked.startswith(b"pass"):
        return _one(text, _PASSWORD_FORM)
    if asked.startswith(b"<"):
        return _proof(text)
    return _plain(text) if not asked else _one(text, f"An answer in base64. {HIDES_NOTHING}")


def first_answer(method: str, text: bytes) -> Said:
    """What stands beside a method as a first answer.

    Args:
        method: In upper case.
        text: The answer; ``=`` is an empty one.
    """
    if method == "PLAIN":
        return _plain(text)
    return _one(text, _NAME_FORM if method == "LOGIN" else f"A first answer in base64. {HIDES_NOTHING}")


def question(text: bytes, method: str = "") -> Said:
    """What a server's question says.

    Args:
        text: What stood behind ``334`` or ``+``.
        method: The method that it follows, in upper case; empty where it follows an answer.
    """
    asked = decoded(text)
    if method == CRAM_MD5 and asked:
        said = "A challenge that never came before. The answer is the name and a digest; the password does not cross."
        return Said(said, visible(asked))
    if method == "PLAIN" and not asked:
        return Said("PLAIN needs no question. Its answer is NUL, name, NUL, password, in base64.")
    if not asked:
        return Said("The server asks for the next part.")
    return Said("In base64 the server asks:", visible(asked))


def decoded(text: bytes) -> bytes | None:
    """What some base64 stands for; None where it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


def _one(text: bytes, form: str) -> Said:
    data = decoded(text)
    if data is None:
        return _no_base64(text)
    slip = "A line end stands behind it: echo adds one, printf does not." if data.endswith(b"\n") else ""
    return Said(form, visible(data), slip)


def _plain(text: bytes) -> Said:
    if text == b"=":
        return Said("= is an empty answer.", "", _slip_in_plain(b""))
    data = decoded(text)
    if data is None:
        return _no_base64(text)
    if data.count(b"\0") == 2:
        slip = "A line end stands behind the password: echo adds one, printf does not." if data.endswith(b"\n") else ""
        return Said(_PLAIN_FORM, visible(data), slip)
    return Said(
        f"It is base64, but it does not say NUL, name, NUL, password. {HIDES_NOTHING}",
        visible(data),
        _slip_in_plain(data),
    )


def _slip_in_plain(data: bytes) -> str:
    if b"\\0" in data or b"\\x00" in data:
        return "There stands a backslash where a NUL has to be. printf '\\0ana\\0sesame' | base64 makes a real one."
    return "It has to say NUL, name, NUL, password: printf '\\0ana\\0sesame' | base64 makes it for ana."


def _proof(text: bytes) -> Said:
    data = decoded(text)
    if data is None:
        return _no_base64(text)
    slip = "" if _DIGEST.fullmatch(data) else "It has to be the name, a space, and 32 hexadecimal digits, in base64."
    return Said(_CRAM_FORM, visible(data), slip)


def _no_base64(text: bytes) -> Said:
    lacks = decoded(text + b"=") is not None or decoded(text + b"==") is not None
    return Said("It is no base64.", "", "The = at its end is missing." if lacks else "")
