"""Saving from a mailbox: a message, several, a part of one; and from a message, which stays open."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest
from textual.widgets import Label

from heloworld.ui.mailbox.save import file_name
from heloworld.ui.widgets.common.ask_line import Ask, AskLine
from heloworld.ui.widgets.mailbox.message_view import LetterView
from heloworld.ui.widgets.mailbox.part_list import PartList
from recorded import MIME
from ui.screens.mailbox_desk import Desk, letter_lines, opened


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "box.mbox"
    path.write_bytes(MIME)
    return path


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


def asked(desk: Desk) -> tuple[Ask | None, str]:
    line = desk.pilot.app.screen.query_one(AskLine)
    return line.ask, line.line.value


async def test_saving_a_part(box: Path) -> None:
    """The message stays open, at the part that was saved."""
    async with opened(box) as desk:
        await desk.press("enter")
        await desk.until(lambda: len(letter_lines(desk)) > 8)
        screen = desk.pilot.app.screen
        tree = screen.query_one(PartList)
        row = next(row for row in range(tree.end_line) if "timetable.csv" in tree.text(row))
        await desk.press("tab", "home", *["down"] * row, "s")
        assert asked(desk) == (Ask.SAVE_PART, "timetable.csv")
        await desk.press("enter")
        await desk.until(lambda: desk.said)
        assert (box.parent / "timetable.csv").read_bytes().splitlines()[0] == b"day,leaves"
        assert (desk.pilot.app.screen, tree.has_focus, tree.current) == (screen, True, row)
        assert asked(desk)[0] is None
        await desk.press("s", "enter")
        await desk.until(lambda: "already something named" in str(screen.query_one("#said", Label).content))
        await desk.press("escape")
        assert (desk.pilot.app.screen, tree.has_focus, asked(desk)[0]) == (screen, True, None), (
            "asked no more, and here"
        )
        await desk.press("escape", "s")
        assert asked(desk) == (Ask.SAVE, "message-1.eml"), "from the list, it is the message"


async def test_a_mail_that_is_one_file_is_saved_decoded(tmp_path: Path) -> None:
    path = tmp_path / "one.mbox"
    path.write_bytes(
        b"From a Mon Nov 23 09:14:02 2026\n"
        b'Content-Type: application/pdf; name="list.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n'
    )
    async with opened(path) as desk:
        await desk.press("enter")
        tree = desk.pilot.app.screen.query_one(PartList)
        await desk.until(lambda: tree.display)
        await desk.press("tab", "s")
        assert asked(desk) == (Ask.SAVE_PART, "list.pdf")
        desk.pilot.app.screen.query_one(AskLine).line.value = str(tmp_path / "own.pdf")
        await desk.press("enter")
        await desk.until(lambda: desk.said)
    assert (tmp_path / "own.pdf").read_bytes() == b"%PDF-1.4\n"


async def test_another_message_is_not_saved_by_the_name_of_the_one_before(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("enter")
        await desk.until(lambda: len(letter_lines(desk)) > 8)
        await desk.press("s", "f8")
        await desk.until(lambda: "It is the right umbrella." in letter_lines(desk))
        assert asked(desk)[0] is None
        await desk.press("s")
        assert asked(desk) == (Ask.SAVE, "message-2.eml")


@pytest.mark.parametrize(
    ("asked", "kind", "name"),
    [
        ("a.txt", "text/html", "a.txt"),
        ("../../etc/passwd", "text/plain", "passwd"),
        ("C:\\x\\y.exe", "application/octet-stream", "y.exe"),
        (".bashrc", "text/plain", "bashrc"),
        ("\x1b[2J\n.txt", "text/plain", "_[2J_.txt"),
        ("", "text/html", "part-3.html"),
        ("..", "message/rfc822", "part-3.eml"),
        ("/", "x-unknown/x", "part-3.bin"),
    ],
)
def test_a_part_is_given_a_harmless_name(asked: str, kind: str, name: str) -> None:
    assert file_name(asked, kind, 3) == name


async def test_saving_from_the_message_itself(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("down", "enter")
        await desk.until(lambda: letter_lines(desk))
        screen = desk.pilot.app.screen
        await desk.press("f12")
        assert asked(desk) == (Ask.SAVE, "message-2.eml")
        await desk.press(*"q.eml")
        await desk.press("enter")
        await desk.until(lambda: (box.parent / "q.eml").exists() and asked(desk)[0] is None)
        assert (desk.pilot.app.screen, screen.query_one(LetterView).has_focus) == (screen, True)
