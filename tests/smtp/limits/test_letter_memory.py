"""What all sessions together hold is bounded, and the others do not go short."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.conversation import Conversation, Todo
from heloworld.smtp.limits.letter_memory import SMALL, LetterMemory
from heloworld.smtp.policy import Policy
from heloworld.smtp.receive_buffer import ReceiveBuffer
from heloworld.wire.events import Bytes, Event
from patience import PATIENCE

if TYPE_CHECKING:
    from smtp.conftest import Caller, House, Open

MILLION = b"0123456789abcdef\r\n" * 55_556
LIMIT = 4_500_000
"""Room for four letters of a million bytes, but not for five."""

NO_ROOM = "452 4.3.1 Insufficient system storage"
OTHER = "127.0.0.2"


async def begin(house: House, local: str | None = None) -> Caller:
    """Somebody who has sent a million bytes of a letter, which have arrived."""
    caller = await house.call(local=local)
    await caller.begin()
    await caller.ask_to_send()
    seen = len(house.events)
    await caller.send(MILLION)
    await house.until(lambda: sum(map(arrived, house.events[seen:])) == len(MILLION))
    return caller


def arrived(event: Event) -> int:
    """How many bytes have come from a client."""
    return len(event.data) if isinstance(event, Bytes) and event.source == "client" else 0


async def finish(caller: Caller) -> str:
    return (await caller.say("."))[0]


async def test_who_began_first_can_finish_and_who_comes_last_is_told_to_come_again(opened: Open) -> None:
    house = await opened()
    house.listener.service.memory = LetterMemory(LIMIT, silence=PATIENCE)
    callers = [await begin(house) for _ in range(7)]
    assert await house.is_well()
    replies = [await finish(caller) for caller in callers]
    assert [reply[:3] for reply in replies] == ["250"] * 4 + ["452"] * 3
    assert replies[-1] == NO_ROOM
    assert [content for content in house.contents if len(content) > 1000] == [MILLION] * 4
    await callers[-1].ask_to_send()
    await callers[-1].send(MILLION)
    assert (await finish(callers[-1])).startswith("250")


async def test_what_a_client_that_is_gone_has_sent_needs_no_room(opened: Open) -> None:
    house = await opened()
    house.listener.service.memory = LetterMemory(LIMIT, silence=PATIENCE)
    for conn in range(1, 7):
        (await begin(house)).reset()
        await house.until_closed(conn)
    callers = [await begin(house) for _ in range(4)]
    assert {(await finish(caller))[:3] for caller in callers} == {"250"}


async def test_a_client_that_holds_most_makes_room_for_another(opened: Open) -> None:
    if sys.platform != "linux":
        pytest.skip("a second loopback address is needed")
    house = await opened()
    house.listener.service.memory = LetterMemory(LIMIT, silence=PATIENCE)
    greedy = [await begin(house) for _ in range(4)]
    other = await begin(house, OTHER)
    assert (await finish(other)).startswith("250")
    assert [(await finish(caller))[:3] for caller in greedy] == ["250"] * 3 + ["452"]


async def test_a_letter_on_its_way_into_a_mailbox_counts_and_is_not_lost(opened: Open) -> None:
    house = await opened(Policy(memory_limit=1_500_000))
    first = await begin(house)
    house.listener.service.memory.delivers(1_000_000)
    second = await begin(house)
    assert [await finish(first), await finish(second)] == [NO_ROOM] * 2
    house.listener.service.memory.delivered(1_000_000)
    assert (await finish(await begin(house))).startswith("250")


class Holder:
    """A session, as far as its memory goes."""

    def __init__(self) -> None:
        self.has_lost = False

    def lose_text(self) -> bool:
        self.has_lost = True
        return True


@pytest.mark.parametrize(("silence", "loser"), [(60.0, 2), (-1.0, 1)])
def test_who_has_been_silent_comes_first(silence: float, loser: int) -> None:
    memory = LetterMemory(limit=10 * SMALL, silence=silence)
    holders = [Holder() for _ in range(3)]
    for holder, size in zip([*holders, holders[0]], [3, 3, 3, 5], strict=True):
        memory.holds(holder, "192.0.2.1", size * SMALL)
    assert [holder.has_lost for holder in holders] == [number == loser for number in range(3)]


class Scarce(ReceiveBuffer):
    """What has arrived, where memory runs out now and then."""

    is_short = False

    def message(self, limit: int) -> bytes | None:
        if self.is_short:
            self.is_short = False
            raise MemoryError
        return super().message(limit)


def heard(talk: Conversation, data: bytes) -> list[str]:
    """What is answered to some bytes."""
    talk.inbox.feed(data)
    while talk.step() is Todo.GO_ON:
        pass
    replies = list(talk.replies)
    talk.replies.clear()
    return replies


def test_where_memory_runs_out_in_a_letter_its_rest_is_not_taken_for_commands() -> None:
    talk, inbox = Conversation(Policy(), offers_tls=False), Scarce()
    talk.inbox = inbox
    envelope = b"HELO x\r\nMAIL FROM:<dora@island.test>\r\nRCPT TO:<ana@harbour.test>\r\nDATA\r\n"
    assert heard(talk, envelope)[-1].startswith("354")
    assert heard(talk, b"one\r\n") == []
    inbox.is_short = True
    assert heard(talk, b"two\r\n") == []
    assert heard(talk, b"RSET\r\nMAIL FROM:<admin@harbour.test>\r\n") == []
    assert heard(talk, b".\r\nNOOP\r\n") == [NO_ROOM, "250 2.0.0 Ok"]
