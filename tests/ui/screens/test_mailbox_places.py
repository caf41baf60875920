"""Getting about in a mailbox: hex dump, find, jump, filter."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from heloworld import paths
from heloworld.ui.mailbox import where
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.widgets.common.ask_line import Ask
from ui.screens.mailbox_desk import LETTER, Desk, opened

SAMPLE = paths.samples() / "quoted.mbox"


def hits(desk: Desk) -> list[str]:
    """What stands out on the lines of the file."""
    view = desk.screen.panes.file.view
    return [span.text for row in range(view.end_line) for span in view.lines.spans(row) if span.style.endswith("--hit")]


async def test_bytes_cycles_and_keeps_the_place() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("down", "tab", "down", "down")
        place = desk.place
        await desk.press("f4")
        assert desk.raw.shows_bytes
        await desk.press("f4")
        assert (desk.hex.display, desk.raw.display, desk.hex.has_focus) == (True, False, True)
        assert desk.place == place
        await desk.press("right", "right", "down")
        assert desk.place == (place or 0) + 18
        assert str(desk.hex.border_subtitle).startswith(f"byte {(place or 0) + 18:,}")
        await desk.press("f4")
        assert (desk.hex.display, desk.raw.display, desk.raw.has_focus) == (False, True, True)
        line = desk.raw.current_stored
        assert line is not None
        assert line.offset <= (place or 0) + 18 < line.offset + len(line.raw)
        await desk.press("f4", "f4")
        assert desk.place == (place or 0) + 18


@pytest.mark.parametrize(("size", "per_row"), [((120, 36), 16), ((100, 30), 8), ((80, 24), 16), ((66, 24), 8)])
async def test_the_dump_shows_every_byte(size: tuple[int, int], per_row: int) -> None:
    data = SAMPLE.read_bytes()
    async with opened(SAMPLE, size) as desk:
        await desk.press("tab", "f4", "f4")
        await desk.until(lambda: desk.hex.lines.per_row == per_row)
        assert desk.hex.end_line == -(-len(data) // per_row)
        assert desk.hex.region.right == size[0], "all of it is on the screen"
        assert desk.hex.max_scroll_x == 0
        told = "".join(
            "".join(span.text for span in desk.hex.lines.spans(row)[1:-per_row]).split("  ", 0)[0] for row in range(2)
        )
        assert bytes.fromhex(told) == data[: 2 * per_row]
        assert desk.hex.text(0).endswith(data[:per_row].decode())
        assert {len(desk.hex.text(row)) for row in range(desk.hex.end_line - 1)} <= {
            len(desk.hex.text(0)) - blanks for blanks in range(3)
        }
        last = "".join(span.text for span in desk.hex.lines.spans(desk.hex.end_line - 1))
        first = "".join(span.text for span in desk.hex.lines.spans(0))
        assert len(first) - len(last) == -len(data) % per_row, "the letters of a short row stand where they always do"


async def test_a_click_puts_the_cursor_on_a_byte() -> None:
    async with opened(SAMPLE, (80, 24)) as desk:
        await desk.press("tab", "f4", "f4")
        row = "".join(span.text for span in desk.hex.lines.spans(1))
        for at, column in ((0, row.index("  ") + 2), (9, row.index("  ") + 2 + 9 * 3 + 1), (15, len(row) - 1)):
            await desk.pilot.click(desk.hex, offset=(column + 1, 2))
            await desk.pilot.pause()
            assert desk.place == 16 + at


async def test_finding_while_typing() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("f3", *"from")
        await desk.until(lambda: desk.asked.startswith("1 of "))
        total = SAMPLE.read_bytes().lower().count(b"from")
        assert desk.asked == f"1 of {total}"
        assert len(hits(desk)) == total
        await desk.press("down", "down")
        await desk.until(lambda: desk.asked == f"3 of {total}")
        assert desk.line.startswith(">From")
        await desk.press("up", "up", "up")
        await desk.until(lambda: desk.asked == f"round the end · {total} of {total}")
        await desk.press("enter")
        assert desk.raw.has_focus
        assert "“from”" in str(desk.raw.border_title)
        assert desk.list.current == 1, "the list goes with the file"
        await desk.press("n")
        await desk.until(lambda: f"1 of {total}" in str(desk.raw.border_title))
        await desk.press("N", "escape")
        assert hits(desk) == []
        assert str(desk.raw.border_title) == "File"


async def test_escape_from_the_line_goes_back() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("tab", "down", "down", "slash", *"three")
        await desk.until(lambda: desk.raw.current != 2)
        await desk.press("escape")
        assert (desk.raw.current, desk.raw.has_focus, hits(desk), desk.ask.display) == (2, True, [], False)


async def test_finding_by_pattern_and_plainly_again() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("ctrl+r")
        await desk.type("^>+from [a-z]+$")
        await desk.until(lambda: desk.asked == "1 of 3")
        assert hits(desk) == [">From one", ">>From two", ">>>From three"]
        await desk.press("f4", "f4")
        assert "".join(hits(desk)[3:4]) != ""
        await desk.press("ctrl+r")
        await desk.until(lambda: desk.asked.startswith("not found ·"))
        await desk.type("zzz [/x] [b")
        await desk.press("enter")
        assert "zzz [/x] [b" in desk.drawn


async def test_a_pattern_that_takes_for_ever_does_not_hold_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(LETTER + b"a" * 5000 + b"\n")
    async with opened(path) as desk:
        await desk.press("ctrl+r")
        await desk.type("(a+)+b")
        await desk.until(lambda: desk.asked.startswith("searching"))
        await desk.press("escape")
        assert desk.screen.search.found is None
        await desk.press("down")


async def test_jumping() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("f5", "2", "enter")
        assert (desk.list.chosen, desk.list.has_focus) == (1, True)
        assert desk.line.startswith("From ben@")
        await desk.press("colon", "@", "7", "5", "enter")
        line = desk.raw.current_stored
        assert line is not None
        assert line.offset <= 75 < line.offset + len(line.raw)
        assert (desk.list.chosen, desk.raw.has_focus) == (0, True)
        await desk.press("f4", "f4", "f5", *"0x2f0", "enter")
        assert (desk.place, desk.list.chosen) == (0x2F0, 1)
        await desk.press("f5", *"50%", "enter")
        assert (desk.place, desk.list.chosen) == ((SAMPLE.stat().st_size - 1) // 2, 0)
        await desk.press("f5", *"100%", "enter")
        assert (desk.place, desk.list.chosen) == (SAMPLE.stat().st_size - 1, 1)
        await desk.press("f5", "7", "enter")
        assert desk.asked == "There are 2 messages."
        await desk.press("escape")
        assert desk.hex.has_focus


async def test_filtering_the_list(tmp_path: Path) -> None:
    path = tmp_path / "box"
    other = LETTER.replace(b"Dora", b"Cleo").replace(b"One more", b"Umbrella")
    path.write_bytes((LETTER + LETTER + other) * 300)
    async with opened(path) as desk:
        await desk.press("f2", *"umbr")
        await desk.until(lambda: desk.asked == "300 of 900")
        assert desk.list.text(0).split()[:2] == ["3", "Cleo"]
        assert "umbr" in str(desk.list.border_title)
        await desk.press("enter", "down", "down")
        assert desk.list.has_focus
        assert desk.list.chosen == 8
        assert desk.raw.current == 8 * 6
        with path.open("ab") as file:
            file.write(other)
        await desk.until(lambda: desk.list.end_line == 301)
        assert desk.list.chosen == 8
        await desk.press("escape")
        assert (desk.list.end_line, desk.list.chosen) == (901, 8)
        await desk.press("f2")
        await desk.type("nobody [/x]")
        await desk.until(lambda: desk.asked == "0 of 901")
        assert "No message holds this." in desk.drawn
        assert desk.raw.border_title == "File · no message of it is listed"
        await desk.press("escape")
        assert desk.raw.border_title == "File"
        assert (desk.list.end_line, desk.list.chosen) == (901, 8)


@pytest.mark.parametrize("typed", ["!", "emil ~x", "~f emil | ~f dora"])
async def test_what_is_wrong_with_a_filter_is_read_whole_on_a_small_screen(typed: str) -> None:
    async with opened(SAMPLE, (80, 24)) as desk:
        await desk.press("f2")
        await desk.type(typed)
        assert where.filter_trouble(typed) in desk.drawn


async def test_the_file_shows_the_message_that_a_filter_finds() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("tab", "f2", *"ben")
        await desk.until(lambda: desk.asked == "1 of 2")
        assert (desk.list.chosen, desk.line.split()[:2]) == (1, ["From", "ben@harbour.test"])
        await desk.press("enter")
        assert desk.line.startswith("From ben@harbour.test")


async def test_a_file_that_changes_is_filtered_and_searched_on_and_anew(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(LETTER * 3)
    async with opened(path) as desk:
        await desk.press("f2", *"dora")
        await desk.until(lambda: desk.asked == "3 of 3")
        await desk.press("enter", "f3", *"subject")
        await desk.until(lambda: desk.asked == "1 of 3")
        with path.open("ab") as file:
            file.write(LETTER)
        await desk.until(lambda: desk.asked == "1 of 4")
        (tmp_path / "new").write_bytes(LETTER * 2 + LETTER.replace(b"ora", b"ana").replace(b"dora@", b"dana@"))
        (tmp_path / "new").replace(path)
        await desk.until(lambda: desk.list.end_line == 2 and desk.said)
        await desk.until(lambda: desk.asked == "1 of 3")


async def test_it_says_that_it_follows() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("tab", "end")
        assert str(desk.raw.border_title) == "File · following"
        await desk.press("up")
        assert str(desk.raw.border_title) == "File"


async def test_keys_are_text_where_text_is_typed() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("f3", *"fncs/:nN")
        assert desk.ask.line.value == "fncs/:nN"
        assert isinstance(desk.pilot.app.screen, MailboxScreen)


@pytest.mark.parametrize("opens", ["/", "f", ":"])
async def test_what_is_typed_ahead_goes_into_the_line(opens: str) -> None:
    async with opened(SAMPLE) as desk:
        for char in f"{opens}nsr":
            desk.pilot.app.post_message(Key(char if char.isalpha() else {"/": "slash", ":": "colon"}[char], char))
        await desk.until(lambda: desk.ask.line.value == "nsr")


KEYS = {"/": "slash", ":": "colon", "\r": "enter", "\x7f": "backspace", "<": "left"}


@pytest.mark.parametrize("opens", ["/", "f", ":", "s"])
async def test_no_key_overtakes_another_in_a_line(opens: str) -> None:
    burst = "abcdef" + "\x7f" * 6 + "xyz" + "\x7f" * 3 + "qrtui" + "<" * 2 + "\x7fs"
    async with opened(SAMPLE) as desk:
        for char in opens + burst + "!":
            desk.pilot.app.post_message(Key(KEYS.get(char, char), char if char.isprintable() else None))
        await desk.until(lambda: "!" in desk.ask.line.value)
        assert desk.ask.line.value == "qrs!ui"


async def test_no_key_overtakes_another_in_the_palette() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("ctrl+p")
        line = desk.pilot.app.screen.query_one(Input)
        for char in "abc" + "\x7f" * 3 + "jum!":
            desk.pilot.app.post_message(Key(KEYS.get(char, char), char if char.isprintable() else None))
        await desk.until(lambda: "!" in line.value)
        assert line.value == "jum!"
        await desk.press("backspace")
        await desk.until(lambda: "Jump" in desk.drawn)
        await desk.press("enter")
        await desk.until(lambda: desk.ask.ask is Ask.JUMP)


async def test_what_is_selected_is_replaced_by_typing() -> None:
    async with opened(SAMPLE) as desk:
        await desk.press("slash", *"from", "enter", "slash")
        assert desk.ask.line.value == "from"
        await desk.press(*"two")
        assert desk.ask.line.value == "two"
        await desk.press("ctrl+r", *"s")
        assert desk.ask.line.value == "twos", "who turns to patterns goes on with what is typed"
        await desk.press("escape", "s", *"1-2")
        assert desk.ask.line.value == "1-2"
        await desk.press("escape", "s", "right", "backspace")
        assert desk.ask.line.value == "message-1.em", "an arrow keeps it"


@pytest.mark.parametrize(("burst", "where"), [("/from\rnn", "“from”"), (":1\rj", "2 of 2"), ("fa\rj", "with “a”")])
async def test_what_is_typed_after_enter_does_not_go_into_the_line(burst: str, where: str) -> None:
    async with opened(SAMPLE) as desk:
        await desk.until(lambda: desk.screen.text.is_complete)
        for char in burst:
            desk.pilot.app.post_message(Key(KEYS.get(char, char), char))
        expected = burst[1 : burst.index("\r")]
        await desk.until(lambda: desk.ask.ask is None and desk.ask.line.value == expected)
        side = desk.raw if burst[0] == "/" else desk.list
        await desk.until(lambda: where in f"{side.border_title} {side.border_subtitle}")
        assert (desk.ask.ask, desk.ask.line.value) == (None, expected)


async def test_a_click_points_at_a_byte_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(LETTER + "From x\n\nau\u00dferdem \x01 end\n".encode())
    async with opened(path) as desk:
        await desk.press("tab")
        start = path.read_bytes().index(b"au\xc3")
        row = desk.screen.text.row_of(start)
        for cell, at in ((0, 0), (2, 2), (3, 4), (10, 11), (12, 13), (50, 15)):
            await desk.pilot.click(desk.raw, offset=(cell + 2, row + 1))
            await desk.pilot.pause()
            assert (desk.raw.current, desk.place) == (row, start + at), cell
        assert f"byte {start + 15:,}" in str(desk.raw.border_subtitle)
        await desk.press("left")
        assert desk.place == start + 14
        await desk.press("f4", "f4")
        assert desk.hex.place == start + 14, "the dump is at the same byte"
        await desk.press("f4", "up", "down")
        assert desk.place == start, "a line that was not clicked at is where it starts"


async def test_on_a_narrow_screen_a_search_shows_the_file() -> None:
    async with opened(SAMPLE, (80, 24)) as desk:
        await desk.press("f3", *"from")
        assert desk.raw.display
        await desk.press("enter", "f2")
        assert desk.list.display
