"""One pane that fills the screen, its long lines wrapped: in the lab, in a lesson, and before a class."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from textual.geometry import Region

from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.common.prose import GOES_ON
from ui.conftest import Seat
from ui.screens.lesson_desk import Sit as SitLesson
from ui.screens.test_lesson import course  # noqa: F401 - a fixture
from ui.screens.test_lesson import sit as sit_lesson  # noqa: F401 - a fixture

Sit = Callable[..., AbstractAsyncContextManager[Seat]]

LONG = "NOOP " + " ".join(f"word{number}" for number in range(40))
LETTER = ("HELO me", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", LONG, ".")


def shown(seat: Seat, view: str) -> list[str]:
    """The rows of a view as they are drawn."""
    lines = seat.screen.query_one(view, LineView)
    rows = lines.render_lines(Region(0, 0, lines.size.width, lines.size.height))
    return [row.text[1:].rstrip() for row in rows]  # the first column is empty


def joined(rows: list[str]) -> str:
    """Rows as the lines that they are of."""
    return "\n".join(rows).replace(f"\n{GOES_ON}", " ")


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (160, 45)])
async def test_the_wire_fills_the_screen_and_its_lines_are_read_in_full(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size) as seat:
        await seat.send(*LETTER)
        assert LONG not in joined(shown(seat, "#wire"))
        await seat.pilot.press("ctrl+f")
        await seat.pilot.pause()
        assert f"C: {LONG}" in joined(shown(seat, "#wire"))
        assert seat.screen.query_one("#wire-pane").region.width == size[0]
        assert not seat.screen.query_one("#mailbox-pane").display
        assert seat.line.has_focus
        await seat.pilot.press("escape")
        await seat.pilot.pause()
        assert LONG not in joined(shown(seat, "#wire"))
        assert seat.screen.query_one("#wire-pane").region.width < size[0] or size[0] == 80


async def test_the_mailbox_fills_the_screen_where_it_has_the_focus(sit: Sit) -> None:
    async with sit((100, 30)) as seat:
        await seat.send(*LETTER)
        await seat.until_line("#mailbox", "word39")
        await seat.pilot.press("f6", "ctrl+f")
        await seat.pilot.pause()
        assert joined(shown(seat, "#mailbox")).count(LONG) == 1
        assert not seat.screen.query_one("#wire-pane").display
        await seat.pilot.press("f6")
        await seat.pilot.pause()
        assert seat.screen.query_one("#wire-pane").display
        await seat.pilot.press("ctrl+f")
        await seat.pilot.pause()
        assert all(seat.screen.query_one(pane).display for pane in ("#wire-pane", "#mailbox-pane"))


async def test_the_cursor_is_seen_and_the_mouse_finds_its_line_among_wrapped_ones(sit: Sit) -> None:
    async with sit((100, 30)) as seat:
        await seat.send(*LETTER)
        await seat.send(*[f"NOOP {number} {LONG}" for number in range(12)])
        await seat.pilot.press("ctrl+f", "f6", "f6")
        await seat.pilot.pause()
        wire = seat.screen.query_one("#wire", LineView)
        assert f"NOOP 11 {LONG}" in joined(shown(seat, "#wire"))
        for _ in range(40):
            await seat.pilot.press("up")
            assert wire.current is not None
            assert wire.text(wire.current)[:20] in joined(shown(seat, "#wire"))
        rows = shown(seat, "#wire")
        at = next(at for at, row in enumerate(rows) if row.startswith(GOES_ON))
        await seat.pilot.click("#wire", offset=(8, at))
        assert wire.current is not None
        assert rows[at].removeprefix(GOES_ON)[:12] in wire.text(wire.current)


async def test_before_a_class_the_lines_go_on_in_the_pane_that_fills_the_screen(sit_lesson: SitLesson) -> None:  # noqa: F811
    async with sit_lesson((100, 30), is_presenting=True) as desk:
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[>] Say HELO")
        await desk.pilot.press("ctrl+f")
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        assert any("C: HELO" in row for row in shown(desk, "#wire"))
        assert not desk.screen.query_one("#guide").display
        await desk.pilot.press("escape")
        await desk.pilot.pause()
        assert desk.screen.query_one("#guide").display


async def test_a_mistake_is_seen_while_the_wire_fills_the_screen(
    sit_lesson: SitLesson,  # noqa: F811 - the fixture
) -> None:
    async with sit_lesson((120, 36)) as desk:
        await desk.pilot.press("escape", "ctrl+f")
        tabs = desk.screen.query_one(PaneTabs)
        assert tabs.told == "Escape shows all panes"
        await desk.enter("MAIL FROM:<dora@island.test>")
        await desk.until(lambda: tabs.told == "Not yet: Escape shows why")
        await desk.enter("HELO localhost")
        await desk.until(lambda: tabs.told == "Escape shows all panes")


async def test_a_hint_that_is_asked_for_is_seen(sit_lesson: SitLesson) -> None:  # noqa: F811 - the fixture
    async with sit_lesson((120, 36)) as desk:
        await desk.pilot.press("escape", "ctrl+f", "f2")
        await desk.until_says("response", "Hint 1.")
        assert desk.screen.query_one("#guide").display
        assert not desk.lesson.workbench.enlargement.is_on


async def test_a_long_explanation_says_where_all_of_it_is_and_is_all_there(sit: Sit) -> None:
    async with sit((80, 24), doors={"imap": 0}) as seat:
        await seat.send("QUIT")
        await seat.until(lambda: "closed" in seat.said("#who"))
        await seat.enter("telnet localhost imap")
        await seat.until(lambda: seat.said("Explanation").startswith("OK: the server is there."))
        await seat.until(lambda: "… ^f: all of it" in seat.said("Explanation"))
        assert "STARTTLS:" not in seat.said("Explanation")
        await seat.pilot.press("ctrl+f")
        await seat.until(lambda: "STARTTLS:" in seat.said("Explanation"))
        assert "…" not in seat.said("Explanation")
        assert seat.screen.query_one("#wire", LineView).size.height >= 2
