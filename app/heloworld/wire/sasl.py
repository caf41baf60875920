"""Login by SASL (RFC 4422) with a name and a password, as SMTP, POP3 and IMAP share it: PLAIN, LOGIN and CRAM-MD5.

The client names a method, the server asks, the client answers in base64 (RFC 4648 §4), which hides nothing. What
stands around a question differs from protocol to protocol: ``334 `` in SMTP, ``+ `` in POP3 and IMAP.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

GIVE_UP: Final = b"*"
"""What a client sends instead of an answer to give up (RFC 4954 §4, RFC 5034 §4, RFC 3501 §6.2.2)."""

_NOTHING: Final = b"="
"""How an empty first answer is written where it stands beside the method (RFC 4954 §4, RFC 5034 §4)."""


class Malformed(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """An answer that is no base64, or does not have the form that the method asks for."""


class GivenUp(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """The client does not want to log in any more."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who somebody says they are.

    Attributes:
        user: The name.
        password: The password; shown nowhere.
        acts_as: Whose mail is meant, where it is not the user's own; empty where it is.
    """

    user: bytes
    password: bytes = field(repr=False)
    acts_as: bytes = b""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who somebody says they are, and what only they can make of a challenge (RFC 2195 §2).

    Attributes:
        user: The name.
        challenge: What the server asked with.
        digest: The HMAC-MD5 of the challenge with the password as its key, in hexadecimal digits.
    """

    user: bytes
    challenge: bytes
    digest: bytes


_Method: TypeAlias = tuple[tuple[bytes, ...], Callable[[Sequence[bytes]], Credentials | Proof]]
"""What the server asks, and what makes credentials of the answers."""


class Login:
    """One login under way, as the server sees it.

    Args:
        method: One of `KNOWN`, in upper case.
        initial: What stood beside the method as a first answer, still in base64; empty where nothing did.
        challenge: What CRAM-MD5 asks; other methods do not look at it.

    Raises:
        Malformed: The first answer is none.
    """

    def __init__(self, method: str, initial: bytes = b"", challenge: bytes = b"") -> None:
        self._questions, self._read = _METHODS[method] if method != CRAM_MD5 else _cram_md5(challenge)
        self._answers: list[bytes] = []
        if initial:
            self._answers.append(b"" if initial == _NOTHING else _decoded(initial))

    @property
    def question(self) -> bytes | None:
        """What the server asks next, in base64; None once it knows enough."""
        return next((base64.b64encode(each) for each in self._questions[len(self._answers) :]), None)

    @property
    def credentials(self) -> Credentials | Proof:
        """Who the client says it is; asked for when there is no question any more.

        Raises:
            Malformed: The answers do not have the form that the method asks for.
        """
        return self._read(self._answers)

    def answer(self, line: bytes) -> None:
        """Take the answer to the question.

        Args:
            line: The client's line without its end.

        Raises:
            GivenUp: The client gives up.
            Malformed: It is no base64.
        """
        if line == GIVE_UP:
            raise GivenUp
        self._answers.append(_decoded(line))


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Malformed from error


def _plain(answers: Sequence[bytes]) -> Credentials:
    """Whom to act as, NUL, who one is, NUL, the password (RFC 4616 §2)."""
    match answers[0].split(b"\0"):
        case [acts_as, user, password] if user:
            return Credentials(user, password, b"" if acts_as == user else acts_as)
    raise Malformed


def _login(answers: Sequence[bytes]) -> Credentials:
    """The name and the password, one by one (draft-murchison-sasl-login)."""
    return Credentials(*answers)


def _cram_md5(challenge: bytes) -> _Method:
    def read(answers: Sequence[bytes]) -> Proof:
        """The name, a space, the digest (RFC 2195 §2); a name may have spaces in it."""
        user, _, digest = answers[0].rpartition(b" ")
        if not user:
            raise Malformed
        return Proof(user, challenge, digest)

    return (challenge,), read


def answer_to(question: bytes, user: str, password: str) -> str:
    """What a client says to a question: the name, the password, both (PLAIN), or a proof (CRAM-MD5), in base64.

    Args:
        question: In base64, as it stood behind ``334`` or ``+``.
        user: Who logs in.
        password: With which password.

    Raises:
        Malformed: The question is no base64.
    """
    asked, name, key = _decoded(question), user.encode(), password.encode()
    if asked.startswith(b"<"):
        import hmac  # who does not log in need not wait for it

        said = name + b" " + hmac.new(key, asked, "md5").hexdigest().encode()
    elif asked.lower().startswith(b"user"):
        said = name
    else:
        said = key if asked else b"\0" + name + b"\0" + key
    return base64.b64encode(said).decode("ascii")


_METHODS: Final[Mapping[str, _Method]] = {
    "PLAIN": ((b"",), _plain),
    "LOGIN": ((b"Username:", b"Password:"), _login),
}
"""What the server asks, and how the answers are read."""

METHODS: Final = tuple(_METHODS)
"""What a client may choose from, in upper case."""

CRAM_MD5: Final = "CRAM-MD5"
"""The method with which no password crosses (RFC 2195)."""

KNOWN: Final = (*METHODS, CRAM_MD5)
"""All methods that a world can ask for."""


class Passwords:
    """Who may log in.

    A password is compared in constant time, and a name that nobody has costs the same time and gets the same answer.

    Args:
        passwords: Name in lower case → password; looked at anew at each login.
        domains: In lower case what may stand behind a name and an ``@``.
    """

    def __init__(self, passwords: Mapping[str, str], domains: Collection[str] = ()) -> None:
        self._passwords = passwords
        self._domains = domains

    def __bool__(self) -> bool:
        """Whether anybody may."""
        return bool(self._passwords)

    def admit(self, credentials: Credentials | Proof) -> str | None:
        """The name in lower case of somebody whose password is right, and who means their own mail; else None."""
        import hmac  # who does not log in need not wait for it

        user = self._user(credentials.user)
        password = self._passwords.get(user)
        key = _NOBODY if password is None else password.encode()
        if isinstance(credentials, Proof):
            expected = hmac.new(key, credentials.challenge, "md5").hexdigest().encode()
            is_right = hmac.compare_digest(expected, credentials.digest)
        else:
            is_right = hmac.compare_digest(_digest(key), _digest(credentials.password)) and not credentials.acts_as
        return user if is_right and password is not None else None

    def _user(self, name: bytes) -> str:
        """Whom a name means; the domain behind it is not needed."""
        user = name.decode("utf-8", "replace").lower()
        local, _, domain = user.rpartition("@")
        return local if local and domain in self._domains else user


def _digest(password: bytes) -> bytes:
    """Of one length whatever the password's, so that comparing tells nothing of it."""
    import hashlib

    return hashlib.sha256(password).digest()


_NOBODY: Final = bytes(32)
"""What stands in for the password of somebody who has none."""
