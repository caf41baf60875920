"""From a workbench to the mailbox that it shows, on a screen of its own."""

from __future__ import annotations

from heloworld.ui.widgets.workbench import HasWorkbench


def open_shown_mailbox(screen: HasWorkbench) -> None:
    """Show the mailbox on a screen of its own, and come back: an action of every screen with a workbench."""
    from heloworld.ui.screens.mailbox import open_mailbox

    if (places := screen.workbench.places) is not None:
        open_mailbox(screen.workbench.screen, places.file, places.judge())
