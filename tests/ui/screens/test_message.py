"""One message of a mailbox: read and copied; and the mailbox opened from the lab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets._toast import Toast

from heloworld import paths
from heloworld.mbox.mime.letter import letter
from heloworld.mbox.reading.columns import cells
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.screens.message import MessageScreen
from heloworld.ui.widgets.mailbox.letter_rows import rows, wrapped
from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.ui.widgets.mailbox.message_view import LetterView
from heloworld.ui.widgets.mailbox.part_list import PartList
from recorded import MIME
from ui.screens.mailbox_desk import LETTER, Desk, letter_lines, opened

SAMPLE = paths.samples() / "quoted.mbox"

HOSTILE = (
    b"From a Mon Nov 23 09:14:02 2026\n"
    b"Subject: =?utf-8?Q?=1B]0;x=07_[/x]_[b?= \xe2\x80\xae\n"
    b"Content-Type: multipart/mixed; boundary=x\n\n"
    b'--x\nContent-Type: text/plain; name="\x1b[2J[/x].txt"\n\n'
    b"\x1b[2J \x9b \xe2\x80\xae [/x] [b\n--x\n\ntwo\n--x--\n"
)


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
        await desk.until(lambda: len(letter_lines(desk)) > 8)
        assert "From     Dora M\u00fcller <dora@island.test>" in letter_lines(desk)
        assert "Subject  Timetable for the ferry \u2013 winter" in letter_lines(desk)
        assert "From the look of it, yes: it stands in the office." in letter_lines(desk), "unquoted"
        assert not any(line.startswith("Received") for line in letter_lines(desk))
        assert parts(desk)[3:5] == ["│ └─ text/html 54", "├─ timetable.csv text/csv 35"]
        await desk.press("h")
        assert any(line.startswith("Received") for line in letter_lines(desk))
        await desk.press("tab", "down", "down")
        assert "day,leaves" in letter_lines(desk)
        await desk.press("end")
        assert "image/png · 68 bytes. This is not text." in letter_lines(desk)
        await desk.press("f8")
        await desk.until(lambda: "It is the right umbrella." in letter_lines(desk))
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
        await desk.until(lambda: len(letter_lines(desk)) > 8)
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
        await desk.until(lambda: len(letter_lines(desk)) > 8)
        await desk.press("f8")
        await desk.until(lambda: "It is the right umbrella." in letter_lines(desk))


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
        await desk.until(lambda: len(letter_lines(desk)) > 8)
        await desk.press("c")
        assert "\nFrom my window" in desk.pilot.app.clipboard


@pytest.mark.parametrize("key", ["f2", "enter"])
async def test_from_the_lab_and_back(sit: Callable[..., Any], mail: Path, key: str) -> None:
    mail.mkdir(parents=True, exist_ok=True)
    (mail / "ana.mbox").write_bytes(MIME)
    async with sit() as seat:
        waiting = seat.line.value = "" if key == "enter" else "HELO loc"
        if key == "enter":
            seat.screen.query_one(MailboxView).focus()
        await seat.pilot.press(key)
        await seat.until(lambda: isinstance(seat.app.screen, MailboxScreen))
        assert seat.app.screen.text.path == mail / "ana.mbox"
        await seat.until(lambda: seat.app.screen.panes.messages.has_focus)
        await seat.pilot.press("tab", "escape", "escape")
        await seat.until(lambda: isinstance(seat.app.screen, LabScreen))
        assert seat.line.value == waiting
        assert seat.screen.focused is (seat.line if key == "f2" else seat.screen.query_one(MailboxView))
        await seat.pilot.press("escape")
        await seat.until(lambda: seat.line.has_focus)
        await seat.send("HELO localhost")


async def test_who_comes_from_the_lab_sees_the_newest_letter(sit: Callable[..., Any], mail: Path) -> None:
    mail.mkdir(parents=True, exist_ok=True)
    box = mail / "ana.mbox"
    box.write_bytes(MIME)
    async with sit() as seat:
        await seat.pilot.press("f2")
        await seat.until(lambda: isinstance(seat.app.screen, MailboxScreen))
        panes = seat.app.screen.panes
        await seat.until(lambda: panes.messages.has_focus and panes.messages.known > 1)
        count = panes.messages.known
        assert (panes.messages.chosen, panes.pairing.shown) == (count - 1, count - 1)
        with box.open("ab") as file:
            file.write(LETTER)
        await seat.until(lambda: (panes.messages.chosen, panes.pairing.shown) == (count, count))
        await seat.pilot.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, MessageScreen))
        view = seat.app.screen.query_one(LetterView)
        await seat.until(lambda: any("One more" in view.text(row) for row in range(view.end_line)))


async def test_from_the_lab_to_a_mailbox_that_is_not_there(sit: Callable[..., Any]) -> None:
    async with sit() as seat:
        await seat.pilot.press("f2")
        await seat.until(lambda: seat.app._notifications)
        assert isinstance(seat.app.screen, LabScreen)


FIELDS = b"From a Mon Nov 23 09:14:02 2026\nFrom: Ana <ana@harbour.test>\nSubject: Ferry\n"


@pytest.fixture
def one_mail(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(rest: bytes) -> Path:
        path = tmp_path / "one.mbox"
        path.write_bytes(FIELDS + rest)
        return path

    return written


async def test_a_message_in_a_message_stands_under_its_own_fields(one_mail: Callable[[bytes], Path]) -> None:
    body = b"--x\n\nSee below.\n--x\nContent-Type: message/rfc822\n\nFrom: Emil\nSubject: pier\n\nIs it open?\n--x--\n"
    async with opened(one_mail(b"Content-Type: multipart/mixed; boundary=x\n\n" + body)) as desk:
        await desk.press("enter")
        await desk.until(lambda: "See below." in letter_lines(desk))
        assert letter_lines(desk)[:2] == ["From     Ana <ana@harbour.test>", "Subject  Ferry"]
        await desk.press("tab", "down")
        assert [line for line in letter_lines(desk) if line] == [
            "From     Emil",
            "Subject  pier",
            "A message inside this message. The fields above are its own.",
            "Is it open?",
        ]
        await desk.press("down")
        assert letter_lines(desk)[:2] == ["From     Emil", "Subject  pier"]
        assert "Is it open?" in letter_lines(desk)


async def test_what_cannot_be_divided_says_why(one_mail: Callable[[bytes], Path]) -> None:
    async with opened(one_mail(b"Content-Type: multipart/mixed\n\nThe early ferry.\n")) as desk:
        await desk.press("enter")
        await desk.until(lambda: "The early ferry." in letter_lines(desk))
        assert any("names no boundary" in line for line in letter_lines(desk))


async def test_spaces_are_spaces_in_a_text_for_people(one_mail: Callable[[bytes], Path]) -> None:
    text = "Bonjour\u00a0!\n\u3000\u6e2f\nF\u00e4hr\u00adplan\n".encode()
    async with opened(one_mail(b"\n" + text)) as desk:
        await desk.press("enter")
        await desk.until(lambda: len(letter_lines(desk)) > 4)
        assert letter_lines(desk)[-3:] == ["Bonjour !", "\u6e2f", "F\u00e4hrplan"]
        await desk.press("escape")
        await desk.until(lambda: "\u27e8U+00A0\u27e9" in desk.drawn)


async def test_parts_that_are_not_listed_are_said(one_mail: Callable[[bytes], Path]) -> None:
    mail = one_mail(b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nA part.\n" * 700 + b"--x--\n")
    async with opened(mail) as desk:
        await desk.press("enter")
        await desk.until(lambda: parts(desk))
        assert parts(desk)[-1] == "201 more parts not listed"
        await desk.press("tab", "end")
        assert "A part." in letter_lines(desk)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (b"\n" + b"a line of the timetable\n" * 50_000, "Only the first 1,048,576 characters"),
        (b"Content-Type: image/png\n\n\n", "image/png · 0 bytes. This is not text."),
        (b"Content-Type: text/html\n\n", "text/html · 0 bytes. It is empty."),
    ],
)
async def test_limits_and_empty_parts_are_said(one_mail: Callable[[bytes], Path], rest: bytes, said: str) -> None:
    async with opened(one_mail(rest)) as desk:
        await desk.press("enter", "end")
        await desk.until(lambda: any(line.startswith(said) for line in letter_lines(desk)[-10:]))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (b"\n" * 500_000 + b"THE END\n", "THE END"),
        (b"gr\xc3\xbc\xc3\x9fe \xc3\xa4 " * 120_000 + b"THE END\n", "THE END"),
        (b"\xc3\xa4" * 1_000_000 + b"\n\nTHE END\n", "THE END"),
    ],
)
async def test_a_text_of_any_shape_is_laid_out_to_its_end(
    one_mail: Callable[[bytes], Path], text: bytes, last: str
) -> None:
    async with opened(one_mail(b"Content-Type: text/plain; charset=utf-8\n\n" + text)) as desk:
        await desk.press("enter", "end")
        view = desk.pilot.app.screen.query_one(LetterView)
        await desk.until(lambda: view.end_line > 0 and view.text(view.end_line - 1).endswith(last))
        assert last in desk.drawn


def test_a_line_of_any_length_begins_at_once() -> None:
    made = wrapped("\u00e4" * 100, 20)
    assert next(made) == "\u00e4" * 20
    message = FIELDS + b"To: " + b"=?utf-8?q?J=C3=BCrgen?= <u@harbour.test>,\n " * 3000 + b"z@z\n\nx\n"
    told = letter(message, len(message))
    shown = [row.text for row in rows(told, 0, 60, all_fields=False)]
    assert " ".join(shown).count("J\u00fcrgen") == 3000
    assert all(cells(row) <= 60 for row in shown)


def test_wrapping_loses_nothing_but_blanks() -> None:
    text = "The ferry leaves at seven, " + "w" * 50 + " \u65e5\u672c\u8a9e" * 9
    for width in range(20, 60):
        shown = list(wrapped(text, width))
        assert "".join(shown).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("moves", [("down",), ("down", "down"), ("end",), ("end", "up")])
async def test_a_burst_of_moves_and_enter_opens_the_message_that_they_chose(
    tmp_path: Path, moves: tuple[str, ...]
) -> None:
    path = tmp_path / "many.mbox"
    path.write_bytes(b"".join(LETTER.replace(b"One more", b"Letter %d" % number) for number in range(1, 5)))
    async with opened(path) as desk:
        burst(desk, *moves, "enter")
        await desk.until(lambda: isinstance(desk.pilot.app.screen, MessageScreen))
        wanted = {"down": 2, "down down": 3, "end": 4, "end up": 3}[" ".join(moves)]
        assert desk.pilot.app.screen.query_one(LetterView).border_title == f"Message {wanted} · {len(LETTER)} bytes"


async def test_a_burst_copies_the_message_that_it_chose(tmp_path: Path) -> None:
    path = tmp_path / "many.mbox"
    path.write_bytes(b"".join(LETTER.replace(b"One more", b"Letter %d" % number) for number in range(1, 5)))
    async with opened(path) as desk:
        burst(desk, "down", "c")
        await desk.until(lambda: desk.said)
        assert "Letter 2" in desk.pilot.app.clipboard


def burst(desk: Desk, *keys: str) -> None:
    """Press keys without a pause: all of them wait before the first is looked at."""
    for key in keys:
        desk.pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_is_said_in_passing_covers_neither_the_parts_nor_the_line_that_asks(
    box: Path, size: tuple[int, int]
) -> None:
    async with opened(box, size) as desk:
        await desk.press("enter", "c")
        await desk.until(lambda: desk.pilot.app.screen.query(Toast))
        await desk.pilot.pause()
        screen = desk.pilot.app.screen
        shown = screen.query_one(PartList)
        assert shown.display
        assert not any(toast.region.overlaps(shown.region) for toast in screen.query(Toast))
        await desk.press("escape", "f")
        await desk.until(lambda: not desk.screen.query(Toast))
