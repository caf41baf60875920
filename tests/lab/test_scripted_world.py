"""A world as a lesson asks for it, and how one becomes another."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.errors import HeloError
from heloworld.lab.lock_holder import MARK
from heloworld.lab.mail_folder import EARLIER
from heloworld.lab.plan import Plan
from heloworld.lab.world import Lab
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.writing.locks import dotlock
from heloworld.smtp.policy import Policy, Refusal
from heloworld.wire.events import Closed, Opened

from .conftest import HELLO, delivered, happened, send

if TYPE_CHECKING:
    from .conftest import Start

QUOTED = b"Subject: hi\r\n\r\nFrom here\r\n>From there\r\n"
SEED = b"From emil@island.test Sat Jan  3 01:05:34 2026\r\n\r\nno line end"


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "seed.mbox"
    path.write_bytes(SEED)
    return path


async def test_each_mailbox_quotes_in_its_own_dialect(start: Start, mail: Path) -> None:
    plan = Plan(mail, dialects={"ben": Dialect.MBOXO, "cleo": Dialect.MBOXCL2})
    lab = await start(plan)
    await send(lab, QUOTED, *(f"{user}@harbour.test" for user in ("ana", "ben", "cleo")))
    bodies = [lab.mailbox(user).read_bytes().partition(b"\n\n")[2] for user in ("ana", "ben", "cleo")]
    assert bodies == [
        b">From here\n>>From there\n\n",
        b">From here\n>From there\n\n",
        b"From here\n>From there\n\n",
    ]
    assert [plan.dialect_of(user) for user in ("ana", "ben")] == [Dialect.MBOXRD, Dialect.MBOXO]


async def test_a_seed_is_there_from_the_start_and_after_each_reset(start: Start, mail: Path, seed: Path) -> None:
    lab = await start(Plan(mail, seeds={"ana": seed}))
    assert lab.mailbox("ana").read_bytes() == SEED
    assert lab.mailbox("ana").stat().st_mode & 0o777 == 0o600
    await send(lab)
    await lab.reset()
    assert lab.mailbox("ana").read_bytes() == SEED
    await lab.reset(keep=False)
    assert lab.mailbox("ana").read_bytes() == SEED


async def test_a_seed_does_not_replace_mail(start: Start, mail: Path, seed: Path) -> None:
    mail.mkdir()
    (mail / "ana.mbox").write_bytes(b"mine")
    (mail / "ben.mbox").touch()
    lab = await start(Plan(mail, seeds={"ana": seed, "ben": seed}))
    assert [lab.mailbox(user).read_bytes() for user in ("ana", "ben")] == [b"mine", SEED]
    assert sorted(path.name for path in mail.iterdir()) == ["ana.mbox", "ben.mbox"]


async def test_a_seed_that_is_missing(lab: Lab, tmp_path: Path) -> None:
    await send(lab)
    with pytest.raises(HeloError, match=r"none\.mbox, which a mailbox should begin with, cannot be read"):
        await lab.reset(replace(lab.plan, seeds={"ana": tmp_path / "none.mbox"}), keep=False)
    assert lab.mailbox("ana").exists()


# A mailbox that another program has locked


async def test_a_locked_mailbox_is_met_once(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, locked=frozenset({"ana"})))
    for _ in range(2):
        assert dotlock(lab.mailbox("ana")).read_bytes() == MARK
        assert (await send(lab, HELLO, "ben@harbour.test"))[0] == 250
        assert await send(lab) == (451, "4.2.0 <ana@harbour.test>: mailbox is locked by another program")
        assert (await send(lab))[0] == 250
        assert not dotlock(lab.mailbox("ana")).exists()
        await lab.reset(keep=False)
    await lab.__aexit__(None, None, None)
    assert list(mail.glob("*.lock")) == []


async def test_a_lock_that_the_learner_removes_is_gone(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, locked=frozenset({"ana"})))
    dotlock(lab.mailbox("ana")).unlink()
    assert (await send(lab))[0] == 250


async def test_a_lock_does_not_outlive_a_kill(start: Start, mail: Path) -> None:
    mail.mkdir()
    dotlock(mail / "ana.mbox").write_bytes(MARK)
    dotlock(mail / "ben.mbox").write_bytes(b"")
    lab = await start()
    assert (await send(lab))[0] == 250
    assert dotlock(mail / "ben.mbox").exists(), "anybody else's stays"


# Refusals


async def test_a_reset_begins_to_count_anew(start: Start, mail: Path) -> None:
    plan = Plan(mail, policy=Policy(refusals=(Refusal(".", "", "450 4.7.1 Later", times=1),)))
    lab = await start(plan)
    for _ in range(2):
        assert [(await send(lab))[0] for _ in range(2)] == [450, 250]
        await lab.reset(keep=False)


# One world becomes another


async def test_a_reset_to_another_plan(lab: Lab, tmp_path: Path, seed: Path) -> None:
    await send(lab)
    old, address, before = lab.plan, lab.address, lab.mailbox("ana").read_bytes()
    policy = Policy(hostname="mail.island.test", domain="island.test", users=("dora",))
    new = Plan(tmp_path / "lesson", "192.0.2.1", 1, policy=policy, dialect=Dialect.MBOXO, seeds={"dora": seed})
    begun = time.perf_counter()
    await lab.reset(new, keep=False)
    print(f"a reset to another plan took {(time.perf_counter() - begun) * 1000:.1f} ms")
    assert (lab.plan, lab.address) == (new, address)
    assert happened(lab) == []
    assert (old.mail / "ana.mbox").read_bytes() == before, "another folder's mail is left alone"
    await send(lab, HELLO, "dora@island.test", sender="ana@harbour.test")
    assert lab.mailbox("dora") == tmp_path / "lesson" / "dora.mbox"
    assert b"by mail.island.test (HELO World)" in lab.mailbox("dora").read_bytes()
    assert [event.conn for event in happened(lab) if isinstance(event, Opened)] == [1]


async def test_nothing_but_the_mailboxes_is_deleted(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, policy=Policy(users=("ana", "../escaped", "ben"))))
    await send(lab)
    (mail / "ben.mbox").touch()
    others = [mail / "zoe.mbox", mail / "notes", mail / "ana.mbox.bak", mail.parent / "escaped.mbox"]
    for path in others:
        path.write_bytes(b"precious")
    (mail / "ana.mbox.lock").touch()
    (mail / ".ana.mbox.helo-journal").touch()
    assert await lab.reset(Plan(mail, policy=Policy(users=("ben", "../escaped"))), keep=False) is None
    assert all(path.read_bytes() == b"precious" for path in others)
    assert sorted(path.name for path in mail.iterdir()) == ["ana.mbox.bak", "notes", "zoe.mbox"]


async def test_the_old_plans_mail_is_set_aside_too(lab: Lab) -> None:
    await send(lab)
    aside = await lab.reset(Plan(lab.plan.mail, policy=Policy(users=("ben",))))
    assert aside is not None
    assert aside.parent.name == EARLIER
    assert [path.name for path in aside.iterdir()] == ["ana.mbox"]
    assert not lab.mailbox("ana").exists()


async def test_the_certificate_follows_the_name(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail))
    assert "smtps" not in lab.doors
    for name in ("mail.harbour.test", "mail.island.test"):
        await lab.reset(Plan(mail, doors={"smtps": 0}, policy=Policy(hostname=name)), keep=False)
        ports = lab.doors["smtps"]
        connection = await lab.call("smtps")
        assert connection.tls_version == "TLSv1.3"
        await connection.close()
    await lab.reset(Plan(mail), keep=False)
    assert lab.doors["smtps"] == ports


async def test_a_reset_is_quick(start: Start, mail: Path, seed: Path) -> None:
    lab = await start(Plan(mail, seeds={"ana": seed}, locked=frozenset({"ben"})))
    took = []
    for keep in (True, False) * 5:
        await send(lab)
        begun = time.perf_counter()
        await lab.reset(keep=keep)
        took.append(time.perf_counter() - begun)
        assert not any(isinstance(event, (Opened, Closed)) for event in happened(lab))
        assert delivered(lab) == []
    print(f"resets took {min(took) * 1000:.1f} to {max(took) * 1000:.1f} ms")
    assert sorted(took)[len(took) // 2] < 0.1
    shutil.rmtree(mail / EARLIER)
