"""The mailbox through a reader's eyes: which it begins with, how they are changed, and what follows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld import paths
from heloworld.errors import MailboxError, UsageError
from heloworld.ui.screens.lenses import LensScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.screens.message import MessageScreen
from heloworld.ui.widgets.mailbox.message_view import LetterView
from ui.screens.mailbox_desk import LETTER, Desk, opened

LOOK_ALIKE = LETTER + b"From the first of May on, it leaves at six.\n>From here it looks late.\n\n" + LETTER


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box"
    path.write_bytes(LOOK_ALIKE)
    return path


def starts(desk: Desk) -> list[int]:
    return desk.screen.text.messages.offsets()


async def test_it_begins_with_the_eyes_of_most_programs_and_says_who_counts_otherwise(box: Path) -> None:
    async with opened(box) as desk:
        assert desk.list.end_line == 2
        await desk.until(lambda: desk.status.startswith("2 messages as mutt · python 3 ·"))
        assert desk.raw.lines.spans(6)[-1].style != "mailbox--separator"


async def test_the_reading_of_the_most_programs_is_the_one_to_begin_with(tmp_path: Path) -> None:
    path = tmp_path / "box"
    brief = b"\nSubject: only\n\none line of header\n\n"  # too little for thunderbird
    dates = (b"Mon Jan  5 00:00:00 2026", b"Mon Jan 1 00:00:00 70")  # the second is none for dovecot, mailutils and git
    path.write_bytes(LETTER * 3 + b"".join(b"From a@x.test " + date + brief for date in dates))
    async with opened(path) as desk:  # five for the four others
        await desk.until(lambda: desk.status.startswith("5 messages as mboxrd · dovecot 4"))


@pytest.mark.parametrize(("reader", "count"), [("python", 3), ("naive", 3), ("dovecot", 2), ("mboxrd", 3)])
async def test_other_eyes_are_asked_for(box: Path, reader: str, count: int) -> None:
    async with opened(box, reader=reader) as desk:
        assert desk.list.end_line == count
        assert desk.status.startswith(f"{count} messages as {reader}")


def test_eyes_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no reader nobody"):
        MailboxScreen(paths.samples() / "text-first.mbox", "nobody")
    with pytest.raises(MailboxError, match="cannot be read as git reads"):
        MailboxScreen(paths.samples() / "text-first.mbox", "git")


async def test_a_reader_is_taken_back_to_the_list(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("tab", "down", "down", "down", "down", "down", "down", "r")
        lenses = desk.pilot.app.screen
        assert isinstance(lenses, LensScreen)
        assert lenses.readings.eyes == "mutt", "it begins with the eyes that the list has"
        await desk.until(lambda: lenses.readings.is_done)
        await desk.press("left", "t")
        await desk.until(lambda: desk.pilot.app.screen is desk.screen)
        assert desk.list.end_line == 3
        await desk.until(lambda: desk.status.startswith("3 messages as python · mutt 2 ·"))
        assert (desk.raw.current, desk.list.chosen, desk.raw.has_focus) == (6, 1, True)
        await desk.press("r")
        await desk.press("shift+tab", "home", "t")
        await desk.until(lambda: desk.status.startswith("3 messages as naive"))


async def test_a_reader_that_refuses_the_file_is_not_taken_back(tmp_path: Path) -> None:
    async with opened(paths.samples() / "text-first.mbox") as desk:
        desk.screen.file.read_as(desk.screen.notify, "git")
        await desk.pilot.pause()
        assert "cannot be read as git reads" in desk.said[0]
        assert (desk.screen.file.eyes.reader, desk.list.end_line) == ("mboxrd", 2)


async def test_a_file_that_becomes_no_mailbox_to_the_reader_says_so(box: Path, tmp_path: Path) -> None:
    async with opened(box, reader="git") as desk:
        (tmp_path / "new").write_bytes((paths.samples() / "text-first.mbox").read_bytes())
        (tmp_path / "new").replace(box)
        await desk.until(lambda: desk.status.startswith("0 messages as git"))
        assert "To git this is no mailbox" in desk.drawn


async def test_reading_follows_the_eyes(box: Path) -> None:
    async def read(reader: str) -> str:
        async with opened(box, reader=reader) as desk:
            await desk.press("enter")
            screen = desk.pilot.app.screen
            assert isinstance(screen, MessageScreen)
            view = screen.query_one(LetterView)
            await desk.until(lambda: view.end_line > 1)
            return view.whole_text

    assert await read("mutt") == "More.\n\nFrom the first of May on, it leaves at six.\n>From here it looks late."
    assert (await read("mboxrd")).strip() == "More."


@pytest.mark.parametrize(
    ("reader", "lines"),
    [("dovecot", [b"More.", b"", b"From the first of May on, it leaves at six.", b">From here it looks late."]),
     ("python", [b"More."])],
)  # fmt: skip
async def test_saving_follows_the_eyes(
    box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str, lines: list[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(box, reader=reader) as desk:
        await desk.press("s", *"one.eml", "enter")
        await desk.until(lambda: desk.said)
        body = (tmp_path / "one.eml").read_bytes().split(b"\r\n\r\n", 1)[1]
        assert body == b"".join(line + b"\r\n" for line in lines)
        await desk.press("s", *"1-2 two", "enter")
        await desk.until((tmp_path / "two").exists)
        first_two = [*starts(desk), box.stat().st_size][2]
        await desk.until(lambda: (tmp_path / "two").read_bytes().startswith(box.read_bytes()[:first_two]))


async def test_filtering_follows_the_eyes_and_growth_too(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("f", *"dora")
        await desk.until(lambda: desk.asked == "2 of 2")
        await desk.press("enter")
        with box.open("ab") as file:
            file.write(LOOK_ALIKE)
        await desk.until(lambda: desk.status.startswith("4 messages as mutt"))
        await desk.until(lambda: desk.list.end_line == 4)
        desk.screen.file.read_as(desk.screen.notify, "python")
        await desk.until(lambda: desk.list.end_line == 4 and desk.status.startswith("6 messages as python"))
