"""Whether a goal is reached and a misstep made: pure functions of the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from heloworld.course.conditions import Condition, Moment
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.lesson import Goal, Misstep
from heloworld.lab.protocols import is_open


class Reach(NamedTuple):
    """How a goal was reached.

    Attributes:
        conn: The connection on which; None where it belongs to none.
        number: The row of the transcript with which it was complete.
    """

    conn: int | None
    number: int


def reach(goal: Goal, evidence: Evidence, since: int = 0) -> Reach | None:
    """How a goal was reached; None where it is not.

    Unless its scope is the lesson, all of it must have happened on one connection; what is true of a mailbox belongs
    to every connection.

    Args:
        goal: The goal.
        evidence: All that happened since the lesson began.
        since: The row from which on it has to have been completed; what led there may have come before.
    """
    wanted = [_Met(each, evidence) for each in goal.need]
    choice = [_Met(each, evidence) for each in goal.any]
    order = [_Met(each, evidence) for each in goal.seq]
    banned = [_Met(each, evidence) for each in goal.none]
    if not (wanted or choice or order):
        return None if any(each.is_enough(None) for each in banned) else Reach(None, evidence.now)
    conns: Sequence[int | None] = _connections([*wanted, *choice, *order]) if goal.scope == "connection" else [None]
    for conn in conns:
        number = _complete(wanted, choice, order, conn, evidence.now)
        if number is not None and number >= since and not any(each.is_enough(conn) for each in banned):
            return Reach(conn, number)
    return None


def is_reached(goal: Goal, evidence: Evidence) -> bool:
    """Whether a goal is reached."""
    return reach(goal, evidence) is not None


def is_cut_off(goal: Goal, evidence: Evidence, since: int = 0) -> bool:
    """Whether a part of a goal was done in a conversation that is over, and in no other as much of it.

    Args:
        goal: The goal.
        evidence: All that happened since the lesson began.
        since: The row at which the step began. A conversation in which no part was done since belongs to an earlier
            step: what it has in common with the goal is no attempt at it.
    """
    parts = [_Met(each, evidence) for each in (*goal.need, *goal.seq) if not each.is_state]
    if goal.scope != "connection" or len(parts) < 2:
        return False
    tried = {each.conn for part in parts for each in part.moments if each.number >= since and each.conn is not None}
    done = {conn: _count(parts, conn, in_order=bool(goal.seq)) for conn in tried}
    most = max(done.values(), default=0)
    open_now = {conn for conn, dialogue in evidence.dialogues.items() if is_open(dialogue)}
    return 0 < most < len(parts) and not any(done[conn] == most for conn in done.keys() & open_now)


def latest(misstep: Misstep, evidence: Evidence) -> int | None:
    """When a misstep was made last, as the number of a row; None where it was not."""
    met = [_Met(each, evidence) for each in misstep.match]
    found = [number for conn in _connections(met) if (number := _last(met, conn)) is not None]
    return max(found, default=None)


def is_made(misstep: Misstep, evidence: Evidence, since: int) -> bool:
    """Whether a misstep was made from some row on."""
    made = latest(misstep, evidence)
    return made is not None and made >= since


class _Met:
    """When a condition was met."""

    def __init__(self, condition: Condition, evidence: Evidence) -> None:
        self.count = condition.count
        self.moments = list(condition.moments(evidence))

    def on(self, conn: int | None) -> list[Moment]:
        """Those of one connection, and those of none; all, where no connection is named."""
        return [each for each in self.moments if conn is None or each.conn in {None, conn}]

    def is_enough(self, conn: int | None) -> bool:
        """Whether it was met often enough."""
        return len(self.on(conn)) >= self.count


def _connections(met: Sequence[_Met]) -> list[int | None]:
    """The connections on which anything was met; no particular one, where there are none."""
    found: set[int | None] = {moment.conn for each in met for moment in each.moments if moment.conn is not None}
    return list(found) or [None]


def _complete(
    wanted: Sequence[_Met], choice: Sequence[_Met], order: Sequence[_Met], conn: int | None, now: int
) -> int | None:
    """With which row all that a goal asks for was done, the latest way to see it; None where it is not.

    What is true of a mailbox is true now, and tells nothing about when it came to be so, where there is anything else.
    """
    chosen = [each for each in choice if each.is_enough(conn)]
    if not all(each.is_enough(conn) for each in wanted) or (choice and not chosen):
        return None
    ends = [each.on(conn)[-1].number for each in (*wanted, *chosen)]
    if order:
        last = _last(order, conn)
        if last is None:
            return None
        ends.append(last)
    return max((end for end in ends if end < now), default=now)


def _count(parts: Sequence[_Met], conn: int, *, in_order: bool) -> int:
    """How many parts of a goal were done on a connection itself; of those in order, the first ones."""
    met = [any(each.conn == conn for each in part.moments) for part in parts]
    return (met.index(False) if False in met else len(met)) if in_order else sum(met)


def _last(order: Sequence[_Met], conn: int | None) -> int | None:
    """When the last of these was met, each after the one before; the latest way to see it."""
    stop = float("inf")
    last = None
    for each in reversed(order):
        fitting = [moment.number for moment in each.on(conn) if moment.number < stop]
        if len(fitting) < each.count:
            return None
        last = fitting[-1] if last is None else last
        stop = fitting[-each.count]
    return last
