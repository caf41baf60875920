"""Everything the user can do, one record an action: key bindings, footer, palette, help and README come from here."""

from __future__ import annotations

from textual.binding import Binding

from heloworld.ui.actions.action import Action, at_once, is_plain
from heloworld.ui.actions.board import BOARD
from heloworld.ui.actions.replay import REPLAY
from heloworld.ui.actions.viewer import VIEWER
from heloworld.ui.actions.workbench import WORKBENCH

ACTIONS = (*REPLAY, *WORKBENCH, *VIEWER, *BOARD)
"""All actions, in the order of footer and help."""


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of the actions that can be done somewhere."""
    return [binding for action in ACTIONS if action.scope & set(scopes) for binding in action.bindings]


__all__ = ["ACTIONS", "Action", "at_once", "bindings", "is_plain"]
