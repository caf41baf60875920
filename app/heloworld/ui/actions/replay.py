"""What can be done with a saved transcript that is shown again."""

from __future__ import annotations

from typing import Final

from heloworld.ui.actions.action import Action, scope

REPLAY: Final = (
    Action("play", ("f5", "space"), "Play", "Play the transcript as it happened, or pause.", scope("replay")),
    Action("line_on", ("f8", "right"), "Line on", "Go on by one line.", scope("replay")),
    Action(
        "line_back",
        ("f7", "left"),
        "Line back",
        "Go back by one line: wire and mailboxes are as they were before it.",
        scope("replay"),
    ),
    Action("faster", ("plus", "f12"), "Faster", "Play twice as fast, up to sixty-four times.", scope("replay")),
    Action(
        "slower", ("minus", "f9"), "Slower", "Play half as fast, down to as it was.", scope("replay"), in_footer=False
    ),
    Action("to_begin", ("home",), "Begin", "Go to the beginning.", scope("replay"), in_footer=False),
    Action("to_end", ("end",), "End", "Go to the end.", scope("replay"), in_footer=False),
)
"""In the order of footer and help."""
