"""The condition on a message: its envelope, its text, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heloworld.course.conditions import mailbox_facts
from heloworld.course.conditions.base import (
    AtServer,
    By,
    Condition,
    Count,
    Login,
    Moment,
    Outside,
    Reply,
    Tls,
    any_line,
    check_reply,
    is_by,
    is_reply,
    is_so,
)
from heloworld.course.conditions.evidence import Evidence, Sent
from heloworld.course.conditions.message_text import read
from heloworld.course.conditions.patterns import matches, text
from heloworld.course.conditions.smtp_argument import address
from heloworld.wire.lines import Ending


class Message(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A message: its envelope, its text, and what became of it."""

    about = "a message was sent, up to its lone dot"
    example = '{ mail = "accepted", recipients = ["ana@harbour.test"], header = { Subject = "*" } }'

    mail: Annotated[Literal["accepted", "refused"], Meta(description="What the server said to the lone dot.")]
    reply: Annotated[Reply | None, Meta(description="The reply code, or its class.")] = None
    sender: Annotated[str | None, Meta(description="A pattern for the envelope's sender; an empty one is `<>`.")] = None
    recipients: Annotated[
        tuple[str, ...], Meta(description="Patterns: for each there must be a recipient in the envelope.")
    ] = ()
    only: Annotated[bool | None, Meta(description="Whether every recipient fits one of these patterns.")] = None
    header: Annotated[
        dict[str, str],
        Meta(description="Name of a header field and a pattern for its value, for each that must be there."),
    ] = {}
    without: Annotated[tuple[str, ...], Meta(description="Header fields that must not be there.")] = ()
    header_without: Annotated[str | None, Meta(description="A word that no header field may hold.")] = None
    encoded: Annotated[
        tuple[str, ...],
        Meta(description="Header fields that must hold an encoded word (RFC 2047 §2), whole and by the rules."),
    ] = ()
    from_differs: Annotated[
        bool | None, Meta(description="Whether the address in `From:` is another than the envelope's sender.")
    ] = None
    empty_line: Annotated[bool | None, Meta(description="Whether an empty line ends the header.")] = None
    body: Annotated[
        str | None,
        Meta(description="A pattern for one line of the body, case and all; the body follows an empty line."),
    ] = None
    body_without: Annotated[str | None, Meta(description="A pattern that no line of the body may fit.")] = None
    wire: Annotated[str | None, Meta(description="A pattern for one line of the text as it crossed, dots and all.")] = (
        None
    )
    line_end: Annotated[Literal["LF"] | None, Meta(description="`LF`: a line of the text ended without CR.")] = None
    part: Annotated[str | None, Meta(description="A pattern for the type of one MIME part, such as `text/html`.")] = (
        None
    )
    encoding: Annotated[
        str | None, Meta(description="The Content-Transfer-Encoding of that part, or of any where none is named.")
    ] = None
    decoded: Annotated[
        str | None, Meta(description="A pattern for one line of that part's text, its encoding undone.")
    ] = None
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
        """When such a message was accepted or refused."""
        return (Moment(each.spoken.number, each.spoken.conn) for each in evidence.sent if self._fits(each))

    def _fits(self, sent: Sent) -> bool:
        return self._fits_envelope(sent) and self._fits_header(sent) and self._fits_text(sent)

    def _fits_envelope(self, sent: Sent) -> bool:
        exchange = sent.spoken.exchange
        got = [address("RCPT", each) for each in sent.mail.recipients]
        return (
            (exchange.code == 250 if self.mail == "accepted" else exchange.is_refused)
            and is_reply(self.reply, exchange)
            and is_so(self.tls, sent.spoken.tls)
            and is_by(self.outside, self.who, sent.spoken.who)
            and self.server in {None, sent.spoken.server}
            and self.login in {None, sent.spoken.login}
            and (self.sender is None or matches(self.sender, address("MAIL", sent.mail.sender)))
            and all(any(matches(wanted, each) for each in got) for wanted in self.recipients)
            and is_so(self.only, all(any(matches(wanted, each) for wanted in self.recipients) for each in got))
        )

    def _fits_header(self, sent: Sent) -> bool:
        letter, sender = read(sent.mail.content), address("MAIL", sent.mail.sender)
        word = (self.header_without or "").lower()
        return (
            all(any(matches(wanted, each) for each in letter.values(name)) for name, wanted in self.header.items())
            and not any(letter.values(name) for name in self.without)
            and not (word and any(word in value.lower() for _, value in letter.fields))
            and all(map(letter.has_encoded_word, self.encoded))
            and is_so(self.empty_line, letter.body is not None)
            and is_so(self.from_differs, letter.address("From") not in {"", sender.lower()})
        )

    def _fits_text(self, sent: Sent) -> bool:
        letter = read(sent.mail.content)
        wanted = (self.part, self.encoding, self.decoded)
        return (
            (self.body is None or any_line(self.body, letter.body or ()))
            and (self.body_without is None or not any_line(self.body_without, letter.body or ()))
            and (self.wire is None or any_line(self.wire, (text(line.text) for line in sent.lines)))
            and (self.line_end is None or any(line.ending is Ending.LF for line in sent.lines))
            and (wanted == (None, None, None) or any(mailbox_facts.is_part(each, *wanted) for each in letter.parts()))
        )
