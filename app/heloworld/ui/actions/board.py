"""What can be done at the board of a class, and where one participant's wire is shown."""

from __future__ import annotations

from typing import Final

from heloworld.ui.actions.action import Action, scope

BOARD: Final = (
    Action(
        "open_wire",
        ("enter",),
        "Wire",
        "Show what the participant under the cursor has typed on the class server, all their connections in one.",
        scope("board"),
    ),
    Action(
        "find_participant",
        ("slash", "ctrl+y"),
        "Find",
        "Find a participant by number or name.",
        scope("board"),
    ),
    Action(
        "vote",
        ("f2", "v"),
        "Vote",
        "Have the class vote anew: on what you ask aloud, then on each question of the lesson in turn.",
        scope("board"),
    ),
    Action(
        "tell_answer",
        ("f3", "a"),
        "Answer",
        "Mark the right answer among the bars of the vote, or hide it.",
        scope("board"),
    ),
    Action(
        "lower_hand",
        ("f4", "h"),
        "Hand seen",
        "Lower the hand of the participant under the cursor.",
        scope("board"),
    ),
    Action(
        "names",
        ("f5", "n"),
        "Names",
        "Show the names of the participants, or their numbers alone.",
        scope("board", "participant"),
    ),
    Action(
        "how_to_join",
        ("f6", "i"),
        "Join",
        "Show in letters as large as possible how to join, or the board again.",
        scope("board"),
    ),
    Action(
        "send_away",
        ("x",),
        "Send away",
        "Take everybody off the board who comes from the address of the participant under the cursor.",
        scope("board"),
        in_footer=False,
    ),
    Action(
        "let_back",
        ("X",),
        "Let back",
        "Have everybody on the board again who was sent away.",
        scope("board"),
        in_footer=False,
    ),
    Action(
        "freeze",
        ("f7", "f"),
        "Freeze",
        "Keep the board as it is, or let it go on.",
        scope("board"),
        in_footer=False,
    ),
    Action(
        "next_participant",
        ("right", "f8"),
        "Next",
        "Go to the next participant, in the order of the board.",
        scope("participant"),
    ),
    Action(
        "previous_participant",
        ("left", "f7"),
        "Previous",
        "Go to the participant before.",
        scope("participant"),
    ),
    Action(
        "leave",
        ("q",),
        "Leave",
        "Leave the participant, and go back to the board.",
        scope("participant"),
        in_footer=False,
    ),
)
"""In the order of footer and help."""
