"""What is put into a letter that one of our own people hands in: its Date and its Message-Id, where it has none."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import replace
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.delivery.completion import completed
from heloworld.lab.judging.keys import zone_line
from heloworld.lab.lineage import Passages
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.world import Lab
from heloworld.mbox.byte_lineage import Cause
from heloworld.mbox.dialects import Dialect
from heloworld.smtp.letter import Letter
from heloworld.wire.events import Judged
from lab.test_mail_lineage import check, dissected
from patience import PATIENCE

if TYPE_CHECKING:
    from lab.conftest import Start

AT = 1_767_402_334.5
DATE, MESSAGE_ID = "Date: Sat, 03 Jan 2026 01:05:34 +0000 (UTC)", "Message-Id: <20260103010534.6A@mail.harbour.test>"
BARE = b"From: Ana <ana@harbour.test>\r\nSubject: Ferry\r\n\r\nThe last one leaves at nine.\r\n"


def letter(content: bytes, user: str = "ana") -> Letter:
    return Letter(1, "6A", AT, "127.0.0.1", "laptop", "ESMTPSA", "ana@harbour.test", (), content, user=user)


@pytest.mark.parametrize(
    ("content", "added"),
    [
        (BARE, (MESSAGE_ID, DATE)),
        (b"Date: yesterday\r\n" + BARE, (MESSAGE_ID,)),
        (b"MESSAGE-ID : <1@laptop.test>\r\n" + BARE, (DATE,)),
        (b"message-id: <1@laptop.test>\ndate:\n today\n\nhi\n", ()),
        (b"From ana Sat Jan  3 01:05:34 2026\r\nDate: today\r\n\r\n", (MESSAGE_ID,)),
        (b"Subject: Date\r\n\r\nDate: in the body\r\nMessage-Id: <as well>\r\n", (MESSAGE_ID, DATE)),
        (b"no header at all\r\n", (MESSAGE_ID, DATE)),
        (b"", (MESSAGE_ID, DATE)),
    ],
)
def test_what_is_missing_is_added(content: bytes, added: Sequence[str]) -> None:
    assert completed(letter(content), "mail.harbour.test").added == tuple(added)


def test_a_strangers_letter_stays_as_it_is() -> None:
    assert completed(letter(BARE, user=""), "mail.harbour.test") == letter(BARE, user="")


async def submit(lab: Lab, *recipients: str, user: str = "ana") -> None:
    """Hand `BARE` in, logged in unless there is no user."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def talk() -> None:
        host, port = lab.doors["submission" if user else "smtp"]
        with smtplib.SMTP(host, port, local_hostname="laptop.test", timeout=PATIENCE) as client:
            client.starttls(context=context)
            if user:
                client.login(user, "sesame")
            client.sendmail("ana@harbour.test", recipients, BARE)

    await asyncio.to_thread(talk)
    async with asyncio.timeout(PATIENCE):
        await lab.traffic.quiet()


async def test_it_stands_below_received_and_is_said_to_be_the_servers(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, doors={"submission": 0}, accounts={"ana": "sesame"}))
    await submit(lab, "ben@harbour.test")
    [passage] = check(lab, Passages(dissected(lab), lambda _: Dialect.MBOXRD), lab.mailbox("ben"), tls=True)
    text = passage.traced.text
    parts = {each.origin: text[each.start : each.stop] for each in passage.traced.spans}
    assert parts[Cause.DATE].startswith(b"Date: ")
    assert parts[Cause.MESSAGE_ID].startswith(b"Message-Id: <")
    names = [line.partition(b":")[0] for line in text.splitlines() if line[:1].isalpha()]
    assert names[3:7] == [b"Received", b"Message-Id", b"Date", b"From"]
    await submit(lab, "cleo@harbour.test", user="")
    assert b"\nDate: " not in lab.mailbox("cleo").read_bytes()


async def test_it_leaves_with_the_letter_and_is_signed(start: Start, mail: Path) -> None:
    harbour = Plan(
        mail, policy=replace(policy(("ana",)), relays="login"), doors={"submission": 0}, accounts={"ana": "sesame"}
    )
    island = replace(neighbour("island", mail), checks=("dkim",))
    zones = {"harbour.test": "@ MX 10 mail\n" + zone_line("harbour.test", "2026")}
    lab = await start(replace(with_neighbours(replace(harbour, sign="2026"), island), zones=zones))
    await submit(lab, "dora@island.test")
    assert [(each.method, each.result) for each in lab.transcript.since(0)[0] if isinstance(each, Judged)] == [
        ("dkim", "pass")
    ]
    found = BytesParser().parsebytes(lab.mailbox("dora", "island").read_bytes().partition(b"\n")[2])
    assert len(found.get_all("Date", [])) == len(found.get_all("Message-Id", [])) == 1
    signed = "".join(found["DKIM-Signature"].split()).partition("h=")[2].partition(";")[0]
    assert {"date", "message-id"} <= set(signed.split(":"))
