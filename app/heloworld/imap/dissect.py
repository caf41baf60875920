"""One IMAP connection, followed from outside: what happened on it → what it means, as a packet dissector finds it out.

Tags tie replies to commands, so several commands may be open (RFC 3501 §5.5); what comes without a tag belongs to the
oldest of them, or is news. What a client's line is may become known with what the server says to the one before: a
literal, an answer in a login, DONE, or nothing at all where a TLS handshake comes between. Such lines wait.
"""

from __future__ import annotations

from collections import deque

from heloworld.imap import responses
from heloworld.imap.following.asked import Asked
from heloworld.imap.following.client_half import ClientHalf
from heloworld.imap.following.login import LoginFollower
from heloworld.imap.following.numbers import Numbers
from heloworld.imap.following.server_half import Said, ServerHalf
from heloworld.imap.responses import Response
from heloworld.imap.states import HANDSHAKE, PAUSES, ImapState, advance, greet
from heloworld.wire.events import Bytes, Closed, Event, Opened, TlsStarted
from heloworld.wire.line_rows import LineRows
from heloworld.wire.message_text import KEEP_TEXT, MessageText
from heloworld.wire.protocol import Log
from heloworld.wire.rows import Exchange, Kind, Mail, Outcome, State

KEEP_EXCHANGES, KEEP_MAILS, KEEP_LISTED = 20_000, 1_000, 1_000
"""How many exchanges and messages of a session are held, and lines of one reply with their exchange."""

_NOBODY = Asked()
"""Who asked for what the server says unasked."""

_PAUSES = {"AUTHENTICATE": ImapState.AUTH, "IDLE": ImapState.IDLE}
"""Where ``+`` leads in the middle of a command that sends no literal."""


class ImapDialogue:
    """One connection's conversation.

    Args:
        opened: How it began.
        log: Where the rows, exchanges and messages go.
        keep_text: Bytes of each message that are held.

    Attributes:
        opened: How it began.
        exchanges: The commands that have their reply, in order, and what the server said unasked.
        mails: The messages that were fetched whole or appended.
        tls: Whether it is under TLS.
        offers: The keywords that the server announced last, in upper case.
        mailbox: What is known of the mailbox that is chosen; None while there is none.
    """

    def __init__(self, opened: Opened, log: Log, *, keep_text: int = KEEP_TEXT) -> None:
        self.opened = opened
        self.exchanges: deque[Exchange] = deque(maxlen=KEEP_EXCHANGES)
        self.mails: deque[Mail] = deque(maxlen=KEEP_MAILS)
        self.tls = False
        self.offers: frozenset[str] = frozenset()
        self.mailbox: Numbers | None = None
        self._base: State = ImapState.OPEN
        self._has_greeted = False
        self._log, self._keep_text = log, keep_text
        self._login = LoginFollower()
        self._rows = LineRows(opened, log)
        self._begin()

    def _begin(self) -> None:
        """Nothing has been said yet: in the clear, or under TLS."""
        self._client = ClientHalf(self._rows, self._keep_text)
        self._server = ServerHalf(self._rows, self._keep_text)

    @property
    def state(self) -> State:
        """Where the session stands now, as far as replies tell."""
        return self._client.pause or self._base

    @property
    def user(self) -> bytes:
        """Who is logged in, as the client wrote it; empty where nobody is."""
        return self._login.user

    @property
    def draft(self) -> bytes:
        """What has crossed of the message that is being fetched or appended; empty while there is none."""
        return self._server.draft or self._client.draft

    @property
    def octets_left(self) -> int:
        """Octets that the server waits for in a literal."""
        return self._client.octets_left

    @property
    def awaits_reply(self) -> bool:
        """Whether it is the server's turn."""
        if self._base is ImapState.CLOSED:
            return False
        return not self._has_greeted or self._client.awaits_reply

    def feed(self, event: Event) -> None:
        """Take in one event of this connection."""
        match event:
            case Bytes(source="client"):
                self._client.feed(event)
            case Bytes():
                for said in self._server.feed(event, self._kind, self._keep):
                    self._hear_response(said)
            case TlsStarted():
                self.tls = True
                self._rows.begin_tls()
                self._begin_anew(event, self._rows.event(event, tls=True))
            case Closed():
                self._base = ImapState.CLOSED
                self._client.give_up()
                self._rows.event(event, tls=self.tls, last=self.exchanges)
            case _:
                self._rows.event(event, tls=self.tls)

    def let_go(self, mail: Mail) -> None:
        """Hold a message no longer, if it is still held."""
        if self.mails and self.mails[0] is mail:
            self.mails.popleft()

    @property
    def _owner(self) -> Asked | None:
        """Whose answer it is that comes without a tag: the oldest command's, but what is told in IDLE is news."""
        oldest = self._client.pending.oldest
        is_news = self.state is ImapState.IDLE and oldest is not None and not oldest.is_reply
        return None if is_news or not self._has_greeted else oldest

    def _kind(self) -> Kind:
        if not self._has_greeted:
            return Kind.REPLY
        return Kind.NEWS if self._owner is None else Kind.LISTING

    def _keep(self, text: MessageText) -> None:
        """A message has come: it belongs to a command, and to the exchange that it will make."""
        if (owner := self._owner) is not None:
            owner.take_message(text)

    def _begin_anew(self, event: TlsStarted, row: int) -> None:
        """After STARTTLS the session begins anew; with TLS from the first byte it has not begun (RFC 3501 §6.2.1)."""
        before = self._base
        self._base = advance(before, HANDSHAKE, Outcome.DONE, "OK")
        if before is ImapState.TLS:
            self._hear(
                Exchange(event.conn, HANDSHAKE, b"", "OK", Outcome.DONE, (), before, self._base, row=row, asked=row)
            )
        self._begin()
        self.mailbox, self.offers = None, frozenset()
        self._login.forget()

    def _hear(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._log.hear(exchange)

    # Responses

    def _hear_response(self, said: Said) -> None:
        response = responses.parse(said.text)
        if response.code == "CAPABILITY" or (response.is_data and response.status == "CAPABILITY"):
            words = response.detail.split()[1:] or response.text.decode("latin-1").split()
            self.offers = frozenset(word.upper() for word in words)
        if not self._has_greeted:
            self._has_greeted = True
            before, self._base = self._base, greet(response.status)
            self._complete(_NOBODY, response, said, before, Kind.REPLY)
        elif response.tag == b"+":
            self._hear_plus(response, said)
        elif response.tag == b"*":
            self._hear_untagged(response, said)
        else:
            self._hear_tagged(response, said)

    def _hear_plus(self, response: Response, said: Said) -> None:
        asked, client = self._client.undecided, self._client
        if asked is None:
            self._complete(_NOBODY, response, said, self.state, Kind.NEWS)
            return
        before = self.state
        pause = ImapState.LITERAL if client.needs_literal else _PAUSES.get(asked.verb, before)
        self._complete(asked, response, said, before, Kind.REPLY, after=pause)
        if pause is before and pause not in PAUSES:  # a + to STARTTLS, for example, which means nothing
            return
        client.go_on(pause)

    def _hear_untagged(self, response: Response, said: Said) -> None:
        owner, pending = self._owner, self._client.pending
        is_answer = response.status == "BAD" and response.code != "ALERT"
        if is_answer and (asked := pending.take_nameless()) is not None:
            self._answer(asked, response, said)
        elif response.status == "BYE" and (owner is None or owner.verb != "LOGOUT"):
            before, self._base = self.state, ImapState.LOGOUT
            asked = pending.take_nameless() or _NOBODY
            self._client.give_up()
            self._complete(asked, response, said, before, Kind.NEWS if asked is _NOBODY else Kind.REPLY)
        elif owner is None:
            self._learn(self.mailbox, response)
            self._complete(_NOBODY, response, said, self.state, Kind.NEWS)
        else:
            self._learn(owner.numbers or self.mailbox, response)
            if response.status == "SEARCH":
                owner.found = response.text
            for number in said.rows:
                self._rows.mark(number, Kind.LISTING)
            owner.reply.extend(said.rows[: KEEP_LISTED - len(owner.reply)])

    def _hear_tagged(self, response: Response, said: Said) -> None:
        asked = self._client.pending.take(response.tag) if response.status in responses.STATUSES else None
        if asked is None:
            self._complete(_NOBODY, response, said, self.state, Kind.NEWS)
        else:
            self._answer(asked, response, said)

    @staticmethod
    def _learn(numbers: Numbers | None, response: Response) -> None:
        if numbers is not None:
            numbers.hear(response)

    # Exchanges

    def _answer(self, asked: Asked, response: Response, said: Said) -> None:
        """A command has its reply; the session stands where it leads."""
        before = self.state if asked.is_reply else self._base
        self._base = advance(self._base, asked.verb, response.outcome, response.status)
        exchange = self._complete(asked, response, said, before, Kind.REPLY)
        self._settle(asked, response, exchange)
        if self._base is ImapState.TLS:
            self._client.ignore()
        self._client.answered(asked)

    def _complete(
        self, asked: Asked, response: Response, said: Said, before: State, kind: Kind, after: State | None = None
    ) -> Exchange:
        """A response says how something went: it makes an exchange, and its rows know that."""
        listed = asked.reply
        exchange = Exchange(
            self.opened.conn,
            asked.verb,
            asked.argument.strip(b" "),
            response.status,
            response.outcome,
            tuple(map(self._rows.text, (*listed, *said.rows))),
            before,
            after or self._base,
            response.detail,
            asked.tag,
            row=said.rows[-1],
            asked=asked.row,
        )
        for number in listed:
            self._rows.mark(number, Kind.LISTING, exchange)
        for number in said.rows:
            self._rows.mark(number, kind, exchange)
        if asked.row >= 0:
            own = Kind.ANSWER if asked.is_answer else Kind.COMMAND
            self._rows.mark(asked.row, own, exchange)
            for number in asked.rows:
                self._rows.link(number, exchange)
        self._hear(exchange)
        return exchange

    def _settle(self, asked: Asked, response: Response, exchange: Exchange) -> None:
        """Draw the consequences of a reply."""
        if asked.sent is not None:
            self._keep_mail(Mail("client", asked.sent.content, exchange, rows=asked.sent.rows))
        for text in asked.texts:
            self._keep_mail(Mail("server", text.content, exchange, rows=text.rows))
        self._login.follow(exchange, asked.argument)
        is_done = exchange.outcome is Outcome.DONE
        if is_done and asked.verb in {"SELECT", "EXAMINE"}:
            self.mailbox = asked.numbers
            self._learn(self.mailbox, response)
        elif self._base is not ImapState.SELECTED:
            self.mailbox = None
        elif (
            is_done and asked.verb == "UID SEARCH" and self.mailbox is not None and exchange.argument.upper() == b"ALL"
        ):
            self.mailbox.hear_all_uids(asked.found)

    def _keep_mail(self, mail: Mail) -> None:
        self.mails.append(mail)
        self._log.keep(self, mail)
