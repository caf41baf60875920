"""A zone, while a lesson is run in words: read out, and changed a line at a time."""

from __future__ import annotations

from heloworld.course.model.act import Act
from heloworld.course.spoken.session import TextSession
from heloworld.wire.visible import visible_text

HOW = "Say /zone DOMAIN to have a zone read, and /zone DOMAIN add LINE or /zone DOMAIN drop LINE to change it."


async def use_zone(session: TextSession, typed: str) -> None:
    """Read a zone out, or change it.

    Args:
        session: The lesson.
        typed: What stands behind the command: a domain, and perhaps what is done with which line.
    """
    name, *edit = typed.split(maxsplit=2)[:3] or [""]
    domain, zones = name.lower().rstrip("."), session.ground.evidence.zones
    if zones.text(domain) is None:
        session.say(f"There is no zone {visible_text(name)}. {HOW}" if name else HOW)
        return
    match [each.strip() for each in edit]:
        case []:
            pass
        case ["add", line]:
            await session.type((Act(zone=domain, add=line),))
        case ["drop", line]:
            await session.type((Act(zone=domain, drop=line),))
        case _:
            session.say(HOW)
            return
    session.say(f"Zone {domain}:", *map(visible_text, (zones.text(domain) or "").splitlines()))
