"""Lineage in words: where a line of a mailbox comes from, and what became of a line that was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from heloworld.lab.lineage import Absence, Passage
from heloworld.mbox.byte_lineage import ByteSpan, Cause
from heloworld.mbox.reading import header_fields
from heloworld.mbox.reading.pieces import Piece
from heloworld.wire.protocol import Note
from heloworld.wire.visible import visible_text

_ADDED: Mapping[Cause, Note] = {
    Cause.FROM_LINE: Note(
        "Added by delivery: the From_ line, which starts a message in a mailbox file.",
        ("It holds the envelope's sender (MAIL FROM) and the date.",),
        "RFC 4155, Appendix A",
    ),
    Cause.RETURN_PATH: Note(
        "Added by delivery: Return-Path, the envelope's sender (MAIL FROM).",
        ("If the mail cannot be delivered, a report goes there.",),
        "RFC 5321 §4.4",
    ),
    Cause.DELIVERED_TO: Note(
        "Added by delivery: Delivered-To, the envelope's recipient (RCPT TO).",
        ("A mail that comes back with it is going round in circles.",),
        "RFC 9228 §4 (Experimental)",
    ),
    Cause.RECEIVED: Note(
        "Added by delivery: Received, one for each server on the way, with the newest on top.",
        ("From whom, by whom, how, under which name and when.",),
        "RFC 5321 §4.4",
    ),
    Cause.DATE: Note(
        "Added by the server: Date, which the letter of somebody who had logged in did not have.",
        ("For its own people a server completes a letter; a stranger's stays as it is.",),
        "RFC 6409 §8.2",
    ),
    Cause.MESSAGE_ID: Note(
        "Added by the server: Message-Id, which the letter of somebody who had logged in did not have.",
        ("It names this letter and no other: an answer says it in In-Reply-To.",),
        "RFC 6409 §8.3",
    ),
    Cause.CONTENT_LENGTH: Note(
        "Added by delivery: Content-Length, the number of bytes that the body has in this file ({dialect}).",
        ("A reader that believes it needs no quoting.",),
        "qmail mbox(5)",
    ),
    Cause.STRAY: Note(
        "X-Mailbox-Line was added by delivery: a From_ line before the header would cut the mailbox in two.",
        (),
        "Postfix, smtpd.c",
    ),
    Cause.HEADER_END: Note(
        "Added by delivery: the empty line that ends the header. There was none here.", (), "RFC 5322 §2.1"
    ),
    Cause.QUOTING: Note(
        "The > was added by quoting ({dialect}), so that the line does not cut the mailbox in two.",
        (),
        "qmail mbox(5)",
    ),
    Cause.LAST_NEWLINE: Note(
        "Added by delivery: the end of the last line, which had none.", (), "RFC 4155, Appendix A"
    ),
    Cause.SEAM: Note(
        "Added by delivery: a line end, because the file did not end in an empty line.",
        ("A From_ line wants one before it.",),
        "qmail mbox(5)",
    ),
    Cause.MARK: Note(
        "Put in after delivery: connection {conn} told the server to mark the message ({why}).",
        ("R for read, O for old, A for answered, F for flagged, D for deleted: other mail programs read it, too.",),
        "Dovecot, Mbox Mailbox Format",
    ),
    Cause.SEPARATOR: Note("Added by delivery: the empty line between this message and the next.", (), "qmail mbox(5)"),
}

_LOST: Mapping[Cause, Note] = {
    Cause.DOT: Note(
        "The dot at the start of the line was taken away, as from every such line; a mail program puts one more "
        "there first (transparency).",
        (),
        "RFC 5321 §4.5.2",
    ),
    Cause.CR: Note("CR LF became LF, the line end of a file.", (), "RFC 4155, Appendix A"),
    Cause.END_OF_DATA: Note("The lone dot ended the message and is no part of it.", (), "RFC 5321 §4.1.1.4"),
    Cause.MAILBOX_FIELD: Note(
        "Taken away by delivery: Status, Content-Length, Return-Path and their like are the mailbox's own, and no "
        "sender writes them.",
        (),
        "Dovecot, Mbox Mailbox Format",
    ),
}


_NOT_SENT: Mapping[Piece, Cause] = {Piece.FROM_LINE: Cause.FROM_LINE, Piece.SEPARATOR: Cause.SEPARATOR}
_FIELDS_OF_DELIVERY: Mapping[bytes, Cause] = {b"return-path": Cause.RETURN_PATH, b"delivered-to": Cause.DELIVERED_TO}
"""What delivery adds to every letter, a report of its own server, too."""


def absent(why: Absence, piece: Piece | None = None, line: bytes = b"") -> Note:
    """That nothing of a line crossed that is known, and why; and who adds such a line, as far as it says that itself.

    Args:
        why: Why.
        piece: What the line is, where it stands in a mailbox.
        line: Its text.
    """
    if piece is None:
        return Note(why.value)
    name = line.partition(b":")[0].strip().lower() if piece is Piece.HEADER else b""
    cause = _NOT_SENT.get(piece) or _FIELDS_OF_DELIVERY.get(name)
    if why is Absence.OWN and cause is not None:
        return Note(piece.value, (_ADDED[cause].headline, why.value), _ADDED[cause].source)
    if why in {Absence.UNSEEN, Absence.OLDER} and cause is not None:
        told = _ADDED[cause].headline.replace("Added", "As a rule, such a line was added", 1)
        return Note(piece.value, (why.value, told), _ADDED[cause].source)
    field = header_fields.find(name.decode("ascii", "replace")) if name and why is not Absence.CHANGED else None
    if field is None or why is Absence.OWN:
        return Note(piece.value, (why.value,))
    told = f"As a rule, {field.name} is written by {field.writer.value}."
    return Note(piece.value, (why.value, told), field.source)


def of_torn(why: Absence, piece: Piece, _line: bytes = b"") -> Note:
    """The same of a line to which a later delivery has added its end."""
    return Note(piece.value, (why.value, _ADDED[Cause.SEAM].headline))


def of_stored(passage: Passage, start: int, stop: int, piece: Piece | None = None) -> Note:
    """Where some bytes of a line in a mailbox come from.

    Args:
        passage: The message.
        start: The first of them, counted from the beginning of the file.
        stop: Where they end.
        piece: What the line is, where all of it is asked about.
    """
    base = passage.base
    spans = passage.traced.within(start - base, stop - base)
    kept = [span for span in spans if isinstance(span.origin, int)]
    changes = [
        _note(_ADDED, span.origin, passage, base + span.start) for span in spans if isinstance(span.origin, Cause)
    ]
    if not kept:
        return changes[0] if changes else Note("")
    first, end = source_of(kept)
    if stop - start == 1:
        beside = passage.traced.lost_within(first - 1, first)
    else:
        _, begin, end_of_line = passage.line_at(first)
        beside = passage.traced.lost_within(begin, max(end, end_of_line))
    changes += [_note(_LOST, each.cause, passage) for each in beside]
    where = _bytes(passage.starts[0] + first, passage.starts[0] + end)
    origin = f"From the wire: connection {passage.delivered.conn}, client {where}."
    if piece is None:
        return Note(origin, _sentences(changes), _source(changes))
    return Note(piece.value, (origin, *_sentences(changes)), _source(changes))


def of_sent(passage: Passage, start: int, stop: int) -> Note:
    """What became of some bytes of a line that was sent.

    Args:
        passage: The message.
        start: The first of them, in the client's direction of the connection.
        stop: Where they end.
    """
    base = passage.starts[0]
    kept = passage.traced.kept_within(start - base, stop - base)
    lost = [_note(_LOST, each.cause, passage) for each in passage.traced.lost_within(start - base, stop - base)]
    name = passage.delivered.path.rpartition("/")[2]
    if not kept:
        return Note(f"Not in {name}.", _sentences(lost[-1:]), _source(lost[-1:]))
    first, end = kept[0].start, kept[-1].stop
    before = passage.traced.within(max(first - 1, 0), end)
    added = [_note(_ADDED, each.origin, passage) for each in before if each.origin in {Cause.QUOTING, Cause.STRAY}]
    where = _bytes(passage.base + first, passage.base + end)
    changes = added + lost
    return Note(f"In {name}: {where}.", _sentences(changes), _source(changes))


def source_of(kept: Iterable[ByteSpan]) -> tuple[int, int]:
    """Where spans that were kept begin and end in the source."""
    origins = [(span.origin, span.origin + span.stop - span.start) for span in kept if isinstance(span.origin, int)]
    return origins[0][0], origins[-1][1]


def _note(words: Mapping[Cause, Note], cause: object, passage: Passage, offset: int = -1) -> Note:
    assert isinstance(cause, Cause)
    note = words[cause]
    mark = next((mark for mark in passage.marks if mark.start <= offset < mark.stop), None)
    who = {"conn": mark.conn, "why": visible_text(mark.why)} if mark else {"conn": "", "why": ""}
    return Note(note.headline.format(dialect=passage.dialect.value, **who), note.details, note.source)


def _sentences(notes: Iterable[Note]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note.headline for note in notes))


def _source(notes: list[Note]) -> str:
    """The source of the first change."""
    return notes[0].source if notes else ""


def _bytes(start: int, stop: int) -> str:
    return f"byte {start:,}" if stop - start == 1 else f"bytes {start:,} to {stop - 1:,}"
