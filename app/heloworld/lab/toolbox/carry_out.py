"""Does what a tool asks of the world."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator

from heloworld.errors import HeloError
from heloworld.lab.toolbox.queue_listing import listings, printed
from heloworld.lab.toolbox.tasks import Dig, Mailq, Sleep, Task
from heloworld.lab.world import Lab


async def carry_out(task: Task, lab: Lab) -> tuple[str, ...]:
    """Do it, in the world's event loop.

    Args:
        task: What is asked.
        lab: The world.

    Returns:
        What the tool prints, line by line; nothing of it is made safe to show yet.
    """
    try:
        return tuple([line async for line in _lines(task, lab)])
    except HeloError as error:
        return (f";; {error}",)


async def _lines(task: Task, lab: Lab) -> AsyncIterator[str]:
    match task:
        case Dig():
            for line in await _dig(task, lab):
                yield line
        case Mailq(server=server):
            found = tuple(each for each in listings(lab) if server in {"", each.server})
            for each in printed(found):
                if each.kind != "due":
                    yield each.text
        case Sleep(seconds=seconds):
            await lab.traffic.turn(seconds)


async def _dig(task: Dig, lab: Lab) -> list[str]:
    """Raises `LookUpError` where nobody answers, `UsageError` where it is no question."""
    from heloworld.dns import dig, questions  # with dnspython, which a world without names does not need
    from heloworld.dns.asking import ask

    question = questions.parse(task.line)
    source = lab.addresses.local(lab.plan.seat) or ""
    reply = await ask(
        task.server,
        questions.to_wire(question),
        source=source,
        over_tcp=question.over_tcp,
        tries=2,
        timeout=1.0,
        bound=functools.partial(lab.addresses.claim, lab.plan.seat),
    )
    printed_lines = dig.lines(question, reply.data, task.server, over_tcp=reply.over_tcp)
    return [line.expandtabs() for line in printed_lines]
