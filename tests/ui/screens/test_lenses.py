"""The lens view on real files, driven by Pilot."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from heloworld import paths
from heloworld.mbox.lenses import LENSES, compare
from heloworld.mbox.lenses.messages import opened as read
from heloworld.mbox.lenses.walk import count, refusal
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.help import HelpScreen
from heloworld.ui.screens.lenses import FIRST, LensScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.mailbox.excerpt_view import ExcerptView
from heloworld.ui.widgets.mailbox.lens_ruler import LensRuler
from heloworld.ui.widgets.mailbox.reader_list import LETTERS, NAMES, ReaderList
from patience import PATIENCE

SAMPLES = sorted(paths.samples().glob("*.mbox"))
LOOK_ALIKE = paths.samples() / "look-alike.mbox"
HOSTILE = (
    b"From \x1b]0;owned\x07mallory@island.test Mon Nov 23 09:14:02 2026\n"
    b"Subject: \x1b]52;c;cm0=\x07 [/x] [bold \x9b31m\n\n"
    b"\nFrom [b] \x1b[2J \xe2\x80\xaetxt.exe [/x]\n" + b"w" * 100_000 + b"\nFrom torn"
)


class Desk:
    """A desk with the lens view on it."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        assert isinstance(pilot.app.screen, LensScreen)
        self.screen = pilot.app.screen
        self.readers = self.screen.query_one(ReaderList)
        self.ruler = self.screen.query_one(LensRuler)
        self.sent = self.screen.query_one("#sent", ExcerptView)
        self.shown = self.screen.query_one("#shown", ExcerptView)

    @property
    def drawn(self) -> str:
        """The text on the whole screen."""
        width, height = self.pilot.app.size
        rows = self.pilot.app.screen._compositor.render_strips(self.pilot.app.size)[:height]
        return "\n".join("".join(segment.text for segment in row)[:width] for row in rows)

    @property
    def said(self) -> list[str]:
        """The notifications so far."""
        return [each.message for each in self.pilot.app._notifications]

    @property
    def status(self) -> str:
        return self.screen.query_one(TitleBar).status

    @property
    def line(self) -> str:
        """The row that the ruler's cursor is on."""
        assert self.ruler.current is not None
        return self.ruler.text(self.ruler.current)

    def reader(self, name: str) -> list[str]:
        """What stands in a reader's line."""
        return self.readers.text(NAMES.index(name)).replace("[ ]", "[_]").split()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def is_done(self) -> bool:
        """Whether every reader has gone through the file."""
        return self.ruler.said != " Reading …" and all("…" not in self.reader(name)[3] for name in NAMES)

    async def choose(self, *names: str) -> None:
        """Have these readers chosen, and no others."""
        self.screen.set_focus(self.readers)
        for at, name in enumerate(NAMES):
            if (self.reader(name)[0] == "[✓]") != (name in names):
                self.readers.cursor = at
                self.screen.action_toggle_reader()
        self.screen.set_focus(self.ruler)
        await self.pilot.pause()

    async def until(self, fact: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not fact():
                await self.pilot.pause(0.01)


@asynccontextmanager
async def opened(path: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Desk]:
    """The lens view, all readers done."""
    app = HeloApp(lambda: LensScreen(path))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        desk = Desk(pilot)
        await desk.until(desk.is_done)
        await pilot.pause()
        yield desk


async def test_counts_and_disagreements_are_those_of_the_lenses() -> None:
    app = HeloApp(lambda: LensScreen(SAMPLES[0]))
    async with app.run_test(size=(160, 36)) as pilot:
        for path in SAMPLES:
            await app.push_screen(LensScreen(path))
            desk = Desk(pilot)
            await desk.until(desk.is_done)
            _check(desk, path)
            app.screen.dismiss()


def _check(desk: Desk, path: Path) -> None:
    with read(path) as box:
        counts = {name: str(count(lens, box.view, box.offsets)) for name, lens in LENSES.items()}
        refusals = {name: refusal(lens, box.view, box.offsets) for name, lens in LENSES.items()}
        places = list(compare.places(box, [LENSES[name] for name in FIRST]))
    for name, lens in LENSES.items():
        told = " ".join(desk.reader(name)[3:])
        assert told.startswith(f"✗ {refusals[name]}" if refusals[name] else f"{counts[name]} {lens.about}"), path.stem
    rows = [desk.ruler.text(row).split() for row in range(desk.ruler.end_line)]
    expected = [
        [
            *(["≠"] if place.is_disputed else []),
            *("●" if verdict.is_start else "·" for verdict in place.verdicts.values()),
            f"{place.offset:,}",
        ]
        for place in places
    ]
    assert [row[: len(wanted)] for row, wanted in zip(rows, expected, strict=True)] == expected, path.stem
    desk.screen.action_only_disagreements()
    disputed = sum(place.is_disputed for place in places)
    assert desk.ruler.end_line == disputed
    assert all(desk.ruler.text(row).startswith("≠") for row in range(disputed))
    assert desk.status == f"{disputed} of {len(places)} read differently"


async def test_why_is_said_and_both_sides_are_shown() -> None:
    async with opened(LOOK_ALIKE) as desk:
        assert "mutt wants" not in desk.drawn
        await desk.press("n")
        assert "From my window" in desk.line
        assert "mutt wants a weekday, a date, a time and a year after From" in desk.drawn
        assert 'the line starts with "From ", and that is all it asks' in desk.drawn
        assert "naive, mboxrd, python" in desk.drawn
        assert "What mutt would show" in desk.drawn
        assert desk.shown.text(desk.shown.current or 0) == "▶ From my window to your lighthouse there is not one cloud,"
        assert desk.sent.heights[1] - desk.sent.scroll_offset.y == desk.shown.heights[1] - desk.shown.scroll_offset.y
        await desk.press("left")
        assert "What python would show" in desk.drawn
        assert desk.shown.text(0) == "│ and nobody quoted the line above."
        assert desk.sent.text(0) == "▶ From my window to your lighthouse there is not one cloud,"
        await desk.press("right")
        assert "What mutt would show" in desk.drawn
        await desk.press("N")
        assert "From my window" in desk.line, "there is none before"


async def test_readers_are_chosen_and_left_out() -> None:
    async with opened(LOOK_ALIKE) as desk:
        await desk.choose("mutt", "dovecot", "git")
        assert [sight.lens.name for sight in desk.ruler.rows.sights] == ["mutt", "dovecot", "git"]
        assert desk.status == "0 of 3 read differently"
        await desk.press("d")
        assert "These readers agree on every place." in desk.drawn
        await desk.press("d")
        await desk.choose(*NAMES)
        assert "a b c d e" in desk.drawn, "letters stand where there is no room for names"
        await desk.choose()
        assert "Choose two readers or more." in desk.drawn
        assert "What the file holds" in desk.drawn
        await desk.choose("thunderbird", "s-nail")
        assert "What s-nail would show" in desk.drawn


async def test_the_list_says_which_program_a_reader_is() -> None:
    async with opened(LOOK_ALIKE) as desk:
        await desk.press("shift+tab")
        assert desk.readers.has_focus
        await desk.press("space")
        assert desk.reader("naive")[0] == "[_]"
        await desk.press("enter")
        assert desk.reader("naive")[0] == "[✓]"
        await desk.press("end")
        assert LENSES["mailutils"].about in desk.drawn
        assert LENSES["mailutils"].source[:40] in desk.drawn


async def test_names_stand_over_the_columns_where_they_fit_and_descriptions_are_whole() -> None:
    async with opened(LOOK_ALIKE, (200, 50)) as desk:
        for name in NAMES:
            assert LENSES[name].about in desk.drawn, name
        no = [name for name in NAMES if name not in {"naive", "mboxrd", "python", "mutt"}]
        await desk.choose(*no)
        assert " ".join(no) in desk.drawn
        assert "From my window to your" in desk.drawn
    async with opened(LOOK_ALIKE, (120, 36)) as desk:
        await desk.choose(*no)
        assert " ".join(LETTERS[name] for name in no) in desk.drawn


async def test_one_length_that_locks_a_reader_out_is_a_refusal() -> None:
    async with opened(paths.samples() / "length-locks-out.mbox") as desk:
        assert desk.reader("dovecot")[3:6] == ["✗", "Dovecot", "fails:"]
        await desk.choose("mutt", "dovecot")
        assert desk.status.startswith("3 of 3 read differently")
        await desk.press("right")
        assert "dovecot shows nothing of this file" in desk.drawn


async def test_a_letter_that_a_reader_hides_is_said_to_be_hidden() -> None:
    async with opened(paths.samples() / "forged-record.mbox") as desk:
        await desk.choose("mutt", "dovecot")
        assert desk.line.split()[:3] == ["≠", "●", "○"]
        assert "○ hidden" in desk.drawn


async def test_a_reader_that_refuses_says_so() -> None:
    async with opened(paths.samples() / "text-first.mbox") as desk:
        assert desk.reader("mutt")[3:6] == ["✗", "mutt", "takes"]
        await desk.press("shift+tab", *["down"] * NAMES.index("dovecot"))
        refusal = desk.screen.lenses.sights["dovecot"].refusal
        assert refusal is not None
        assert refusal in desk.drawn, "whole, below the list"


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50), (40, 10)])
async def test_a_hostile_file_shows_nothing_but_marks(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "box").write_bytes(HOSTILE)
    async with opened(tmp_path / "box", size) as desk:
        await desk.choose("naive", "mutt", "git")
        drawn = ""
        for key in ("home", "down", "n", "d", "f6", "down", "f6", "f6"):
            await desk.press(key)
            assert desk.drawn.replace("\n", "").isprintable()
            drawn += desk.drawn
        assert ("␛" in drawn) == (size[0] >= 60)


async def test_an_empty_file_and_no_mailbox(tmp_path: Path) -> None:
    async with opened(paths.samples() / "empty.mbox") as desk:
        assert "The file is empty." in desk.drawn
        await desk.press("n", "N", "d", "down", "end", "left", "f6", "space", "f9")
    (tmp_path / "page").write_bytes(b"<html>\n")
    async with opened(tmp_path / "page") as desk:
        assert 'No line of it starts with "From ".' in desk.drawn


async def test_narrow_screens_have_tabs() -> None:
    async with opened(LOOK_ALIKE, (80, 24)) as desk:
        assert not desk.readers.display or desk.readers.size.width == 0
        await desk.press("shift+tab")
        assert desk.readers.has_focus
        assert "[✓] a naive" in desk.drawn
        assert "GNU mailutils" in desk.drawn
        await desk.press("tab")
        assert desk.ruler.has_focus
        assert "[✓] a naive" not in desk.drawn
        await desk.pilot.resize_terminal(120, 36)
        await desk.pilot.pause()
        assert "[✓] a naive" in desk.drawn


async def test_from_the_mailbox_and_back(tmp_path: Path) -> None:
    path = Path(shutil.copy(LOOK_ALIKE, tmp_path / "box.mbox"))
    app = HeloApp(lambda: MailboxScreen(path))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("end", "r")
        await pilot.pause()
        desk = Desk(pilot)
        await desk.until(lambda: desk.ruler.end_line == 3 and desk.ruler.place == 326)
        await desk.press("f1")
        assert isinstance(app.screen, HelpScreen)
        assert "Every line that may start a message." in desk.drawn
        await desk.press("escape", "escape")
        assert isinstance(app.screen, MailboxScreen)
        path.unlink()
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, MailboxScreen)
        assert any("box.mbox" in each.message for each in app._notifications)


LETTER = b"From dora@island.test Tue Nov 24 10:00:00 2026\nSubject: one more\n\nFrom here on\n\n"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return Path(shutil.copy(LOOK_ALIKE, tmp_path / "box.mbox"))


async def test_behind_the_last_place_there_is_none_further_down(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("end", "n", "home", "N")
        assert desk.said[-2:] == ["None further down.", "None further up."]


async def test_what_is_appended_is_seen_by_every_reader(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("n")
        place = desk.ruler.place
        with box.open("ab") as file:
            file.write(LETTER)
        await desk.until(lambda: desk.ruler.end_line == 5 and desk.is_done())
        assert desk.ruler.place == place
        assert desk.status == f"2 of 5 read differently · {len(LETTER)} bytes were appended"
        assert [desk.reader(name)[3] for name in ("naive", "mutt")] == ["5", "3"]
        await desk.press("n")
        assert "From here on" in desk.line
        assert "mutt shows the line in message 3" in desk.drawn
        assert not desk.said


async def test_what_is_left_of_a_file_that_was_cut_short(box: Path) -> None:
    async with opened(box) as desk:
        await desk.press("end")
        os.truncate(box, 330)
        await desk.until(lambda: desk.ruler.end_line == 2 and desk.is_done())
        await desk.until(lambda: any("has become shorter" in said for said in desk.said))
        assert desk.ruler.current == 1
        box.write_bytes(b"")
        await desk.until(lambda: "The file is empty." in desk.drawn)
        await desk.press("end", "up", "left", "right", "d", "d")
        with box.open("ab") as file:
            file.write(LETTER)
        await desk.until(lambda: desk.ruler.end_line == 2 and desk.is_done())


async def test_another_file_in_its_place(box: Path, tmp_path: Path) -> None:
    async with opened(box) as desk:
        (tmp_path / "other").write_bytes(LETTER * 4)
        (tmp_path / "other").replace(box)
        await desk.until(lambda: desk.ruler.end_line == 8 and desk.is_done())
        await desk.until(lambda: any("rewritten or replaced" in said for said in desk.said))
        assert "From here on" in desk.drawn
        assert "From my window" not in desk.drawn


async def test_a_file_that_goes_and_comes_back(box: Path, tmp_path: Path) -> None:
    async with opened(box) as desk:
        box.rename(tmp_path / "elsewhere")
        await desk.until(lambda: "the file cannot be read now" in desk.status)
        await desk.press("n", "left")
        assert "From my window" in desk.line, "what was read of it is still shown"
        await desk.until(lambda: len(desk.said) == 1)
        (tmp_path / "elsewhere").rename(box)
        await desk.until(lambda: "cannot" not in desk.status)
        await desk.until(lambda: desk.said == ["The file can be read again."])
