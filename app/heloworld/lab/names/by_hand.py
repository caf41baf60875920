"""Questions and edits that a script has done in a running world, as a learner does them with ``dig`` and an editor."""

from __future__ import annotations

import functools
import time

from heloworld.errors import HeloError
from heloworld.lab.hosts.host_table import NAME_SERVER
from heloworld.lab.judging.keys import with_keys
from heloworld.lab.names.world_zones import world_zones
from heloworld.lab.names.zone_edits import with_line, without
from heloworld.lab.script import Ask, Edit
from heloworld.lab.world import Lab
from heloworld.wire.events import Published


async def do(deed: Ask | Edit, lab: Lab, seat: str) -> None:
    """Do it, from the world's event loop.

    Args:
        deed: What is done.
        lab: The world.
        seat: The host from which a question is asked.

    Raises:
        HeloError: It is no question, nobody answers; there is no such zone or line, or a line is wrong.
    """
    if isinstance(deed, Ask):
        await _ask(deed.line, lab, seat)
    else:
        _edit(deed, lab)


async def _ask(line: str, lab: Lab, seat: str) -> None:
    from heloworld.dns import questions  # with dnspython, which a world without names does not need
    from heloworld.dns.asking import ask

    question = questions.parse(line)
    server = lab.doors.get(NAME_SERVER)
    if server is None:
        raise HeloError("This world has no name server.", "Give it a second host, or zones.")
    source = lab.addresses.local(seat) or ""
    bound = functools.partial(lab.addresses.claim, seat)
    await ask(server, questions.to_wire(question), source=source, over_tcp=question.over_tcp, bound=bound)


def _edit(deed: Edit, lab: Lab) -> None:
    text = world_zones(lab.plan).get(deed.origin) if lab.plan.address else None
    if text is None:
        raise HeloError(f"There is no zone {deed.origin} in this world.", "Name the domain of one of its hosts.")
    if deed.drop is not None:
        text = without(deed.origin, text, deed.drop)
    if deed.add is not None:
        text = with_line(deed.origin, text, with_keys(deed.origin, deed.add, lab.plan.key_types))
    lab.publish({deed.origin: text})
    lab.transcript.record(Published(0, time.time(), deed.origin, text))
