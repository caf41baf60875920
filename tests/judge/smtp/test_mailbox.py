"""What passes for a mailbox, in whichever dialect, and which byte is wrong in one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.judge.failure import Excerpt, Failed
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.letter import Letter
from heloworld.judge.smtp.mailbox import Contents, check
from heloworld.mbox.dialects import Dialect, quote, writes_content_length

FROM = b"From dora@island.test Mon Nov 23 23:26:01 2026\n"
FIELDS = (b"From: Dora <dora@island.test>", b"Subject: tide 0123456789ab")
BODY = (b"one", b"", b"From afar", b"", b"From ana@harbour.test Mon Nov 23 23:26:01 2026", b"", b">From three")
LETTER = Letter("dora@island.test", ("ana@harbour.test",), FIELDS, BODY)
PLAIN = Letter(
    "dora@island.test", ("ana@harbour.test",), (FIELDS[0], b"Subject: wave ba9876543210"), (b"..a", b"b\xe9")
)
OLD = FROM + b"Subject: old\n\nold\n\n"


def stored(letter: Letter, dialect: Dialect = Dialect.MBOXRD, added: bytes = b"Received: from ferry.test\n") -> bytes:
    """A letter as a server of that dialect stores it."""
    body = quote(dialect, letter.stored_body)
    length = b"Content-Length: %d\n" % len(body) if writes_content_length(dialect) else b""
    return FROM + added + length + b"".join(field + b"\n" for field in letter.fields) + b"\n" + body + b"\n"


RIGHT = stored(PLAIN)
WITHOUT = RIGHT.removeprefix(FROM)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "ana.mbox"


@pytest.mark.parametrize("dialect", [Dialect.MBOXO, Dialect.MBOXRD, Dialect.MBOXCL, Dialect.MBOXCL2])
def test_every_dialect_that_keeps_letters_apart(box: Path, dialect: Dialect) -> None:
    box.write_bytes(OLD + stored(LETTER, dialect) + stored(PLAIN, dialect))
    check(box, Contents([PLAIN, LETTER], OLD))


@pytest.mark.parametrize(
    "line",
    [
        b"From dora@island.test  Mon Nov  2 23:26:01 2026\n",
        b"From MAILER-DAEMON Mon Nov 23 23:26 2026\n",
        b"From dora@island.test Mon Nov 23 23:26:01 UTC 2026\n",
        b"From dora@island.test Mon Nov 23 23:26:01 2026 +0100\n",
        b"From <dora@island.test> Mon Nov 23 23:26:01 2026\n",
    ],
)
def test_spellings_of_the_from_line(box: Path, line: bytes) -> None:
    box.write_bytes(RIGHT.replace(FROM, line))
    check(box, Contents([PLAIN]))


WRONG = {
    "no From line": (WITHOUT, SmtpCause.NO_FROM_LINE, b"Received: from"),
    "no From line, and CR LF": (WITHOUT.replace(b"\n", b"\r\n"), SmtpCause.NO_FROM_LINE, b"Received: from"),
    "a From line without a date": (
        b"From dora@island.test\n" + WITHOUT,
        SmtpCause.FROM_LINE_FORM,
        b"dora@",
    ),
    "a date of another form": (
        b"From dora@island.test 2026-11-23T23:26:01\n" + WITHOUT,
        SmtpCause.FROM_LINE_FORM,
        b"dora@",
    ),
    "CR LF": (RIGHT.replace(b"\n", b"\r\n"), SmtpCause.CRLF_IN_FILE, b"\r\nReceived"),
    "no empty line at the end": (RIGHT[:-1], SmtpCause.NO_EMPTY_LINE, b""),
    "no line end at the end": (RIGHT[:-2], SmtpCause.NO_EMPTY_LINE, b""),
    "no empty line behind the header": (RIGHT.replace(b"\n\n..a", b"\n..a"), SmtpCause.NO_EMPTY_LINE, b"..a"),
    "a field lost": (RIGHT.replace(FIELDS[0] + b"\n", b""), SmtpCause.FIELD_LOST, b"\n..a"),
    "a field changed": (RIGHT.replace(b"Dora", b"dora"), SmtpCause.FIELD_LOST, b"dora <dora@"),
    "a dot kept": (RIGHT.replace(b"..a", b"...a"), SmtpCause.DOT_KEPT, b".a\nb"),
    "a dot lost": (RIGHT.replace(b"..a", b".a"), SmtpCause.DOT_LOST, b"a\nb"),
    "a byte lost": (RIGHT.replace(b"b\xe9", b"b?"), SmtpCause.NOT_EIGHT_BIT, b"?\n"),
    "the end cut": (RIGHT.replace(b"\nb\xe9", b""), SmtpCause.BODY_CUT, b"\n"),
    "twice": (RIGHT * 2, SmtpCause.TWICE, FROM),
    "a piece of another": (RIGHT + FROM + b"Subject: lost\n\n\n", SmtpCause.NOT_A_LETTER, FROM + b"Subject: lost"),
    "another letter": (RIGHT.replace(b"wave", b"tide"), SmtpCause.LETTER_MISSING, None),
}


@pytest.mark.parametrize(("data", "cause", "at"), WRONG.values(), ids=WRONG)
def test_the_first_wrong_byte(box: Path, data: bytes, cause: SmtpCause, at: bytes | None) -> None:
    for before in (b"", OLD):
        box.write_bytes(before + data)
        with pytest.raises(Failed) as failed:
            check(box, Contents([PLAIN], before))
        failure = failed.value.failure
        assert failure.cause == cause
        if at is not None and data:
            assert isinstance(failure.where, Excerpt)
            assert failure.where.arrived[failure.where.at :].startswith(at)
            assert failure.where.at == len(failure.where.arrived) if not at else True


def test_a_line_that_is_not_quoted(box: Path) -> None:
    box.write_bytes(stored(LETTER, Dialect.NAIVE) + stored(PLAIN))
    with pytest.raises(Failed) as failed:
        check(box, Contents([LETTER, PLAIN]))
    failure = failed.value.failure
    assert isinstance(failure.where, Excerpt)
    assert failure.cause == SmtpCause.NOT_QUOTED
    assert failure.where.arrived[failure.where.at :].startswith(b"From afar\n")
    assert failure.where.expected == b">From afar\n"


def test_what_was_there_is_still_there(box: Path) -> None:
    box.write_bytes(RIGHT)
    with pytest.raises(Failed) as failed:
        check(box, Contents([PLAIN], OLD))
    assert failed.value.failure.cause == SmtpCause.OLD_MAIL_CHANGED


def test_nothing_is_added_where_nothing_should(box: Path) -> None:
    check(box, Contents([]))
    box.write_bytes(OLD)
    check(box, Contents([], OLD))
    box.write_bytes(OLD + RIGHT)
    with pytest.raises(Failed) as failed:
        check(box, Contents([], OLD))
    assert failed.value.failure.cause == SmtpCause.NOT_A_LETTER


def test_a_server_that_was_killed_may_leave_a_part(box: Path) -> None:
    box.write_bytes(RIGHT[:-8] + b"\n" + RIGHT)
    check(box, Contents([PLAIN], may_repeat=True))
    with pytest.raises(Failed):
        check(box, Contents([PLAIN]))


def test_a_letter_for_somebody_else(box: Path) -> None:
    box.write_bytes(RIGHT + stored(LETTER))
    with pytest.raises(Failed) as failed:
        check(box, Contents([PLAIN], others=[LETTER]))
    assert failed.value.failure.cause == SmtpCause.ANOTHERS


def test_a_server_that_was_killed_has_not_lost_a_letter(box: Path) -> None:
    """Neither half of it nor another one is the letter."""
    for data in (b"", RIGHT[:-8], stored(LETTER), RIGHT.replace(b"..a", b".a")):
        box.write_bytes(data)
        with pytest.raises(Failed):
            check(box, Contents([PLAIN], may_repeat=True))
    for data in (RIGHT * 2, RIGHT[:-6] + b"\n\n" + RIGHT, RIGHT + FROM + b"Subject: wave"):
        box.write_bytes(data)
        check(box, Contents([PLAIN], may_repeat=True))
