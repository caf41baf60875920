"""All rules on all lessons: each is read, and played on a server of its own."""

from __future__ import annotations

import asyncio
import itertools
import logging
import multiprocessing
import os
import re
import signal
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from heloworld import paths as places
from heloworld.course.check.copied import copied
from heloworld.course.check.course import SourcePlace, course_faults
from heloworld.course.check.fences import fence_faults
from heloworld.course.check.mutation import weak_goals
from heloworld.course.check.names import world_faults
from heloworld.course.check.play import Rehearsal, played_solutions, played_wrongs
from heloworld.course.check.programs import Judge, ProgramTable, program_faults, read_programs
from heloworld.course.check.prose import prose_faults
from heloworld.course.check.source import Source
from heloworld.course.check.spoilers import spoiler_faults
from heloworld.course.check.wander import WANDERINGS, traps, traps_after_wrongs
from heloworld.course.model.catalogue import look_into
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import names_of
from heloworld.course.model.loader import Loaded, lesson_files, load, load_course
from heloworld.course.play.playground import Playground, scratch
from heloworld.errors import HeloError, UsageError

MOST_WORKERS = 8
"""Lessons that are played at one time."""


def chosen(names: Sequence[Path], course: Path | None = None) -> list[Path]:
    """Files and folders to check: paths as they are, lessons by their numbers or names; without any, all of a course.

    Args:
        names: Paths, or numbers and names.
        course: The folder of the course whose numbers and names they are; None is the one that ships with the program.

    Raises:
        UsageError: There is no such path, and no such lesson.
        HeloError: The folder of the course cannot be read.
    """
    folder = course or places.lessons()
    return [each if _is_there(each) else _named(each, folder) for each in names] or [folder]


def _is_there(path: Path) -> bool:
    """Whether something stands at a path; where nobody may look, whoever reads it says so."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; not where nobody may look."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _named(name: Path, folder: Path) -> Path:
    """The file of a lesson by its number or name, whether it can be read or not."""
    look_into(folder)
    course = load_course(folder)[0]
    lesson = course.find(str(name))
    files = [lesson.path] if lesson is not None else [each for each in course.left_out if str(name) in names_of(each)]
    if not files:
        raise UsageError(f"There is no {name}.", "Name a file, a folder of lessons, or a lesson of the program.")
    return files[0]


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The lesson files that paths stand for: files as they are, folders with all lessons in them and below.

    Raises:
        UsageError: There is no such path, or no lesson in it.
        HeloError: A folder cannot be read.
    """
    found: list[Path] = []
    for path in paths:
        if is_folder(path):
            folders = [path, *sorted(each for each in path.rglob("*") if each.is_dir())]
            files = [file for folder in folders for file in lesson_files(folder)]
            if not files:
                look_into(path)
                raise UsageError(f"There is no lesson in {path}.", "Lessons are named like 01-greeting.md.")
            found += files
        elif _is_there(path):
            found.append(path)
        else:
            raise UsageError(f"There is no {path}.", "Name a file, or a folder of lessons.")
    return list(dict.fromkeys(found))


def check(
    files: Sequence[Path], wanderings: int = WANDERINGS, programs: tuple[Path, Judge] | None = None
) -> list[Fault]:
    """All faults of lessons, in the order of their places.

    Args:
        files: The lessons' files.
        wanderings: How often each step is played with detours.
        programs: A file of programs for the steps about one's own, and what tries them; None where there is none.

    Raises:
        UsageError: That file cannot be read.
    """
    table = read_programs(programs[0]) if programs is not None else None
    workers = min(len(files), os.cpu_count() or 1, MOST_WORKERS)
    with scratch() as folder:
        jobs = [(file, Path(folder, str(number)), wanderings) for number, file in enumerate(files)]
        if workers < 2:
            playing = itertools.starmap(played_faults, jobs)
            found = [*_read_faults(files), *itertools.chain(*playing)]
        else:
            with multiprocessing.get_context("spawn").Pool(workers, _leave_interrupts) as pool:
                played = pool.starmap_async(played_faults, jobs, chunksize=1)
                found = [*_read_faults(files), *itertools.chain(*played.get())]
    if programs is not None and table is not None:
        found += _tried_faults(files, table, programs[0].absolute().parent, programs[1])
    return sorted(set(found))


def _tried_faults(files: Sequence[Path], table: ProgramTable, folder: Path, judge: Judge) -> Iterator[Fault]:
    """The faults of lessons that show when their steps about one's own program are tried with some."""
    for file in files:
        loaded = load(file)
        if loaded.lesson is not None and not _is_broken(loaded):
            yield from program_faults(Source.of(loaded.lesson), table, folder, judge)


def _leave_interrupts() -> None:
    """In a worker: ctrl+C is for the process that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_faults(files: Sequence[Path]) -> Iterator[Fault]:
    """The faults of lessons that show when they are read."""
    courses: dict[Path, SourcePlace] = {}
    for file in files:
        loaded = load(file)
        yield from loaded.faults
        if loaded.lesson is not None and not _is_broken(loaded):
            folder = _course_folder(file)
            if folder not in courses:
                courses[folder] = _place(folder)
            yield from _static_faults(Source.of(loaded.lesson), courses[folder])


def _is_broken(loaded: Loaded) -> bool:
    """Whether so much is wrong with a file that other rules would only say the same in other words."""
    return any(fault.rule != "html" for fault in loaded.faults)


def _static_faults(source: Source, place: SourcePlace) -> Iterator[Fault]:
    yield from fence_faults(source)
    yield from world_faults(source)
    yield from prose_faults(source)
    yield from spoiler_faults(source)
    yield from course_faults(source, place)


def _course_folder(file: Path) -> Path:
    """The folder of the course to which a lesson belongs: above its part's folder, or its own."""
    folder = file.absolute().parent
    return folder.parent if re.match(r"\d+-", folder.name) else folder


def _place(folder: Path) -> SourcePlace:
    """The lessons of a course; a course of one's own may need those that ship with the program."""
    course = load_course(folder)[0]
    lessons, unread = list(course.lessons), [name for path in course.left_out for name in names_of(path)]
    ids, needs = {lesson.id for lesson in lessons}, {name for lesson in lessons for name in lesson.head.needs}
    shipped = [] if needs <= ids else load_course(places.lessons())[0].lessons
    return SourcePlace(lessons, list(shipped), frozenset(unread))


def played_faults(file: Path, folder: Path, wanderings: int = WANDERINGS) -> list[Fault]:
    """The faults of one lesson that show when it is played; none, where reading it shows that it cannot be.

    Args:
        file: The lesson's file.
        folder: Where its mailboxes may lie.
        wanderings: How often each step is played with detours.
    """
    logging.getLogger("heloworld").addHandler(logging.NullHandler())  # what the server notes is no fault
    loaded = load(file)
    if loaded.lesson is None or _is_broken(loaded):
        return []
    source = Source.of(loaded.lesson)
    if any(True for _ in (*fence_faults(source), *world_faults(source))):
        return []
    return asyncio.run(_played(source, folder, wanderings))


async def _played(source: Source, folder: Path, wanderings: int) -> list[Fault]:
    """The faults that show when a lesson is played."""
    try:
        async with Playground(source.lesson, folder) as ground:
            rehearsal = Rehearsal(ground)
            faults = await played_solutions(source, rehearsal)
            if not faults:
                faults = [
                    *await copied(source, rehearsal),
                    *await played_wrongs(source, rehearsal),
                    *await weak_goals(source, rehearsal),
                    *await traps_after_wrongs(source, rehearsal),
                    *await traps(source, rehearsal, wanderings),
                ]
            return faults
    except HeloError as error:
        return [source.fault(source.lesson.head.line, "world", str(error))]
