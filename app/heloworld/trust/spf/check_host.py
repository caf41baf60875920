"""check_host(): a domain, a client, a result (RFC 7208 §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.trust.spf.macros import MacroString, as_name
from heloworld.trust.spf.mechanisms import Match, match, target_of
from heloworld.trust.spf.record import ASKS, Mechanism, Record, near_misses, parse_record, select
from heloworld.trust.spf.results import QUALIFIERS, PermError
from heloworld.trust.spf.session import MOST_TERMS, Session, is_domain
from heloworld.trust.verdict import Extract, shown

_NO_RECORD: Final = "RFC 7208 §4.5"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a domain's record says of the client.

    Attributes:
        result: ``none``, ``neutral``, ``pass``, ``fail`` or ``softfail``.
        sentence: Why, as one sentence.
        domain: Whose record decided.
        term: The term that decided; empty where none did.
        explanation: Where the owner's words stand.
    """

    result: str
    sentence: str
    domain: str
    term: str = ""
    explanation: MacroString | None = None


async def check_host(session: Session, domain: str, depth: int = 0, above: tuple[str, ...] = ()) -> Outcome:
    """Ask a domain's record, and all that it leads to.

    Args:
        session: The check under way.
        domain: Whose record.
        depth: How many records include this one.
        above: Whose records have led here, from the first one on.

    Raises:
        PermError: A record is wrong, or a limit is reached.
        Unanswered: A question had no answer.
    """
    redirect = ""
    while True:
        above = _on_the_way(above, domain)
        record = await _record(session, domain, depth)
        if isinstance(record, Outcome):
            if redirect:
                raise PermError(f"“{shown(redirect)}” leads to {domain}, which has no record of SPF.", "RFC 7208 §6.1")
            return record
        for mechanism in record.mechanisms:
            found = await _ask(session, mechanism, domain, depth, above)
            result = QUALIFIERS[mechanism.qualifier]
            comes_to = f"This decides: {result}." if found.matches else "No match."
            said = f"{found.clause[0].upper()}{found.clause[1:]}. {comes_to}"
            session.say(said, found.source, part=mechanism.text, depth=depth)
            if found.matches:
                if mechanism.name == "all" and (idle := record.behind_all):
                    session.say(f"Behind “all” no term counts: {shown(idle, 1_000)}.", "RFC 7208 §5.1", depth=depth)
                sentence = _decided(session, mechanism, found, record, domain)
                return Outcome(result, sentence, domain, mechanism.text, record.explanation)
        if record.redirect is None:
            said = f"Nothing in the record of {domain} matches {session.client}, so it says neither yes nor no."
            session.say(said, "RFC 7208 §4.7", depth=depth)
            return Outcome("neutral", said, domain)
        redirect = f"redirect={record.redirect.text}"
        domain = await _redirected(session, record.redirect, domain, depth)


async def _record(session: Session, domain: str, depth: int) -> Record | Outcome:
    """A domain's record; where there is none, what that comes to."""
    if not is_domain(domain):
        session.say(f"“{shown(domain)}” is no domain that could have a record.", "RFC 7208 §4.3", depth=depth)
        return Outcome("none", f"“{shown(domain)}” is no domain that could have a record.", domain)
    texts = (await session.ask(domain, "TXT", is_counted=False)).texts
    records = select(texts)
    if len(records) > 1:
        raise PermError(f"{domain} has {len(records)} records of SPF, where there may be one.", _NO_RECORD)
    if not records:
        for sentence in near_misses(texts)[:10]:
            session.say(sentence, _NO_RECORD, depth=depth)
        session.say(f"{domain} has no record of SPF.", _NO_RECORD, depth=depth)
        return Outcome("none", f"{domain} has no record of SPF.", domain)
    session.say(
        f"The record of {domain} is “{shown(records[0], 1_000)}”.",
        _NO_RECORD,
        depth=depth,
        looked_at=(Extract("record", records[0]),),
    )
    record = parse_record(records[0])
    for sentence in record.remarks:
        session.say(sentence, "RFC 7208 §6", depth=depth)
    return record


def _on_the_way(above: tuple[str, ...], domain: str) -> tuple[str, ...]:
    """The records that have led here and this one; raises `PermError` where it is among them, which would never end."""
    name = domain.lower().removesuffix(".")
    if name in above:
        circle = " → ".join(map(shown, [*above[above.index(name) :], name]))
        said = f"The records lead in a circle, {circle}, which asks for more than {MOST_TERMS} terms."
        raise PermError(said, "RFC 7208 §4.6.4")
    return (*above, name)


async def _ask(session: Session, mechanism: Mechanism, domain: str, depth: int, above: tuple[str, ...]) -> Match:
    if mechanism.name in ASKS:
        session.count_term()
    if mechanism.name == "include":
        return await _include(session, mechanism, domain, depth, above)
    return await match(session, mechanism, domain)


async def _include(session: Session, mechanism: Mechanism, domain: str, depth: int, above: tuple[str, ...]) -> Match:
    """Ask another domain's record; only its pass counts (RFC 7208 §5.2)."""
    target = await target_of(session, mechanism, domain)
    session.say(f"The record of {target} is asked, too.", "RFC 7208 §5.2", part=mechanism.text, depth=depth)
    inner = await check_host(session, target, depth + 1, above)
    if inner.result == "none":
        raise PermError(f"“{shown(mechanism.text)}” needs a record of {target}, and there is none.", "RFC 7208 §5.2")
    only = "" if inner.result == "pass" else ", and only its pass counts"
    return Match(inner.result == "pass", f"the record of {target} says {inner.result}{only}", "RFC 7208 §5.2")


async def _redirected(session: Session, redirect: MacroString, domain: str, depth: int) -> str:
    """Whose record stands for this one (RFC 7208 §6.1)."""
    session.count_term()
    target = as_name(await session.expand(redirect, domain))
    said = f"Nothing matches; the record of {target} stands for this one."
    session.say(said, "RFC 7208 §6.1", part=f"redirect={redirect.text}", depth=depth)
    return target


def _decided(session: Session, mechanism: Mechanism, found: Match, record: Record, domain: str) -> str:
    """The reason of a result, in one sentence."""
    client, term = session.client, mechanism.text
    if mechanism.name == "all":
        verb = {"+": "lets anybody send", "-": "lets nobody else send", "~": "wants nobody else to send"}
        says = verb.get(mechanism.qualifier, "does not say who else may send")
        has = "has" if record.behind_all else "ends in"
        return f"The record of {domain} {has} “{shown(term)}”, which {says}, and nothing before it matches {client}."
    return f"“{shown(term)}” in the record of {domain} matches: {found.clause}."
