"""A verdict of SPF: of the envelope's sender, and of the name that the client gave (RFC 7208 §2.3, §2.4)."""

from __future__ import annotations

import ipaddress

from heloworld.trust.look_up import Ask, TooManyQuestions
from heloworld.trust.spf.check_host import Outcome, check_host
from heloworld.trust.spf.explain import explanation
from heloworld.trust.spf.results import SpfError, SpfVerdict
from heloworld.trust.spf.session import Session
from heloworld.trust.verdict import Step, one_line, shown

MAIL_FROM = "mailfrom"
HELO = "helo"
_WHO = {MAIL_FROM: ("the sender of the envelope", "RFC 7208 §2.4"), HELO: ("the name in HELO", "RFC 7208 §2.3")}


async def check_mail_from(ask: Ask, *, client: str, sender: str, helo: str, receiver: str = "") -> SpfVerdict:
    """May this client send from this address?

    Args:
        ask: Whom to ask.
        client: The client's numeric address.
        sender: The reverse-path without brackets. Where it is empty, postmaster at the HELO name is checked.
        helo: The name that the client gave in HELO or EHLO.
        receiver: Our own name, which an explanation may want.
    """
    address = sender if "@" in sender else f"postmaster@{sender or helo}"
    return await _check(ask, client, address, helo, receiver, MAIL_FROM, is_null=not sender)


async def check_helo(ask: Ask, *, client: str, helo: str, receiver: str = "") -> SpfVerdict:
    """May this client call itself so? The arguments are as for `check_mail_from`."""
    return await _check(ask, client, f"postmaster@{helo}", helo, receiver, HELO)


async def _check(
    ask: Ask, client: str, address: str, helo: str, receiver: str, identity: str, *, is_null: bool = False
) -> SpfVerdict:
    local, _, domain = address.rpartition("@")
    sender = f"{local or 'postmaster'}@{domain}"
    who, source = _WHO[identity]
    try:
        parsed = ipaddress.ip_address(client)
    except ValueError:
        reason = f"“{shown(client)}” is no address, and SPF judges addresses."
        return SpfVerdict(
            "spf", "none", domain, reason=reason, trace=(Step(reason, "RFC 7208 §4.1"),), identity=identity
        )
    session = Session(ask, parsed, sender, helo, receiver)
    if is_null:
        session.say(f"The sender of the envelope is empty, so {shown(sender)} stands for it.", source)
    session.say(f"{who[0].upper()}{who[1:]} is looked at: may {session.client} send for {domain}?", source)
    outcome = await _outcome(session, domain)
    said = await _explained(session, outcome)
    return SpfVerdict(
        "spf",
        outcome.result,
        domain,
        reason=one_line(outcome.sentence),
        trace=tuple(session.steps),
        identity=identity,
        sender=sender,
        client=str(session.client),
        term=outcome.term,
        explanation=said,
        look_ups=session.terms,
        void_look_ups=session.voids,
    )


async def _outcome(session: Session, domain: str) -> Outcome:
    try:
        return await check_host(session, domain)
    except SpfError as error:
        session.say(f"{error.sentence} This ends the check: {error.result}.", error.source)
        return Outcome(error.result, error.sentence, domain)
    except TooManyQuestions:
        said = "The records lead to more questions than a receiver asks."
        session.say(said, "RFC 7208 §4.6.4")
        return Outcome("permerror", said, domain)


async def _explained(session: Session, outcome: Outcome) -> str:
    try:
        return await explanation(session, outcome)
    except TooManyQuestions:
        session.say("The owner's words would need more questions than a receiver asks.", "RFC 7208 §6.2")
        return ""
