"""What both kinds of bench have in common: a thread, and hands that type in it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future

from heloworld.lab.doors import FRONT, door_of
from heloworld.lab.loop_thread import LoopThread
from heloworld.lab.protocols import protocol_of
from heloworld.lab.script import Act, Connect, Hand, HangUp, Send
from heloworld.lab.typist import Typist
from heloworld.wire.events import Address
from heloworld.wire.protocol import Protocol


class TypingBench:
    """Abstract: the thread and the typists.

    Args:
        door: The door at which the prompt connects in the beginning.

    """

    def __init__(self, door: str = FRONT) -> None:
        self._door = door
        self._thread = LoopThread("lab")
        self._typists: dict[Hand, Typist] = {}
        self._ours: set[Address] = set()
        self._waiting: deque[tuple[Act, Future[None], float | None]] = deque()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def doors(self) -> Mapping[str, Address]:
        """Where the server listens: the name of each door → its address."""
        raise NotImplementedError

    @property
    def door(self) -> str:
        """The door at which the prompt connected last, or will first."""
        return self._typists["prompt"].door if self._typists else self._door

    @property
    def protocol(self) -> Protocol:
        """What is spoken there."""
        return protocol_of(door_of(self.door).protocol)

    @property
    def address(self) -> Address | None:
        """Where that door is; None while there is none."""
        return self.doors.get(self.door)

    def enter(self, line: bytes | None) -> None:
        """Have a line sent that was typed just now, after those before it; None only connects."""
        self._enter(Connect() if line is None else Send(line), time.monotonic())

    def open(self, door: str | None = None) -> None:
        """Have a connection opened, unless there is one; a new one in any case where a door is named."""
        if door is not None:
            self._enter(HangUp())
        self._enter(Connect(door=door), time.monotonic())

    def hang_up(self) -> None:
        """Close the connection from our side; what was entered ahead is dropped."""
        if self._typists:
            self._thread.call(self._typists["prompt"].hang_up())

    def _enter(self, act: Act, typed_at: float | None = None) -> Future[None]:
        done: Future[None] = Future()
        self._waiting.append((act, done, typed_at))
        self._thread.soon(self._hand_over)
        return done

    async def _type(self, typists: dict[Hand, Typist], *, calls: bool = True) -> None:
        """Connect, unless nobody is to be called yet, and type what is entered."""
        self._typists = typists
        if calls:
            typists["prompt"].enter(Connect())
        self._hand_over()
        self._tasks = [asyncio.create_task(typist.run()) for typist in typists.values()]

    async def _rest(self) -> None:
        """Type no more, and hang up; what was entered and not yet done is dropped."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for typist in self._typists.values():
            typist.forget()
            await typist.close()

    def _hand_over(self) -> None:
        """In the thread: give the typists what was entered, also before there were any."""
        while self._typists and self._waiting:
            act, done, typed_at = self._waiting.popleft()
            self._typists[act.hand].enter(act, done, typed_at)
