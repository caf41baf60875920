"""What a handout leaves out of a text: keys of the screen, each by a rule, and nothing that the rest refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from heloworld.course.handout.editions import Edition, Sheet, places_on_paper
from heloworld.course.handout.markdown import markdown
from heloworld.course.handout.screen_keys import without_keys
from heloworld.course.model.lesson import Lesson
from heloworld.ui.actions import ACTIONS
from shipped import LESSONS

_SPOKEN: Final = {"shift+tab": "Shift+Tab", "pageup": "Page Up", "pagedown": "Page Down"}


def _spoken(key: str) -> str:
    """A key as a lesson's text writes it."""
    if key in _SPOKEN:
        return _SPOKEN[key]
    if key.startswith("ctrl+"):
        named = key.removeprefix("ctrl+").replace("right_square_bracket", "]").replace("slash", "/")
        return f"Ctrl+{named.upper()}" if len(named) == 1 else ""
    return key.upper() if re.fullmatch(r"f\d+", key) else ""


OURS: Final = {*filter(None, (_spoken(key) for action in ACTIONS for key in action.keys)), "Tab", "arrow key"}
"""The keys that are the screen's."""

LEFT_OUT: Final = {
    "F6 goes from pane to pane: press it until the title of the wire says *line by line*.",
    "Then the arrow keys go through its lines.",
    "On the screen, F4 shows these bytes; the numbers beside them count the bytes that each side has sent.",
    "If you have forgotten how a line of the envelope goes, F2 has it.",
    "F2 is there if you want it.",
}
"""Whole sentences that are left out; all others that name a key have it in brackets, or at their end."""

_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*“])")
_REFERS: Final = re.compile(r"\A(?:That|It|This|They|Then|These|Those|Both|There)\b|\bwith (?:that|it|them)\b")


@dataclass(frozen=True)
class Paragraph:
    """A line of a lesson's text, and what of it stands on paper."""

    text: str

    @property
    def left(self) -> str:
        return without_keys(self.text)

    @property
    def asides(self) -> list[str]:
        """What is left out in brackets."""
        return [each for each in _ASIDE.findall(self.text) if each not in self.left]

    @property
    def sentences(self) -> list[str]:
        """Its sentences, without what is left out in brackets."""
        text = self.text
        for aside in self.asides:
            text = text.replace(aside, "")
        return _SENTENCES.split(text)


def paragraphs(lesson: Lesson) -> Iterator[Paragraph]:
    """All that stands on paper of a lesson's text and questions, but for examples."""
    for step in lesson.steps:
        asked = [text for each in (*step.predictions, *step.checks) for text in (each.ask, *each.options)]
        for text in (step.before, step.after, *asked):
            plain = re.sub(r"^(```|~~~).*?^\1[^\n]*$", "", text, flags=re.DOTALL | re.MULTILINE)
            yield from (Paragraph(line) for line in plain.split("\n") if line.strip())


def names_the_screen(text: str) -> bool:
    return any(re.search(re.escape(key) + r"(?!\w)", text) for key in OURS | {"arrow keys"}) or bool(
        re.match(r"\W*On the screen\b", text, re.IGNORECASE)
    )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_what_is_left_out_is_about_the_screen_and_nothing_refers_to_it(lesson: Lesson) -> None:
    for each in paragraphs(lesson):
        assert all(map(names_the_screen, each.asides)), each.text
        before = ""
        for sentence in each.sentences:
            is_there = sentence in each.left
            if not is_there:
                assert names_the_screen(sentence), f"nothing says why this is not on paper: {sentence}"
                begins = re.split(r"[;:,]", sentence)[0]
                assert sentence in LEFT_OUT or begins in each.left, f"all of a sentence is left out: {sentence}"
            elif before in LEFT_OUT:
                assert not _REFERS.search(sentence), f"it refers to what is left out: {sentence}"
            before = sentence


def test_keys_that_are_every_terminals_stand_on_paper() -> None:
    text = "It waits. Ctrl+V and then Ctrl+M puts a CR into the line. Send a line with that alone; Ctrl+C ends it."
    assert without_keys(text) == text
    assert without_keys("Ctrl+Y copies it. Type.") == "Type."


@pytest.mark.parametrize("key", sorted(OURS))
def test_each_key_of_ours_is_known_as_one(key: str) -> None:
    assert without_keys(f"Type. The {key} does more.") == "Type."


def test_what_is_said_of_the_screen_in_brackets_is_for_the_screen() -> None:
    assert without_keys("Say hello. (On the screen, the wire shows it.) Go on.") == "Say hello. Go on."


def test_the_worksheet_of_a_bare_line_feed_says_how_to_get_out_of_it() -> None:
    lesson = next(each for each in LESSONS if each.number == "3.2")
    page = markdown(Sheet(lesson, places_on_paper("192.168.1.20", 2525), Edition.STUDENT).blocks())
    assert "Ctrl+V and then Ctrl+M puts a CR into the line" in page
    assert "If your terminal wants Ctrl+V for itself, this sends all of it" in page
    assert page.index("sleep 4") > page.index("High at noon"), "the silence is to be seen, whoever pastes"


@pytest.mark.parametrize("number", ["3.1", "3.2"])
def test_a_worksheet_for_other_terminals_speaks_of_no_screen(number: str) -> None:
    lesson = next(each for each in LESSONS if each.number == number)
    page = markdown(Sheet(lesson, places_on_paper("192.168.1.20", 2525), Edition.STUDENT).blocks())
    text = page.partition("## Connect")[2].partition("\n## ")[2]
    assert not re.search(r"\b(?:this screen|the prompt|wire here|the wire shows)\b", text)
