"""A terminal of 16 colours, dark or light: everything on it can be read, as far as these colours can tell."""

from __future__ import annotations

import pytest

from ui.terminal.terminal import Terminal, helo
from ui.test_contrast import AA, XTERM, Rgb, contrast

_NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
COLOURS = dict(zip([*_NAMES, *(f"bright{name}" for name in _NAMES)], XTERM, strict=True))
COLOURS |= {"bfightmagenta": XTERM[13]}
"""The colours by pyte's names for them, one of which it spells so."""

DARK = {"ink": XTERM[7], "paper": XTERM[0]}
LIGHT = {"ink": XTERM[0], "paper": XTERM[15]}
GROUNDS = {"dark": ("15;0", DARK), "light": ("0;15", LIGHT)}
WITHOUT = {"TERM": "xterm", "COLORTERM": None}


def unreadable(terminal: Terminal, own: dict[str, Rgb]) -> list[str]:
    """The texts on the screen that cannot be read."""

    def drawn(colour: str, default: Rgb) -> Rgb:
        return default if colour == "default" else COLOURS[colour]

    found = []
    for text, ink, paper, _ in terminal.runs():  # turned or not, the contrast is the same
        measured = contrast(drawn(ink, own["ink"]), drawn(paper, own["paper"]))
        if any(map(str.isalnum, text)) and measured < AA:
            found.append(f"{text.strip()!r}: {ink} on {paper}: {measured:.2f}")
    return found


@pytest.mark.parametrize(("said", "own"), GROUNDS.values(), ids=GROUNDS)
def test_everything_can_be_read(said: str, own: dict[str, Rgb]) -> None:
    with helo("connect", "127.0.0.1:1", env=WITHOUT | {"COLORFGBG": said}) as terminal:
        terminal.wait_for("closed, Enter connects ▸")
        assert unreadable(terminal, own) == []
        terminal.press("f1")
        terminal.wait_for("Help · Escape closes")
        assert unreadable(terminal, own) == []
        terminal.press("escape")
        terminal.wait_gone("Help · Escape closes")
        terminal.press("ctrl+p")
        terminal.wait_for("Leave the program")
        terminal.press("down", "down")
        terminal.wait_until(lambda: any(run.paper != "default" and "Copy" in run.text for run in terminal.runs()))
        assert unreadable(terminal, own) == []


@pytest.mark.parametrize("said", [said for said, _ in GROUNDS.values()], ids=GROUNDS)
def test_without_colours_there_are_the_terminals_own_letters_and_nothing_else(said: str) -> None:
    with helo("connect", "127.0.0.1:1", env=WITHOUT | {"COLORFGBG": said, "NO_COLOR": "1"}) as terminal:
        terminal.wait_for("closed, Enter connects ▸")
        terminal.press("ctrl+p")
        terminal.wait_for("Leave the program")
        assert {(run.ink, run.paper) for run in terminal.runs()} == {("default", "default")}
