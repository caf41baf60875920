"""The mailbox screen on real files, driven by Pilot."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.errors import MailboxGone
from heloworld.mbox.reading.lines import GLANCE
from heloworld.ui.screens.help import HelpScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.mailbox.message_lines import columns
from ui.screens.mailbox_desk import LETTER, opened

HOSTILE = (
    b"From \x1b]0;owned\x07mallory@island.test Mon Nov 23 09:14:02 2026\n"
    b"From: =?utf-8?Q?=1B[2JMallory=E2=80=AE?= <mallory@island.test>\n"
    b"Subject: \x1b]52;c;cm0=\x07 [/x] [bold \x9b31m\n"
    b"\n"
    b"\x1b[?1049l \x00 \x7f \xe2\x80\xaetxt.exe \xff [/x] [b\n" + b"w" * 100_000 + b"\nFrom torn"
)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return Path(shutil.copy(paths.samples() / "two-letters.mbox", tmp_path / "box.mbox"))


async def test_messages_beside_the_file(box: Path) -> None:
    async with opened(box) as desk:
        first, second = (desk.list.text(number).split() for number in range(2))
        assert first == ["1", "Dora", "The", "ferry", "is", "late", "2026-11-23", "540"]
        assert second == ["2", "Emil", "Your", "umbrella", "2026-11-23", "531"]
        assert desk.raw.end_line == box.read_bytes().count(b"\n")
        assert desk.raw.text(6) == "From: Dora <dora@island.test>"
        assert desk.status == "2 messages as mboxrd · 1,071 bytes"
        top = desk.drawn.splitlines()
        assert "box.mbox" in top[0]
        assert "Dora" in top[2]
        assert "From dora@island.test Mon Nov 23 09:14:02 2026" in top[2]


async def test_moving_in_the_list_moves_the_file(box: Path) -> None:
    async with opened(box) as desk:
        assert desk.list.has_focus
        await desk.press("down")
        assert desk.line.startswith("From emil@island.test")
        assert desk.raw.border_subtitle == "line 20 · byte 540"
        await desk.press("up")
        assert desk.raw.current == 0


async def test_moving_in_the_file_marks_the_message(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("tab")
        assert desk.raw.has_focus
        desk.raw.cursor = 18
        await desk.pilot.pause()
        assert (desk.line, desk.list.current) == ("", 0)
        await desk.press("down")
        assert desk.line.startswith("From emil@island.test")
        assert desk.list.current == 1
        await desk.press("down", "tab")
        assert desk.list.has_focus
        with box.open("ab") as file:
            file.write(LETTER)
        await desk.until(lambda: desk.list.end_line == 3)
        assert desk.raw.current == 20, "a pane that is in the message already stays where it is"


async def test_next_and_previous_message_from_anywhere(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("tab", "f8")
        assert desk.raw.has_focus
        assert (desk.list.current, desk.raw.current) == (1, 19)
        await desk.press("f7")
        assert (desk.list.current, desk.raw.current) == (0, 0)


async def test_help_opens_over_it_and_closes(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("f1")
        assert desk.pilot.app.screen is not desk.screen
        assert "Jump to a message" in desk.drawn
        await desk.press("escape")
        assert desk.pilot.app.screen is desk.screen


async def test_a_question_mark_asks_for_help_and_q_leaves(box: Path) -> None:
    async with opened(box) as desk:
        for opens in ("", "enter", "r"):
            if opens:
                await desk.press(opens)
            below = desk.pilot.app.screen
            await desk.press("question_mark")
            await desk.until(lambda: isinstance(desk.pilot.app.screen, HelpScreen))
            await desk.press("question_mark")
            assert desk.pilot.app.screen is below
            if opens:
                await desk.press("q")
                assert desk.pilot.app.screen is desk.screen
        await desk.press("slash", "q", "question_mark")
        assert desk.ask.line.value == "q?", "where something is typed, keys are what they are"
        await desk.press("escape", "q")
        await desk.until(lambda: desk.pilot.app._exit)
        assert desk.pilot.app.return_code == 0


async def test_bytes_shows_offsets_and_line_ends() -> None:
    async with opened(paths.samples() / "crlf-and-8bit.mbox") as desk:
        await desk.press("f4")
        assert desk.raw.text(10).startswith("345 From emil@island.test")
        assert desk.raw.text(10).endswith("␍␊")
        assert desk.raw.text(9) == "344 ␊"
        await desk.press("f4")
        assert desk.raw.text(10).startswith("From emil@")


async def test_growth_is_shown_and_marked_and_followed_at_the_end(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("end")
        with box.open("ab") as file:
            file.write(LETTER)
        await desk.until(lambda: desk.list.end_line == 3)
        assert desk.list.text(2).startswith("▌ 3 Dora")
        assert not desk.list.text(1).startswith("▌")
        assert desk.list.current == 2
        assert desk.line == "▌From dora@island.test Tue Nov 24 10:00:00 2026"
        await desk.press("tab", "end")
        with box.open("ab") as file:
            file.write(LETTER + b"\n")
        await desk.until(lambda: desk.list.end_line == 4)
        assert desk.list.current == 3
        assert desk.raw.current == desk.raw.end_line - 1
        assert desk.raw.scroll_offset.y == desk.raw.max_scroll_y
        assert not desk.raw.text(desk.raw.end_line - 9).startswith("▌")
        assert desk.said == []


async def test_growth_leaves_whoever_reads_elsewhere_alone(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("tab", "down", "down")
        with box.open("ab") as file:
            file.write(LETTER * 50)
        await desk.until(lambda: desk.list.end_line == 52)
        assert (desk.list.current, desk.raw.current, desk.raw.scroll_offset.y) == (0, 2, 0)


async def test_a_first_message_appears_in_an_empty_mailbox(tmp_path: Path) -> None:
    path = tmp_path / "empty.mbox"
    path.touch()
    async with opened(path) as desk:
        assert "No message yet." in desk.drawn
        assert "The file is empty." in desk.drawn
        path.write_bytes(LETTER)
        await desk.until(lambda: desk.list.end_line == 1)
        assert desk.list.current == 0
        assert desk.status == f"1 message as mboxrd · {len(LETTER)} bytes"


async def test_truncation_is_told_and_goes_on(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("down")
        os.truncate(box, 540)
        await desk.until(lambda: desk.said)
        assert "shorter" in desk.said[0]
        assert (desk.list.end_line, desk.list.current, desk.raw.end_line) == (1, 0, 19)
        with box.open("ab") as file:
            file.write(LETTER)
        await desk.until(lambda: desk.list.end_line == 2)
        await desk.until(lambda: not desk.said)


async def test_replacement_is_told_and_goes_on(box: Path, tmp_path: Path) -> None:
    async with opened(box) as desk:
        (tmp_path / "new").write_bytes(LETTER * 7)
        (tmp_path / "new").replace(box)
        await desk.until(lambda: desk.said)
        assert "rewritten or replaced" in desk.said[0]
        assert (desk.list.end_line, desk.raw.text(2)) == (7, "Subject: One more")


async def test_what_lines_are_is_found_out_anew(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\nA: b\n\n")
    async with opened(path) as desk:
        assert desk.raw.lines.spans(1)[1].style == "mailbox--name"
        (tmp_path / "new").write_bytes(b"From a\n\nA: b\n")
        (tmp_path / "new").replace(path)
        await desk.until(lambda: desk.said)
        assert desk.raw.lines.spans(2)[1] == LineSpan("A: b", "")


async def test_a_deleted_file_stays_readable_and_may_come_back(box: Path) -> None:
    async with opened(box) as desk:
        box.unlink()
        await desk.until(lambda: desk.said)
        assert "There is no file" in desk.said[0]
        assert desk.status.endswith("gone")
        await desk.press("end")
        assert desk.line.startswith("From emil@")
        box.write_bytes(LETTER)
        await desk.until(lambda: desk.list.end_line == 1)
        assert desk.status == f"1 message as mboxrd · {len(LETTER)} bytes"
        await desk.until(lambda: any("can be read again" in said for said in desk.said))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_bytes_are_shown_as_marks(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "a\x1b]0;b\x07[x].mbox"
    path.write_bytes(HOSTILE)
    async with opened(path, size) as desk:
        drawn = desk.drawn
        await desk.press("f4", "tab")
        drawn += desk.drawn
        await desk.press("down", "down", "right", "end")
        drawn += desk.drawn
    assert all(char.isprintable() or char == "\n" for char in drawn)
    assert "\u202e" not in drawn
    for mark in (
        "␛[2JM",
        "a␛]0;b␇[x].mbox",
        "␛]0;owned␇mallory",
        "⟨9B⟩31m",
        "␛[?1049l ␀ ␡ ⟨U+202E⟩txt.exe ⟨FF⟩ [/x] [b",
    ):
        assert mark in drawn


async def test_a_long_line_says_what_is_cut(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(HOSTILE)
    async with opened(tmp_path / "box") as desk:
        assert desk.raw.text(5).endswith(" … 91,809 more bytes")


async def test_on_a_narrow_screen_the_panes_are_tabs(box: Path) -> None:
    async with opened(box, (80, 24)) as desk:
        assert (desk.list.display, desk.raw.display) == (True, False)
        assert "[ Messages ]" in desk.drawn
        await desk.press("down", "tab")
        assert (desk.list.display, desk.raw.display, desk.raw.has_focus) == (False, True, True)
        assert "[ File ]" in desk.drawn
        assert desk.line.startswith("From emil@")
        await desk.press("f6")
        assert desk.list.has_focus
        await desk.pilot.click("PaneTabs", offset=(18, 0))
        await desk.pilot.pause()
        assert desk.raw.has_focus
        await desk.pilot.resize_terminal(120, 36)
        await desk.pilot.pause()
        assert (desk.list.display, desk.raw.display, desk.list.current) == (True, True, 1)
        await desk.press("escape")
        assert desk.list.has_focus


async def test_a_large_file_is_shown_at_once_and_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.mbox"
    count = 3 * GLANCE // len(LETTER)
    path.write_bytes(LETTER * count)
    async with opened(path) as desk:
        assert desk.list.end_line >= GLANCE // len(LETTER)
        await desk.until(lambda: "reading" not in desk.status)
        assert desk.status.startswith(f"{count:,} messages")
        assert (desk.list.current, desk.list.end_line, desk.raw.end_line) == (0, count, 6 * count)
        await desk.press("pagedown")
        assert desk.raw.current == desk.raw.scroll_offset.y == 6 * (desk.list.current or 0) > 0, (
            "the message stands at the top"
        )
        await desk.press("end")
        assert desk.raw.current == 6 * (count - 1)


async def test_nothing_is_written_to_the_file(box: Path) -> None:
    before, stat = box.read_bytes(), box.stat()
    box.chmod(0o400)
    async with opened(box) as desk:
        await desk.press("down", "tab", "f4", "end", "home", "f9")
    assert box.read_bytes() == before
    assert box.stat().st_mtime_ns == stat.st_mtime_ns


def test_a_file_that_is_not_there_is_no_screen(tmp_path: Path) -> None:
    with pytest.raises(MailboxGone):
        MailboxScreen(tmp_path / "nothing")


def test_the_columns_fill_the_list() -> None:
    for width in range(44, 200):
        for messages in (1, 99, 100_000, 10_000_000):
            chosen = columns(width, messages, 12)
            assert all(each > 0 for each in chosen[:4])
            fresh, size, last_blank = 1, 4, 1
            assert fresh + sum(each + 1 for each in chosen if each) + size + last_blank == width


async def test_long_lines_of_the_file_are_wrapped_on_demand(tmp_path: Path) -> None:
    path, words = tmp_path / "long.mbox", " ".join(f"word{number}" for number in range(60))
    path.write_bytes(LETTER + LETTER.replace(b"More.", words.encode()) + LETTER)
    async with opened(path) as desk:
        assert "word59" not in desk.drawn
        await desk.press("w")
        rows = [row.rpartition("│")[0].rpartition("│")[2].strip() for row in desk.drawn.splitlines()]
        assert words in " ".join(row.removeprefix("↪ ") for row in rows)
        await desk.press("f6", "end", "up", "up", "up", "up")
        assert desk.line.startswith("From: Dora")
        await desk.press("f11")
        assert "word59" not in desk.drawn


async def test_the_border_between_list_and_file_is_moved_by_keys(box: Path) -> None:
    async with opened(box) as desk:
        at_first = desk.list.outer_size.width
        await desk.press("plus", "plus")
        assert (desk.list.outer_size.width, desk.raw.outer_size.width) == (at_first + 8, 120 - at_first - 8)
        assert "The ferry is late" in desk.drawn
        await desk.press("minus")
        assert desk.list.outer_size.width == at_first + 4
        await desk.press(*["plus"] * 40)
        assert desk.raw.outer_size.width in range(24, 28)
        await desk.press(*["minus"] * 40)
        assert desk.list.outer_size.width in range(24, 28)
        await desk.pilot.resize_terminal(80, 24)
        await desk.press("plus")
        assert desk.list.outer_size.width == 80
        await desk.pilot.resize_terminal(120, 36)
        await desk.pilot.pause()
        assert desk.list.outer_size.width == at_first


async def test_the_keys_of_the_border_are_typed_where_something_is_asked(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("f", "plus", "minus", "w")
        assert desk.ask.line.value == "+-w"
