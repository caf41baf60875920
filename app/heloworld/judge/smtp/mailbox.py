"""What must stand in ana's mailbox: what was there, and behind it each letter as one message, byte for byte.

Any dialect will do that a reader finds the letters by: ``From `` quoted at the start of a body's lines as in mboxo or
mboxrd, or a Content-Length that leads over it (qmail mbox(5); RFC 4155).
"""

from __future__ import annotations

import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from heloworld.judge.failure import Excerpt, Failed, Failure
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.letter import Letter
from heloworld.judge.wording import first_line
from heloworld.mbox.dialects import SEPARATOR, Dialect, quote
from heloworld.mbox.lenses import LENSES, walk
from heloworld.mbox.lenses.messages import opened

TITLE: Final = "the mailbox"

_SOURCE: Final = "RFC 4155, qmail mbox(5)"
_OF_THE_FORM: Final = frozenset(
    {
        SmtpCause.NO_FROM_LINE,
        SmtpCause.FROM_LINE_FORM,
        SmtpCause.CRLF_IN_FILE,
        SmtpCause.NO_EMPTY_LINE,
        SmtpCause.NOT_QUOTED,
    }
)
"""What is wrong with the form of an mbox, whichever stage has found it."""

_FROM_LINE: Final = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb"[ 0-3]?\d \d\d:\d\d(?::\d\d)?(?: [A-Z]{1,5}| [+-]\d{4})? \d{4}(?: [+-]\d{4})?\n"
)
"""A ``From_`` line as every reader takes it. Angle brackets around the address, which RFC 4155 does not have, are no
fault here: by the rules of all our lenses the message is found as without them, and s-nail, asked to be strict, finds
it."""

_START: Final = re.compile(rb"^From ", re.MULTILINE)
_LENGTH: Final = re.compile(rb"^Content-Length: *\d+$", re.MULTILINE | re.IGNORECASE)
_LONG_LINE: Final = 500
_AROUND: Final = 2_000
"""Bytes of a mailbox that are kept before and behind a wrong byte."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a mailbox must hold.

    Attributes:
        letters: What must have been appended, in any order.
        before: What was in it when the server was started.
        others: What was sent to somebody else.
        may_repeat: Whether a letter may stand there twice, or a part of it besides: of a server that was killed while
            it wrote, and then began anew (RFC 1047).
        missing: What is behind a letter that is not there.
        stray: What is behind a message that nobody sent.
    """

    letters: Sequence[Letter]
    before: bytes = b""
    others: Sequence[Letter] = ()
    may_repeat: bool = False
    missing: SmtpCause = SmtpCause.LETTER_MISSING
    stray: SmtpCause = SmtpCause.NOT_A_LETTER


def check(path: Path, contents: Contents) -> None:
    """Make sure of a mailbox.

    Raises:
        Failed: It does not hold what it must, or more than that.
    """
    data = read(path)
    before, letters = contents.before, contents.letters
    if not data.startswith(before):
        raise _differs(data, _first_difference(data, before), before, SmtpCause.OLD_MAIL_CHANGED)
    if not letters:
        if len(data) > len(before):
            raise _differs(data, len(before), b"", contents.stray)
        return
    if contents.may_repeat and all(_holds_whole(data[len(before) :], letter) for letter in letters):
        return
    _check_form(path, data, len(before))
    starts = _starts(path, data, len(before), len(letters))
    _check_quoting(data, starts, letters)
    found = [data[start:stop] for start, stop in zip(starts, [*starts[1:], len(data)], strict=True)]
    for letter in letters:
        name = letter.subject.encode()
        places = [number for number, text in enumerate(found) if name in text]
        if not places:
            raise _missing(data, letter, contents.missing)
        _check_message(data, starts[places[-1]], found[places[-1]], letter)
    if len(found) > len(letters):
        raise _too_many(data, starts, contents)


def read(path: Path) -> bytes:
    """What is in a mailbox; nothing where there is none.

    Raises:
        Failed: It cannot be read, or is something else than a file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe could take for ever
            raise _not_readable("it is not a plain file")
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _not_readable(error.strerror or str(error)) from error


def _not_readable(why: str) -> Failed:
    return Failed(Failure(f"The mailbox file cannot be read: {why}.", "A plain file.", SmtpCause.NO_FILE))


def _holds_whole(data: bytes, letter: Letter) -> bool:
    """Whether a letter's header and body stand somewhere, whatever else does."""
    variants = (quote(dialect, letter.stored_body) for dialect in (Dialect.MBOXRD, Dialect.MBOXO, Dialect.NAIVE))
    last = letter.fields[-1] + b"\n"
    return any(re.search(re.escape(last) + rb"(?:.+\n)*\n" + re.escape(body), data) for body in variants)


def _check_form(path: Path, data: bytes, begin: int) -> None:
    """Make sure of what makes a file an mbox: a ``From_`` line first, LF alone, an empty line last."""
    added = data[begin:]
    if not added:
        raise _nothing_added(path, begin)
    wanted = b"From somebody@island.test Mon Nov 23 23:26:01 2026\n"
    if not added.startswith(SEPARATOR):
        raise _differs(data, begin, wanted, SmtpCause.NO_FROM_LINE)
    if (at := added.find(b"\r")) >= 0 and added[at : at + 2] == b"\r\n":
        raise _differs(data, begin + at, _line(data, begin + at).rstrip(b"\r\n") + b"\n", SmtpCause.CRLF_IN_FILE)
    if not _FROM_LINE.match(added):
        raise _differs(data, begin + len(SEPARATOR), wanted, SmtpCause.FROM_LINE_FORM)
    if not data.endswith(b"\n\n"):
        raise _differs(data, len(data), b"\n" if data.endswith(b"\n") else b"\n\n", SmtpCause.NO_EMPTY_LINE)


def _nothing_added(path: Path, begin: int) -> Failed:
    """A mailbox is as long as it was: it was not opened, or what was written to it has not come there."""
    expected = "The letter, appended to the file MAILBOX."
    if begin:
        return Failed(Failure("The mailbox file is as it was.", expected, SmtpCause.NO_FILE))
    if path.exists():
        return Failed(Failure("The mailbox file is there, and empty.", expected, SmtpCause.FILE_IS_EMPTY))
    return Failed(Failure("There is no mailbox file.", expected, SmtpCause.NO_FILE))


def _starts(path: Path, data: bytes, begin: int, count: int) -> list[int]:
    """Where the new messages start: at every ``From `` at the start of a line; by Content-Length where there is one."""
    starts = [match.start() for match in _START.finditer(data, begin)]
    if len(starts) <= count or not _LENGTH.search(data, begin):
        return starts
    lens = LENSES["mboxcl2"]
    with opened(path) as box:
        spans = [span.offset for span in walk.spans(lens, box.view, box.offsets) if span.offset >= begin]
    return spans if len(spans) == count else starts


def _check_quoting(data: bytes, starts: Sequence[int], letters: Sequence[Letter]) -> None:
    """Make sure that no message starts at what is a line of a letter's body."""
    for start in starts:
        line = _line(data, start)
        if any(line.rstrip(b"\n") in letter.body for letter in letters):
            raise _differs(data, start, b">" + line, SmtpCause.NOT_QUOTED)


def _check_message(data: bytes, start: int, text: bytes, letter: Letter) -> None:
    """Make sure of one message: every field of the letter in its order, and its body."""
    wanted = [quote(dialect, letter.stored_body).rstrip(b"\n") for dialect in (Dialect.MBOXRD, Dialect.MBOXO)]
    behind_fields = text.find(letter.fields[-1] + b"\n") + len(letter.fields[-1]) + 1
    if text[behind_fields:].rstrip(b"\n") in wanted:
        raise _differs(data, start + behind_fields, b"\n", SmtpCause.NO_EMPTY_LINE)
    head, gap, body = text.partition(b"\n\n")
    _check_fields(data, start, head, letter)
    if _LENGTH.search(head):
        wanted.append(letter.stored_body.rstrip(b"\n"))
    stored = body.rstrip(b"\n")
    if stored in wanted:
        return
    nearest = max(wanted, key=lambda each: _first_difference(stored, each))
    at = _first_difference(stored, nearest)
    at += nearest[at : at + 1] == b"\n" and at == len(stored)  # the line is whole, and the next one is missing
    raise _differs(data, start + len(head) + len(gap) + at, _line(nearest, at), _why(stored, nearest, at))


def _check_fields(data: bytes, start: int, head: bytes, letter: Letter) -> None:
    """Make sure of the header: the server may add fields, but leaves out none of the letter's."""
    lines, at = head + b"\n", 0
    for field in letter.fields:
        found = lines.find(b"\n" + field + b"\n", at)
        if found < 0:
            changed = lines.find(b"\n" + field.partition(b":")[0] + b":") + 1
            place = changed + _first_difference(lines[changed:], field) if changed else len(lines)
            raise _differs(data, start + place, field + b"\n", SmtpCause.FIELD_LOST)
        at = found


def _why(stored: bytes, wanted: bytes, at: int) -> SmtpCause:
    """What is behind a body that differs, by the line in which it does."""
    if at >= len(stored):
        return SmtpCause.BODY_CUT
    here, should = _line(stored, at), _line(wanted, at)
    if b"." + should == here or (here.startswith(b"..") and not should.startswith(b"..")):
        return SmtpCause.DOT_KEPT
    if should.startswith(b".") and should[1:] == here:
        return SmtpCause.DOT_LOST
    if len(should) > _LONG_LINE and should.startswith(here.rstrip(b"\n")):
        return SmtpCause.TOO_LARGE
    if any(byte > 0x7F for byte in should):
        return SmtpCause.NOT_EIGHT_BIT
    return SmtpCause.BODY_CHANGED


def _missing(data: bytes, letter: Letter, cause: SmtpCause) -> Failed:
    return Failed(
        Failure(
            f"The mailbox holds {len(data):,} bytes, and the letter is not among them.",
            f"A message with {letter.subject}",
            cause,
        )
    )


def _too_many(data: bytes, starts: Sequence[int], contents: Contents) -> Failed:
    """A message too many: a letter that is there twice, or for somebody else, or one that nobody sent."""
    seen: set[str] = set()
    for start, stop in zip(starts, [*starts[1:], len(data)], strict=True):
        name = _name(data[start:stop], contents.letters)
        if not name:
            is_anothers = bool(_name(data[start:stop], contents.others))
            return _differs(data, start, b"", SmtpCause.ANOTHERS if is_anothers else contents.stray)
        if name in seen:
            return _differs(data, start, b"", SmtpCause.TWICE)
        seen.add(name)
    return _differs(data, len(data), b"", contents.stray)


def _name(text: bytes, letters: Sequence[Letter]) -> str:
    """The subject of the letter that a message is; empty where it is none of them."""
    return next((letter.subject for letter in letters if letter.subject.encode() in text), "")


def _differs(data: bytes, at: int, expected: bytes, cause: SmtpCause) -> Failed:
    """A mailbox has a wrong byte at a place."""
    begin = max(at - _AROUND, 0)
    excerpt = Excerpt(TITLE, data[begin : at + _AROUND], expected, at - begin)
    said = f"At byte {at:,} of the mailbox: {first_line(_line(data, at), keeps_cr=True) or 'an empty line'}"
    if at >= len(data):
        said = f"The mailbox ends at byte {at:,}."
    line = first_line(expected) or "an empty line"
    wanted = f"There: {line}" if expected else "Nothing there."
    return Failed(Failure(said, wanted, cause, excerpt, _SOURCE if cause in _OF_THE_FORM else ""))


def _line(data: bytes, at: int) -> bytes:
    """The line in which a byte stands, with its end."""
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at)
    return data[start : end + 1] if end >= 0 else data[start:]


def _first_difference(one: bytes, other: bytes) -> int:
    """Where two texts differ first; the length of the shorter where one begins with the other."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
