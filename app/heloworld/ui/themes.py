"""The colours: five themes, and the names by which the views ask for them. The only file with colour values.

Every pair of text and background has a contrast of at least 4.5 (WCAG AA); blue and orange tell the two sides apart,
because red and green do not for everybody, and nothing is said by colour alone.
"""

from __future__ import annotations

from textual.theme import Theme

DARK, LIGHT, CONTRAST = "helo-dark", "helo-light", "helo-contrast"
TERMINAL, PAPER = "helo-terminal-dark", "helo-terminal-light"

_DARK_INK = {
    "client": "#7cc7ff",
    "server": "#ffb86b",
    "refused": "#ff8f8f",
    "good": "#8fd694",
    "faint": "#a4aebf",
    "mark": "#d7a6ff",
    "mark-paper": "#2b2140",
    "separator": "#ffd866",
    "name": "#9cdcca",
    "value": "#dbe4f0",
    "fresh": "#12324a",
    "line-cursor": "#213c58",
    "strip-here": "#ffd866",
    "strip-ink": "#10161f",
}

_LIGHT_INK = {
    "client": "#0b57a4",
    "server": "#9a4a00",
    "refused": "#b3261e",
    "good": "#1d6b2f",
    "faint": "#545e6c",
    "mark": "#7a2fb0",
    "mark-paper": "#f0e4fa",
    "separator": "#7a5600",
    "name": "#0c6358",
    "value": "#1f2733",
    "fresh": "#d9ecff",
    "line-cursor": "#cfe0f4",
    "strip-here": "#7a5600",
    "strip-ink": "#ffffff",
}

_CONTRAST_INK = {
    "client": "#8fd3ff",
    "server": "#ffc67a",
    "refused": "#ffb3b3",
    "good": "#b6f5ba",
    "faint": "#d0d0d0",
    "mark": "#e9c8ff",
    "mark-paper": "#2a1040",
    "separator": "#ffff66",
    "name": "#a8ffe9",
    "value": "#ffffff",
    "fresh": "#003a66",
    "line-cursor": "#00508a",
    "strip-here": "#ffff66",
    "strip-ink": "#000000",
}

_TERMINAL_INK = {
    "client": "ansi_bright_cyan",
    "server": "ansi_bright_yellow",
    "refused": "ansi_bright_red",
    "good": "ansi_bright_green",
    "faint": "ansi_white",
    "mark": "ansi_bright_magenta",
    "mark-paper": "ansi_default",
    "separator": "ansi_bright_yellow",
    "name": "ansi_bright_green",
    "value": "ansi_default",
    "fresh": "ansi_default",
    "line-cursor": "ansi_default",
    "strip-here": "ansi_bright_yellow",
    "strip-ink": "ansi_black",
}

_PAPER_INK = {
    "client": "ansi_blue",
    "server": "ansi_red",
    "refused": "ansi_red",
    "good": "ansi_black",
    "faint": "ansi_black",
    "mark": "ansi_magenta",
    "mark-paper": "ansi_default",
    "separator": "ansi_black",
    "name": "ansi_blue",
    "value": "ansi_default",
    "fresh": "ansi_default",
    "line-cursor": "ansi_default",
    "strip-here": "ansi_black",
    "strip-ink": "ansi_bright_white",
}


def _inherited(name: str, ink: dict[str, str], ground: str, letters: str, cursor: str, *, dark: bool) -> Theme:
    """A theme of the terminal's own 16 colours, on the terminal's own background.

    Args:
        name: Its name.
        ink: Our names.
        ground: A colour like the terminal's background, for letters on a coloured ground.
        letters: A colour like the terminal's letters.
        cursor: The ground of a chosen entry in a list, on which these letters and faint ones can be read.
        dark: Whether the terminal is thought to be dark.
    """
    chrome = _chrome(ink, ink["faint"], ink["client"], ground, ink["separator"])
    return Theme(
        name=name,
        primary=ink["client"],
        secondary=ink["server"],
        accent=ink["separator"],
        warning=ink["server"],
        error=ink["refused"],
        success=ink["good"],
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=dark,
        ansi=True,
        variables=ink | chrome | _few_colours(ink["client"], ground, letters, cursor),
    )


def _few_colours(chosen: str, ground: str, letters: str, cursor: str) -> dict[str, str]:
    """What stands out by being turned round or underlined, since 16 colours have no shades for it.

    A chosen entry is underlined, so that it is seen without colours as well: Textual's own lists do not turn theirs
    round where a style asks for it.
    """
    return {
        "ansi-background": ground,
        "ansi-foreground": letters,
        "block-cursor-foreground": letters,
        "block-cursor-background": cursor,
        "block-cursor-blurred-foreground": letters,
        "block-cursor-blurred-background": cursor,
        "block-cursor-text-style": "underline",
        "block-cursor-blurred-text-style": "underline",
        "input-cursor-text-style": "none",
        "input-selection-background": chosen,
        "input-selection-foreground": ground,
        "screen-selection-background": chosen,
        "screen-selection-foreground": ground,
        "border-blurred": letters,
        "line-cursor-text-style": "reverse",
        "line-blurred-text-style": "underline",
    }


def _chrome(ink: dict[str, str], border: str, border_focus: str, cursor_text: str, cursor: str) -> dict[str, str]:
    """Frames, cursors, and the names by which Textual's own widgets ask for them."""
    return {
        "pane-border": border,
        "pane-border-focus": border_focus,
        "input-cursor-foreground": cursor_text,
        "input-cursor-background": cursor,
        "block-cursor-foreground": cursor_text,
        "block-cursor-background": border_focus,
        "block-cursor-blurred-background": ink["line-cursor"],
        "block-cursor-text-style": "none",
        "line-cursor-text-style": "none",
        "line-blurred-text-style": "none",
        "footer-key-foreground": border_focus,
    }


THEMES = (
    Theme(
        name=DARK,
        primary="#4fa3e3",
        secondary="#ffb86b",
        accent="#ffd866",
        warning="#ffb86b",
        error="#ff8f8f",
        success="#8fd694",
        foreground="#e6edf6",
        background="#10161f",
        surface="#151d28",
        panel="#1b2532",
        dark=True,
        variables=_DARK_INK | _chrome(_DARK_INK, "#3d4d61", "#7cc7ff", "#10161f", "#ffd866"),
    ),
    Theme(
        name=LIGHT,
        primary="#0b57a4",
        secondary="#9a4a00",
        accent="#7a5600",
        warning="#9a4a00",
        error="#b3261e",
        success="#1d6b2f",
        foreground="#1a212b",
        background="#fbfcfe",
        surface="#f1f4f8",
        panel="#e6ebf2",
        dark=False,
        variables=_LIGHT_INK | _chrome(_LIGHT_INK, "#9aa7b8", "#0b57a4", "#ffffff", "#0b57a4"),
    ),
    Theme(
        name=CONTRAST,
        primary="#8fd3ff",
        secondary="#ffc67a",
        accent="#ffff66",
        warning="#ffc67a",
        error="#ffb3b3",
        success="#b6f5ba",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#161616",
        dark=True,
        variables=_CONTRAST_INK | _chrome(_CONTRAST_INK, "#b0b0b0", "#ffff66", "#000000", "#ffff66"),
    ),
    _inherited(TERMINAL, _TERMINAL_INK, "ansi_black", "ansi_bright_white", "ansi_blue", dark=True),
    _inherited(PAPER, _PAPER_INK, "ansi_bright_white", "ansi_black", "ansi_cyan", dark=False),
)
"""What the learner may choose from."""

VARIABLES = _DARK_INK | _chrome(_DARK_INK, "#3d4d61", "#7cc7ff", "#10161f", "#ffd866")
"""Defaults of our variables, for the themes that are not ours."""
