"""The owner's own words for somebody who failed (RFC 7208 §6.2)."""

from __future__ import annotations

from typing import Final

from heloworld.trust.spf.check_host import Outcome
from heloworld.trust.spf.macros import as_name, parse
from heloworld.trust.spf.results import SpfError
from heloworld.trust.spf.session import Session, is_domain

_SECTION: Final = "RFC 7208 §6.2"


async def explanation(session: Session, outcome: Outcome) -> str:
    """What the owner says to a fail; empty where there is nothing, or where something is wrong with it.

    A result never changes for it: whatever goes wrong here is a step, no error.
    """
    if outcome.result != "fail" or outcome.explanation is None:
        return ""
    part = f"exp={outcome.explanation.text}"
    try:
        name = as_name(await session.expand(outcome.explanation, outcome.domain))
        texts = (await session.ask(name, "TXT", is_counted=False)).texts if is_domain(name) else ()
        if len(texts) != 1:
            session.say(
                f"{name} has {len(texts) or 'no'} texts, where one is wanted; the owner says nothing.",
                _SECTION,
                part=part,
            )
            return ""
        words = parse(texts[0].decode("ascii"), in_explanation=True)
        said = await session.expand(words, outcome.domain)
    except UnicodeDecodeError:
        session.say("The owner's words are not in ASCII, so they are left out.", _SECTION, part=part)
        return ""
    except SpfError as error:
        session.say(f"The owner's words cannot be had: {error.sentence}", _SECTION, part=part)
        return ""
    session.say(f"The owner of {outcome.domain} says: “{said}”", _SECTION, part=part)
    return said
