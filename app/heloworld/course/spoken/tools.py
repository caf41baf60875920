"""The tools and the clock, while a lesson is run in words."""

from __future__ import annotations

from heloworld.course.model.act import Act
from heloworld.course.spoken.session import TextSession
from heloworld.lab import tools
from heloworld.lab.doors import FRONT, door_of
from heloworld.lab.durations import span
from heloworld.lab.hosts.host_table import HOSTS
from heloworld.lab.protocols import protocol_of
from heloworld.lab.toolbox.carry_out import carry_out
from heloworld.lab.toolbox.tool_bench import NOTHING_WAITS
from heloworld.lab.toolbox.words import Printed
from heloworld.wire.visible import visible_text


async def use_tool(session: TextSession, line: str) -> None:
    """Do what a line of the tools prompt says, and read out what comes of it.

    Args:
        session: The lesson.
        line: The line.
    """
    lab = session.ground.lab
    match tools.run(line, lab.doors):
        case tools.Said(text=text):
            session.say(visible_text(text))
        case tools.Call(door=door):
            host, service = HOSTS[door_of(door).server].hostname, door.rpartition("/")[2]
            await session.type((Act(hang_up="prompt"), Act(telnet=f"{host} {service}")))
        case Printed(lines=lines):
            session.say(*map(visible_text, lines))
        case task:
            lines = await carry_out(task, lab)
            session.look()
            session.say(*(visible_text(line.removeprefix("── ")) for line in lines))  # a drawn line is read out badly


def is_for_tools(session: TextSession, line: str) -> bool:
    """Whether a line that was typed to a server can only be meant for the tools; text of a letter never is.

    Args:
        session: The lesson.
        line: The line.
    """
    spoken = [each for each in session.ground.evidence.spoken if each.who == "prompt"]
    protocol = protocol_of(spoken[-1].protocol if spoken else FRONT)
    is_meant = tools.is_for_tools(line, protocol.manual().COMMANDS) and not session.is_in_text
    return is_meant and (protocol.is_of_lines or tools.calls_server(line))  # questions may begin with dig


async def turn_later(session: TextSession) -> None:
    """Turn the clock to the next thing that is due, and read out what happens then."""
    seconds = await session.ground.lab.traffic.later()
    session.look()
    session.say(f"The clock was turned forwards by {span(seconds)}." if seconds else NOTHING_WAITS)
