"""Enter where nothing is typed: what is under the cursor is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widget import Widget

from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.ui.widgets.wire.wire_view import WireView
from heloworld.wire.events import Judged

if TYPE_CHECKING:
    from heloworld.ui.widgets.workbench import Workbench


def open_here(workbench: Workbench, focused: Widget | None, open_mailbox: Callable[[], None]) -> bool:
    """Open a mailbox, or the verdicts on a letter.

    Args:
        workbench: Where the cursor is.
        focused: What has the keys.
        open_mailbox: Opens the mailbox that is shown.

    Returns:
        Whether there was anything to open.
    """
    places = workbench.places
    if isinstance(focused, MailboxView):
        open_mailbox()
        return True
    if places is None or not isinstance(focused, WireView):
        return places is not None and places.go_in(focused)
    row = focused.current_row
    if row is None or not isinstance(row.event, Judged) or not places.show_verdict(row.event):
        return False
    workbench.show_tab("mailbox")
    places.stop.focus()
    return True
