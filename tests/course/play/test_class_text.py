"""What a lesson says of its hints, where a class looks on."""

from __future__ import annotations

from heloworld.course.play.class_text import for_class
from shipped import LESSONS


def test_a_class_is_told_which_key_plays_the_lines() -> None:
    text = "The arrow key up finds them, and F2 has hints. Port {port}."
    said = for_class(lambda each: each.replace("{port}", "25"))(text)
    assert said == "The arrow key up finds them, and Page Down plays the lines. Port 25."


def test_no_lesson_names_the_key_for_hints_to_a_class() -> None:
    texts = [step.before for lesson in LESSONS for step in lesson.steps]
    assert any("F2" in text for text in texts)
    assert not any("F2" in for_class(str)(text) for text in texts)
