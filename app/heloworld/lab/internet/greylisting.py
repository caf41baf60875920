"""Greylisting as a server does it: `trust.greylist` on the world's clock, in postgrey's words."""

from __future__ import annotations

from collections.abc import Callable

from heloworld.lab.delivery.deliver import SOFTWARE, date
from heloworld.lab.internet.clock import Due
from heloworld.lab.internet.greylist_file import GreylistFile
from heloworld.lab.plan import Plan
from heloworld.smtp import wording
from heloworld.smtp.screening import NOBODY_ASKS, Screen, Screened
from heloworld.trust.greylist import Patience

FIELD = "X-Greylist: delayed {seconds} seconds by {software} at {hostname}; {date}"


def greylisting(plan: Plan, now: Callable[[], float], file: GreylistFile) -> tuple[Screen, Due]:
    """What a server asks about those for whom it is to take mail, and when the next wait is over.

    Args:
        plan: What the server is like.
        now: The world's clock.
        file: Where it is remembered who has asked.
    """
    greylist = file.greylist(Patience(plan.greylist), now())

    def screen(client: str, sender: str, recipient: str) -> Screened:
        at = now()
        decision = greylist.ask(client, sender, recipient, at)
        seen = greylist.seen(client, sender, recipient)
        if seen is not None and seen.last == at:
            file.note(seen, greylist)
        if not decision.is_let_in:
            return Screened(refusal=wording.GREYLISTED.format(path=recipient))
        if not decision.waited:
            return NOBODY_ASKS
        words = {"seconds": int(decision.waited), "software": SOFTWARE, "hostname": plan.policy.hostname}
        return Screened(field=FIELD.format(**words, date=date(int(at))))

    return screen, lambda: greylist.next_due(now())
