"""How a verdict asks the DNS: any resolver as an `Ask` of `trust`."""

from __future__ import annotations

from heloworld.dns.resolver import Answer, LooksUp
from heloworld.errors import LookUpError
from heloworld.trust.look_up import Answers, Ask, NoData, NXDomain, Said, TempError


def ask_by(resolver: LooksUp, server: str = "") -> Ask:
    """A resolver as a verdict wants it.

    Args:
        resolver: Whom to ask.
        server: Its name for the trace.
    """

    async def ask(name: str, kind: str, /) -> Said:
        try:
            answer = await resolver.look_up(name, kind)
        except LookUpError as error:
            return TempError(error.sentence, server)
        return _said(answer, server)

    return ask


def _said(answer: Answer, server: str) -> Said:
    is_remembered = answer.is_remembered
    if not answer.exists:
        return NXDomain(server, is_remembered)
    exchanges = tuple((each.preference, each.host) for each in answer.exchanges)
    said = Answers(answer.texts, answer.addresses, answer.names, exchanges, server, is_remembered)
    return said if len(said) else NoData(server, is_remembered)
