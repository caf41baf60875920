"""From_ lines as programs parse them: who accepts which date.

All agree on ``From``, a space, and something behind it. Whether there has to be a sender, where the date starts and
how much of it is looked at differs from program to program, so each has a grammar of its own here. What a program
takes for white space is C's: space, TAB, LF, VT, FF and CR.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from heloworld.mbox.lenses.numbers import saturated

_MONTHS: Final = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAYS: Final = rb"(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)"

_WORD: Final = re.compile(rb"[^ \t-\r]*[ \t-\r]*")
_WEEKDAY: Final = re.compile(_DAYS + rb"[ \t-\r]", re.IGNORECASE)
_SENDER: Final = re.compile(rb'(?:[^\\" \t-\r]++|\\.|"[^"\\]*+(?:\\.[^"\\]*+)*")*(?=[ \t-\r])', re.DOTALL)
_OBSCURED: Final = re.compile(rb" at [^ ]*(?= )", re.IGNORECASE | re.DOTALL)
_NUMBER: Final = rb"[ \t-\r]*[+-]?[0-9]+"
_MUTT_DATE: Final = re.compile(
    _MONTHS + rb"[^ \t-\r]*+[ \t-\r]++"  # the month, and whatever is glued to it
    rb"(?=" + _NUMBER + rb")[^ \t-\r]*+[ \t-\r]++"  # the day starts with a number
    rb"(?=" + _NUMBER + rb":" + _NUMBER + rb")[^ \t-\r]*+[ \t-\r]++"  # so do hour and minute; seconds may follow
    rb"(?:[0-9]|"  # the year, or first one or two names of a time zone; then the year may have a sign
    rb"[A-Za-z+-][^ \t-\r]*+[ \t-\r]++(?:[A-Za-z][^ \t-\r]*+[ \t-\r]++)?(?:[+]?[0-9]|-0+(?![0-9])))",
    re.IGNORECASE,
)


def mutt_accepts(line: bytes) -> bool:
    """``From [sender] weekday month day time [zone [zone]] year``; what follows the year does not matter.

    A sender may have quotes and backslashes in it, or be obscured as ``ana at harbour.test``. Source: mutt 2.2.12,
    from.c, is_from().

    Args:
        line: The line, or what its header folds into, from ``From`` on; at most 8,191 bytes of it.
    """
    text, _, _ = line.partition(b"\x00")
    at = _next_word(text, 0)
    if not text.startswith(b"From ") or at >= len(text):
        return False
    if not _WEEKDAY.match(text, at):
        sender = _SENDER.match(text, at)
        if not sender:
            return False
        obscured = _OBSCURED.match(text, sender.end())
        if not obscured and text[sender.end() : sender.end() + 4].lower() == b" at ":
            return False
        at = (obscured or sender).end() + 1
        while at < len(text) and text[at : at + 1].isspace():
            at += 1
        if not _WEEKDAY.match(text, at):
            return False
    at = _next_word(text, at)
    if _WEEKDAY.match(text, at):  # a sender whose name is that of a weekday
        at = _next_word(text, at)
    return _MUTT_DATE.match(text, at) is not None


def _next_word(text: bytes, at: int) -> int:
    found = _WORD.match(text, at)
    return found.end() if found else at


_C_CLIENT_ZONED: Final = (
    # what ends the line, and how many bytes before its end the time of day ends
    (re.compile(rb" .{3} .{4}\Z", re.DOTALL), 9),  # PST 1992
    (re.compile(rb" [+-].{4} .{4}\Z", re.DOTALL), 11),  # -0700 1992
)
_REMOTE: Final = re.compile(rb" remote from [^ ]*\Z", re.DOTALL)


def mailutils_accepts(line: bytes) -> bool:
    """A date in fixed columns, counted from the right: what stands before it may be anything.

    Only the punctuation is looked at: colons in the time, spaces between the words. Source: GNU mailutils 3.15,
    libproto/mbox/mboxrd.c, parse_from_line(); it is M. Crispin's rule from the c-client library.

    Args:
        line: The line with its line end, without which it is never accepted.
    """
    text, end, _ = line.partition(b"\n")
    if not end or b"\x00" in text or not text.startswith(b"From "):
        return False
    if len(text) >= 41:
        text = _REMOTE.sub(b"", text)
    if len(text) < 27:
        return False
    time_end = _time_end(text)
    if not time_end or _at(text, -time_end - 3) != b":":
        return False
    space = time_end + (9 if _at(text, -time_end - 6) == b":" else 6)
    return all(_at(text, -space - before) == b" " for before in (0, 3, 7, 11))


def _time_end(text: bytes) -> int:
    """How many bytes from its right end the time of day ends; 0 where that cannot be told."""
    if _at(text, -5) == b" ":
        if _at(text, -8) == b":":
            return 5
        return next((length for pattern, length in _C_CLIENT_ZONED if pattern.search(text)), 0)
    if _at(text, -4) == b" ":
        return 9 if _at(text, -9) == b" " else 0
    if _at(text, -6) == b" " and _at(text, -5) in {b"+", b"-"}:
        return 11 if _at(text, -11) == b" " else 0
    return 0


def _at(text: bytes, index: int) -> bytes:
    """One byte, counted from the end; nothing where there is none."""
    return text[index : index + 1 or None] if -index <= len(text) else b""


_STRTOL: Final = re.compile(rb"[ \t-\r]*([+-]?[0-9]+)")
_GIT_TIME: Final = re.compile(rb"[0-9].[0-9][0-9]:[0-9][0-9]", re.DOTALL)


def git_accepts(line: bytes) -> bool:
    """The last colon stands between two-digit numbers, and a year above 90 follows two digits behind it.

    A digit has to stand four bytes before the colon too: the hour's last, or the day's. Source: git 2.39,
    builtin/mailsplit.c, is_from_line().

    Args:
        line: The line with its line end, if it has one.
    """
    if len(line) < 20 or not line.startswith(b"From "):
        return False
    colon = line.rfind(b":", 5, len(line) - 2)
    if colon < 0 or not _GIT_TIME.match(line, colon - 4):
        return False
    year = _STRTOL.match(line, colon + 3)
    return year is not None and saturated(year.group(1)) > 90


_DOVECOT_SENDER: Final = re.compile(rb'(?:"(?:[^"\r\n]++|(?<=\\)")*(?<!\\)"|(?!"))[^ \r\n]*+ ++')
_MONTH_NAMES: Final = b"janfebmaraprmayjunjulaugsepoctnovdec"
_DOVECOT_MONTH: Final = rb"(?P<month>" + _MONTHS + rb"|\?\?\?) "
_DOVECOT_CTIME: Final = re.compile(
    rb".{4}" + _DOVECOT_MONTH + rb" ?(?P<day>[0-9] |[0-9][0-9] )"
    rb"(?P<hour>[0-9][0-9]):(?P<minute>[0-9][0-9])(?::(?P<second>[0-9][0-9]))? "
    rb"(?:(?![0-9]{4})[^ \r\n]* )?(?P<year>[0-9]{4})(?P<zone> [+-][0-9]{4})?",
    re.IGNORECASE | re.DOTALL,
)
_DOVECOT_MAIL_DATE: Final = re.compile(
    rb".{5}(?P<day>[0-9][0-9]?) " + _DOVECOT_MONTH + rb"(?P<year>[0-9]{4})."
    rb"(?P<hour>[0-9][0-9]):(?P<minute>[0-9][0-9])(?::(?P<second>[0-9][0-9]))?(?P<zone> [+-][0-9]{4})?",
    re.IGNORECASE | re.DOTALL,
)
_SHORTEST_DATE: Final = 21
_LIKE_YEAR_0: Final = 2000
"""Python has no year 0; this one has the same days."""

_MINUS_ONE: Final = datetime(1969, 12, 31, 23, 59, 59)  # noqa: DTZ001 - it is compared with such ones
"""The one moment that Dovecot takes for none: as a number it is -1, which is how it says that there is no such day."""


def dovecot_accepts(text: bytes) -> bool:
    """A sender without spaces, then ``weekday month day time [zone] year``, or ``weekday, day month year time``.

    The four bytes of the weekday may be any. Source: Dovecot 2.3.19, src/lib-mail/mbox-from.c, mbox_from_parse().

    Args:
        text: What follows ``From`` and the space: the line and the bytes behind it, which a short date runs into.
    """
    sender = _DOVECOT_SENDER.match(text)
    if not sender or sender.end() + _SHORTEST_DATE > len(text):
        return False
    date = _DOVECOT_CTIME.match(text, sender.end()) or _DOVECOT_MAIL_DATE.match(text, sender.end())
    return date is not None and (not date["zone"] or _exists(date))


def _exists(date: re.Match[bytes]) -> bool:
    """Whether there is such a day and such a time; asked only of dates with a numeric zone."""
    month = _MONTH_NAMES.find(date["month"][:3].lower()) // 3 + 1
    second = min(int(date["second"] or 0), 59) if int(date["second"] or 0) <= 60 else 60
    year = int(date["year"]) or _LIKE_YEAR_0
    numbers = (year, month or 1, int(date["day"]) or 1, int(date["hour"]), int(date["minute"]), second)
    try:
        return datetime(*numbers) != _MINUS_ONE  # noqa: DTZ001 - only to see whether it exists
    except ValueError:
        return False


_FORMAIL_WORDS: Final = re.compile(rb"From [ \t]*+[^ \t\n\x00]++[ \t]*+[^ \t\n]")


def formail_accepts(line: bytes) -> bool:
    """Two words behind ``From``, whatever they are. Source: procmail 3.22, formail.c, main(), ``fromanyway``."""
    return _FORMAIL_WORDS.match(line) is not None
