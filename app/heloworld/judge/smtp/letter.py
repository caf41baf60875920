"""The letters that the judge sends: what crosses, and what a mailbox must hold of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.judge.values import Values

DOMAIN: Final = "harbour.test"
"""Whose mail the server takes."""

ANA: Final = f"ana@{DOMAIN}"
"""Whose mailbox is looked at."""

BEN: Final = f"ben@{DOMAIN}"
"""The other one who lives there."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter.

    Attributes:
        sender: The reverse-path, without brackets.
        recipients: The forward-paths.
        fields: The lines of its header, without line ends.
        body: The lines of its body, without line ends.
    """

    sender: str
    recipients: tuple[str, ...]
    fields: tuple[bytes, ...]
    body: tuple[bytes, ...]

    @property
    def wire(self) -> bytes:
        """What crosses behind DATA: CR LF everywhere, dots stuffed, without the dot that ends it (RFC 5321 §4.5.2)."""
        lines = (*self.fields, b"", *self.body)
        return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)

    @property
    def stored_body(self) -> bytes:
        """Its body as a mailbox has it, nothing quoted."""
        return b"".join(line + b"\n" for line in self.body)

    @property
    def subject(self) -> str:
        """Its Subject field, by which it is told from others."""
        return next(field for field in self.fields if field.startswith(b"Subject:")).decode()


def letter(values: Values, body: Sequence[bytes] | None = None, recipients: tuple[str, ...] = (ANA,)) -> Letter:
    """A new letter; a few lines of random words, where no body is given."""
    sender, token = values.address(), values.token()
    fields = (
        f"From: {values.word().title()} <{sender}>",
        f"To: <{recipients[0]}>",
        "Date: Mon, 23 Nov 2026 23:26:01 +0000",
        f"Message-ID: <{token}@island.test>",
        f"Subject: {values.words(2)} {token}",
    )
    if body is None:
        body = [values.words(6).encode() for _ in range(3)]
    return Letter(sender, recipients, tuple(field.encode() for field in fields), tuple(body))
