"""A server that takes letters for any name of its own, and finds out later: whom the envelope names is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.lineage import Absence, Passages, at_once
from heloworld.lab.lineage_notes import absent
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.protocols import protocol_of
from heloworld.lab.script import Connect, Send
from heloworld.lab.script_player import ScriptPlayer
from heloworld.lab.world import Lab
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.reading.pieces import Piece
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Handled, Opened, Queued
from heloworld.wire.protocol import Note

if TYPE_CHECKING:
    from lab.conftest import Start


@pytest.fixture
def plan(mail: Path) -> Plan:
    shore = neighbour("shore", mail)
    late = replace(shore, policy=replace(shore.policy, checks_late=True))
    return with_neighbours(Plan(mail, policy=policy(("ana",))), late)


async def said(lab: Lab, *lines: str) -> list[str]:
    """What shore says to a stranger's lines."""
    stage = ScriptPlayer(lab)
    await stage.play(Connect(door="shore/smtp"))
    for line in ("HELO laptop.test", *lines):
        await stage.play(Send(line.encode()))
    await stage.close()
    events = lab.transcript.since(0)[0]
    first = next(each.conn for each in events if isinstance(each, Opened))
    return (
        b"".join(
            each.data for each in events if isinstance(each, Bytes) and (each.conn, each.source) == (first, "server")
        )
        .decode()
        .splitlines()
    )


LETTER = ("DATA", "Subject: x", "", "x", ".")


def tries(lab: Lab) -> list[tuple[str, str, str, str]]:
    events = lab.transcript.since(0)[0]
    return [(it.server, it.recipient, it.action, it.relay) for it in events if isinstance(it, Handled)]


async def test_every_line_of_a_report_that_crossed_no_wire_says_that_the_server_wrote_it(
    start: Start, plan: Plan
) -> None:
    lab = await start(plan)
    await said(lab, "MAIL FROM:<rosa@shore.test>", "RCPT TO:<ghost@shore.test>", *LETTER)
    dissector = Dissector(protocol_of)
    dissector.feed(lab.transcript.since(0)[0])
    passages = Passages(dissector, lambda _: Dialect.MBOXRD)
    path = lab.mailbox("rosa", "shore")
    lines = path.read_bytes().splitlines(keepends=True)
    told, at = dict[bytes, Note](), 0
    for line in lines:
        found = at_once(passages.holding(path, at))
        assert found is Absence.OWN
        piece = Piece.FROM_LINE if line.startswith(b"From ") else Piece.HEADER
        told.setdefault(line.split(b":")[0].split(b" ")[0], absent(found, piece, line))
        at += len(line)
    for name, added in (
        (b"From", "the From_ line"),
        (b"Return-Path", "Return-Path"),
        (b"Delivered-To", "Delivered-To"),
    ):
        assert told[name].details[0].startswith(f"Added by delivery: {added}")
        assert told[name].details[1] == Absence.OWN.value
    assert told[b"Subject"].details == (Absence.OWN.value,)


async def test_somebody_who_wrote_nothing_gets_the_report(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    replies = await said(lab, "MAIL FROM:<ana@harbour.test>", "RCPT TO:<Ghost@shore.test>", *LETTER)
    assert "250 2.1.5 Ok" in replies
    assert tries(lab) == [
        ("shore", "Ghost@shore.test", "failed", "local"),
        ("shore", "ana@harbour.test", "relayed", tries(lab)[1][3]),
    ]
    report = lab.mailbox("ana").read_text()
    assert "Reporting-MTA: dns; mail.shore.test\n" in report
    assert 'Diagnostic-Code: X-HELO-World; unknown user: "ghost"\n' in report
    assert "\nStatus: 5.1.1\n" in report
    assert "Remote-MTA" not in report


async def test_who_lives_there_gets_mail_as_ever_and_strangers_elsewhere_are_refused(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    replies = await said(
        lab, "MAIL FROM:<ana@harbour.test>", "RCPT TO:<rosa@shore.test>", "RCPT TO:<zoe@far.test>", *LETTER
    )
    assert [line[:3] for line in replies if line.startswith("554")] == ["554"]
    assert lab.mailbox("rosa", "shore").exists()
    assert not [each for each in lab.transcript.since(0)[0] if isinstance(each, Queued)]


async def test_one_letter_to_somebody_and_nobody(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await said(lab, "MAIL FROM:<ana@harbour.test>", "RCPT TO:<rosa@shore.test>", "RCPT TO:<ghost@shore.test>", *LETTER)
    assert lab.mailbox("rosa", "shore").read_text().count("\nSubject: x\n") == 1
    assert lab.mailbox("ana").read_text().count("Final-Recipient") == 1


@pytest.mark.parametrize("sender", ["", "nobody@shore.test"])
async def test_where_nobody_can_be_told_it_ends(start: Start, plan: Plan, sender: str) -> None:
    lab = await start(plan)
    await said(lab, f"MAIL FROM:<{sender}>", "RCPT TO:<ghost@shore.test>", *LETTER)
    assert [action for _, _, action, _ in tries(lab)] == ["failed" if sender else "dropped"]
    queue = lab.traffic.way_out("shore").queue
    assert queue is not None
    assert not queue.letters()


async def test_without_it_the_refusal_comes_while_the_client_is_there(start: Start, plan: Plan) -> None:
    [shore] = plan.neighbours
    lab = await start(replace(plan, neighbours=(replace(shore, policy=replace(shore.policy, checks_late=False)),)))
    replies = await said(lab, "MAIL FROM:<ana@harbour.test>", "RCPT TO:<ghost@shore.test>", "QUIT")
    assert "550 5.1.1 <ghost@shore.test>: Recipient address rejected: User unknown in local recipient table" in replies
    assert tries(lab) == []
    assert not lab.mailbox("ana").exists()
