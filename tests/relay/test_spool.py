"""The queue's files: what is in them, what a kill may leave, and one program at a time."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.errors import QueueError, QueueFull
from heloworld.relay import spool as module
from heloworld.relay.outcome import Outcome
from heloworld.relay.queued_letter import QueuedLetter, Recipient
from heloworld.relay.spool import Spool

LETTER = QueuedLetter(
    "ABC1",
    "ana@harbour.test",
    (Recipient("dora@island.test"), Recipient("emil@island.test", Outcome("4.2.0", "later"), is_given_up=True)),
    arrived=1000.5,
    length=5,
    next_try=1300.5,
    tries=2,
    is_late=True,
)


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    one = Spool(tmp_path / "queue")
    yield one
    one.close()


def names(spool: Spool) -> list[str]:
    return sorted(path.name for path in spool.folder.iterdir())


async def test_what_goes_in_comes_out(spool: Spool) -> None:
    await spool.put(LETTER, b"Hello")
    assert spool.letters() == [LETTER]
    assert await spool.content("ABC1") == b"Hello"
    changed = replace(LETTER, tries=3)
    await spool.update(changed)
    assert spool.letters() == [changed]
    await spool.remove("ABC1")
    assert spool.letters() == []
    assert names(spool) == [".lock"]


async def test_many_at_once(spool: Spool) -> None:
    letters = [replace(LETTER, queue_id=f"{number:04}") for number in range(200)]
    await asyncio.gather(*(spool.put(each, each.queue_id.encode()) for each in letters))
    assert spool.letters() == letters
    assert await spool.content("0150") == b"0150"


async def test_what_a_kill_leaves_half_done_is_cleared_away(spool: Spool) -> None:
    await spool.put(LETTER, b"Hello")
    for name in ("TEXT.eml", "STATE.json.part"):
        (spool.folder / name).write_bytes(b"{")
    assert spool.letters() == [LETTER]
    assert names(spool) == [".lock", "ABC1.eml", "ABC1.json"]


@pytest.mark.parametrize(
    "state",
    [b"", b"{", b"[]", b"{}", b'"ABC1"', b"\xff", json.dumps({"queue_id": "ABC1", "recipients": []}).encode()],
)
async def test_what_nobody_can_read_is_set_aside(spool: Spool, caplog: pytest.LogCaptureFixture, state: bytes) -> None:
    await spool.put(LETTER, b"Hello")
    (spool.folder / "ABC1.json").write_bytes(state)
    assert spool.letters() == []
    assert (spool.folder / "ABC1.eml.corrupt").read_bytes() == b"Hello"
    assert "it is kept as ABC1.json.corrupt" in caplog.text


async def test_no_two_letters_of_one_name(spool: Spool) -> None:
    await spool.put(LETTER, b"Hello")
    with pytest.raises(QueueError):
        await spool.put(LETTER, b"Another")
    assert await spool.content("ABC1") == b"Hello"


@pytest.mark.parametrize("when", ["text", "state", "folder"])
async def test_where_the_disk_is_full_nothing_stays(spool: Spool, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """The disk cannot be filled in a test; so the system's answer is what is put in place."""
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    calls: list[int] = []

    def write_all(fd: int, data: bytes) -> None:
        calls.append(fd)
        if when != "folder" and len(calls) == (1 if when == "text" else 2):
            raise full
        os.write(fd, data)

    def sync_folder(folder: Path) -> None:
        if when == "folder":
            raise full

    monkeypatch.setattr(module, "write_all", write_all)
    monkeypatch.setattr(module, "sync_folder", sync_folder)
    with pytest.raises(QueueFull):
        await spool.put(LETTER, b"Hello")
    assert names(spool) == [".lock"]


async def test_another_program_does_not_get_the_same_folder(spool: Spool) -> None:
    with pytest.raises(QueueError, match="Another program sends the letters in"):
        Spool(spool.folder)


async def test_after_the_end_nothing_is_taken(tmp_path: Path) -> None:
    one = Spool(tmp_path)
    one.close()
    with pytest.raises(QueueError, match="closed"):
        await one.put(LETTER, b"Hello")
    Spool(tmp_path).close()


async def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "queue").write_bytes(b"")
    with pytest.raises(QueueError):
        Spool(tmp_path / "queue" / "harbour")
