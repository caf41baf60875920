"""What both kinds of bench have in common: a thread, and hands that type in it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from concurrent.futures import Future

from heloworld.lab.loop_thread import LoopThread
from heloworld.lab.protocols import DEFAULT, protocol_of
from heloworld.lab.script import Act, Connect, Hand, Send
from heloworld.lab.typist import Typist
from heloworld.wire.events import Address


class TypingBench:
    """Abstract: the thread and the typists.

    Args:
        protocol: The name of what is spoken where the prompt connects to.
    """

    def __init__(self, protocol: str = DEFAULT) -> None:
        self.protocol = protocol_of(protocol)
        self._thread = LoopThread("lab")
        self._typists: dict[Hand, Typist] = {}
        self._ours: set[Address] = set()
        self._waiting: deque[tuple[Act, Future[None], float | None]] = deque()
        self._tasks: list[asyncio.Task[None]] = []

    def enter(self, line: bytes | None) -> None:
        """Have a line sent that was typed just now, after those before it; None only connects."""
        self._enter(Connect() if line is None else Send(line), time.monotonic())

    def open(self) -> None:
        """Have a connection opened, unless there is one."""
        self.enter(None)

    def hang_up(self) -> None:
        """Close the connection from our side; what was entered ahead is dropped."""
        if self._typists:
            self._thread.call(self._typists["prompt"].hang_up())

    def _enter(self, act: Act, typed_at: float | None = None) -> Future[None]:
        done: Future[None] = Future()
        self._waiting.append((act, done, typed_at))
        self._thread.soon(self._hand_over)
        return done

    async def _type(self, typists: dict[Hand, Typist]) -> None:
        """Connect, and type what is entered."""
        self._typists = typists
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
