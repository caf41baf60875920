"""Two programs that serve the same files have a queue each; what one leaves behind, the next one takes up."""

from __future__ import annotations

import os
from pathlib import Path

from heloworld.relay.queue_folder import open_spool
from heloworld.relay.queued_letter import QueuedLetter, Recipient
from heloworld.relay.spool import Spool


def letter(name: str) -> QueuedLetter:
    return QueuedLetter(name, "ana@harbour.test", (Recipient("dora@island.test"),), 1.0, 5, 1.0)


async def test_each_has_its_own(tmp_path: Path) -> None:
    first, second = open_spool(tmp_path / "queue"), open_spool(tmp_path / "queue")
    assert [first.folder.name, second.folder.name] == ["queue", "queue-2"]
    await second.put(letter("ABC1"), b"Hello")
    assert first.letters() == []
    third = open_spool(tmp_path / "queue")
    assert third.folder.name == "queue-3"
    for each in (first, second, third):
        each.close()


async def test_the_first_takes_up_what_others_have_left(tmp_path: Path) -> None:
    first, second = open_spool(tmp_path / "queue"), open_spool(tmp_path / "queue")
    await first.put(letter("AAA1"), b"Hello 1")
    await second.put(letter("ABC1"), b"Hello 2")
    first.close()
    second.close()
    again = open_spool(tmp_path / "queue")
    assert [each.queue_id for each in again.letters()] == ["AAA1", "ABC1"]
    assert await again.content("ABC1") == b"Hello 2"
    assert [path.name for path in tmp_path.iterdir()] == ["queue"]
    again.close()


async def test_what_is_in_use_is_left_alone(tmp_path: Path) -> None:
    first, second = open_spool(tmp_path / "queue"), open_spool(tmp_path / "queue")
    await second.put(letter("ABC1"), b"Hello")
    first.close()
    again = open_spool(tmp_path / "queue")
    assert again.letters() == []
    assert second.letters() == [letter("ABC1")]
    again.close()
    second.close()


async def test_a_move_that_was_cut_short(tmp_path: Path) -> None:
    """Killed between the text and the state: the letter is where it was, and moves at the next start."""
    first, second = Spool(tmp_path / "queue"), Spool(tmp_path / "queue-2")
    await second.put(letter("ABC1"), b"Hello")
    os.link(second.folder / "ABC1.eml", first.folder / "ABC1.eml")
    first.close()
    second.close()
    again = open_spool(tmp_path / "queue")
    assert await again.content("ABC1") == b"Hello"
    assert again.letters() == [letter("ABC1")]
    again.close()
