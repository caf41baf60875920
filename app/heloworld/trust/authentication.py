"""All that a receiver asks about a letter: SPF of both names, DKIM of each signature, and DMARC over them."""

from __future__ import annotations

from dataclasses import dataclass

from heloworld.trust.dkim.results import DkimVerdict
from heloworld.trust.dkim.verify import verify
from heloworld.trust.dmarc.evaluate import evaluate
from heloworld.trust.dmarc.results import DmarcVerdict
from heloworld.trust.look_up import Ask
from heloworld.trust.message import parse
from heloworld.trust.moment import THIS_CHECK
from heloworld.trust.spf.check import check_helo, check_mail_from
from heloworld.trust.spf.results import SpfVerdict
from heloworld.trust.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a letter came in: what SPF looks at, and what does not stand in the letter.

    Attributes:
        client: The client's numeric address.
        helo: The name that it gave in HELO or EHLO; may be empty.
        sender: The reverse-path without brackets; may be empty.
        receiver: Our own name.
    """

    client: str
    helo: str
    sender: str
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """What it all came to.

    Attributes:
        helo: SPF of the name in HELO; None where nobody knows how the letter came, or no name was given.
        mail_from: SPF of the envelope's sender; None where nobody knows.
        dkim: DKIM of each signature, from the top; one verdict where there is none.
        dmarc: DMARC.
    """

    helo: SpfVerdict | None
    mail_from: SpfVerdict | None
    dkim: tuple[DkimVerdict, ...]
    dmarc: DmarcVerdict

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All of them, in the order in which they were found."""
        spf = (each for each in (self.helo, self.mail_from) if each is not None)
        return (*spf, *self.dkim, self.dmarc)


async def authenticate(
    ask: Ask, message: bytes, arrival: Arrival | None, *, now: float, whence: str = THIS_CHECK
) -> Authentication:
    """Judge a letter.

    Args:
        ask: Whom to ask.
        message: The letter, without a ``From_`` line.
        arrival: How it came in; None where nobody knows, and then SPF is left out.
        now: The moment by which it is judged, in seconds since the epoch.
        whence: What moment that is, as a phrase.
    """
    letter = parse(message)
    helo = mail_from = None
    if arrival is not None:
        common = {"client": arrival.client, "helo": arrival.helo, "receiver": arrival.receiver}
        helo = await check_helo(ask, **common) if arrival.helo else None
        mail_from = await check_mail_from(ask, sender=arrival.sender, **common)
    dkim = await verify(ask, letter, now=now, whence=whence)
    return Authentication(helo, mail_from, dkim, await evaluate(ask, letter, mail_from, dkim))
