"""The lab, where something stands in the way of a mailbox."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]

LETTER = ("HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", "Subject: hello", "")


async def test_a_mailbox_that_cannot_be_written_is_told_with_the_reason(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        (mail / "ana.mbox").mkdir()
        view = seat.screen.query_one(MailboxView)
        await seat.until(lambda: view.lines.empty_text.startswith("ana.mbox is not a plain file. A mailbox has to be"))
        assert "takes no mail" in str(seat.screen.query_one("#mailbox-pane").border_title)
        await seat.send(*LETTER, ".")
        await seat.until_line("#wire", "451 4.3.0 Error: mailbox write error")
        await seat.until(lambda: any("is not a plain file. A" in each.message for each in seat.app._notifications))
        seat.app.clear_notifications()
        await seat.pilot.press("f2")
        await seat.until(lambda: any("is not a plain file. A" in each.message for each in seat.app._notifications))
        assert not any("first mail" in each.message for each in seat.app._notifications)
