"""The newcomer's guide: what it says to a line of the letter that is not what it was meant to be."""

from __future__ import annotations

import pytest

from course.recording import END, ENVELOPE, HELO, evidence
from heloworld.course.play.advice.lone_dot import NOT_ALONE, TWO_DOTS
from heloworld.course.play.first_mail import EMPTY, NO_EMPTY_LINE, NO_FIELD, NO_TEXT, STEPS, FirstMail, progress

WRITING = 4
LETTER = (*HELO, *ENVELOPE)


def reached(*lines: str) -> FirstMail:
    now = evidence((*LETTER, *lines))
    return progress(now.dialogues.values(), now.rows)


@pytest.mark.parametrize(
    ("line", "remark"),
    [("C  .", NOT_ALONE), ("C . ", NOT_ALONE), ("C ..", TWO_DOTS), ("C ...", ""), ("C Good morning", "")],
)
def test_a_line_that_was_meant_to_end_the_letter_is_spoken_of(line: str, remark: str) -> None:
    now = reached("C Subject: hello", "C ", "C text", line)
    assert (now.step, now.remark) == (STEPS[WRITING + 1], remark)


def test_a_text_without_header_and_empty_line_is_spoken_of_and_can_be_sent() -> None:
    now = reached("C Hello Ana", "C how are you?")
    assert (now.step, now.next_line, now.remark) == (STEPS[WRITING], "", NO_FIELD)
    now = reached("C Hello Ana", "C ", "C how are you?")
    assert (now.step, now.remark) == (STEPS[WRITING + 1], "")
    assert reached("C Hello Ana", *END).step is STEPS[-1]


def test_what_is_said_of_a_line_before_the_text_is_true_of_every_line() -> None:
    """A line of the text may hold a colon, and one of the header may be folded: the guide does not judge a line."""
    assert "no header line" not in NO_FIELD
    assert "Subject: hello" in NO_FIELD


def test_a_header_needs_no_remark() -> None:
    now = reached("C Subject: hello", "C To: ana")
    assert (now.step, now.next_line, now.remark) == (STEPS[WRITING], "", "")


@pytest.mark.parametrize(
    ("lines", "remark"),
    [
        ((), EMPTY),
        (("C ",), EMPTY),
        (("C Subject: hello", "C text"), NO_EMPTY_LINE),
        (("C Hello Ana",), NO_EMPTY_LINE),
        (("C Hello Ana", "C ", "C text"), NO_EMPTY_LINE),
        (("C Subject: hello", "C text", "C ", "C more"), NO_EMPTY_LINE),
        (("C Subject: hello",), NO_TEXT),
        (("C Subject: hello", "C "), NO_TEXT),
        (("C Subject: hello", "C ", "C text"), ""),
    ],
)
def test_of_a_letter_that_was_sent_it_is_said_what_is_missing(lines: tuple[str, ...], remark: str) -> None:
    now = reached(*lines, *END)
    assert (now.step, now.remark) == (STEPS[-1], remark)
    assert reached(*lines, *END, "C QUIT", "S 221 2.0.0 Bye").remark == ""


def test_what_is_missing_is_no_more_once_a_whole_letter_was_sent() -> None:
    assert reached(*END, *ENVELOPE, "C Subject: hello", "C ", "C text", *END).remark == ""


@pytest.mark.parametrize("hello", ["RSET", "HELO localhost", "EHLO localhost"])
@pytest.mark.parametrize("lines", [2, 4])
def test_what_drops_the_envelope_takes_the_guide_back_to_its_sender(hello: str, lines: int) -> None:
    now = evidence((*HELO, *ENVELOPE[:lines], f"C {hello}", "S 250 mail.harbour.test"))
    assert progress(now.dialogues.values(), now.rows).step is STEPS[1]
