"""Dates as clients write them, and as they are told (RFC 3501 §9, date and date-time)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from heloworld.imap.grammar.cursor import Bad, Cursor

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS: Final = {name.upper().encode(): number for number, name in enumerate(_MONTHS, 1)}

_DATE: Final = re.compile(rb'("?)([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})\1(?![^ )\r\n])')
_DATE_TIME: Final = re.compile(
    rb'"([ 0-9][0-9])-([A-Za-z]{3})-([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})"'
)

INVALID_SEARCH: Final = "Invalid search date parameter"
INVALID_INTERNAL: Final = "Invalid internal date."


def search_date(cursor: Cursor) -> date:
    """Take a date, such as ``28-Nov-2026``."""
    found = cursor.match(_DATE, INVALID_SEARCH)
    try:
        return date(int(found[4]), _NUMBERS[found[3].upper()], int(found[2]))
    except (KeyError, ValueError):
        raise Bad(INVALID_SEARCH) from None


def internal_date(cursor: Cursor) -> datetime:
    """Take a date with a time, such as ``"28-Nov-2026 12:00:00 +0100"``."""
    found = cursor.match(_DATE_TIME, INVALID_INTERNAL)
    try:
        month = _NUMBERS[found[2].upper()]
        offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
        zone = timezone(-offset if found[7] == b"-" else offset)
        clock = (int(found[4]), int(found[5]), int(found[6]))
        return datetime(int(found[3]), month, int(found[1]), *clock, tzinfo=zone)
    except (KeyError, ValueError, OverflowError):
        raise Bad(INVALID_INTERNAL) from None


def written(moment: datetime) -> str:
    """A moment as INTERNALDATE tells it."""
    iso = moment.isoformat()  # cut up, it is written in half the time that its numbers take
    zone = "+0000" if moment.tzinfo is UTC else f"{moment:%z}"
    return f'"{iso[8:10]}-{_MONTHS[moment.month - 1]}-{iso[:4]} {iso[11:19]} {zone}"'
