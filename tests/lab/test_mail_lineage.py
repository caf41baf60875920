"""Lineage on real deliveries: every claim about a byte of a file is checked against the bytes that crossed."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import ssl
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.lab import lineage_notes
from heloworld.lab.lineage import Absence, Found, Passage, Passages, Steps, at_once, without_transparency
from heloworld.lab.plan import Plan
from heloworld.lab.protocols import protocol_of
from heloworld.lab.world import Lab
from heloworld.mbox.byte_lineage import Cause, Traced
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.reading.message import record
from heloworld.smtp.receive_buffer import ReceiveBuffer
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Delivered, Opened
from heloworld.wire.protocol import Note
from heloworld.wire.rows import Kind, Rows
from patience import PATIENCE

from .conftest import delivered, ends_with, happened, send, until

if TYPE_CHECKING:
    from .conftest import Start

TRICKY = (
    b"From nobody\r\nSubject: hi\r\nStatus: RO\r\n folded\r\nX-Long: a\r\n b\r\n\r\n"
    b"From here on\r\n>From afar\r\n..\r\n...two\r\nbare\nFrom the LF\r\n\xe9t\xc3\xa9 \r x\r\n\r\n"
)
"""As it crosses, dots doubled."""


async def say(lab: Lab, *lines: bytes, wait: bool = True) -> bytes:
    """A whole session through a plain socket; what the server said."""
    reader, writer = await asyncio.open_connection(*lab.address)
    said = [await reader.readline()]
    for line in lines:
        writer.write(line)
        if wait:
            async with asyncio.timeout(PATIENCE):
                said.append(await reader.readline())
    writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        said.append(await reader.read())
    writer.close()
    await writer.wait_closed()
    return b"".join(said)


def hello(*recipients: bytes) -> tuple[bytes, ...]:
    to = (b"RCPT TO:<%s>\r\n" % each for each in recipients or (b"ana@harbour.test",))
    return (b"HELO client.test\r\n", b"MAIL FROM:<dora@island.test>\r\n", *to, b"DATA\r\n")


def dissected(lab: Lab, kept: Rows | None = None) -> Dissector:
    dissector = Dissector(protocol_of, kept)
    dissector.feed(happened(lab))
    return dissector


def sent(lab: Lab, conn: int, *, tls: bool = False) -> bytes:
    """What a client sent."""
    chunks = [each for each in happened(lab) if isinstance(each, Bytes) and each.conn == conn and each.tls == tls]
    return b"".join(each.data for each in chunks if each.source == "client")


def check(lab: Lab, passages: Passages, path: Path, *, tls: bool = False) -> list[Passage]:
    """Check the claims about every byte of a file; the messages it has."""
    data, offset, found = path.read_bytes(), 0, []
    while offset < len(data):
        passage = at_once(passages.holding(path, offset))
        assert isinstance(passage, Passage)
        found.append(passage)
        traced, wire = passage.traced, sent(lab, passage.delivered.conn, tls=tls)
        start = passage.starts[0]
        assert data[offset : offset + len(traced.text)] == traced.text
        for span in traced.spans:
            if isinstance(span.origin, int):
                came = wire[start + span.origin :][: span.stop - span.start]
                assert came == data[offset + span.start : offset + span.stop]
        assert wire[start : start + traced.source].endswith(b".\r\n")
        kept = sum(span.stop - span.start for span in traced.spans if isinstance(span.origin, int))
        assert kept + sum(each.stop - each.start for each in traced.lost) == traced.source
        offset += len(traced.text)
    return found


@pytest.mark.parametrize("dialect", Dialect)
async def test_every_byte_of_a_delivered_mail(start: Start, mail: Path, dialect: Dialect) -> None:
    lab = await start(Plan(mail, dialect=dialect))
    assert b"queued as" in await say(lab, *hello(), TRICKY + b".\r\n")
    assert b"queued as" in await say(lab, *hello(), b"no header at all\r\n.\r\n")
    assert b"queued as" in await say(lab, *hello(), b".\r\n")
    found = check(lab, Passages(dissected(lab), lambda _: dialect), lab.mailbox("ana"))
    assert [passage.delivered.conn for passage in found] == [1, 2, 3]
    causes = {each.cause for each in found[0].traced.lost}
    assert causes == {Cause.CR, Cause.DOT, Cause.END_OF_DATA, Cause.MAILBOX_FIELD}


async def test_several_mails_on_one_connection_and_sent_at_once(lab: Lab) -> None:
    await say(lab, b"".join((*hello(), b"Subject: a\r\n\r\none\r\n.\r\n", *hello()[1:], b"two\r\n.\r\n")), wait=False)
    found = check(lab, Passages(dissected(lab), lambda _: Dialect.MBOXRD), lab.mailbox("ana"))
    assert [passage.delivered.conn for passage in found] == [1, 1]
    assert found[0].starts[0] < found[1].starts[0]


async def test_mail_of_another_program_under_tls(lab: Lab) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def talk() -> None:
        with smtplib.SMTP(*lab.address, local_hostname="client.test", timeout=PATIENCE) as client:
            client.starttls(context=context)
            client.sendmail("dora@island.test", ["ana@harbour.test"], b"Subject: x\n\n.dot\nFrom x\n")

    await asyncio.to_thread(talk)
    assert len(check(lab, Passages(dissected(lab), lambda _: Dialect.MBOXRD), lab.mailbox("ana"), tls=True)) == 1


async def test_a_line_on_the_wire_leads_into_the_mailbox_that_is_asked_for(lab: Lab) -> None:
    await say(lab, *hello(b"ana@harbour.test", b"ben@harbour.test"), b"Subject: hi\r\n\r\ntext\r\n.\r\n")
    dissector = dissected(lab)
    passages = Passages(dissector, lambda _: Dialect.MBOXRD)
    rows = dissector.rows
    number = next(at for at in range(len(rows)) if rows[at].kind is Kind.HEADER)
    for user in ("ana", "ben"):
        passage = at_once(passages.of_row(number, lab.mailbox(user)))
        assert isinstance(passage, Passage)
        assert passage.delivered.path == str(lab.mailbox(user))
        assert passage.rows[0] == number
    assert at_once(passages.of_row(number - 2, lab.mailbox("ana"))) is None
    assert isinstance(at_once(passages.of_row(number, lab.mailbox("cleo"))), Passage)


TORN = b"From x Sat Jan  3 01:05:34 2026\nSubject: old\n\nwhen the li"


@pytest.mark.parametrize(("before", "seam"), [(TORN, 2), (TORN + b"\n", 1), (TORN + b"\n\n", 0)])
async def test_the_line_ends_that_a_torn_letter_gets_are_known_as_delivery_s(
    lab: Lab, before: bytes, seam: int
) -> None:
    path = lab.mailbox("ana")
    path.write_bytes(before)
    await send(lab)
    (event,) = delivered(lab)
    assert (event.offset, event.seam) == (len(before) + seam, seam)
    passages = Passages(dissected(lab), lambda _: Dialect.MBOXRD)
    assert at_once(passages.holding(path, len(before) - 1)) is Absence.UNSEEN
    passage = at_once(passages.holding(path, len(before)))
    assert isinstance(passage, Passage)
    assert passage.traced.text == path.read_bytes()[len(before) :]
    for at in range(len(before), event.offset):
        note = lineage_notes.of_stored(passage, at, at + 1)
        assert note.headline.startswith("Added by delivery: a line end, because the file did not end in an empty line")
    assert lineage_notes.of_stored(passage, event.offset, event.offset + 9).headline.startswith(
        "Added by delivery: the From_ line"
    )
    row = next(at for at, row in enumerate(map(dissected(lab).rows.__getitem__, range(99))) if row.kind is Kind.HEADER)
    assert at_once(passages.of_row(row, path)) is passage


# What cannot be told


async def test_mail_that_was_there_before(lab: Lab) -> None:
    lab.mailbox("ana").write_bytes(b"From x Sat Jan  3 01:05:34 2026\n\nold\n\n")
    await send(lab)
    passages = Passages(dissected(lab), lambda _: Dialect.MBOXRD)
    assert at_once(passages.holding(lab.mailbox("ana"), 0)) is Absence.UNSEEN
    assert isinstance(at_once(passages.holding(lab.mailbox("ana"), delivered(lab)[0].offset)), Passage)


async def test_a_file_that_was_changed_since(lab: Lab) -> None:
    await send(lab)
    path = lab.mailbox("ana")
    passages = Passages(dissected(lab), lambda _: Dialect.MBOXRD)
    assert isinstance(at_once(passages.holding(path, 0)), Passage)
    path.write_bytes(path.read_bytes().replace(b"Hello, ana", b"Hello, bob"))
    assert at_once(passages.holding(path, 0)) is Absence.CHANGED
    path.unlink()
    assert at_once(passages.holding(path, 0)) is Absence.CHANGED


async def test_a_file_that_was_emptied_and_delivered_to_again(lab: Lab) -> None:
    await send(lab, b"Subject: long ago\r\n\r\n" + b"x\r\n" * 40)
    await send(lab)
    lab.mailbox("ana").write_bytes(b"")
    await send(lab, b"Subject: now\r\n\r\n")
    await send(lab)
    found = check(lab, Passages(dissected(lab), lambda _: Dialect.MBOXRD), lab.mailbox("ana"))
    assert [passage.delivered.conn for passage in found] == [3, 4]


async def test_what_the_transcript_has_let_go(lab: Lab) -> None:
    await send(lab)
    await send(lab, b"Subject: two\r\n\r\n" + b"x\r\n" * 40)
    second = delivered(lab)[1].offset
    for keep in (60, 16):
        passages = Passages(dissected(lab, Rows(keep)), lambda _: Dialect.MBOXRD)
        assert at_once(passages.holding(lab.mailbox("ana"), 0)) is Absence.OLDER
        assert isinstance(at_once(passages.holding(lab.mailbox("ana"), second)), Passage if keep == 60 else Absence)


async def test_what_is_not_delivered(lab: Lab) -> None:
    reader, writer = await asyncio.open_connection(*lab.address)
    for line in (b"", *hello()):
        writer.write(line)
        await reader.readline()
    writer.write(b"Subject: x\r\n")
    await until(lab, ends_with(b"Subject: x\r\n"))
    dissector = dissected(lab)
    header = len(dissector.rows) - 1
    passages = Passages(dissector, lambda _: Dialect.MBOXRD)
    assert at_once(passages.of_row(header, lab.mailbox("ana"))) is Absence.WAITING
    writer.write(b"nul: \0\r\n.\r\n")
    assert (await reader.readline()).startswith(b"5")
    passages = Passages(dissected(lab), lambda _: Dialect.MBOXRD)
    assert at_once(passages.of_row(header, lab.mailbox("ana"))) is Absence.REFUSED
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


# Transparency


@given(st.lists(st.sampled_from([b"..", b"..x", b"\r\n", b"\r\n", b"a", b"\n", b"\r", b"\n.", b"x."])).map(b"".join))
def test_transparency_is_undone_as_the_server_does_it(text: bytes) -> None:
    inbox = ReceiveBuffer()
    inbox.feed(text + b"\r\n.\r\n")
    taken = inbox.message(10_000)
    assert taken is not None
    crossed = (text + b"\r\n.\r\n")[: len(text) + 5 - len(inbox)]
    assert without_transparency(Traced.untouched(crossed)).text == taken


# In words


async def notes(lab: Lab) -> tuple[bytes, Passage]:
    await say(lab, *hello(), TRICKY + b".\r\n")
    passage = at_once(Passages(dissected(lab), lambda _: Dialect.MBOXRD).holding(lab.mailbox("ana"), 0))
    assert isinstance(passage, Passage)
    return lab.mailbox("ana").read_bytes(), passage


@pytest.mark.parametrize(
    ("line", "headline", "details"),
    [
        (b"From dora@", "Added by delivery: the From_ line", "MAIL FROM"),
        (b"\tby ", "Added by delivery: Received, one for each server", ""),
        (b"X-Mailbox-Line", "From the wire: connection 1, client bytes", "X-Mailbox-Line was added"),
        (b"Subject: hi", "From the wire: connection 1, client bytes", "CR LF became LF"),
        (b">From here", "From the wire: connection 1, client bytes", "The > was added by quoting (mboxrd)"),
        (b"..two", "From the wire: connection 1, client bytes", "The dot at the start of the line was taken away"),
    ],
)
async def test_what_is_said_of_a_line_of_the_file(lab: Lab, line: bytes, headline: str, details: str) -> None:
    data, passage = await notes(lab)
    start = data.index(b"\n" + line) + 1 if line != b"From dora@" else 0
    note = lineage_notes.of_stored(passage, start, data.index(b"\n", start) + 1)
    assert note.headline.startswith(headline)
    assert details in " ".join(note.details)


async def test_what_is_said_of_a_byte_of_the_file(lab: Lab) -> None:
    data, passage = await notes(lab)
    wire = sent(lab, 1)
    start, crossed = data.index(b"..two"), wire.index(b"...two")
    assert lineage_notes.of_stored(passage, start, start + 1) == Note(
        f"From the wire: connection 1, client byte {crossed + 1:,}.",
        (
            "The dot at the start of the line was taken away, as from every such line; a mail program puts one more "
            "there first (transparency).",
        ),
        "RFC 5321 §4.5.2",
    )
    assert lineage_notes.of_stored(passage, start + 1, start + 2).details == ()
    assert lineage_notes.of_stored(passage, start + 5, start + 6).details == (
        "CR LF became LF, the line end of a file.",
    )
    quoted = data.index(b">From here")
    assert lineage_notes.of_stored(passage, quoted, quoted + 1).headline.startswith("The > was added by quoting")


async def test_what_is_said_of_a_line_that_was_sent(lab: Lab) -> None:
    data, passage = await notes(lab)
    wire = sent(lab, 1)

    def said(line: bytes, length: int | None = None) -> str:
        start = wire.index(b"\r\n" + line) + 2
        note = lineage_notes.of_sent(passage, start, start + (length or wire.index(b"\n", start) + 1 - start))
        return " ".join((note.headline, *note.details))

    assert said(b"Status: RO") == (
        "Not in ana.mbox. Taken away by delivery: Status, Content-Length, Return-Path and their like are the mailbox's "
        "own, and no sender writes them."
    )
    assert said(b".\r\n") == "Not in ana.mbox. The lone dot ended the message and is no part of it."
    assert said(b"...two", 1).startswith("Not in ana.mbox. The dot at the start")
    at = data.index(b">From here") + 1
    assert said(b"From here").startswith(f"In ana.mbox: bytes {at:,} to {at + 12:,}. The > was added by quoting")
    assert said(b"Subject", 1) == f"In ana.mbox: byte {data.index(b'Subject'):,}."


def large_mail(path: Path, size: int, kept: Rows | None = None) -> Dissector:
    """A mail of so many bytes, many of its lines changed on the way, as the wire and the mailbox have it."""
    lines = [b"..dot", b"From here on", b"Z" * 180]
    sent = b"Subject: large\r\n\r\n" + b"".join(line + b"\r\n" for line in lines) * (size // 203)
    stored = record(sent.replace(b"\n..", b"\n."), sender="dora@island.test", at=0)
    path.write_bytes(stored)
    dissector, address = Dissector(protocol_of, kept), ("127.0.0.1", 25)
    said = (b"HELO x", b"250 x", b"MAIL FROM:<dora@island.test>", b"250 x", b"RCPT TO:<ana@harbour.test>", b"250 x")
    talk = [b"220 x", *said, b"DATA", b"354 x"]
    dissector.feed([Opened(1, 0.0, "smtp", address, address)])
    dissector.feed(
        Bytes(1, 0.0, "server" if line[:1].isdigit() else "client", line + b"\r\n")  # one after the other
        for line in talk
    )
    dissector.feed(Bytes(1, 0.0, "client", sent[at : at + 65_536]) for at in range(0, len(sent), 65_536))
    end = Delivered(1, 0.0, "ana@harbour.test", str(path), 0, len(stored), "Q1")
    dissector.feed([Bytes(1, 0.0, "client", b".\r\n"), end, Bytes(1, 0.0, "server", b"250 2.0.0 Q1 queued\r\n")])
    return dissector


async def test_nothing_waits_for_a_large_mail(tmp_path: Path) -> None:
    passages = Passages(large_mail(tmp_path / "box", 10_000_000), lambda _: Dialect.MBOXRD)
    longest, result, handed_out = 0.0, None, 0
    steps = passages.holding(tmp_path / "box", 500)
    while True:
        started = time.thread_time()
        try:
            work = steps.send(result)
        except StopIteration as end:
            passage = end.value
            break
        longest = max(longest, time.thread_time() - started)
        handed_out += work is not None
        result = await asyncio.to_thread(work) if work is not None else None
    assert isinstance(passage, Passage)
    assert handed_out == 1
    assert longest < 0.1, "seconds of work, whatever else the machine does"
    started = time.thread_time()
    assert at_once(passages.of_row(passage.rows[0], tmp_path / "box")) is passage
    assert at_once(passages.holding(tmp_path / "box", 9_000_000)) is passage
    assert time.thread_time() - started < 0.1, "what is known is not looked up again"


def test_what_is_let_go_while_it_is_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for stride in (1, 7):
        keep = len(large_mail(tmp_path / "box", 840).rows) + 1
        for way in ("holding", "of_row"):
            for after in range(0, 60, 4):
                dissector = large_mail(tmp_path / "box", 840, Rows(keep))
                passages = Passages(dissector, lambda _: Dialect.MBOXRD, stride=stride)
                box = tmp_path / "box"
                steps = passages.holding(box, 40) if way == "holding" else passages.of_row(12, box)
                found = interrupted(steps, after, partial(quit_often, dissector))
                assert isinstance(found, Passage) or found in {Absence.OLDER, Absence.GONE, Absence.WAITING}


def interrupted(steps: Steps[Found], after: int, meanwhile: Callable[[], None]) -> Found:
    """Look something up, with something else happening after so many steps."""
    result: Passage | Absence | None = None
    for number in count():
        if number == after:
            meanwhile()
        try:
            work = steps.send(result)
        except StopIteration as end:
            return cast("Found", end.value)
        result = work() if work is not None else None
    raise AssertionError


def quit_often(dissector: Dissector) -> None:
    """So much crosses that the oldest rows are let go."""
    dissector.feed(Bytes(1, 0.0, "client", b"NOOP\r\n") for _ in range(30))
