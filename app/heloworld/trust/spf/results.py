"""The results of SPF (RFC 7208 §2.6), the errors that end a check, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.trust.verdict import Verdict, VerdictRecord

QUALIFIERS: Final = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
"""What a mechanism says that matches (RFC 7208 §4.6.2)."""


class SpfError(Exception):
    """Ends a check.

    Attributes:
        result: The result that it comes to.
        sentence: Why.
        source: Where that is written.
    """

    result = "permerror"

    def __init__(self, sentence: str, source: str = "RFC 7208 §2.6.7") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.source = source


class PermError(SpfError):
    """The owner's record is wrong: the same will go wrong until it is mended."""


class Unanswered(SpfError):  # noqa: N818 - it says what happened
    """A question was not answered: the same may go well later."""

    result = "temperror"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "RFC 7208 §2.6.6")


@dataclass(frozen=True, slots=True)
class SpfVerdict(Verdict):
    """What SPF comes to.

    Attributes:
        identity: Which name was checked: ``mailfrom`` or ``helo`` (RFC 7208 §2.3, §2.4).
        sender: The address that was checked; for HELO postmaster at that name.
        client: The client's address.
        term: The term that decided; empty where none did.
        explanation: What the owner has to say to somebody who failed (RFC 7208 §6.2); may be empty.
        look_ups: Terms that asked the DNS, of 10 at most (RFC 7208 §4.6.4).
        void_look_ups: Questions that had no answer, of 2 at most.
    """

    identity: str = "mailfrom"
    sender: str = ""
    client: str = ""
    term: str = ""
    explanation: str = ""
    look_ups: int = 0
    void_look_ups: int = 0

    def as_record(self) -> VerdictRecord:
        """The verdict for ``--json``, with the name that was checked."""
        return {**Verdict.as_record(self), "identity": self.identity}
