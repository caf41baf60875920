"""Lineage through changes, in place and at delivery: what is known of a byte stays known, and who put in others."""

from __future__ import annotations

import time

import pytest

from heloworld.lab import lineage_notes
from heloworld.lab.lineage import Absence, Passage, Passages, at_once
from heloworld.lab.world import Lab
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.edits import Edit, resized
from heloworld.mbox.reading.pieces import Piece
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.wire.events import Opened, Rewritten

from .conftest import delivered, happened, send
from .test_mail_lineage import check, dissected, hello, say


def rewrite(lab: Lab, *edits: Edit, conn: int = 9) -> None:
    """The server changes ana's mailbox for a client."""
    path = lab.mailbox("ana")
    with MailboxWriter() as writer:
        writer.submit_change(path, lambda _: edits).result()
    if not any(isinstance(event, Opened) and event.conn == conn for event in happened(lab)):
        lab.transcript.record(Opened(conn, time.time(), "smtp", ("127.0.0.5", 50_000), lab.address))
    lab.transcript.record(Rewritten(conn, time.time(), str(path), resized(edits), "STORE"))


async def test_flags_and_deletions_keep_what_is_known_of_every_byte(lab: Lab) -> None:
    for number in range(4):
        await send(lab, b"Subject: %d\r\n\r\n%s\r\n" % (number, b"x" * number))
    path = lab.mailbox("ana")
    followed = Passages(dissector := dissected(lab), lambda _: Dialect.MBOXRD)
    assert isinstance(at_once(followed.holding(path, 0)), Passage)
    fed = len(happened(lab))
    data, places = path.read_bytes(), delivered(lab)
    second, last = (data.index(b"\n\n", places[number].offset) + 1 for number in (1, 3))
    gone = Edit(places[2].offset, places[3].offset, b"")
    rewrite(lab, Edit(second, second, b"Status: O\n"), gone, Edit(last, last, b"Status: RO\n"))
    rewrite(lab, Edit(second, second + 10, b"Status: RO\n"), Edit(second + 10, second + 10, b"X-Status: F\n"), conn=10)
    await send(lab)
    rewrite(lab, Edit(0, places[1].offset, b""))
    dissector.feed(happened(lab)[fed:])
    for known in (followed, Passages(dissected(lab), lambda _: Dialect.MBOXRD)):
        found = check(lab, known, path)
        assert [passage.delivered.conn for passage in found] == [2, 4, 5]
        assert [[mark.conn for mark in passage.marks] for passage in found] == [[10, 10], [9], []]
        data = path.read_bytes()
        at = data.index(b"Status: RO\n")
        note = lineage_notes.of_stored(found[0], at, at + 11, Piece.HEADER)
        assert note.headline == "Put in after delivery: connection 10 told the server to mark the message (STORE)."


async def test_what_became_of_a_line_whose_message_was_deleted(lab: Lab) -> None:
    await send(lab)
    await send(lab)
    first, second = delivered(lab)
    dissector = dissected(lab)
    texts = [row.line.raw if row.line else b"" for row in (dissector.rows[at] for at in range(len(dissector.rows)))]
    line = texts.index(b"Hello, ana!\r\n")
    passages = Passages(dissector, lambda _: Dialect.MBOXRD)
    assert isinstance(at_once(passages.of_row(line, lab.mailbox("ana"))), Passage)
    before = len(happened(lab))
    rewrite(lab, Edit(first.offset, second.offset, b""))
    dissector.feed(happened(lab)[before:])
    assert at_once(passages.of_row(line, lab.mailbox("ana"))) is Absence.DELETED
    assert isinstance(at_once(passages.holding(lab.mailbox("ana"), 0)), Passage)


async def test_bytes_that_delivery_wrote_and_somebody_took_away(lab: Lab) -> None:
    await send(lab)
    rewrite(lab, Edit(30, 35, b"x"))
    passages = Passages(dissected(lab), lambda _: Dialect.MBOXRD)
    assert at_once(passages.holding(lab.mailbox("ana"), 0)) is Absence.CHANGED


@pytest.mark.parametrize(
    ("top", "first"),
    [
        (b"", b"Dear Ana,"),
        (b"", b" indented"),
        (b"", b"Subject hello"),
        (b"Subject: hi\n folded\n", b"QUIT"),
        (b"Subject: hi\n", b"From now on we sail"),
    ],
)
async def test_a_letter_without_an_empty_line_gets_one_before_its_text(lab: Lab, top: bytes, first: bytes) -> None:
    await say(lab, *hello(), top.replace(b"\n", b"\r\n") + first + b"\r\nmore\r\n.\r\n")
    data = lab.mailbox("ana").read_bytes()
    is_quoted = first.startswith(b"From ")
    assert data.endswith(b"\n" + top + b"\n" + b">" * is_quoted + first + b"\nmore\n\n")
    (passage,) = check(lab, Passages(dissected(lab), lambda _: Dialect.MBOXRD), lab.mailbox("ana"))
    start = data.index(first) - is_quoted
    assert lineage_notes.of_stored(passage, start - 1, start).headline == (
        "Added by delivery: the empty line that ends the header. There was none here."
    )
    said = lineage_notes.of_stored(passage, start, data.index(b"\n", start) + 1, Piece.BODY)
    assert (said.headline, said.details[0][:30]) == ("A line of the body.", "From the wire: connection 1, c")
