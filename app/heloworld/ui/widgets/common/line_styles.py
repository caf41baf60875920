"""How the runs of a line look: tables of component class → declarations, one beside each kind of line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STYLES: Final[Mapping[str, str]] = {
    "line--empty": "color: $faint",
    "line--mark": "color: $mark; text-style: bold; background: $mark-paper",
    "line--cursor": "background: $panel; text-style: $line-blurred-text-style",
    "line--linked": "color: $separator; text-style: $line-blurred-text-style; background: $panel",
}
"""What lines of every kind have: what is said where there is no line or something is left out, what stands for bytes
that are no text, the cursor, and what belongs to the line under the cursor of another view."""

FRAME: Final = """
LineView {
    overflow-y: scroll;
    overflow-x: auto;
    scrollbar-size-vertical: 1;
    scrollbar-size-horizontal: 0;
    scrollbar-background: $background;
    scrollbar-background-hover: $background;
    scrollbar-background-active: $background;
    scrollbar-color: $pane-border;
    background: transparent;
}
LineView:focus > .line--cursor { background: $line-cursor; text-style: $line-cursor-text-style; }
"""
"""The view around the lines. The bar is always there: lines that come in must never change the layout."""


def css(view: str, styles: Mapping[str, str]) -> str:
    """The style sheet of a view's component classes.

    Args:
        view: The name of the view's class.
        styles: Component class → declarations.
    """
    return "".join(f"{view} > .{name} {{ {how}; }}\n" for name, how in styles.items())
