"""``helo lessons list``: all lessons, and how far the learner is in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from heloworld.course.model.catalogue import no_lessons, open_course
from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.progress.left_over import skipped, steps_open
from heloworld.course.progress.progress import Progress
from heloworld.output import ascii_json, print_lines
from heloworld.wire.visible import visible_text


def show(folder: Path | None, *, as_json: bool) -> None:
    """Print the lessons.

    Args:
        folder: The course's folder; None for the one that ships with the program.
        as_json: Whether to print a JSON object for each.

    Raises:
        HeloError: The folder cannot be read, or there is no lesson in it.
    """
    course, left_out = open_course(folder)
    progress = Progress.load(folder)
    for trouble in filter(None, (left_out, no_lessons(course), progress.trouble)):
        click.echo(f"helo: {visible_text(trouble)}", err=True)
    print_lines(_json(course, progress) if as_json else _text(course, progress))


def _json(course: Course, progress: Progress) -> Iterator[str]:
    for part in course.parts:
        for lesson in part.lessons:
            finished = progress.finished_at(lesson.id)
            fields = {
                "part": part.title,
                "number": lesson.number,
                "id": lesson.id,
                "title": lesson.title,
                "minutes": lesson.head.minutes,
                "steps": len(lesson.steps),
                "done": finished is not None,
                "finished": finished.isoformat() if finished is not None else None,
                "step": _left_at(lesson, progress),
            }
            yield ascii_json(fields)


def _text(course: Course, progress: Progress) -> Iterator[str]:
    ids = max(len(lesson.id) for lesson in course.lessons)
    titles = max(len(visible_text(lesson.title)) for lesson in course.lessons)
    for number, part in enumerate(course.parts):
        yield from ("",) if number else ()
        yield visible_text(part.title)
        for lesson in part.lessons:
            title, minutes = visible_text(lesson.title), f"{lesson.head.minutes} min"
            line = f"  {lesson.number:5}{lesson.id:{ids}}  {title:{titles}}  {minutes:>6}  {_state(lesson, progress)}"
            yield line.rstrip()


def _state(lesson: Lesson, progress: Progress) -> str:
    step = _left_at(lesson, progress)
    if progress.is_finished(lesson.id):
        return "done"
    missing = steps_open(skipped(lesson, progress.standing(lesson.id)))
    besides = f", {missing}" if missing else ""
    return f"left at step {step} of {len(lesson.steps)}{besides}" if step is not None else ""


def _left_at(lesson: Lesson, progress: Progress) -> int | None:
    """The step where the learner left, from 1; None where they have not begun."""
    standing = progress.standing(lesson.id)
    is_begun = bool(standing.reached or standing.answers or standing.step) or progress.last == lesson.id
    return min(max(standing.step, 0), len(lesson.steps) - 1) + 1 if is_begun else None
