"""A session's two ends put together, without I/O: bytes that have arrived in, replies and things to do out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum, auto

from heloworld.smtp import wording
from heloworld.smtp.letter import Letter
from heloworld.smtp.login.access import OPEN, Access
from heloworld.smtp.policy import Policy
from heloworld.smtp.receive_buffer import NoRoom, ReceiveBuffer, TooLong
from heloworld.smtp.refusals import Refusals
from heloworld.smtp.screening import NOBODY_ASKS, Caller, Screened
from heloworld.smtp.session import Session
from heloworld.smtp.states import SmtpState

log = logging.getLogger(__name__)

_LAST_WORDS = frozenset({221, 421})
"""The codes after which the server closes (RFC 5321 §4.1.1.10, §3.8)."""


class Todo(Enum):
    """What a step asks of whoever owns the connection, besides sending the replies."""

    WAIT = auto()
    """Nothing complete has arrived: wait for the client."""
    GO_ON = auto()
    """Take the next step."""
    DELIVER = auto()
    """Deliver the letter, and report with `Conversation.end_of_data`."""
    ASK = auto()
    """Find out about `Conversation.caller`, and go on with `Conversation.found`."""
    START_TLS = auto()
    """Go on with `Conversation.accept_tls` and a handshake, or with `Conversation.refuse_tls`."""
    CLOSE = auto()
    """Close: the client wants it."""
    GIVE_UP = auto()
    """Close: the client makes nothing but mistakes."""


class Conversation:
    """What a client has sent, what is answered, and what is to be done.

    Attributes:
        inbox: What has arrived.
        session: What is known about the client.
        replies: The lines that are to be sent, without their ends.

    Args:
        policy: What is allowed.
        offers_tls: Whether STARTTLS can be done.
        refusals: What is refused although it could be done; a count of its own where none is given.
        access: What is asked before mail is taken.
        screen: What is asked about each recipient: given the reverse-path and the forward-path.
        inquires: Whether an inquiry about a sender is made before the first recipient is taken.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        offers_tls: bool,
        refusals: Refusals | None = None,
        access: Access = OPEN,
        screen: Callable[[str, str], Screened] = lambda _sender, _recipient: NOBODY_ASKS,
        inquires: bool = False,
    ) -> None:
        self.inbox = ReceiveBuffer(policy.ends)
        self.session = Session(
            policy, offers_tls=offers_tls, refusals=refusals, access=access, screen=screen, inquires=inquires
        )
        self.replies: list[str] = []
        self._policy = policy
        self._content = b""
        self._asks_about = b""

    def step(self) -> Todo:
        """Carry out one command, or take one message."""
        if self.session.state is SmtpState.CLOSED:
            return Todo.CLOSE
        try:
            todo = self._message() if self.session.state is SmtpState.DATA else self._command()
        except Exception:
            log.exception("a command could not be carried out")
            self.replies += self.session.failed().lines
            todo = Todo.GO_ON
        return Todo.GIVE_UP if self.session.is_out_of_patience else todo

    def _command(self) -> Todo:
        try:
            line = self.inbox.line(self.session.command_limit)
        except TooLong:
            self.replies += self.session.line_too_long().lines
            return Todo.GO_ON
        if line is None:
            return Todo.WAIT
        if self.session.needs_inquiry(line):
            self._asks_about = line
            return Todo.ASK
        return self._answer(line)

    def _answer(self, line: bytes) -> Todo:
        answer = self.session.command(line)
        if self.session.state is SmtpState.TLS:
            return Todo.START_TLS
        self.replies += answer.lines
        return Todo.CLOSE if answer.code in _LAST_WORDS else Todo.GO_ON

    def caller(self, conn: int, queue_id: str, client: str) -> Caller:
        """About whom somebody has to find out.

        Args:
            conn: The number of the connection.
            queue_id: A name for the letter that is to come, which is its name from now on.
            client: The client's numeric address.
        """
        transaction = self.session.transaction
        transaction.queue_id = queue_id
        return Caller(conn, client, self.session.helo, transaction.sender, queue_id)

    def found(self, finding: str) -> None:
        """Answer the command that had to wait.

        Args:
            finding: What the inquiry has found, as `screening.Inquire` says.
        """
        self.session.transaction.finding = finding
        self._answer(self._asks_about)

    def _message(self) -> Todo:
        try:
            content = self.inbox.message(self._policy.size_limit)
        except TooLong:
            self.end_of_data(wording.TEXT_TOO_BIG)
            return Todo.GO_ON
        except MemoryError:
            if self.inbox.lose_text():  # what comes until its end must not be taken for commands
                return Todo.WAIT
            self.end_of_data(wording.DISK_FULL)
            return Todo.GO_ON
        except NoRoom:
            self.end_of_data(wording.DISK_FULL)
            return Todo.GO_ON
        if content is None:
            return Todo.WAIT
        if refusal := self.session.check_text(content):
            self.end_of_data(refusal)
            return Todo.GO_ON
        self._content = content
        return Todo.DELIVER

    def letter(self, conn: int, queue_id: str, client: str, at: float) -> Letter:
        """The message that has just been taken, with its envelope.

        Args:
            conn: The number of the connection.
            queue_id: A name for the letter, unless it has one already.
            client: The client's numeric address.
            at: The moment, on the world's clock.
        """
        session, content = self.session, self._content
        self._content = b""
        return Letter(
            conn=conn,
            queue_id=session.transaction.queue_id or queue_id,
            at=at,
            client=client,
            helo=session.helo,
            protocol=session.protocol,
            sender=session.transaction.sender,
            recipients=tuple((path, user) for user, path in session.transaction.recipients.items()),
            content=content,
            elsewhere=tuple(session.transaction.elsewhere),
            smtputf8=session.transaction.smtputf8,
            fields=tuple(session.transaction.fields),
            user=session.login.user,
        )

    def end_of_data(self, reply: str) -> None:
        """Answer the lone dot."""
        self.replies += self.session.end_of_data(reply).lines

    def accept_tls(self) -> None:
        """Answer STARTTLS with a yes; nothing else may be sent before the handshake."""
        self.replies.append(wording.READY_FOR_TLS)

    def refuse_tls(self) -> None:
        """Answer STARTTLS with a no."""
        self.replies += self.session.tls_failed().lines

    def hand_over(self) -> bytes:
        """The replies as bytes; all at once, as RFC 2920 §3.2 asks."""
        if not self.replies:
            return b""
        data = ("\r\n".join(self.replies) + "\r\n").encode()
        self.replies.clear()
        return data
