"""What a row of the wire means, in words for a learner: the line under the wire panel.

Events and header fields are the same in every protocol and are explained here; everything else the protocol explains
itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from heloworld.lab.doors import FRONT
from heloworld.lab.judging import explain as verdicts
from heloworld.lab.protocols import protocol_of, protocols
from heloworld.mbox.reading import header_fields
from heloworld.wire.events import (
    Action,
    Closed,
    Delivered,
    Event,
    Handled,
    Judged,
    Opened,
    Published,
    Queued,
    Rewritten,
    TlsStarted,
    Tried,
    Turned,
)
from heloworld.wire.lines import Ending, Line
from heloworld.wire.protocol import Manual, Note, Protocol
from heloworld.wire.rows import Exchange, Kind, Row
from heloworld.wire.visible import visible_text


def explain(row: Row, *, hides_secrets: bool = False) -> Note:
    """Explain one row. The note holds no bytes of the row but visible ones, so it is safe to show as it is.

    Args:
        row: The row.
        hides_secrets: Whether a password that stands in the row is left out.
    """
    manual = protocol_of(row.protocol).manual()
    if isinstance(row.event, Closed):
        return _closed(row.exchange, protocol_of(row.protocol))
    if isinstance(row.event, Delivered):
        return _delivered(row.event, is_awaited=_is_awaited(row))
    if isinstance(row.event, Queued):
        return _QUEUED if _is_awaited(row) else replace(_QUEUED, details=() if row.conn else (_OWN,))
    if row.event is not None:
        return _explain_event(row.event, manual)
    assert row.line is not None
    note = _header(row.line) if row.kind is Kind.HEADER else _of_another(row) or manual.explain(row)
    if note.secret:
        told = () if hides_secrets else (note.secret,)
        note = replace(note, details=(*note.details[:1], *told, *note.details[1:]), secret="")
    if row.line.is_whole:
        return replace(note, details=(_COUNTED, *note.details))
    if row.line.ending is Ending.LF:
        return replace(note, details=(manual.BARE_LF, *note.details))
    return note


def _of_another(row: Row) -> Note | None:
    """What to say of a first line with which the servers of another protocol greet; None of any other row."""
    own, exchange = protocol_of(row.protocol), row.exchange
    if own.greeting is None or exchange is None or exchange.asked >= 0 or exchange.before is not own.machine.start:
        return None
    first = exchange.reply[0] if exchange.reply else b""
    if own.greeting.match(first):
        return None
    for other in protocols():
        if other.greeting is not None and other.greeting.match(first):
            ending = "s" if row.tls else ""
            return Note(
                f"This is no greeting of {own.label}: a server of {other.label} begins so.",
                (f"Connect with {other.name}{ending}://, and the same host and port.",),
            )
    return None


_COUNTED: Final = "It ends here without a line end: so many octets were announced, and with these they are complete."


def _header(line: Line) -> Note:
    field = header_fields.find(line.text.partition(b":")[0].strip().decode("ascii", "replace"))
    if field is None:
        return Note("A header field, or a line that continues one: text of the message.", (), "RFC 5322 §2.2")
    return Note(f"{field.name}: {field.summary}", (f"Written by: {field.writer.value}.",), field.source)


def _closed(last: Exchange | None, protocol: Protocol) -> Note:
    """The end of a connection; after a refusal with which the server has hung up, that first."""
    manual, machine = protocol.manual(), protocol.machine
    note = manual.closed(last)
    if last is None or not (last.asked < 0 or machine.is_over(last.after)):
        return note
    if not (last.is_refused or last.status in machine.last_words):
        return note
    why = f"The server's last word was {visible_text(last.status)}."
    return replace(note, details=tuple(filter(None, (why, manual.remedy(last), *note.details))))


def _is_awaited(row: Row) -> bool:
    """Whether a client of SMTP waits for the reply to its letter; nobody does for what a server has written itself."""
    return bool(row.conn) and row.protocol == FRONT


def _delivered(event: Delivered, *, is_awaited: bool) -> Note:
    seam = event.seam
    before = f"The file did not end in an empty line: it got {seam} more LF first." if seam else ""
    return Note(
        f"The message was appended to the file, {event.length:,} bytes, and is safe on the disk.",
        tuple(filter(None, (_PROMISE if is_awaited else "" if event.conn else _OWN, before))),
        "RFC 5321 §4.2.5" if is_awaited else "",
    )


def _explain_event(event: Event, manual: Manual) -> Note:
    match event:
        case Opened(tls=True):
            return Note("A TCP connection, on the port where TLS starts at once.", (), "RFC 8314 §3")
        case Opened():
            return manual.OPENED
        case TlsStarted():
            return manual.TLS_STARTED
        case Rewritten(why=why):
            return Note(
                f"The mailbox file was changed in place for {visible_text(why)}, and is safe on the disk.",
                ("What is deleted goes, what stands behind it moves up; flags are a line in the message's header.",),
            )
        case Handled(action=action):
            return _HANDLED[action]
        case Judged():
            return verdicts.explain(event)
        case Tried():
            return _tried(event)
        case _:
            return _OF_THE_WORLD.get(type(event), Note("Bytes."))


def _tried(event: Tried) -> Note:
    """What came of a stage of the judge; of one that failed what arrived, what was expected, and what helps."""
    if event.passed is not False:
        return Note(event.about, (event.said,) if event.said else (), event.source)
    expected = f"Expected: {event.expected}"
    return Note(event.about, (f"Perhaps: {event.cause}",), event.source, (f"Arrived: {event.said}", expected))


_PROMISE: Final = "Only now does the server say 250."
_OWN: Final = "The server has written it itself: no client waits for a reply."
_QUEUED = Note(
    "Someone else's server is to have this letter: it is in the queue, safe on the disk, until that server takes it.",
    (_PROMISE,),
    "RFC 5321 §4.5.4",
)
_HANDLED: Mapping[Action, Note] = {
    "relayed": Note(
        "The next server has said 250: the letter is its business now, and no longer ours.", (), "RFC 5321 §6.1"
    ),
    "deferred": Note(
        "Not now: the letter stays in the queue and is tried again.",
        ("Nobody is told of it yet, and nobody has to do anything.",),
        "RFC 5321 §4.5.4.1",
    ),
    "failed": Note("It will never work: a report goes to the sender of the envelope.", (), "RFC 5321 §6.1"),
    "dropped": Note(
        "It will never work, and the sender of the envelope is <>: nobody is told.",
        ("A report about a report could go back and forth for ever.",),
        "RFC 5321 §4.5.5",
    ),
    "expired": Note(
        "The letter is too old to be tried again: a report goes to the sender of the envelope.", (), "RFC 5321 §4.5.4.1"
    ),
}
_OF_THE_WORLD: Mapping[type[Event], Note] = {
    Turned: Note("The clock was turned forwards: what was due meanwhile happens now."),
    Published: Note(
        "A zone was saved: from now on the name server answers by its new text.",
        ("Elsewhere others may remember the old answers until these are too old. Here all forget them at once.",),
        "RFC 1035 §5",
    ),
}
