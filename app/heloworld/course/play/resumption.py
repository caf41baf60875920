"""What somebody should know who comes back to a step: what has gone with the last connection, and what is open now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heloworld.course.play.advice.off_track import Stand, beginning, way_through
from heloworld.course.play.runner import Runner
from heloworld.lab.doors import door_of

IN_LETTER: Final = (
    "Your last connection is gone. The new one is inside a letter again, as at the beginning of this step: "
    "type its lines, and a dot alone on a line ends it."
)
IN_ENVELOPE: Final = (
    "Your last connection is gone. The new one stands where this step begins: go on with what the step asks for."
)
AT_REST: Final = (
    "Your last connection is gone, and with it what this step had begun, such as a letter not yet sent: "
    "start the step again from its first line."
)

OWN_PROGRAM: Final = "Your program is as you have left it. Press Enter: it is judged, and what it passes is ticked off."

NEW_MAIL: Final = (
    " The mailboxes are new, too: what the steps before have sent is there again, in the lesson's own words and not in "
    "yours. Yours are kept in letters.mbox."
)
"""Said where letters were sent on the way to the step."""

DONE_MAIL: Final = (
    "The mailboxes are new: what you have sent is there again, in the lesson's own words. "
    "Yours are kept in letters.mbox."
)
"""Said in a step that is done, whose questions may be about them."""

NEW_ZONES: Final = (
    " The zones are as at the beginning of this step, too: what you have written into them since is gone."
)
"""Said where the step, or one before it, has something written into a zone."""

OPEN_AGAIN: Final = " What you had done of this step is gone, too: its goals are open again."
"""Said where some of the goals were reached."""

_DOT: Final = "."


def resumption(runner: Runner) -> str:
    """What is said to whoever comes back; empty for a lesson that is new to them.

    Args:
        runner: How far they were.
    """
    known = runner.standing
    if runner.is_step_done:
        return DONE_MAIL if any(act.line == _DOT for act in runner.way_back) else ""
    if not (known.step or known.reached or known.answers or known.hints or runner.reopened):
        return ""
    if runner.step.judge is not None:
        return OWN_PROGRAM
    *_, (stand, _) = way_through(beginning(door_of(runner.lesson.head.world.prompt).protocol), runner.way_here)
    begun = IN_ENVELOPE if _is_begun(stand) else AT_REST
    return (IN_LETTER if stand.state.is_text else begun) + "".join(_news(runner))


def _news(runner: Runner) -> Iterator[str]:
    """What else is new in the world than the connection."""
    if any(goal.id in runner.reopened for goal in runner.step.goals):
        yield OPEN_AGAIN
    if any(act.line == _DOT for act in runner.way_here):
        yield NEW_MAIL
    if any(act.zone is not None for act in (*runner.way_here, *runner.step.solution)):
        yield NEW_ZONES


def _is_begun(stand: Stand) -> bool:
    """Whether something is open that the conversation can do without: in SMTP, an envelope."""
    machine = stand.machine
    legal = machine.legal(stand.state)
    return stand.state in machine.path[2:] and bool(legal) and legal[0] not in machine.table[machine.path[1]]
