"""What becomes of an accepted letter: into the mailboxes of those who live here, into the queue for all others.

Either everybody's copy is safe before the 250, or nobody's is: a letter for the queue is written there first and held,
then the mailboxes are appended to, and then it may go. Where a mailbox refuses, the queue forgets it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from heloworld.errors import QueueError, QueueFull
from heloworld.lab.delivery.completion import completed
from heloworld.lab.delivery.deliver import Peer, loopback, received
from heloworld.lab.delivery.forwarding import Forwarding
from heloworld.lab.judging.judging import NOBODY, Judging
from heloworld.relay.content import hops
from heloworld.smtp import path as paths
from heloworld.smtp import wording
from heloworld.smtp.letter import Deliver, Letter
from heloworld.smtp.policy import Policy

if TYPE_CHECKING:
    from heloworld.relay.queue_manager import QueueManager
    from heloworld.relay.queued_letter import Envelope

log = logging.getLogger(__name__)

HOP_LIMIT = 50
"""Received fields, our own among them, with which a letter goes round in circles (Postfix: hopcount_limit)."""


class Acceptance:
    """Takes letters for one server.

    Args:
        policy: Who lives here.
        deliver: Puts a letter into their mailboxes.
        now: The world's clock.
        peer: What is written down of a client.
        judging: What the server finds out about letters, and what it signs.
        forwarding: What it sends on that came for somebody here; None where nothing is.

    Attributes:
        queue: Where letters for other servers go; None where there is no way out.
    """

    def __init__(
        self,
        policy: Policy,
        deliver: Deliver,
        now: Callable[[], float],
        peer: Peer = loopback,
        judging: Judging = NOBODY,
        forwarding: Forwarding | None = None,
    ) -> None:
        self._policy, self._deliver, self._now, self._peer = policy, deliver, now, peer
        self._judging, self._forwarding = judging, forwarding
        self.queue: QueueManager | None = None

    async def __call__(self, letter: Letter) -> str | None:
        """Take a letter; as `Deliver`."""
        if hops(letter.content) + 1 >= HOP_LIMIT:
            return wording.TOO_MANY_HOPS
        if self._judging.examine is not None and letter.client and not letter.user:
            examined = await self._judging.examine(letter)
            if isinstance(examined, str):
                return examined
            letter = examined
        letter = completed(letter, self._policy.hostname)
        for part in [letter] if self._forwarding is None else self._forwarding.parts(letter):
            if refusal := await self._send_on(part):
                return refusal
        return None

    async def _send_on(self, letter: Letter) -> str | None:
        """Put a letter into mailboxes, and into the queue for those who are elsewhere."""
        if self._judging.seal is not None:
            letter = self._judging.seal(letter)
        if not letter.elsewhere:
            return await self._deliver(letter)
        if self.queue is None:
            return wording.QUEUE_BROKEN
        return await self._take(letter, self.queue)

    async def post(self, envelope: Envelope, content: bytes, queue_id: str) -> str | None:
        """Send a report of our own; as `relay.notices.Post`."""
        parsed = [paths.parse(f"TO:<{each}>".encode(), "TO:") for each in envelope.recipients]
        users = [self._policy.mailbox(each.path) if each and each.path else None for each in parsed]
        known = tuple((path, user) for path, user in zip(envelope.recipients, users, strict=True) if user)
        strange = tuple(path for path, user in zip(envelope.recipients, users, strict=True) if not user)
        gone = [path for path in strange if self._policy.is_local(path)]
        if gone:
            return wording.USER_UNKNOWN.format(path=gone[0])
        letter = Letter(
            conn=0,
            queue_id=queue_id,
            at=self._now(),
            client="",
            helo="",
            protocol="",
            sender=envelope.sender,
            recipients=known,
            content=content,
            elsewhere=strange,
            smtputf8=envelope.smtputf8,
        )
        return await self(letter)

    async def _take(self, letter: Letter, queue: QueueManager) -> str | None:
        from heloworld.relay.queued_letter import Envelope

        envelope = Envelope(letter.sender, letter.elsewhere, letter.smtputf8, letter.conn)
        try:
            await queue.hold(letter.queue_id, envelope, self._with_trace(letter))
        except QueueFull:
            return wording.DISK_FULL
        except QueueError as error:
            log.warning("%s: %s", letter.queue_id, error)
            return wording.QUEUE_BROKEN
        is_taken = False
        try:
            refusal = await self._deliver(letter) if letter.recipients else None
            is_taken = refusal is None
        finally:
            if is_taken:
                queue.release(letter.queue_id)
            else:
                await queue.withdraw(letter.queue_id)
        return refusal

    def _with_trace(self, letter: Letter) -> bytes:
        """The text with our Received field on top (RFC 5321 §4.4), and what it lacked; a report of our own has both."""
        if not letter.client:
            return letter.content
        only = letter.elsewhere[0] if len(letter.elsewhere) + len(letter.recipients) == 1 else None
        top = "".join(f"{field}\n" for field in letter.fields).encode() + received(
            letter, only, self._policy.hostname, self._peer(letter.conn, letter.client)
        )
        top += letter.addition
        return top.replace(b"\n", b"\r\n") + letter.content
