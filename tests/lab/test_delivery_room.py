"""Large letters take turns; small ones do not wait for them."""

from __future__ import annotations

import asyncio

from heloworld.lab.delivery.room import SMALL, DeliveryRoom

ROOM = 10 * SMALL


async def waiting(room: DeliveryRoom, *sizes: int) -> list[asyncio.Task[None]]:
    """Letters that want to enter, one after the other, as far as they get at once."""
    tasks = [asyncio.create_task(room.enter(size * SMALL)) for size in sizes]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_the_smallest_of_those_that_wait_goes_first() -> None:
    room = DeliveryRoom(ROOM)
    tasks = await waiting(room, 8, 7, 5, 1)
    assert [task.done() for task in tasks] == [True, False, False, True]
    room.leave(8 * SMALL)
    assert [task.done() for task in await waiting(room)] == []
    assert [task.done() for task in tasks] == [True, False, True, True]
    room.leave(5 * SMALL)
    await tasks[1]


async def test_what_is_larger_than_all_room_goes_alone() -> None:
    room = DeliveryRoom(ROOM)
    tasks = await waiting(room, 50, 2)
    assert [task.done() for task in tasks] == [True, False]
    room.leave(50 * SMALL)
    await tasks[1]


async def test_who_gives_up_takes_no_room() -> None:
    room = DeliveryRoom(ROOM)
    tasks = await waiting(room, 9, 6, 7)
    tasks[1].cancel()
    await asyncio.gather(tasks[1], return_exceptions=True)
    room.leave(9 * SMALL)
    tasks[2].cancel()  # in the same moment in which it is let in
    await asyncio.gather(tasks[2], return_exceptions=True)
    [last] = await waiting(room, 10)
    assert last.done()
