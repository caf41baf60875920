"""One message of a mailbox: read, copied, saved; and the mailbox opened from the lab."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from heloworld import paths
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.ui.widgets.mailbox.message_view import LetterView, wrapped
from heloworld.ui.widgets.mailbox.part_list import PartList
from recorded import MIME
from ui.screens.mailbox_desk import Desk, opened

SAMPLE = paths.samples() / "quoted.mbox"

HOSTILE = (
    b"From a Mon Nov 23 09:14:02 2026\n"
    b"Subject: =?utf-8?Q?=1B]0;x=07_[/x]_[b?= \xe2\x80\xae\n"
    b"Content-Type: multipart/mixed; boundary=x\n\n"
    b'--x\nContent-Type: text/plain; name="\x1b[2J[/x].txt"\n\n'
    b"\x1b[2J \x9b \xe2\x80\xae [/x] [b\n--x\n\ntwo\n--x--\n"
)


def lines(desk: Desk) -> list[str]:
    view = desk.pilot.app.screen.query_one(LetterView)
    return [view.text(row) for row in range(view.end_line)]


def parts(desk: Desk) -> list[str]:
    view = desk.pilot.app.screen.query_one(PartList)
    return [" ".join(view.text(row).split()) for row in range(view.end_line)]


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "box.mbox"
    path.write_bytes(MIME)
    return path


async def test_a_message_is_read_and_left(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("enter")
        assert desk.pilot.app.screen.has_class("-normal")
        assert desk.pilot.app.screen.query_one(LetterView).has_focus
        await desk.until(lambda: len(lines(desk)) > 8)
        assert "From     Dora M\u00fcller <dora@island.test>" in lines(desk)
        assert "Subject  Timetable for the ferry \u2013 winter" in lines(desk)
        assert "From the look of it, yes: it stands in the office." in lines(desk), "unquoted"
        assert not any(line.startswith("Received") for line in lines(desk))
        assert parts(desk)[3:5] == ["│ └─ text/html 54", "├─ timetable.csv text/csv 35"]
        await desk.press("h")
        assert any(line.startswith("Received") for line in lines(desk))
        await desk.press("tab", "down", "down")
        assert "day,leaves" in lines(desk)
        await desk.press("end")
        assert "image/png · 68 bytes. It is no text." in lines(desk)
        await desk.press("f8")
        await desk.until(lambda: "It is the right umbrella." in lines(desk))
        assert not desk.pilot.app.screen.query_one(PartList).display
        await desk.press("escape")
        assert desk.pilot.app.screen is desk.screen
        assert desk.list.chosen == 1
        assert desk.line.startswith("From emil@"), "the mailbox went along"


async def test_enter_reads_on(box: Path) -> None:
    """Enter on a part goes to its text, and in a text a line down: it never leaves the message."""
    async with opened(box) as desk:
        await desk.press("enter")
        screen = desk.pilot.app.screen
        view, tree = screen.query_one(LetterView), screen.query_one(PartList)
        await desk.until(lambda: len(lines(desk)) > 8)
        await desk.press("tab", "end", "enter")
        assert (desk.pilot.app.screen, view.has_focus, tree.current) == (screen, True, tree.end_line - 1)
        row = view.current or 0
        await desk.press("enter")
        assert (desk.pilot.app.screen, view.current) == (screen, min(row + 1, view.end_line - 1))
        await desk.press("q")
        assert desk.pilot.app.screen is desk.screen


async def test_reading_on_from_the_file(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("tab", "enter")
        await desk.until(lambda: len(lines(desk)) > 8)
        await desk.press("f8")
        await desk.until(lambda: "It is the right umbrella." in lines(desk))


async def test_hostile_messages_are_shown_as_marks(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(HOSTILE)
    async with opened(path) as desk:
        await desk.press("enter")
        await desk.until(lambda: parts(desk))
        drawn = desk.drawn
        await desk.press("tab", "down")
        drawn += desk.drawn
    assert all(char.isprintable() or char == "\n" for char in drawn)
    assert "\u202e" not in drawn
    assert "␛[2J" in drawn


async def test_copying_a_message() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("c")
        assert desk.pilot.app.clipboard.startswith("From dora@island.test Tue Nov 24 08:05:11 2026\nFrom: Dora")
        assert ">From my window" in desk.pilot.app.clipboard
        await desk.press("enter")
        await desk.until(lambda: len(lines(desk)) > 8)
        await desk.press("c")
        assert "\nFrom my window" in desk.pilot.app.clipboard


async def test_saving_a_message(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("f12")
        assert desk.ask.line.value == "message-1.eml"
        await desk.press("enter")
        await desk.until(lambda: desk.said)
        raw = (box.parent / "message-1.eml").read_bytes()
        assert f"message-1.eml: {len(raw):,} bytes" in desk.said[0]
        assert raw.startswith(b"Return-Path: <dora@island.test>\r\n")
        assert b"\n" not in raw.replace(b"\r\n", b"")
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert message["subject"] == "Timetable for the ferry \u2013 winter"
        assert "\nFrom the look" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        await desk.press("s", "enter")
        await desk.until(lambda: "already something named" in desk.asked)
        await desk.type("other.eml")
        await desk.press("enter")
        await desk.until(lambda: (box.parent / "other.eml").exists() and not desk.ask.display)
        assert desk.list.has_focus


async def test_saving_from_the_message_itself(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("down", "enter")
        await desk.until(lambda: lines(desk))
        await desk.press("f12")
        assert desk.pilot.app.screen is desk.screen
        assert desk.ask.line.value == "message-2.eml"
        assert desk.ask.line.has_focus


@pytest.mark.parametrize("key", ["f2", "enter"])
async def test_from_the_lab_and_back(sit: Callable[..., Any], mail: Path, key: str) -> None:
    mail.mkdir(parents=True, exist_ok=True)
    (mail / "ana.mbox").write_bytes(MIME)
    async with sit() as seat:
        seat.line.value = "HELO loc"
        if key == "enter":
            seat.screen.query_one(MailboxView).focus()
        await seat.pilot.press(key)
        await seat.until(lambda: isinstance(seat.app.screen, MailboxScreen))
        assert seat.app.screen.text.path == mail / "ana.mbox"
        await seat.until(lambda: seat.app.screen.panes.messages.has_focus)
        await seat.pilot.press("tab", "escape", "escape")
        await seat.until(lambda: isinstance(seat.app.screen, LabScreen))
        assert seat.line.value == "HELO loc"
        assert seat.screen.focused is (seat.line if key == "f2" else seat.screen.query_one(MailboxView))
        await seat.pilot.press("escape")
        await seat.until(lambda: seat.line.has_focus)
        await seat.send("HELO localhost")


async def test_from_the_lab_to_a_mailbox_that_is_not_there(sit: Callable[..., Any]) -> None:
    async with sit() as seat:
        await seat.pilot.press("f2")
        await seat.until(lambda: seat.app._notifications)
        assert isinstance(seat.app.screen, LabScreen)


def test_wrapping_loses_nothing_but_blanks() -> None:
    text = "The ferry leaves at seven, " + "w" * 50 + " \u65e5\u672c\u8a9e" * 9
    for width in range(20, 60):
        shown = wrapped(text, width)
        assert "".join(shown).replace(" ", "") == text.replace(" ", "")
