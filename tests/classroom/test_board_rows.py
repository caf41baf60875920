"""Rows of the board: where somebody is, what they did last, and who is done, whatever program they use."""

from __future__ import annotations

import pytest

from classroom.still import COURSES, ENVELOPE, GOALS, LESSON, NOW, OURS, Still
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.board import Board, Plight
from heloworld.classroom.reports.told import Told
from heloworld.wire.events import Bytes, Opened
from shipped import COURSE

FIRST = next(COURSE.lessons)
OTHER = COURSES[FIRST.id]
WHOLE = [Told(kind="goal", lesson=LESSON, what=goal) for goal in GOALS]


def board(still: Still) -> Board:
    return still.book.board(Asked(), NOW)


def test_who_has_joined_by_their_program_has_done_what_their_lessons_report() -> None:
    still = Still()
    still.talk(
        f"carl.reef.{sum(map(ord, 'carl')):016x}",
        5,
        (("MAIL FROM:<carl@class.test>", "250 2.1.0 Ok"), ("QUIT", "221 2.0.0 Bye")),
    )
    (row,) = board(still).rows
    assert (row.last, row.plight) == ("", Plight.NEW), "a look whether the class hears is nothing that carl has done"
    still.report("carl", 4, Told(kind="begun", lesson=LESSON), *WHOLE[:2])
    (row,) = board(still).rows
    assert row.last == f"reached: {COURSES[LESSON].goals[GOALS[1]]}"[:80]


def test_the_lesson_is_the_one_where_somebody_did_something_last() -> None:
    still = Still()
    still.report("bert", 9, *WHOLE[:2])
    still.report("bert", 8, Told(kind="begun", lesson=FIRST.id))
    (row,) = board(still).rows
    assert (row.lesson, row.plight) == (OTHER.name, Plight.MOVING)
    assert not any(row.marks)


def test_done_is_who_has_reached_all_goals_of_the_lesson_of_the_class() -> None:
    still = Still()
    still.report("ana", 9, *WHOLE)
    still.report("ana", 8, Told(kind="hand", what="May I go?"))
    still.report("bert", 9, *WHOLE)
    still.report("bert", 8, Told(kind="begun", lesson=FIRST.id))
    still.report("carl", 9, *(Told(kind="goal", lesson=FIRST.id, what=each.id) for each in FIRST.goals))
    assert [(each.name, each.plight, each.is_done) for each in board(still).rows] == [
        ("ana", Plight.HAND, True),
        ("carl", Plight.MOVING, False),
        ("bert", Plight.DONE, True),
    ]
    assert board(still).done == 2


def test_a_question_outlasts_the_goal_that_comes_after_it() -> None:
    still = Still()
    still.report("ana", 9, Told(kind="hand", what="Where does the dot go?"))
    still.report("ana", 2, *WHOLE)
    (row,) = board(still).rows
    assert (row.plight, row.words, row.is_done) == (Plight.HAND, "Where does the dot go?", True)


def typed(still: Still, end: bytes, *letter: bytes, badge: str = "cy.reef") -> None:
    """Somebody types an envelope, DATA and lines of a letter, with a program that ends lines so."""
    still.take(
        [
            Opened(1, NOW, "smtp", ("192.168.1.9", 50_000), OURS),
            Bytes(1, NOW, "server", b"220 mail.harbour.test ESMTP\r\n"),
        ]
    )
    for said, reply in ((f"HELO {badge}", "250 mail.harbour.test"), *ENVELOPE):
        still.take([Bytes(1, NOW, "client", said.encode() + end), Bytes(1, NOW, "server", f"{reply}\r\n".encode())])
    still.take([Bytes(1, NOW, "client", line + end) for line in letter])


def test_a_row_says_that_no_dot_ends_a_letter_in_bare_lines() -> None:
    still = Still()
    typed(still, b"\n", b"hello", b".", b"QUIT")
    (row,) = board(still).rows
    assert (row.last, row.is_refused) == ("letter with bare LFs: no dot ends it (nc -C)", True)
    still.take([Bytes(1, NOW, "client", b"\r\n.\r\n"), Bytes(1, NOW, "server", b"250 2.0.0 Ok: queued as 5D4\r\n")])
    (row,) = board(still).rows
    assert (row.last, row.is_refused) == ("end of data 250", False)


def test_what_a_program_mails_is_no_trouble_of_whoever_it_belongs_to() -> None:
    still = Still()
    typed(still, b"\n", b"hello", badge=f"cy.reef.{1:016x}")
    (row,) = board(still).rows
    assert (row.last, row.is_refused) == ("", False)


def test_a_letter_in_bare_lines_out_of_a_pipe_is_seen_when_data_is_answered() -> None:
    still = Still()
    still.take([Opened(1, NOW, "smtp", ("192.168.1.9", 50_000), OURS), Bytes(1, NOW, "server", b"220 ESMTP\r\n")])
    still.take([Bytes(1, NOW, "client", b"HELO cy.reef\nMAIL FROM:<>\nRCPT TO:<ana@harbour.test>\nDATA\nhello\n.\n")])
    for reply in ("250 mail.harbour.test", *(reply for _, reply in ENVELOPE)):
        still.take([Bytes(1, NOW, "server", f"{reply}\r\n".encode())])
    (row,) = board(still).rows
    assert (row.last, row.is_refused) == ("letter with bare LFs: no dot ends it (nc -C)", True)


@pytest.mark.parametrize("letter", [(), (b"hello", b".x"), (b"one\r", b"two")], ids=["none yet", "rows", "a CR alone"])
def test_a_letter_in_whole_lines_is_no_trouble(letter: tuple[bytes, ...]) -> None:
    still = Still()
    typed(still, b"\r\n", *letter)
    (row,) = board(still).rows
    assert (row.last, row.is_refused) == ("DATA 354", False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Subject: test Mon, 30 Nov 2026 10:00:03 +0000\r\nX-Mailer: swaks\r\n\r\nwhat is a port\r\n",
            "what is a port",
        ),
        ("Subject: nc hangs\r\n\r\nThis is a test mailing\r\n", "nc hangs"),
        ("Subject: test of a port\r\n\r\nhello\r\n", "test of a port"),
        ("\r\nhello\r\n", "hello"),
        ("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_wohin=3F?=\r\n\r\nhello\r\n", "Gr\u00fc\u00dfe wohin?"),
    ],
)
def test_a_hand_says_what_somebody_has_written_and_not_what_swaks_has(text: str, words: str) -> None:
    still = Still()
    still.send("ana", 5, "help@class.test", text)
    (row,) = board(still).rows
    assert row.words == words
