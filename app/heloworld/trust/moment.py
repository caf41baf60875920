"""Moments and how long they are apart, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

THIS_CHECK: Final = "the time of this check"
"""Which moment it is, where nobody knows when the letter was received."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = 86_400
_UNITS: Final = ((365 * _DAY, "years"), (_DAY, "days"), (3_600, "hours"), (60, "minutes"))


def date_of(seconds: float) -> str:
    """A moment as a date, in UTC.

    Args:
        seconds: Since the epoch; strangers' numbers may be beyond any calendar.
    """
    try:
        return f"{_EPOCH + timedelta(seconds=int(seconds)):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return f"{int(seconds):,} seconds after 1970"


def span_of(seconds: float) -> str:
    """A length of time in the largest unit of which there are two; part of one is left out."""
    whole = int(seconds)
    for length, unit in _UNITS:
        if whole >= 2 * length:
            return f"{whole // length:,} {unit}"
    return f"{whole} second{'' if whole == 1 else 's'}"


def parse_date(text: str) -> float | None:
    """A date as trace fields have it (RFC 5322 §3.3), in seconds since the epoch; None where it cannot be read."""
    try:
        found = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _seconds(found)


def parse_iso(text: str) -> float | None:
    """A date as ``2026-07-06T10:00:05Z``, in UTC where no zone is given, as `parse_date` returns it."""
    try:
        return _seconds(datetime.fromisoformat(text.strip()))
    except ValueError:
        return None


def _seconds(moment: datetime) -> float:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH).total_seconds()
