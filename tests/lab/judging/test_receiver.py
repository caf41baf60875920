"""A host that judges letters: over real sockets, by its own questions."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import smtplib
import ssl
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.dns.resolver import Answer
from heloworld.errors import LookUpError
from heloworld.lab.judging.keys import zone_line
from heloworld.lab.judging.question_numbers import QuestionNumbers
from heloworld.lab.judging.receiver import Receiver
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.world import Lab
from heloworld.smtp.letter import Letter
from heloworld.smtp.screening import Caller
from heloworld.trust.spam import GTUBE
from heloworld.wire.events import Delivered, Event, Judged, Opened
from heloworld.wire.transcript import Transcript
from patience import PATIENCE
from programs import needs

if TYPE_CHECKING:
    from lab.conftest import Start

ISLAND = "island/smtp"
LETTER = (
    b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nSubject: Ferry\r\n\r\nThe last one leaves at nine.\r\n"
)
STRICT = '@ MX 10 mail\n@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p={policy}"\n'


def world(mail: Path, *, enforce: Sequence[str] = (), dmarc: str = "none", sign: str = "") -> Plan:
    """Harbour hands letters on for anybody, and island judges."""
    harbour = Plan(mail, policy=replace(policy(("ana", "ben")), relays="open"), sign=sign)
    island = replace(neighbour("island", mail), checks=("spf", "dkim", "dmarc"), enforce=tuple(enforce))
    zone = STRICT.format(policy=dmarc) + (zone_line("harbour.test", sign) if sign else "")
    return replace(with_neighbours(harbour, island), zones={"harbour.test": zone})


async def hand_in(
    lab: Lab, content: bytes = LETTER, *, sender: str = "ana@harbour.test", door: str = "smtp", seat: str = "stranger"
) -> str:
    """A letter to dora, by a real client; the first reply that refuses, or the one to the dot."""

    def talk() -> str:
        source = lab.addresses.local(seat)
        client = smtplib.SMTP(source_address=(source or "", 0), local_hostname="laptop.test", timeout=PATIENCE)
        client.connect(*lab.doors[door])
        with contextlib.closing(client):
            client.ehlo()
            for code, text in (client.mail(sender), client.rcpt("dora@island.test")):
                if code >= 400:
                    return f"{code} {text.decode()}"
            code, text = client.data(content)
            return f"{code} {text.decode()}"

    reply = await asyncio.to_thread(talk)
    if door == "smtp":
        async with asyncio.timeout(PATIENCE):
            await lab.traffic.quiet()
    return reply


def judged(lab: Lab) -> list[Judged]:
    return [event for event in lab.transcript.since(0)[0] if isinstance(event, Judged)]


def results(lab: Lab) -> dict[str, str]:
    return {event.method: event.result for event in judged(lab)}


async def test_a_signed_letter_from_its_own_server_passes(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=["spf", "dmarc"], dmarc="reject", sign="2026"))
    assert (await hand_in(lab))[:3] == "250"
    assert results(lab) == {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
    box = lab.mailbox("dora", "island").read_text()
    field, *_ = box.split("\nReceived: from mail.harbour.test")
    assert "Authentication-Results: mail.island.test;\n\tspf=pass" in field
    assert "dkim=pass" in field
    assert "dmarc=pass (p=reject dis=none) header.from=harbour.test" in field
    assert box.index("\nDKIM-Signature: ") < box.index("\nReceived: from laptop.test")
    assert {event.server for event in judged(lab)} == {"island"}


async def test_the_questions_are_rows_and_each_verdict_names_its_own(start: Start, mail: Path) -> None:
    lab = await start(world(mail, sign="2026"))
    await hand_in(lab)
    opened = {event.conn: event for event in lab.transcript.since(0)[0] if isinstance(event, Opened)}
    asked = [conn for event in judged(lab) for conn in event.asked]
    assert len(asked) >= 4
    assert len(set(asked)) == len(asked)
    assert {(opened[conn].protocol, opened[conn].client_name) for conn in asked} == {("dns", "island")}
    [letter] = [event for event in lab.transcript.since(0)[0] if isinstance(event, Delivered)]
    assert {event.queue_id for event in judged(lab)} == {letter.queue_id}
    assert {event.conn for event in judged(lab)} == {letter.conn}


async def test_a_host_signs_with_an_ed25519_key_that_its_own_zone_publishes(start: Start, mail: Path) -> None:
    plan = world(mail)
    lab = await start(replace(plan, sign="2026", key_type="ed25519", zones={}))
    assert (await hand_in(lab))[:3] == "250"
    [verdict] = [event for event in judged(lab) if event.method == "dkim"]
    assert (verdict.result, verdict.selector) == ("pass", "2026")
    assert "The key is there: ed25519, 256 bits." in "\n".join(verdict.trace)
    assert "\nDKIM-Signature: v=1; a=ed25519-sha256; " in lab.mailbox("dora", "island").read_text()


class Silent:
    """A name server that says nothing, and lets each question wait for it."""

    def __init__(self) -> None:
        self.asked = 0

    async def look_up(self, name: str, kind: str) -> Answer:
        self.asked += 1
        await asyncio.sleep(0.02)
        raise LookUpError(f"The name server does not answer {kind} {name}.", "Try again later.")


async def test_a_silent_name_server_is_not_waited_for_without_end(mail: Path) -> None:
    plan = replace(neighbour("island", mail), checks=("spf", "dkim", "dmarc"), enforce=("spf", "dmarc"))
    told: list[Event] = []
    names = Silent()
    receiver = Receiver(plan, names, time.time, told.append, QuestionNumbers(Transcript()), patience=0.05)
    caller = Caller(1, "127.0.0.66", "laptop.test", "ana@harbour.test", "84C6A")
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=x%d.harbour.test; s=s; h=from; bh=AAAA; b=AAAA\r\n"
    letter = Letter(1, "84C6A", 0.0, "127.0.0.66", "laptop.test", "ESMTP", "ana@harbour.test", (), b"")
    letter = replace(letter, content=b"".join(signature % number for number in range(10)) + LETTER)
    assert await receiver.inquire(caller) == ""
    taken = await receiver.examine(letter)
    assert isinstance(taken, Letter)  # whoever cannot be asked is not held against it
    verdicts = [each for each in told if isinstance(each, Judged)]
    assert [each.method for each in verdicts] == ["spf", "spf", *["dkim"] * 10, "dmarc"]
    assert {each.result for each in verdicts} == {"temperror"}
    assert {each.queue_id for each in verdicts} == {"84C6A"}
    assert names.asked < 10  # of 13
    assert "and nobody is asked any more" in "\n".join(verdicts[-1].trace)


async def test_spf_is_refused_at_rcpt(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=["spf"]))
    assert await hand_in(lab, door=ISLAND) == (
        "550 5.7.23 <dora@island.test>: Recipient address rejected: Message rejected due to: SPF fail - not authorized."
    )
    assert results(lab) == {"spf": "fail"}
    assert not lab.mailbox("dora", "island").exists()


async def test_what_is_checked_and_not_enforced_is_written_down(start: Start, mail: Path) -> None:
    lab = await start(world(mail, dmarc="reject"))
    assert (await hand_in(lab, door=ISLAND))[:3] == "250"
    assert results(lab) == {"spf": "fail", "dkim": "none", "dmarc": "fail"}
    assert "dmarc=fail (p=reject dis=reject)" in lab.mailbox("dora", "island").read_text()


async def test_dmarc_is_refused_after_the_dot(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=["dmarc"], dmarc="reject"))
    reply = await hand_in(lab, door=ISLAND, sender="x@shore.test")
    assert reply == "550 5.7.1 rejected by DMARC policy for harbour.test"
    assert not lab.mailbox("dora", "island").exists()


async def test_quarantine_is_the_spam_folder(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=["dmarc"], dmarc="quarantine"))
    assert (await hand_in(lab, door=ISLAND, sender="x@shore.test"))[:3] == "250"
    assert not lab.mailbox("dora", "island").exists()
    folder = mail / "island" / "dora.spam.mbox"
    assert "dmarc=fail (p=quarantine dis=quarantine)" in folder.read_text()
    await lab.reset()
    assert not folder.exists()


async def test_results_in_our_name_are_gone_on_arrival_and_those_of_others_stay(start: Start, mail: Path) -> None:
    lab = await start(world(mail))
    forged = b"Authentication-Results: Mail.Island.Test; dmarc=pass header.from=harbour.test\r\n"
    others = b"Authentication-Results: mail.shore.test; spf=pass\r\n"
    await hand_in(lab, forged + others + LETTER, door=ISLAND)
    box = lab.mailbox("dora", "island").read_text()
    assert "Mail.Island.Test" not in box
    assert "Authentication-Results: mail.shore.test; spf=pass" in box


async def test_the_test_line_of_all_filters_is_spam(start: Start, mail: Path) -> None:
    plan = world(mail)
    plan = replace(plan, neighbours=tuple(replace(each, checks=(), spam=True) for each in plan.neighbours))
    lab = await start(plan)
    await hand_in(lab, b"X-Spam-Flag: NO\r\n" + LETTER + f"{GTUBE}\r\n".encode(), door=ISLAND)
    await hand_in(lab, b"Date: Sat, 28 Nov 2026 17:57:01 +0000\r\n" + LETTER, door=ISLAND)
    spam, inbox = (mail / "island" / "dora.spam.mbox").read_text(), lab.mailbox("dora", "island").read_text()
    assert "X-Spam-Flag: YES\n" in spam
    assert "X-Spam-Flag: NO" not in spam
    assert "X-Spam-Status: No, score=0.0" in inbox
    assert [event.result for event in judged(lab)] == ["spam", "clean"]


async def test_nobody_asks_about_a_recipient_who_is_not_taken(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=["spf"]))

    def talk() -> int:
        client = smtplib.SMTP(source_address=("", 0), timeout=PATIENCE)
        client.connect(*lab.doors[ISLAND])
        with contextlib.closing(client):
            client.ehlo()
            client.mail("ana@harbour.test")
            return client.rcpt("nobody@island.test")[0]

    assert await asyncio.to_thread(talk) == 550
    assert judged(lab) == []


@pytest.mark.parametrize("seat", ["stranger", "harbour"])
async def test_a_name_in_helo_is_judged_too(start: Start, mail: Path, seat: str) -> None:
    lab = await start(
        replace(
            world(mail, enforce=["spf"]),
            zones={"harbour.test": STRICT.format(policy="none") + 'mail TXT "v=spf1 a -all"\n'},
        )
    )

    def talk() -> int:
        client = smtplib.SMTP(source_address=(lab.addresses.local(seat) or "", 0), timeout=PATIENCE)
        client.connect(*lab.doors[ISLAND])
        with contextlib.closing(client):
            client.ehlo("mail.harbour.test")
            client.mail("x@shore.test")
            return client.rcpt("dora@island.test")[0]

    assert await asyncio.to_thread(talk) == (550 if seat == "stranger" else 250)


async def swaks(*options: object) -> tuple[int | None, str]:
    """Its exit status, and the session as it shows it."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("swaks", *map(str, options), stdout=pipe, stderr=pipe)
    async with asyncio.timeout(PATIENCE):
        out, _ = await process.communicate()
    return process.returncode, out.decode()


@needs("swaks")
@pytest.mark.parametrize(
    ("seat", "sender", "says"),
    [
        ("harbour", "ana@harbour.test", "<-  250 2.0.0 Ok: queued as "),
        ("stranger", "ana@harbour.test", "<** 550 5.7.23 <dora@island.test>: Recipient address rejected: "),
        ("stranger", "x@shore.test", "<** 550 5.7.1 rejected by DMARC policy for harbour.test"),
    ],
)
async def test_a_stranger_hears_so_too(start: Start, mail: Path, seat: str, sender: str, says: str) -> None:
    lab = await start(world(mail, enforce=["spf", "dmarc"], dmarc="reject"))
    host, port = lab.doors[ISLAND]
    place = ("--server", host, "--port", port, "--local-interface", lab.addresses.local(seat) or host)
    who = ("--helo", "laptop.test", "--from", sender, "--to", "dora@island.test", "--h-From", "Ana <ana@harbour.test>")
    status, said = await swaks(*place, *who)
    assert (status == 0) is (seat == "harbour")
    assert says in said


async def test_over_imap_what_is_taken_for_spam_is_a_folder(start: Start, mail: Path) -> None:
    plan = world(mail)
    island = replace(plan.neighbours[0], spam=True, doors={"imap": 0}, accounts={"dora": "sesame"})
    lab = await start(replace(plan, neighbours=(island,)))

    def folders() -> tuple[list[bytes], int]:
        with imaplib.IMAP4(*lab.doors["island/imap"], timeout=PATIENCE) as client:
            client.login("dora", "sesame")
            listed = [each for each in client.list()[1] if isinstance(each, bytes)]
            _, (count, *_) = client.select("Spam") if any(b"Spam" in each for each in listed) else ("", (b"0",))
            return listed, int(count or 0)

    assert await asyncio.to_thread(folders) == ([b'(\\HasNoChildren) "/" INBOX'], 0)
    await hand_in(lab, LETTER + f"{GTUBE}\r\n".encode(), door=ISLAND)
    assert await asyncio.to_thread(folders) == (
        [b'(\\HasNoChildren) "/" INBOX', b'(\\HasNoChildren \\Junk) "/" Spam'],
        1,
    )


async def test_whoever_has_logged_in_is_not_judged_and_what_they_hand_in_is_signed(start: Start, mail: Path) -> None:
    plan = world(mail, enforce=["spf", "dmarc"], dmarc="reject")
    own = replace(plan.neighbours[0], doors={"submission": 0}, accounts={"emil": "sesame"}, sign="i1")
    lab = await start(replace(plan, neighbours=(own,)))

    def talk() -> None:
        client = smtplib.SMTP(*lab.doors["island/submission"], timeout=PATIENCE)
        with contextlib.closing(client):
            client.starttls(context=ssl._create_unverified_context())
            client.login("emil", "sesame")
            client.sendmail("emil@island.test", "dora@island.test", LETTER)

    await asyncio.to_thread(talk)
    assert judged(lab) == []
    assert "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple;\n\td=island.test; s=i1;" in (
        lab.mailbox("dora", "island").read_text()
    )


async def test_a_letter_made_to_keep_its_judge_busy_does_not(start: Start, mail: Path) -> None:
    lab = await start(world(mail))
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; d=x%d.harbour.test; s=s; h=from; bh=AAAA; b=AAAA\r\n"
    many = b"".join(signature % number for number in range(1_000))
    started = time.monotonic()
    assert (await hand_in(lab, many + b"X: " + b"()\\" * 200_000 + b"\r\n" + LETTER, door=ISLAND))[:3] in {"250", "554"}
    assert (await hand_in(lab, many + LETTER, door=ISLAND))[:3] == "250"
    assert time.monotonic() - started < 5
    assert len([event for event in judged(lab) if event.method == "dkim"]) < 100


async def test_mail_and_recipients_in_one_segment_are_answered_in_order(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=["spf"]))
    reader, writer = await asyncio.open_connection(*lab.doors[ISLAND], local_addr=("127.0.0.66", 0))
    recipients = b"RCPT TO:<dora@island.test>\r\nRCPT TO:<nobody@island.test>\r\nRCPT TO:<emil@island.test>\r\n"
    async with asyncio.timeout(PATIENCE):
        writer.write(b"HELO laptop\r\nMAIL FROM:<ana@harbour.test>\r\n" + recipients + b"DATA\r\nQUIT\r\n")
        said = (await reader.read()).splitlines()
    writer.close()
    assert [line[:3] for line in said] == [b"220", b"250", b"250", b"550", b"550", b"550", b"554", b"221"]
    assert b"5.7.23 <emil@island.test>" in said[5]
    assert len(judged(lab)) == 2  # the name in HELO, and the sender: once for all recipients
