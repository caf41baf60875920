"""Letters that are passed on, by a forward and by a list: what of SPF, DKIM and DMARC survives, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.delivery.mailing_list import MailingList
from heloworld.lab.judging.keys import zone_line
from heloworld.lab.plan import Plan, neighbour, policy, with_list, with_neighbours
from heloworld.lab.world import Lab
from heloworld.wire.events import Handled, Judged
from patience import PATIENCE

if TYPE_CHECKING:
    from lab.conftest import Start

FERRY = MailingList("ferry", "list.shore.test", ("dora@island.test",), "[ferry]", "Leave: ferry-leave@list.shore.test")
ROSA = b"From: Rosa <rosa@shore.test>\r\nTo: ana@harbour.test\r\nSubject: Boats\r\n\r\nHi.\r\n"
ANA = b"From: Ana <ana@harbour.test>\r\nTo: ferry@list.shore.test\r\nSubject: Boats\r\n\r\nHi.\r\n"
ZONE = '@ MX 10 mail\n@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=reject"\n'


def world(mail: Path, *, enforce: tuple[str, ...] = (), rewrites: bool = False) -> Plan:
    """Harbour and shore sign; harbour forwards ana's mail to dora, shore has a list, island judges."""
    harbour = Plan(mail, policy=replace(policy(("ana",)), relays="open"), sign="2026")
    harbour = replace(harbour, forwards={"ana": "dora@island.test"})
    shore = neighbour("shore", mail)
    shore = replace(shore, sign="s1", policy=replace(shore.policy, relays="open"))
    shore = with_list(shore, replace(FERRY, rewrites_from=rewrites))
    island = replace(neighbour("island", mail), checks=("spf", "dkim", "dmarc"), enforce=enforce)
    lists = 'list MX 10 mail\nlist TXT "v=spf1 mx -all"\n'
    zones = {
        "harbour.test": ZONE + zone_line("harbour.test", "2026"),
        "shore.test": ZONE + zone_line("shore.test", "s1") + lists,
    }
    return replace(with_neighbours(harbour, shore, island), zones=zones)


async def hand_in(lab: Lab, door: str, sender: str, recipient: str, content: bytes) -> None:
    def talk() -> None:
        client = smtplib.SMTP(source_address=(lab.addresses.local("laptop") or "", 0), timeout=PATIENCE)
        client.connect(*lab.doors[door])
        with contextlib.closing(client):
            client.sendmail(sender, recipient, content)

    await asyncio.to_thread(talk)
    async with asyncio.timeout(PATIENCE):
        await lab.traffic.quiet()


def results(lab: Lab) -> list[tuple[str, str, str]]:
    events = [event for event in lab.transcript.since(0)[0] if isinstance(event, Judged)]
    return [(each.method, each.result, each.domain) for each in events if not each.domain.startswith("mail.")]


async def test_forwarded_spf_fails_and_dkim_survives(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=("dmarc",)))
    await hand_in(lab, "shore/smtp", "rosa@shore.test", "ana@harbour.test", ROSA)
    assert results(lab) == [
        ("spf", "fail", "shore.test"),
        ("dkim", "pass", "harbour.test"),
        ("dkim", "pass", "shore.test"),
        ("dmarc", "pass", "shore.test"),
    ]
    box = lab.mailbox("dora", "island").read_text()
    assert "Return-Path: <rosa@shore.test>\n" in box
    assert "Delivered-To: ana@harbour.test\n" in box
    assert box.count("\nReceived: ") == 3
    assert not lab.mailbox("ana").exists()


async def test_forwarded_to_a_server_that_enforces_spf_it_comes_back_to_its_author(start: Start, mail: Path) -> None:
    lab = await start(world(mail, enforce=("spf",)))
    await hand_in(lab, "shore/smtp", "rosa@shore.test", "ana@harbour.test", ROSA)
    failed = [event for event in lab.transcript.since(0)[0] if isinstance(event, Handled) and event.action == "failed"]
    assert [each.server for each in failed] == ["harbour"]
    assert "550 5.7.23 <dora@island.test>" in failed[0].reply
    assert "5.7.23" in lab.mailbox("rosa", "shore").read_text()


@pytest.mark.parametrize("rewrites", [False, True])
async def test_a_footer_breaks_the_signature_and_the_lists_own_name_mends_it(
    start: Start, mail: Path, *, rewrites: bool
) -> None:
    lab = await start(world(mail, enforce=("dmarc",), rewrites=rewrites))
    await hand_in(lab, "smtp", "ana@harbour.test", "ferry@list.shore.test", ANA)
    assert [each for each in results(lab) if each[0] != "dmarc"] == [
        ("spf", "pass", "list.shore.test"),
        ("dkim", "pass", "shore.test"),
        ("dkim", "fail", "harbour.test"),
    ]
    if not rewrites:
        assert results(lab)[-1] == ("dmarc", "fail", "harbour.test")
        assert not lab.mailbox("dora", "island").exists()
        assert "rejected by DMARC policy for harbour.test" in lab.mailbox("rosa", "shore").read_text()
        return
    assert results(lab)[-1] == ("dmarc", "pass", "list.shore.test")
    box = lab.mailbox("dora", "island").read_text()
    assert 'From: "Ana via ferry" <ferry@list.shore.test>\nReply-To: Ana <ana@harbour.test>\n' in box
    assert "Subject: [ferry] Boats\n" in box
    assert box.endswith("\nHi.\n" + "_" * 47 + "\nLeave: ferry-leave@list.shore.test\n\n")
    assert "List-Id: <ferry.list.shore.test>\n" in box
    assert "Return-Path: <ferry-bounces@list.shore.test>\n" in box


async def test_what_comes_back_to_a_list_stays_with_its_owner_although_she_has_her_mail_forwarded_to_a_member(
    start: Start, mail: Path
) -> None:
    harbour, *others = world(mail, enforce=("dmarc",)).servers
    others = [replace(each, forwards={"rosa": "dora@island.test"}) if each.lists else each for each in others]
    lab = await start(replace(with_neighbours(harbour, *others), zones=world(mail).zones))
    await hand_in(lab, "smtp", "ana@harbour.test", "ferry@list.shore.test", ANA)
    assert results(lab)[-1] == ("dmarc", "fail", "harbour.test")
    assert not lab.mailbox("dora", "island").exists()
    box = lab.mailbox("rosa", "shore").read_text()
    assert box.startswith("From MAILER-DAEMON ")
    assert "\nDelivered-To: ferry-bounces@list.shore.test\n" in box


async def test_a_list_is_no_person_and_takes_no_other_name(start: Start, mail: Path) -> None:
    lab = await start(world(mail))

    def talk() -> list[int]:
        client = smtplib.SMTP(timeout=PATIENCE)
        client.connect(*lab.doors["shore/smtp"])
        with contextlib.closing(client):
            client.ehlo()
            client.mail("ana@harbour.test")
            names = ("ferry@list.shore.test", "Ferry@List.Shore.Test", "rosa@list.shore.test", "ferry@shore.test")
            return [client.rcpt(each)[0] for each in names]

    assert await asyncio.to_thread(talk) == [250, 250, 550, 550]


def test_a_subject_is_tagged_once_and_what_is_not_plain_gets_no_footer() -> None:
    again = FERRY.changed(b"Subject: Re: [ferry] Boats\r\n\r\nHi.\r\n")
    assert again.startswith(b"Subject: Re: [ferry] Boats\r\n\r\nHi.\r\n____")
    parts = b"Subject: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    assert FERRY.changed(parts) == parts.replace(b"Subject: a", b"Subject: [ferry] a")


async def test_a_folded_subject_and_a_second_one_on_top_are_no_business_of_the_seal(start: Start, mail: Path) -> None:
    plan = world(mail)
    fold = MailingList("fold", "list.shore.test", ("dora@island.test",), folds=True)
    twice = MailingList("twice", "list.shore.test", ("dora@island.test",), on_top="Subject: Come at once")
    shore = with_list(with_list(next(each for each in plan.neighbours if each.server == "shore"), fold), twice)
    others = tuple(each for each in plan.neighbours if each.server != "shore")
    lab = await start(replace(plan, neighbours=(shore, *others)))
    for each in (fold, twice):
        await hand_in(lab, "smtp", "ana@harbour.test", each.address, ANA)
    assert results(lab).count(("dkim", "pass", "harbour.test")) == 2
    box = lab.mailbox("dora", "island").read_text()
    assert "\nSubject:\n Boats\n" in box
    assert box.index("\nSubject: Come at once\n") < box.index("\nSubject: Boats\n")
