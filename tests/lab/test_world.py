"""The world: it starts, it begins anew, it ends."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.errors import HeloError, ListenError
from heloworld.lab.lock_holder import MARK
from heloworld.lab.mail_folder import EARLIER
from heloworld.lab.plan import Plan
from heloworld.lab.world import Lab
from heloworld.mbox.writing.journal import Journal
from heloworld.mbox.writing.locks import dotlock, take
from heloworld.wire.events import Bytes, Closed, Opened
from heloworld.wire.transcript import Transcript

from .conftest import delivered, ends_with, happened, locked, send, until

if TYPE_CHECKING:
    from .conftest import Start

LATE = b"Subject: late\r\n\r\n\r\n"


async def test_a_mail_reaches_the_file_and_the_transcript(lab: Lab) -> None:
    code, text = await send(lab)
    assert code == 250
    [event] = delivered(lab)
    box = lab.mailbox("ana")
    assert (event.path, event.offset, event.length) == (str(box), 0, box.stat().st_size)
    assert event.recipient == "ana@harbour.test"
    assert text == f"2.0.0 Ok: queued as {event.queue_id}"
    assert f"id {event.queue_id}\n".encode() in box.read_bytes()
    await until(lab, lambda event: isinstance(event, Closed))


async def test_the_mail_is_there_before_the_reply(lab: Lab) -> None:
    await send(lab)
    events = happened(lab)
    reply = next(each for each in events if isinstance(each, Bytes) and b"queued as" in each.data)
    assert events.index(delivered(lab)[0]) < events.index(reply)


async def test_the_folder_is_made_and_only_ours(start: Start, tmp_path: Path) -> None:
    lab = await start(Plan(tmp_path / "a" / "b"))
    assert lab.plan.mail.stat().st_mode & 0o777 == 0o700
    assert lab.address[0] == "127.0.0.1"


async def test_mail_of_earlier_days_stays(start: Start, mail: Path) -> None:
    async with Lab(Plan(mail)) as lab:
        await send(lab)
    lab = await start()
    await send(lab)
    assert [event.offset > 0 for event in delivered(lab)] == [True]


# After a kill (a server that is really killed: test_serve_killed.py)


WHOLE = b"From a@island.test Thu Jan  1 00:00:00 1970\n\n\n"


def leave_torn(box: Path, whole: bytes = WHOLE) -> None:
    """A mailbox as a killed writer leaves it: what was acknowledged, a part of what was not, and a journal."""
    box.parent.mkdir(exist_ok=True)
    box.write_bytes(whole)
    taken = take(box.absolute())
    Journal.begin([(taken, LATE)])
    taken.release()
    box.write_bytes(whole + LATE[:9])


async def test_a_torn_tail_is_gone_after_the_start(start: Start, mail: Path) -> None:
    for user in ("ana", "ben"):
        leave_torn(mail / f"{user}.mbox")
    dotlock(mail / "ana.mbox").write_bytes(MARK)
    await start()
    assert {path.name: path.read_bytes() for path in mail.iterdir()} == {"ana.mbox": WHOLE, "ben.mbox": WHOLE}


async def test_a_lock_of_a_killed_world_is_gone_after_the_start_and_no_other(start: Start, mail: Path) -> None:
    mail.mkdir()
    dead = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await dead.wait()
    for user, mode, holder in (("ana", 0o744, dead.pid), ("ben", 0o744, os.getppid()), ("cleo", 0o644, dead.pid)):
        (mail / f"{user}.mbox").write_bytes(WHOLE)
        dotlock(mail / f"{user}.mbox").write_text(f"{holder}\n")
        dotlock(mail / f"{user}.mbox").chmod(mode)
    await start()
    assert sorted(path.name for path in mail.glob("*.lock")) == ["ben.mbox.lock", "cleo.mbox.lock"]


async def test_a_torn_tail_is_not_set_aside_with_the_mail(lab: Lab, tmp_path: Path) -> None:
    leave_torn(tmp_path / "other" / "ana.mbox")
    aside = await lab.reset(Plan(tmp_path / "other"))
    assert aside is not None
    assert (aside / "ana.mbox").read_bytes() == WHOLE


async def test_a_torn_tail_does_not_stand_in_the_way_of_a_seed(start: Start, mail: Path, tmp_path: Path) -> None:
    leave_torn(mail / "ana.mbox", b"")
    seed = tmp_path / "seed"
    seed.write_bytes(WHOLE)
    lab = await start(Plan(mail, seeds={"ana": seed}))
    assert lab.mailbox("ana").read_bytes() == WHOLE


# Beginning anew


async def test_a_reset(lab: Lab) -> None:
    await send(lab)
    before, address, transcript = lab.mailbox("ana").read_bytes(), lab.address, lab.transcript
    start = time.perf_counter()
    await lab.reset()
    took = time.perf_counter() - start
    print(f"a reset took {took * 1000:.1f} ms")
    assert took < 1.0
    assert lab.address == address
    assert not lab.mailbox("ana").exists()
    assert lab.transcript is not transcript
    assert len(lab.transcript) == 0
    [aside] = (lab.plan.mail / EARLIER).rglob("*.mbox")
    assert aside.read_bytes() == before
    await send(lab)
    assert [event.offset for event in delivered(lab)] == [0]
    assert [event.conn for event in happened(lab) if isinstance(event, Opened)] == [1]


async def test_resets_in_one_second_overwrite_nothing(lab: Lab) -> None:
    for number in range(4):
        await send(lab, b"Subject: %d\r\n\r\n\r\n" % number)
        await lab.reset()
    kept = b"".join(path.read_bytes() for path in (lab.plan.mail / EARLIER).rglob("*.mbox"))
    assert all(b"Subject: %d\n" % number in kept for number in range(4))


async def test_an_empty_world_sets_nothing_aside(lab: Lab) -> None:
    lab.mailbox("ben").touch()
    await lab.reset()
    assert not (lab.plan.mail / EARLIER).exists()


async def test_a_reset_ends_connections_and_says_so(lab: Lab) -> None:
    old = lab.transcript
    reader, writer = await asyncio.open_connection(*lab.address)
    assert (await reader.readline()).startswith(b"220 ")
    await lab.reset()
    assert await reader.read() == b"421 4.3.2 mail.harbour.test Service shutting down\r\n"
    writer.close()
    await writer.wait_closed()
    assert isinstance(old.since(0)[0][-1], Closed)
    assert happened(lab) == []


async def test_what_waits_for_a_lock_is_not_delivered_after_a_reset(lab: Lab) -> None:
    await send(lab)
    with locked(lab.mailbox("ana")):
        waiting = asyncio.create_task(send(lab, LATE))
        await until(lab, ends_with(LATE + b".\r\n"))
        await lab.reset()
    with pytest.raises(OSError, match=r"closed|reset"):
        await waiting
    await send(lab, b"Subject: new\r\n\r\n\r\n")
    texts = [path.read_bytes() for path in lab.plan.mail.rglob("*.mbox")]
    assert len(texts) == 2
    assert not any(b"Subject: late" in text for text in texts)


# What cannot be


async def test_a_port_that_is_taken(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match="another program is listening there"):
            await start(Plan(tmp_path, port=port))
        with pytest.raises(ListenError, match="another program"):
            await start(Plan(tmp_path, doors={"smtps": port}))
        lab = await start(Plan(tmp_path, port=port, any_port=True))
        assert lab.address[1] not in {0, port}
        assert not lab.notice  # the title says it


async def test_doors_whose_ports_are_taken_are_moved_and_it_is_said(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        taken = {"submission": one.getsockname()[1], "pop3": two.getsockname()[1]}
        lab = await start(Plan(tmp_path, doors={**taken, "imap": 0}, any_door=True))
    moved = [f"{door} is on port {lab.doors[door][1]} instead of {port}" for door, port in taken.items()]
    assert lab.notice == f"Another program was there first: {', '.join(moved)}."


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("192.0.2.1", "no such address"),
        ("no-such-host.invalid", "no host of that name"),
        ("a..b", "no host of that name"),
    ],
)
async def test_a_host_that_is_none_of_ours(start: Start, tmp_path: Path, host: str, why: str) -> None:
    with pytest.raises(ListenError, match=why):
        await start(Plan(tmp_path, host))


async def test_a_name_with_two_addresses_has_one_port(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, "localhost"))
    for host in ["127.0.0.1", *(["::1"] if _has_ipv6() else [])]:
        reader, writer = await asyncio.open_connection(host, lab.address[1])
        assert (await reader.readline()).startswith(b"220 ")
        writer.close()
        await writer.wait_closed()


def _has_ipv6() -> bool:
    """Whether localhost is an IPv6 address too, and can be had."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        return bool(socket.getaddrinfo("localhost", 0, socket.AF_INET6))
    except OSError:
        return False


async def test_a_folder_that_is_none(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for mail, said, remedy in (
        (tmp_path / "file", "is a file, not a folder", "Name a folder with --mail."),
        (tmp_path / "file" / "mail", "cannot hold mailboxes", "Name another with --mail."),
    ):
        with pytest.raises(HeloError, match=said) as raised:
            await start(Plan(mail))
        assert raised.value.remedy == remedy


async def test_nothing_stays_behind_after_a_false_start(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        with pytest.raises(ListenError):
            await start(Plan(tmp_path, port=port, doors={"smtps": taken.getsockname()[1]}))
        lab = await start(Plan(tmp_path, port=port))
        assert lab.address[1] == port


# The end


async def test_the_end_comes_within_a_second(mail: Path) -> None:
    lab = Lab(Plan(mail))
    async with lab:
        streams = [await asyncio.open_connection(*lab.address) for _ in range(20)]
        for reader, _ in streams:
            await reader.readline()
        begun = time.perf_counter()
    assert time.perf_counter() - begun < 1.0
    for reader, writer in streams:
        assert (await reader.read()).startswith(b"421 4.3.2 ")
        writer.close()


async def test_a_locked_mailbox_does_not_hold_up_the_end(mail: Path) -> None:
    lab = Lab(Plan(mail))
    async with lab:
        await send(lab)
        with locked(lab.mailbox("ana")):
            waiting = asyncio.create_task(send(lab, LATE))
            await until(lab, ends_with(LATE + b".\r\n"))
            begun = time.perf_counter()
            await lab.__aexit__(None, None, None)
            assert time.perf_counter() - begun < 1.2
        code, _ = await waiting
        assert code in {421, 451}


async def test_the_certificate_is_made_once(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, doors={"smtps": 0}))
    authorities = await asyncio.gather(*(asyncio.to_thread(lambda: lab.authority) for _ in range(8)))
    assert len(set(map(id, authorities))) == 1
    assert "smtps" in lab.doors


async def test_a_transcript_may_be_given(start: Start, mail: Path) -> None:
    transcript = Transcript()
    async with Lab(Plan(mail), transcript) as lab:
        await send(lab)
    assert len(transcript) > 0
    assert [path.name for path in mail.iterdir()] == ["ana.mbox"]
