"""The moment of >>: when our own mail is appended nobody misses it, and whose words it holds is seen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import cast

from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.ui.widgets.workbench import Workbench
from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]
LETTER = ("HELO me", "MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "DATA", "Subject: tide", "", "High at six.", ".")


def own(view: MailboxView) -> list[str]:
    """The lines that are shown as ours."""
    numbers = range(view.lines.first_line, view.end_line)
    return [
        view.text(each).lstrip("▌")
        for each in numbers
        if any(span.style == "mailbox--own" and span.text != "▌" for span in view.lines.spans(each))
    ]


async def test_the_lines_that_we_have_sent_are_told_apart_from_the_servers(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send(*LETTER)
        await seat.until_line("#mailbox", "High at six.")
        view = cast("MailboxView", seat.screen.query_one("#mailbox"))
        await seat.until(lambda: own(view))
        assert own(view) == ["Subject: tide", "High at six."]


async def test_where_panes_take_turns_the_file_comes_up_for_a_while(sit: Sit) -> None:
    async with sit((80, 24)) as seat:
        bench = seat.screen.query_one(Workbench)
        bench.append.shown = 3.0
        await seat.send(*LETTER)
        await seat.until(lambda: bench.has_class("-append") and seat.screen.query_one("#mailbox-pane").display)
        await seat.until(lambda: seat.screen.query_one("#mailbox-pane").size.height > 0)
        await seat.until(lambda: not bench.has_class("-append"))
        await seat.until(lambda: seat.screen.query_one("#mailbox-pane").size.height == 0)


async def test_of_a_long_letter_the_beginning_is_in_sight(sit: Sit) -> None:
    async with sit((100, 30)) as seat:
        await seat.send(*LETTER[:6], *(f"Line {number}." for number in range(30)), ".")
        await seat.until_line("#mailbox", "Line 29.")
        view = cast("MailboxView", seat.screen.query_one("#mailbox"))
        await seat.until(lambda: view.text(view.lines.first_line + view.scroller.top).startswith("▌From MAILER"))
        height = view.size.height
        await seat.pilot.resize_terminal(100, 26)
        await seat.until(lambda: view.size.height < height)
        await seat.pilot.pause()
        assert view.text(view.lines.first_line + view.scroller.top).startswith("▌From MAILER")


async def test_an_empty_line_can_be_sent_in_the_letter_of_the_guide(sit: Sit) -> None:
    async with sit(guided=True) as seat:
        await seat.enter("")
        await seat.until(lambda: any("grey line" in note.message for note in seat.app._notifications))
        await seat.send(*LETTER[:5])
        await seat.enter("")
        await seat.until_line("#wire", "C: ")
        await seat.enter("Dear Ana", "", ".")
        await seat.until_line("#mailbox", "Dear Ana")
        assert sum(line.strip() == "C:" for line in seat.lines("#wire")) == 2


async def test_enter_sends_from_wherever_it_has_no_other_use(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send("HELO me", "QUIT")
        await seat.until_line("#wire", "── connection 1 closed")
        seat.screen.query_one("#wire").focus()
        await seat.pilot.pause()
        await seat.pilot.press("enter")
        await seat.until_line("#wire", "── connection 2")
        assert seat.app.focused is seat.line
