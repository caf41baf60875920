"""A mistake is spoken of until it is mended; a program that says goodbye by itself mends nothing."""

from __future__ import annotations

from course.recording import END, ENVELOPE, HELO, evidence, misstep
from heloworld.course.model.lesson import Step
from heloworld.course.play.advice.mistakes import Mistakes

LETTER = (*HELO, *ENVELOPE, "C To: ben", *END)
QUIT = ("C QUIT", "S 221 2.0.0 Bye")
AGAIN = ("C MAIL FROM:<dora@island.test>", "S 250 2.1.0 Ok")


def told_after(*lines: str, outside: bool) -> bool:
    """Whether a letter that was wrong is still spoken of after these lines."""
    wrong = misstep({"mail": "accepted", "outside": outside})
    mistakes, here = Mistakes(), Step("Step", 1, "", "", (wrong,))
    for script in (LETTER, (*LETTER, *lines)):
        seen = evidence(script, outside=outside)
        mistakes.tell(mistakes.made(here, set(), seen, is_before_class=False), seen, is_on=False)
    return mistakes.told(set()) is wrong


def test_what_is_said_of_another_programs_letter_outlives_its_goodbye() -> None:
    assert told_after(*QUIT, outside=True)
    assert not told_after(*AGAIN, outside=True)


def test_at_the_prompt_a_goodbye_is_a_line_like_others() -> None:
    assert not told_after(*QUIT, outside=False)
