"""The screen of somebody else's server: the wire, and nothing beside it."""

from __future__ import annotations

from typing import ClassVar

from textual import on

from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.common.title_bar import TitleBar


class RemoteScreen(LabScreen):
    """The wire alone; what kept us from a connection stays in the title until there is one."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "connect")

    @on(LabScreen.Told)
    def _keep_in_sight(self, message: LabScreen.Told) -> None:
        if message.error is not None:
            self.query_one(TitleBar).trouble = message.error.sentence
