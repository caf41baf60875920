"""The keys of the newcomer's guide."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from heloworld.course.play.first_mail import STEPS
from heloworld.ui.actions import ACTIONS
from heloworld.ui.screens.guided import GuidedScreen
from heloworld.ui.widgets.lesson.first_mail_guide import Guide
from heloworld.ui.widgets.workbench import Workbench
from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]


async def test_the_page_keys_of_the_lessons_scroll_the_guide_and_touch_no_mailbox(sit: Sit) -> None:
    async with sit((80, 24), guided=True) as seat:
        bench = seat.screen.query_one(Workbench)
        bench.append.shown = 0.1
        guide = seat.screen.query_one(Guide)
        await seat.send(*(line for step in STEPS for line in step.lines))
        await seat.until_line("#wire", "221 ")
        await seat.until(lambda: not bench.has_class("-append") and guide.max_scroll_y > 0)
        title = str(seat.screen.query_one("#mailbox-pane").border_title)
        await seat.pilot.press("f8")
        await seat.until(lambda: guide.scroll_offset.y > 0)
        for _ in range(9):
            await seat.pilot.press("f8")
        await seat.until(lambda: any("The guide ends here" in each.message for each in seat.app._notifications))
        assert guide.scroll_offset.y == guide.max_scroll_y
        for _ in range(9):
            await seat.pilot.press("f7")
        await seat.until(lambda: guide.scroll_offset.y == 0)
        assert str(seat.screen.query_one("#mailbox-pane").border_title) == title


def test_the_help_of_the_guide_says_what_its_page_keys_do() -> None:
    shown = {each.keys: each.description for each in ACTIONS if set(GuidedScreen.SCOPES) & each.scope}
    assert shown["f8",].startswith("Scroll the guide.")
    assert shown["ctrl+o",].startswith("Show the mailbox of the next person")


async def test_what_was_said_of_the_guide_goes_when_it_has_gone_on(sit: Sit) -> None:
    async with sit((80, 24), guided=True) as seat:
        await seat.send(*(line for step in STEPS[:-1] for line in step.lines))
        guide = seat.screen.query_one(Guide)
        said = guide.goes_on

        def has_said() -> bool:
            return any(each.message == said for each in seat.app._notifications)

        assert "the grey one in the prompt" in said
        for _ in range(9):
            await seat.pilot.press("f8")
        await seat.until(has_said)
        await seat.send("QUIT")
        await seat.until(lambda: guide.goes_on != said)
        assert not has_said(), "it does not wait for its time to be over"
