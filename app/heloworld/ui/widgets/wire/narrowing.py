"""What of the wire is shown: all of it, one connection, or in a world of several hosts one kind of talk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeAlias

from heloworld.ui.widgets.wire.speakers import Ends, Speakers
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Handled, Judged, Opened, Published, Queued, Turned
from heloworld.wire.rows import Row

IsOurs: TypeAlias = Callable[[int], bool]
"""Tells by its number whether a connection is the prompt's."""


class Narrowing(NamedTuple):
    """A choice among the rows.

    Attributes:
        title: What the pane says of it.
        conn: The connection that is shown alone; None where it is not a connection that is chosen.
        fits: Whether a row is shown, by itself and by the ends of its connection.
    """

    title: str
    fits: Callable[[Row, Ends | None], bool]
    conn: int | None = None


def one_connection(conn: int) -> Narrowing:
    """One connection alone."""
    return Narrowing(f"connection {conn}", lambda row, _: row.conn == conn, conn)


def _is_of_hops(row: Row, ends: Ends | None) -> bool:
    return (ends is not None and ends.is_hop) or isinstance(row.event, Queued | Handled | Turned)


def _is_look_up(row: Row, ends: Ends | None) -> bool:
    return isinstance(row.event, Published) or (ends is not None and ends.is_look_up)


def _is_verdict(row: Row, _ends: Ends | None) -> bool:
    return isinstance(row.event, Judged)


THE_HOP: Final = Narrowing("from server to server", _is_of_hops)
LOOK_UPS: Final = Narrowing("DNS", _is_look_up)
VERDICTS: Final = Narrowing("verdicts", _is_verdict)


def kinds_of_talk(is_ours: IsOurs) -> tuple[Narrowing, ...]:
    """What one key goes through in a world of several hosts, before it comes back to all.

    Args:
        is_ours: Tells the prompt's connections.
    """
    return (Narrowing("my line", lambda row, _: is_ours(row.conn)), THE_HOP, LOOK_UPS, VERDICTS)


def next_narrowing(
    dissector: Dissector, speakers: Speakers, is_ours: Callable[[Opened], bool], now: Narrowing | None
) -> Narrowing | None:
    """What one key goes on to: the next connection, or with several hosts the next kind of talk that there is.

    Args:
        dissector: Knows what has crossed.
        speakers: Who speaks to whom.
        is_ours: Tells the prompt's connections.
        now: What is shown; None for all.

    Returns:
        None for all, which comes after the last.
    """
    sessions = dissector.sessions
    rows = [dissector.rows[number] for number in range(dissector.rows.first, len(dissector.rows))]
    if speakers.are_named:
        kinds = kinds_of_talk(lambda conn: conn in sessions and is_ours(sessions[conn].opened))
        return following([each for each in kinds if any(each.fits(row, speakers.of(row)) for row in rows)], now)
    held = {row.conn for row in rows}  # of a connection that is long over, all may have been let go
    later = [each for each in sessions if each in held and (now is None or now.conn is None or each > now.conn)]
    return one_connection(later[0]) if later and len(sessions) > 1 else None


def following(choices: Iterable[Narrowing], now: Narrowing | None) -> Narrowing | None:
    """The choice after one; the first after all, and None, which is all, after the last."""
    order = (None, *choices)
    here = next((at for at, each in enumerate(order) if each and now and each.title == now.title), 0)
    return order[(here + 1) % len(order)]
