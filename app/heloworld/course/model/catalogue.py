"""A course and its lessons, for commands: found by name, and what is no lesson is left out with a sentence."""

from __future__ import annotations

import difflib
import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from heloworld import paths
from heloworld.course.model.lesson import Course, Lesson, names_of, number_of
from heloworld.course.model.loader import load_course, unnumbered
from heloworld.course.model.who import secret_in, who_of
from heloworld.errors import HeloError


def open_course(folder: Path | None, learner: str = "") -> tuple[Course, str]:
    """Read a course.

    Args:
        folder: Its folder; None for the one that ships with the program.
        learner: The name of whoever takes it, by which lessons may vary; empty for nobody.

    Returns:
        The course, and a sentence or two about what had to be left out of it; empty where nothing had to.

    Raises:
        HeloError: The folder cannot be read, or there is no lesson in it.
    """
    where = paths.lessons() if folder is None else folder
    children = look_into(where)
    course, _ = load_course(where, who_of(learner, secret_in(where)))
    left_out = [*_unreadable(children), *course.left_out]
    says = _sentence(left_out, where)
    if next(course.lessons, None) is None:
        raise HeloError(f"There is no lesson in {where}.", says or "Name a folder of lessons with --lessons.")
    return course, says


def look_into(folder: Path) -> list[Path]:
    """What lies in a folder of lessons.

    Raises:
        HeloError: It cannot be read.
    """
    try:
        return list(folder.iterdir())
    except OSError as error:
        why = (error.strerror or "it cannot be used").lower()
        raise HeloError(f"{folder} cannot be read: {why}.", "Name a folder of lessons with --lessons.") from error


def lessons_option(course: Course) -> str:
    """What a command line needs behind it to be about this course; empty for the one that ships with the program."""
    is_shipped = course.folder.absolute() == paths.lessons().absolute()
    return "" if is_shipped else f" --lessons {shlex.quote(str(course.folder))}"


def lesson_of(course: Course, name: str) -> Lesson:
    """A lesson by its id or number, such as ``1.3``.

    Raises:
        HeloError: There is none of that name; a close one is named. Or it is there, and cannot be read.
    """
    lesson = course.find(name)
    if lesson is not None:
        return lesson
    for path in course.left_out:
        if name in names_of(path):
            raise _no_lesson(path)
    close = difflib.get_close_matches(name.lower(), [each.id for each in course.lessons], n=1, cutoff=0.5)
    guess = f"Is {close[0]} meant?" if close else f"See them all with: helo lessons list{lessons_option(course)}"
    raise HeloError(f"There is no lesson {name}.", guess)


def lessons_of(course: Course, names: Iterable[str]) -> list[Lesson]:
    """Lessons by their ids or numbers, or all of a part by its number, such as ``1``; each once, in this order.

    Raises:
        HeloError: There is none of that name. Or one of them is there, and cannot be read.
    """
    found: list[Lesson] = []
    for name in names:
        for path in course.left_out:
            if number_of(path).partition(".")[0] == name:
                raise _no_lesson(path)
        part = [lesson for lesson in course.lessons if lesson.number.partition(".")[0] == name]
        found += part if part and course.find(name) is None else [lesson_of(course, name)]
    return list({lesson.id: lesson for lesson in found}.values())


def _no_lesson(path: Path) -> HeloError:
    return HeloError(f"{path.name} cannot be read as a lesson.", f"See why: helo lessons check {path}")


def no_lessons(course: Course) -> str:
    """A sentence or two about Markdown files of a course that are no lessons by their names; empty without any."""
    folders = [course.folder, *sorted(each for each in course.folder.iterdir() if each.is_dir())]
    others = [file for folder in folders for file in unnumbered(folder)]
    return passed_over(others) if others else ""


def passed_over(files: Sequence[Path]) -> str:
    """A sentence or two about Markdown files that are no lessons by their names."""
    names, example = ", ".join(file.name for file in files), files[0].name
    what = (
        f"{names} is no lesson and is passed over" if len(files) == 1 else f"{names} are no lessons and are passed over"
    )
    return f"{what}: the name of a lesson begins with a number, such as 01-{example}."


def _unreadable(children: Iterable[Path]) -> list[Path]:
    """Folders that are there and cannot be looked into."""
    return [each for each in children if each.is_dir() and not os.access(each, os.R_OK | os.X_OK)]


def _sentence(left_out: list[Path], where: Path) -> str:
    if not left_out:
        return ""
    what = f"{left_out[0].name} is" if len(left_out) == 1 else f"{len(left_out)} files are"
    return f"{what} left out, which cannot be read as lessons. See why: helo lessons check {where}"
