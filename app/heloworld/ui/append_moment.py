"""The moment of ``>>``: our own mail has been appended to a file, or we have changed it, and nobody is to miss it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.timer import Timer
from textual.widget import Widget

from heloworld.lab.plan import Plan
from heloworld.ui.lineage_link import own_bytes
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered, Opened

SHOWN: Final = 6.0
"""Seconds for which the file is seen below the wire, where panes take turns."""


class AppendMoment:
    """Shows whose words have been appended; where panes take turns, it has the file come up for a while.

    The file comes up, too, when we have it rewritten: a letter deleted, a flag put in.

    Args:
        stage: Has the class ``-append`` for that while.
        is_ours: Tells the connections of the built-in prompt.

    Attributes:
        shown: Seconds for which the file comes up; 0 where it never has to.
    """

    def __init__(self, stage: Widget, is_ours: Callable[[Opened], bool]) -> None:
        self._stage = stage
        self._is_ours = is_ours
        self._timer: Timer | None = None
        self.shown = SHOWN

    def show(self, delivered: Delivered, mailbox: MailboxPane, dissector: Dissector, plan: Plan) -> None:
        """Something was delivered: if we have sent it, tell our words from the server's."""
        if self.bring_up(delivered.conn, dissector):
            self._stage.run_worker(self._mark(delivered, mailbox, dissector, plan), group="append", exclusive=True)

    def bring_up(self, conn: int, dissector: Dissector) -> bool:
        """A connection has changed the file: where it is ours, have the file come up; whether it is."""
        dialogue = dissector.sessions.get(conn)
        if dialogue is None or not self._is_ours(dialogue.opened):
            return False
        if not self.shown:
            return True
        self._stage.add_class("-append")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._stage.set_timer(self.shown, self.end)
        return True

    def end(self) -> None:
        """Something else is to be seen."""
        self._stage.remove_class("-append")

    async def _mark(self, delivered: Delivered, mailbox: MailboxPane, dissector: Dissector, plan: Plan) -> None:
        mailbox.view.mark_own(await own_bytes(delivered, dissector, plan.dialect_of))
