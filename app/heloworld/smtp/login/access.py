"""What a port asks of a client before it takes mail (RFC 6409 §4.3, RFC 8314 §3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.wire.sasl import Passwords


@dataclass(frozen=True, slots=True)
class Access:
    """What is asked at a port.

    Attributes:
        passwords: Who may log in; None where nobody can.
        requires_tls: Whether next to nothing is carried out before STARTTLS.
        requires_login: Whether a recipient, whoever it is, is taken only from who has logged in.
    """

    passwords: Passwords | None = None
    requires_tls: bool = False
    requires_login: bool = False


OPEN: Final = Access()
"""Port 25, where strangers bring mail for those who live here."""


def implicit_tls(passwords: Passwords) -> Access:
    """Port 465: who wants to, may log in."""
    return Access(passwords or None)


def submission(passwords: Passwords) -> Access:
    """Port 587: TLS first, then the login, then the mail."""
    return Access(passwords or None, requires_tls=True, requires_login=True)
