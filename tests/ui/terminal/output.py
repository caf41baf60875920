"""What a program has written to a terminal, judged by its bytes: what it leaves switched on, what it should not send.

pyte draws the text, and is kept from what it does not know: it has no alternate screen, and takes the last letter of
the sequences with ``<``, ``>``, ``=`` and ``$`` for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MODES = {
    7: ("lines are not wrapped", True),
    25: ("the cursor is hidden", True),
    1000: ("the mouse is on (1000)", False),
    1002: ("the mouse is on (1002)", False),
    1003: ("the mouse is on (1003)", False),
    1004: ("focus is reported", False),
    1006: ("the mouse is on (1006)", False),
    1015: ("the mouse is on (1015)", False),
    1016: ("the mouse is on (1016)", False),
    1049: ("the alternate screen is shown", False),
    2004: ("pastes are bracketed", False),
    2026: ("an update is never finished", False),
    2048: ("resizing is reported", False),
}
"""Private modes: what is wrong when they are not as they were, and how they were."""

_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?P<private>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    rb"|[\]PX^_].*?(?:\x07|\x1b\\)|[ -/]*[0-Z\\-~])",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07]*|[ -/]*)\Z", re.DOTALL)
_EXPECTED = re.compile(rb"\x1b\[(?:[0-9;:]*[ABCDHJKm]|\?[0-9;]+[hl]|\?[0-9]+\$p|[<>][0-9]*u)|\x1b\]22;[a-z-]*\x07")
"""Moving, erasing, styles, modes, queries, the keyboard's protocol, and the shape of the mouse pointer."""
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd\U000e0000-\U000e007f]"
)


class Drawn:
    """Splits what is written into what pyte draws and what changes modes; sequences may be torn between chunks.

    Attributes:
        on: The private modes that were switched on and not off since.
        keyboards: How many requests for another keyboard protocol have not been taken back.
    """

    def __init__(self) -> None:
        self.on: set[int] = {mode for mode, (_, before) in MODES.items() if before}
        self.keyboards = 0
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes | None]:
        """What is to be drawn, piece by piece; None where the screen is another one from here on."""
        data, self._rest = self._rest + data, b""
        if torn := _UNFINISHED.search(data):
            data, self._rest = data[: torn.start()], data[torn.start() :]
        start = 0
        for match in _SEQUENCE.finditer(data):
            is_drawn, is_other_screen = self._take(match)
            if not is_drawn:
                yield data[start : match.start()]
                start = match.end()
            if is_other_screen:
                yield None
        yield data[start:]

    def left_behind(self) -> list[str]:
        """What is not as it was before the program ran."""
        wrong = [text for mode, (text, before) in MODES.items() if (mode in self.on) is not before]
        return [*wrong, *(["the keyboard speaks another protocol"] if self.keyboards else [])]

    def _take(self, match: re.Match[bytes]) -> tuple[bool, bool]:
        """Take one sequence into account; whether it is drawn, and whether it changes the screen."""
        private, numbers, final = match["private"], match["numbers"], match["final"]
        if final is None or private in {b"<", b"=", b">"} or match["between"]:
            if final == b"u" and not match["between"]:
                self.keyboards += {b">": 1, b"<": -1}.get(private or b"", 0)
            return False, False
        if private != b"?" or final not in {b"h", b"l"}:
            return private != b"?", False
        modes = {int(number) for number in (numbers or b"").split(b";") if number}
        self.on = self.on | modes if final == b"h" else self.on - modes
        return True, 1049 in modes


def strange(raw: bytes) -> list[str]:
    """Everything among written bytes that displayed text must never turn into.

    Args:
        raw: All bytes that a program wrote.

    Returns:
        Control sequences that a screen has no need of, control characters, and those that reorder or hide text.
    """
    raw = _UNFINISHED.sub(b"", raw)
    found = [repr(match.group()) for match in _SEQUENCE.finditer(raw) if not _EXPECTED.fullmatch(match.group())]
    text = _SEQUENCE.sub(b"", raw).decode("utf-8", "replace")
    return found + [f"U+{ord(char):04X}" for char in sorted(set(_FORBIDDEN.findall(text)))]
