"""Grading many files at once, in as many processes as there are processors."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.marker import Marker
from heloworld.classroom.grading.seen import seen
from heloworld.classroom.hand_in.hand_in import Refused
from heloworld.course.model.catalogue import lesson_of, open_course

FEW: Final = 40
"""Files that are graded here: to start other processes takes longer."""

_CHUNK: Final = 16
"""Files that a process is given at once."""

_marker: list[Marker] = []
"""What a process grades with that does nothing else."""


def grade_all(files: Sequence[Path], folder: Path | None = None, processes: int | None = None) -> list[Grade | Refused]:
    """Grade files.

    Args:
        files: Mails, mailboxes or transcripts; of a folder, the files in it.
        folder: The course's folder; None for the one that ships with the program.
        processes: In how many processes; as many as there are processors, where it is not said.
    """
    found = [each for file in files for each in _files(file)]
    workers = min(processes or len(os.sched_getaffinity(0)), len(found) // _CHUNK + 1)
    if len(found) <= FEW or workers < 2:
        marker = Marker(folder)
        return [grade for file in found for grade in marker.grades_in(file)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(folder,)) as pool:
        return [grade for grades in pool.map(_grade, found, chunksize=_CHUNK) for grade in grades]


def grade_class(files: Sequence[Path], folder: Path | None, lesson: str) -> list[Grade | Refused]:
    """Grade everybody in the records of a class.

    Args:
        files: The records.
        folder: The course's folder; None for the one that ships with the program.
        lesson: The lesson's name or number.

    Raises:
        HeloError: There is no such lesson.
    """
    found = lesson_of(open_course(folder)[0], lesson)
    return [grade for file in files for grade in seen(file, found)]


def _begin(folder: Path | None) -> None:
    """In a process of its own: read the course once."""
    _marker[:] = [Marker(folder)]


def _grade(file: Path) -> list[Grade | Refused]:
    return list(_marker[0].grades_in(file))


def _files(file: Path) -> Iterable[Path]:
    """A file, or those in a folder."""
    return _within(file) if file.is_dir() else (file,)


def _within(folder: Path) -> Iterator[Path]:
    yield from sorted(each for each in folder.rglob("*") if each.is_file() and not each.name.startswith("."))
