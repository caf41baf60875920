"""What happens to mailboxes and queues, shown in the lower pane of a workbench."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from heloworld.lab.bench import Bench
from heloworld.ui.append_moment import AppendMoment
from heloworld.ui.workbench.places import Places
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered, Event, Rewritten

if TYPE_CHECKING:
    from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane


class Arrivals:
    """Turns the pane to where something has happened.

    Args:
        bench: The world.
        places: What the pane shows.
        append: Shows that our own mail has been appended.
    """

    def __init__(self, bench: Bench, places: Places, append: AppendMoment) -> None:
        self._bench, self._places, self._append = bench, places, append

    def show(self, events: Sequence[Event], pane: MailboxPane, dissector: Dissector) -> bool:
        """Something has happened.

        Args:
            events: What.
            pane: The pane.
            dissector: What is known of the wire.

        Returns:
            Whether mail has arrived.
        """
        rewritten = [event for event in events if isinstance(event, Rewritten)]
        if rewritten:
            pane.rewritten(rewritten[-1])
        delivered = [event for event in events if isinstance(event, Delivered)]
        if delivered:
            pane.follow(delivered[-1])
            if self._bench.plan is not None:
                self._append.show(delivered[-1], pane, dissector, self._bench.plan)
        return bool(delivered)
