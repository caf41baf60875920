"""The key that saves a transcript: what it saves is seen again as it was, mailboxes and all."""

from __future__ import annotations

from pathlib import Path

from heloworld import paths
from heloworld.lab.recorded.first_mailboxes import before
from heloworld.lab.recorded.mailbox_film import MailboxFilm
from heloworld.lab.recorded.replay_bench import ReplayBench
from heloworld.lab.recorded.saved_transcript import load
from heloworld.wire.events import Delivered, Event, Opened, Rewritten
from recorded import STORED
from ui.screens.test_lab import Sit

LETTER = ("HELO x", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", "Subject: hi", "", ".")


async def test_a_transcript_is_saved_and_seen_again(sit: Sit, mail: Path, tmp_path: Path) -> None:
    mail.mkdir(parents=True, exist_ok=True)
    (mail / "ana.mbox").write_bytes(STORED)
    async with sit() as seat:
        await seat.send(*LETTER)
        await seat.until_line("#wire", "queued as")
        await seat.pilot.press("ctrl+circumflex_accent")
        held = (mail / "ana.mbox").read_bytes()
    (file,) = paths.transcripts().iterdir()
    assert file.parent.stat().st_mode & 0o077 == 0
    bench = ReplayBench(load(file), tmp_path / "again")
    bench.go_to(1)
    assert (tmp_path / "again/ana.mbox").read_bytes() == STORED
    bench.go_to(bench.end)
    assert (tmp_path / "again/ana.mbox").read_bytes() == held
    bench.go_to(1)
    assert (tmp_path / "again/ana.mbox").read_bytes() == STORED
    assert [bench.is_ours(event) for event in load(file).events if isinstance(event, Opened)] == [True]


def test_what_was_deleted_is_as_long_as_it_was() -> None:
    events: list[Event] = [
        Delivered(1, 1.0, "a", "box", 10, 5, "", text=b"five\n"),
        Rewritten(1, 2.0, "box", ((0, 10, 0),), "QUIT", added=(b"",)),
        Rewritten(1, 3.0, "box", ((4, 0, 3), (5, 0, 2)), "STORE", added=(b"abc", b"de")),
    ]
    begin = before("box", b"fiveabc\nde", events)
    assert begin == b"?" * 9 + b"\n"
    film = MailboxFilm({"box": begin})
    for event in events:
        film.forward(event)
    assert film.content("box") == b"fiveabc\nde"
    for _ in events:
        film.back()
    assert film.content("box") == begin
