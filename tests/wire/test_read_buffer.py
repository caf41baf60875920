from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.wire.read_buffer import LIMIT, ReadBuffer


class Tap:
    """Counts how often the flow was stopped and let go."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def inbox(self) -> ReadBuffer:
        return ReadBuffer(lambda: self.calls.append("pause"), lambda: self.calls.append("resume"))


@given(st.lists(st.tuples(st.binary(max_size=6), st.sampled_from(["arrives", "until", "chunk"]))))
def test_whoever_reads_and_whenever_no_byte_is_lost(steps: list[tuple[bytes, str]]) -> None:
    async def play() -> None:
        inbox, sent, read = Tap().inbox(), b"", b""
        for data, step in steps:
            inbox.put(data)
            sent += data
            if step == "until":
                read += await inbox.until(lambda data: data.endswith(b"\x00"), 0) or b""
            elif step == "chunk" and inbox.unread:
                read += await anext(inbox.chunks())
            assert len(read) + inbox.unread == len(sent)
        inbox.end()
        read += b"".join([chunk async for chunk in inbox.chunks()])
        assert read == sent

    asyncio.run(play())


async def test_the_flow_stops_when_much_waits_and_goes_on_when_it_was_read() -> None:
    tap = Tap()
    inbox = tap.inbox()
    inbox.put(b"x" * (LIMIT - 1))
    assert tap.calls == []
    inbox.put(b"x")
    inbox.put(b"x")
    assert tap.calls == ["pause"]
    assert await inbox.until(lambda _: True, 0) == b"x" * (LIMIT + 1)
    assert tap.calls == ["pause", "resume"]


async def test_the_flow_goes_on_while_somebody_waits_for_more() -> None:
    tap = Tap()
    inbox = tap.inbox()
    inbox.put(b"x" * LIMIT)
    reading = asyncio.create_task(inbox.until(lambda data: data.endswith(b"."), 5))
    await asyncio.sleep(0)
    inbox.put(b"x" * LIMIT)
    inbox.put(b".")
    assert tap.calls == ["pause", "resume"]
    assert len(await reading or b"") == 2 * LIMIT + 1


async def test_the_flow_stops_again_after_a_reader_gave_up() -> None:
    tap = Tap()
    inbox = tap.inbox()
    inbox.put(b"x" * LIMIT)
    assert await inbox.until(lambda _: False, 0) is None
    inbox.put(b"x")
    assert tap.calls == ["pause", "resume", "pause"]


async def test_an_answer_that_came_in_time_is_given_even_if_it_is_seen_too_late() -> None:
    inbox = Tap().inbox()
    asyncio.get_running_loop().call_later(0.01, inbox.put, b"250 Ok\r\n")
    reading = asyncio.create_task(inbox.until(lambda data: data.endswith(b"\n"), 0.01))
    assert await reading == b"250 Ok\r\n"


async def test_a_judge_that_fails_takes_nothing_with_it() -> None:
    inbox = Tap().inbox()
    inbox.put(b"250 Ok\r\n")

    def fail(data: bytes) -> bool:
        raise LookupError(data)

    with pytest.raises(LookupError):
        await inbox.until(fail, 1)
    assert await inbox.until(lambda _: True, 1) == b"250 Ok\r\n"
