"""Who is let in: one client does not shut the others out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.policy import Policy
from heloworld.wire.serving.admission import Admission

if TYPE_CHECKING:
    from smtp.conftest import House, Open

GREETED = ["220 mail.harbour.test ESMTP"]
OTHER = "127.0.0.2"
"""Another address of this machine; on Linux, all that begin with 127 are."""


async def test_one_client_does_not_take_the_place_of_others(opened: Open) -> None:
    if sys.platform != "linux":
        pytest.skip("a second loopback address is needed")
    house = await opened(Policy(connection_limit=4, local_limit=2))
    greedy = [await house.call() for _ in range(2)]
    assert [await caller.reply() for caller in greedy] == [GREETED] * 2
    for _ in range(3):
        too_many = b"421 4.7.0 mail.harbour.test Error: too many connections from 127.0.0.1\r\n"
        assert await (await house.call()).rest() == too_many
    assert (await house.until_closed()).reason == "too many connections"
    other = await house.call(local=OTHER)
    assert await other.reply() == GREETED
    await greedy[0].say("QUIT")
    await house.until_closed(1)
    assert await (await house.call()).reply() == GREETED


async def test_who_is_sent_away_takes_nobodys_place(house: House) -> None:
    limit = Policy().local_limit
    callers = [await house.call() for _ in range(limit)]
    assert [await caller.reply() for caller in callers] == [GREETED] * limit
    crowd = [await house.call() for _ in range(50)]
    callers[0].reset()
    await house.until_closed(1)
    assert await (await house.call()).reply() == GREETED
    assert {(await each.rest())[:3] for each in crowd} == {b"421"}


def let_in(hosts: list[str]) -> int:
    """How many of these clients are let in, one after the other, by the usual policy."""
    admission = Admission(Policy())
    return [admission.enter(object(), host, -1) for host in hosts].count(None)


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (["192.0.2.1"] * 30, 20),
        (["192.0.2.1", "192.0.2.2"] * 30, 40),
        ([f"2001:db8::{number:x}" for number in range(30)], 20),
        ([f"2001:db8:0:{number:x}::1" for number in range(30)], 30),
        (["fe80::1%eth0"] * 30, 20),
        (["127.0.0.1"] * 300, 250),
        (["::1"] * 300, 250),
        ([f"192.0.2.{number}" for number in range(50)] * 20, 500),
        ([""] * 30, 20),
    ],
)
def test_how_many_of_one_client_are_let_in(hosts: list[str], expected: int) -> None:
    assert let_in(hosts) == expected
