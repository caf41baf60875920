"""The second lock: nothing that a terminal would act on leaves the program, whoever let it in.

`wire.visible` is the door through which all text from wires and files comes; this filter stands behind it and works
on every line just before it is written to the terminal.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


class OutputFilter(LineFilter):
    """Removes control, bidirectional and invisible characters; all of them have no width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - not ours to change
        """The same segments without what a terminal would act on."""
        if not any(_FORBIDDEN.search(text) for text, _, control in segments if not control):
            return segments
        return [
            segment if segment.control else Segment(_FORBIDDEN.sub("", segment.text), segment.style)
            for segment in segments
        ]
