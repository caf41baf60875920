"""Conditions on what was said: commands with their replies, greetings, connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heloworld.course.conditions.base import (
    AtServer,
    By,
    Condition,
    Count,
    Login,
    Moment,
    Outside,
    Protocol,
    Reply,
    Tls,
    check_reply,
    fits,
    is_by,
    is_reply,
    is_so,
    listed,
)
from heloworld.course.conditions.evidence import Evidence, Happened, Spoken
from heloworld.course.conditions.patterns import matches
from heloworld.course.conditions.smtp_argument import address, keywords, parameters
from heloworld.lab.protocols import protocol_of
from heloworld.wire.events import Closed, Opened, TlsStarted


class Command(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A command and the reply to it."""

    about = "a command got a reply"
    example = '{ command = "RCPT", reply = 550, address = "*@harbour.test" }'

    command: Annotated[
        str | tuple[str, ...],
        Meta(description="The verb, or a list of verbs of which each will do; `any` for all; `.` for the lone dot."),
    ]
    reply: Annotated[
        Reply | tuple[Reply, ...] | None,
        Meta(
            description="The reply code, a class such as `4xx`, the word of a reply without a code such as `+OK`, what "
            "it means (`done`, `go on`, `not now`, `refused`), or a list of them."
        ),
    ] = None
    enhanced: Annotated[str | None, Meta(description="The enhanced status code, such as `5.1.1`.")] = None
    says: Annotated[
        str | None, Meta(description="A pattern for the words of one line of the reply, without the code.")
    ] = None
    argument: Annotated[str | None, Meta(description="A pattern for all that followed the verb.")] = None
    address: Annotated[
        str | None, Meta(description="A pattern for the address of MAIL or RCPT; an empty one is `<>`.")
    ] = None
    beside: Annotated[
        tuple[str, ...], Meta(description="Patterns: for each there was a recipient on the envelope already.")
    ] = ()
    sender: Annotated[
        str | None, Meta(description="A pattern for the sender that was on the envelope already; an empty one is `<>`.")
    ] = None
    parameter: Annotated[
        str | None, Meta(description="A pattern for one parameter of MAIL or RCPT, such as `SIZE=*`.")
    ] = None
    offers: Annotated[str | None, Meta(description="A keyword that the reply to EHLO announces.")] = None
    state: Annotated[
        str | tuple[str, ...] | None,
        Meta(description="The state in which it was sent, as the strip names it, or a list of them."),
    ] = None
    protocol: Protocol = None
    tls: Tls = None
    outside: Outside = None
    who: By = None
    server: AtServer = None
    login: Login = None
    count: Count = 1

    def __post_init__(self) -> None:
        """Look at what nobody else looks at."""
        check_reply(self.reply)

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When such a command got its reply."""
        return (
            Moment(each.number, each.conn) for each in evidence.spoken if each.exchange.asked >= 0 and self._fits(each)
        )

    def _fits(self, spoken: Spoken) -> bool:
        it = spoken.exchange
        verbs = (self.command,) if isinstance(self.command, str) else self.command
        return (
            ("any" in verbs or it.verb in {verb.upper() for verb in verbs})
            and is_reply(self.reply, it)
            and self.protocol in {None, spoken.protocol}
            and is_so(self.tls, spoken.tls)
            and is_by(self.outside, self.who, spoken.who)
            and self.server in {None, spoken.server}
            and self.login in {None, spoken.login}
            and (self.state is None or it.before.word in listed(self.state))
            and fits(self.argument, it.argument)
            and (self.enhanced is None or it.detail == self.enhanced)
            and (self.says is None or any(fits(self.says, line) for line in it.said))
            and (self.offers is None or self.offers.upper() in keywords(it))
            and (self.address is None or matches(self.address, address(it.verb, it.argument)))
            and all(any(matches(wanted, each) for each in spoken.envelope.recipients) for wanted in self.beside)
            and (self.sender is None or _is_from(self.sender, spoken.envelope.sender))
            and (self.parameter is None or any(matches(self.parameter, each) for each in parameters(it)))
        )


def _is_from(pattern: str, sender: str | None) -> bool:
    """Whether there is an envelope, with such a sender."""
    return sender is not None and matches(pattern, sender)


class Greeting(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the server says first."""

    about = "the server greeted a client"
    example = "{ greeting = 220 }"

    greeting: Annotated[Reply, Meta(description="The reply code, or the greeting's word, or what it means.")]
    protocol: Protocol = None
    tls: Tls = None
    outside: Outside = None
    who: By = None
    server: AtServer = None
    count: Count = 1

    def __post_init__(self) -> None:
        """Look at what nobody else looks at."""
        check_reply(self.greeting)

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When the server greeted."""
        return (
            Moment(each.number, each.conn)
            for each in evidence.spoken
            if each.exchange.asked < 0
            and each.exchange.before is protocol_of(each.protocol).machine.start
            and is_reply(self.greeting, each.exchange)
            and self.protocol in {None, each.protocol}
            and is_so(self.tls, each.tls)
            and is_by(self.outside, self.who, each.who)
            and self.server in {None, each.server}
        )


class Connection(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A connection, and where it came from."""

    about = "a connection was opened, came under TLS, or was closed"
    example = '{ connection = "opened", outside = true }'

    connection: Annotated[Literal["opened", "tls", "closed"], Meta(description="What happened to it.")]
    implicit_tls: Annotated[
        bool | None, Meta(description="With `opened`: whether it speaks TLS from the first byte.")
    ] = None
    version: Annotated[str | None, Meta(description="With `tls`: a pattern for the version, such as `TLSv1.3`.")] = None
    protocol: Protocol = None
    outside: Outside = None
    who: By = None
    server: AtServer = None
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When it happened."""
        return (Moment(each.number, each.event.conn) for each in evidence.happened if self._fits(each))

    def _fits(self, happened: Happened) -> bool:
        event = happened.event
        return (
            isinstance(event, {"opened": Opened, "tls": TlsStarted, "closed": Closed}[self.connection])
            and self.protocol in {None, happened.protocol}
            and is_by(self.outside, self.who, happened.who)
            and self.server in {None, happened.server}
            and (self.implicit_tls is None or (isinstance(event, Opened) and event.tls is self.implicit_tls))
            and (self.version is None or (isinstance(event, TlsStarted) and matches(self.version, event.version)))
        )
