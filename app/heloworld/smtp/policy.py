"""Who may send what to whom, and how much of it: everything about the server that a lesson may want to change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from heloworld.smtp import wording
from heloworld.smtp.path import Path
from heloworld.wire.sasl import METHODS

HOSTNAME = "mail.harbour.test"
DOMAIN = "harbour.test"
USERS = ("ana", "ben", "cleo", "postmaster")
"""Our small world: everybody who has a mailbox here."""


ARGUMENT_LIMIT = 300
"""Characters of an argument that a `Refusal` looks at; no address that RFC 5321 §4.5.3.1.3 allows is longer."""

_REPLY = re.compile(r"[45][0-9]{2} [ -~]{1,500}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the server refuses although it could do it: greylisting, say, or a server too old for EHLO.

    Attributes:
        command: The verb in upper case, or `states.END_OF_DATA`, whose argument is empty.
        pattern: A regular expression that is searched for in the argument, in any case.
        reply: What is said then: one line without its end, 4xx or 5xx.
        times: How often in the life of a world, or in a session; None for ever.

    Raises:
        ValueError: The reply is no refusal, or the pattern no regular expression.
    """

    command: str
    pattern: str
    reply: str
    times: int | None = None

    def __post_init__(self) -> None:
        if not _REPLY.fullmatch(self.reply):
            raise ValueError(f"not a reply that refuses: {self.reply!r}")
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {self.pattern!r}: {error}") from error

    def is_about(self, command: str, argument: str) -> bool:
        """Whether a command is one of those that are refused."""
        if command != self.command:
            return False
        return re.search(self.pattern, argument[:ARGUMENT_LIMIT], re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Policy:
    """What the server allows.

    Attributes:
        hostname: The name it greets with.
        domain: The domain whose users have mailboxes here.
        users: Their names, in lower case.
        size_limit: Bytes in a message (Postfix: 10,240,000).
        command_limit: Bytes in a command line, CRLF included (RFC 5321 §4.5.3.1.4 asks for 512 at least).
        line_limit: Bytes in a line of a message, its CR counted and its LF not. RFC 5321 §4.5.3.1.6 asks for 998 and
            CRLF; more are taken because real clients send them, up to where mutt would take a piece of a line for a
            separator.
        recipient_limit: Recipients of one message (RFC 5321 §4.5.3.1.8: at least 100).
        methods: How one may log in, where one may; of `wire.sasl.KNOWN`.
        login_limit: Bytes in a line of a login, and in any other where one may log in (RFC 4954 §4 asks for 12,288).
        guess_limit: Failed logins of one session, with the last of which the server hangs up.
        is_own_name_only: Whether nobody who has logged in may send under another address than their own
            (Postfix: reject_sender_login_mismatch).
        error_limit: Refused commands without a delivery, with the last of which the server hangs up (Postfix: 20).
        idle_limit: Seconds without a byte from the client before the server hangs up (RFC 5321 §4.5.3.2.7).
        connection_limit: Sessions at one time.
        client_limit: Sessions of one client at one time, so that nobody shuts the others out (Postfix: 50).
        local_limit: The same for an address of this machine itself, where one address stands for many programs.
        pace: Commands of one client in a second, on all its connections; who sends more is made to wait (Postfix:
            smtpd_client_message_rate_limit and its like). A connection counts as two, each copy of a letter as
            one for each kilobyte. 0 for no limit.
        memory_limit: Bytes of letters that all sessions together may hold before the largest is refused for now.
        aliases: Other addresses that lead here, in lower case, and the name under which each is taken.
        more_domains: Other domains of this server, in lower case; whose mailboxes there are in them, `directory` says.
        directory: Told an address in one of them, in lower case, and what the client has called itself: the name of
            the mailbox, or None where there is none for this client. It may change its mind while the server runs, as a
            class does when somebody joins.
        answers: Told what a client calls itself and its numeric address: what is said to it behind the server's name;
            empty for nothing.
        unknown_there: Told such an address: the reply where there is none, with ``{path}`` for the forward-path.
        relays: For whom mail goes on to other servers: nobody, whoever has logged in, or anybody (an open relay).
        checks_late: Whether mail for any name of the domain is taken, and goes into the queue where there is no such
            mailbox: that turns up only there (Postfix: an empty local_recipient_maps).
        ends: What else than CRLF, dot, CRLF ends a message: names in `wire.message_text.SPELLINGS`. There is a server
            that takes anything else in the world of a lesson alone.
        refusals: What is refused although it could be done; the first one that fits counts.
        counts_by_session: Whether it is counted for each session how often that was, and not for the world.
    """

    hostname: str = HOSTNAME
    domain: str = DOMAIN
    users: tuple[str, ...] = USERS
    size_limit: int = 10_240_000
    command_limit: int = 2_048
    line_limit: int = 8_190
    recipient_limit: int = 100
    methods: tuple[str, ...] = METHODS
    login_limit: int = 12_288
    guess_limit: int = 10
    is_own_name_only: bool = False
    error_limit: int = 20
    idle_limit: float = 300.0
    connection_limit: int = 500
    client_limit: int = 20
    local_limit: int = 250
    pace: int = 0
    memory_limit: int = 64 * 1024 * 1024
    aliases: tuple[tuple[str, str], ...] = ()
    more_domains: tuple[str, ...] = ()
    directory: Callable[[str, str], str | None] = lambda _address, _helo: None
    answers: Callable[[str, str], str] = lambda _helo, _client: ""
    unknown_there: Callable[[str], str] = lambda _address: wording.USER_UNKNOWN
    relays: Literal["nobody", "login", "open"] = "nobody"
    checks_late: bool = False
    ends: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    counts_by_session: bool = False

    def greeting(self, helo: str, client: str) -> str:
        """What the reply to HELO or EHLO says: the server's name, and a greeting behind it (RFC 5321 §4.1.1.1).

        Args:
            helo: What the client calls itself.
            client: Its numeric address.
        """
        return f"{self.hostname} {self.answers(helo, client)}".rstrip()

    def mailbox(self, path: Path, helo: str = "") -> str | None:
        """The user whose mailbox a forward-path leads to, or None.

        Args:
            path: The forward-path.
            helo: What the client has called itself.

        Local parts are compared without regard to case, as most servers do, and ``postmaster`` needs no domain
        (RFC 5321 §4.1.1.3).
        """
        user = path.local.strip('"').lower()
        if path.domain.lower() in self.more_domains:
            return self.directory(f"{user}@{path.domain.lower()}", helo)
        if self._is_local(path) and user in self.users and not self._is_of_aliases(path):
            return user
        return next((name for address, name in self.aliases if address == f"{user}@{path.domain.lower()}"), None)

    def owner(self, address: str) -> str | None:
        """The user whose address this is, or None; it is written without brackets."""
        local, _, domain = address.rpartition("@")
        return self.mailbox(Path(local, domain))

    def refuse_recipient(self, path: Path) -> str:
        """The reply to a forward-path that leads to no mailbox here."""
        if path.domain.lower() in self.more_domains:
            user = path.local.strip('"').lower()
            return self.unknown_there(f"{user}@{path.domain.lower()}").format(path=path)
        return (wording.USER_UNKNOWN if self._is_local(path) else wording.RELAY_DENIED).format(path=path)

    def is_local(self, address: str) -> bool:
        """Whether an address, written without brackets, is one of this server's own domain."""
        local, _, domain = address.rpartition("@")
        return self._is_local(Path(local, domain))

    def _is_local(self, path: Path) -> bool:
        own = {"", self.domain, self.hostname, *self.more_domains}
        return path.domain.lower() in own or self._is_of_aliases(path)

    def _is_of_aliases(self, path: Path) -> bool:
        """Whether an address is of a domain in which there are such addresses alone."""
        return any(address.endswith(f"@{path.domain.lower()}") for address, _ in self.aliases)
