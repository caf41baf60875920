"""Whether a goal is reached and a misstep made: pure functions of the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from heloworld.course.conditions import Condition, Moment
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.lesson import Goal, Misstep


def is_reached(goal: Goal, evidence: Evidence) -> bool:
    """Whether a goal is reached.

    Unless its scope is the lesson, all of it must have happened on one connection; what is true of a mailbox belongs
    to every connection.
    """
    wanted = [_Met(each, evidence) for each in goal.need]
    choice = [_Met(each, evidence) for each in goal.any]
    order = [_Met(each, evidence) for each in goal.seq]
    banned = [_Met(each, evidence) for each in goal.none]
    if not (wanted or choice or order):
        return not any(each.is_enough(None) for each in banned)
    conns: Sequence[int | None] = _connections([*wanted, *choice, *order]) if goal.scope == "connection" else [None]
    return any(
        all(each.is_enough(conn) for each in wanted)
        and (not choice or any(each.is_enough(conn) for each in choice))
        and (not order or _last(order, conn) is not None)
        and not any(each.is_enough(conn) for each in banned)
        for conn in conns
    )


def latest(misstep: Misstep, evidence: Evidence) -> int | None:
    """When a misstep was made last, as the number of a row; None where it was not."""
    met = [_Met(each, evidence) for each in misstep.match]
    found = [number for conn in _connections(met) if (number := _last(met, conn)) is not None]
    return max(found, default=None)


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
