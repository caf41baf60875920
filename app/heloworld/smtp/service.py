"""What all sessions of a server share."""

from __future__ import annotations

import asyncio
import itertools
import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from heloworld.smtp import wording
from heloworld.smtp.letter import Deliver, Letter
from heloworld.smtp.limits.letter_memory import LetterMemory
from heloworld.smtp.limits.pace import KILOBYTE, Pace
from heloworld.smtp.policy import Policy
from heloworld.smtp.refusals import Refusals
from heloworld.smtp.screening import NOBODY_ASKS, Caller, Inquire, Screen
from heloworld.wire.events import Address, Event, Opened
from heloworld.wire.sasl import Passwords
from heloworld.wire.serving.admission import Admission, Full

log = logging.getLogger(__name__)

READ_SIZE = 64 * 1024
"""Bytes read from a connection at one time. (Left to itself, asyncio asks for memory of four times that per read.)"""

TLS_PATIENCE = 10.0
"""Seconds that a TLS handshake may take."""

CLOSE_PATIENCE = 2.0
"""Seconds after which a client that does not take part in closing is cut off."""


class Live(Protocol):
    """A live session, as others see it."""

    is_delivering: bool
    """Whether a mail of it is on its way into a mailbox."""

    def hang_up(self, reply: str, reason: str) -> None:
        """Say a last word and close."""

    def abort(self) -> None:
        """Cut the connection."""


@dataclass(slots=True)
class Service:
    """What all sessions of a server share.

    Attributes:
        policy: What is allowed.
        record: Takes the events, in the order in which they happen.
        deliver: Puts accepted letters into mailboxes.
        tls: Makes the TLS context when one is first needed; None where the server offers no TLS.
        tls_patience: Seconds that a TLS handshake may take.
        close_patience: Seconds after which a client that does not take part in closing is cut off.
        sessions: The live sessions.
        vacant: Set while there is none.
        deliveries: The deliveries under way; they go on even when their client leaves.
        screen: What is asked about each recipient that could be taken.
        inquire: What is found out about a caller before the first of them is taken; None where nothing is.
        now: The world's clock, for what a letter shows.
        seen_at: The address that a client is taken to have, from the number of its connection and its end of it.
        buffer: What connections are read into, one at a time.
        refusals: What is refused although it could be done, and how often it has been.
        admission: Who is let in.
        memory: What all sessions together hold of letters.
        pace: How fast each client may go.
        passwords: Who may log in, at the ports where one can.
    """

    policy: Policy
    record: Callable[[Event], None]
    deliver: Deliver
    tls: Callable[[], ssl.SSLContext] | None = None
    tls_patience: float = TLS_PATIENCE
    close_patience: float = CLOSE_PATIENCE
    sessions: set[Live] = field(default_factory=set)
    vacant: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: set[asyncio.Task[None]] = field(default_factory=set)
    connections: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    letters: itertools.count[int] = field(default_factory=lambda: itertools.count(time.time_ns() // 1000))
    passwords: Passwords = field(default_factory=lambda: Passwords({}))
    screen: Screen = lambda _client, _sender, _recipient: NOBODY_ASKS
    inquire: Inquire | None = None
    now: Callable[[], float] = time.time
    seen_at: Callable[[int, Address], str] = lambda _conn, client: client[0]
    buffer: memoryview = field(default_factory=lambda: memoryview(bytearray(READ_SIZE)))

    refusals: Refusals = field(init=False)
    admission: Admission = field(init=False)
    memory: LetterMemory = field(init=False)
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.refusals = Refusals(self.policy)
        self.admission = Admission(self.policy)
        self.memory = LetterMemory(self.policy.memory_limit)
        self.pace = Pace(self.policy.pace)
        self.vacant.set()

    def enter(self, session: Live, host: str, fd: int) -> Full | None:
        """A session begins; returns why it is sent away, None where it is not.

        Args:
            session: The session.
            host: The client's numeric address.
            fd: The number of the connection's open file.
        """
        self.sessions.add(session)
        self.vacant.clear()
        return self.admission.enter(session, host, fd)

    def opened(self, conn: int, client: Address, server: Address, *, implicit_tls: bool) -> Address:
        """Record that a connection has begun; where its client is taken to be."""
        lenient = self.policy.ends
        self.record(Opened(conn, time.time(), "smtp", client, server, implicit_tls, ends=lenient))
        return self.seen_at(conn, client), client[1]

    def leave(self, session: Live) -> None:
        """A session is over."""
        self.sessions.discard(session)
        self.admission.leave(session)
        if not self.sessions:
            self.vacant.set()

    def out_of_memory(self, session: Live) -> None:
        """What a session has sent could not be kept: end it, and make room for the others."""
        if self.memory.make_room():
            log.warning("The system gives this program no more memory: large letters are refused for now.")
        session.hang_up(wording.NO_MEMORY, "out of memory")

    async def answer(self, letter: Letter) -> str:
        """Have a letter delivered; the reply to its sender."""
        size = len(letter.content)
        self.memory.delivers(size)
        self.pace.spend(letter.client, size / KILOBYTE * max(len(letter.recipients), 1))
        try:
            refusal = await self.deliver(letter)
        except MemoryError:
            log.warning("%s: there is no memory to deliver a letter of %d bytes.", letter.queue_id, size)
            refusal = wording.DISK_FULL
        except Exception:
            log.exception("%s: the delivery failed", letter.queue_id)
            refusal = wording.OUR_FAULT
        finally:
            self.memory.delivered(size)
        return refusal or wording.QUEUED.format(queue_id=letter.queue_id)

    async def ask(self, caller: Caller) -> str:
        """Find out about a caller; what is said to its recipients, as `screening.Inquire` says."""
        try:
            return "" if self.inquire is None else await self.inquire(caller)
        except Exception:
            log.exception("nothing could be found out about %s", caller.client)
            return wording.OUR_FAULT

    def queue_id(self) -> str:
        """A name for a letter, in the form of Postfix's short ones: microseconds of the second, then a count."""
        return f"{time.time_ns() // 1000 % 1_000_000:05X}{next(self.letters) % 0x100000:05X}"
