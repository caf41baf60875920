"""A client that is faster than the policy lets it be waits for its replies, and gets all of them."""

from __future__ import annotations

import time

from heloworld.smtp.limits.pace import BURST, LOCAL
from heloworld.smtp.policy import Policy

from .conftest import Open

PACE = 20
RATE = PACE * LOCAL


async def test_commands_beyond_the_burst_wait_and_are_answered(opened: Open) -> None:
    house = await opened(Policy(pace=PACE))
    caller = await house.call()
    await caller.begin()
    began, many = time.monotonic(), int(RATE * (BURST + 0.5))
    replies = await caller.say(*["NOOP"] * many)
    assert replies == ["250 2.0.0 Ok"] * many
    assert time.monotonic() - began > 0.3


async def test_each_copy_of_a_letter_is_waited_for(opened: Open) -> None:
    house = await opened(Policy(pace=PACE))
    caller = await house.call()
    await caller.begin()
    await caller.say("MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "RCPT TO:<ben@harbour.test>", "DATA")
    lines = int(RATE * BURST / 2 * 1000 / 100)
    await caller.say("\r\n".join(["x" * 98] * lines + ["."]))
    began = time.monotonic()
    await caller.say(*["NOOP"] * int(RATE / 2))
    assert time.monotonic() - began > 0.3
