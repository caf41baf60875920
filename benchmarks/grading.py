"""How soon hand-ins are graded: each is taken apart, its transcripts are played through the goals of their lessons.

Every shipped lesson is done once on a real server; then there are so many hand-ins of each that they come to the number
asked for. They are graded by one process and by as many as there are processors.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from peers import median, shown

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from classroom.pupil import Pupil
from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.run import grade_all
from shipped import LESSONS

GOAL: Final = 60.0
"""Seconds that a thousand may take on two processors."""


async def hand_ins(folder: Path) -> list[bytes]:
    """One of each lesson."""
    found = []
    for lesson in LESSONS:
        pupil = Pupil(folder / lesson.id, "ana7")
        await pupil.take(lesson)
        found.append(pupil.hand_in(lesson))
    return found


def busy_seconds() -> float:
    """Processor time of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default: %(default)s)")
    parser.add_argument("--count", type=int, default=1_000, help="hand-ins (default: %(default)s)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        mails = asyncio.run(hand_ins(Path(folder, "kept")))
        inbox = Path(folder, "inbox")
        inbox.mkdir()
        for number in range(given.count):
            (inbox / f"{number}.eml").write_bytes(mails[number % len(mails)].replace(b"ana7", b"p%03d" % number))
        workers = (1, len(os.sched_getaffinity(0)))
        found: dict[int, list[tuple[float, float]]] = {each: [] for each in workers}
        for number in range(given.rounds):
            for each in workers if number % 2 else workers[::-1]:
                started, busy = time.perf_counter(), busy_seconds()
                grades = grade_all([inbox], processes=each)
                found[each].append((time.perf_counter() - started, busy_seconds() - busy))
                assert all(isinstance(grade, Grade) and grade.is_whole for grade in grades)
    print(f"| processes | {given.count:,} hand-ins | goal | processor time of each |\n| ---: | ---: | ---: | ---: |")
    for each, seconds in found.items():
        goal = f"≤ {GOAL * given.count / 1000:.0f} s" if each == max(workers) else ""
        took, spent = (median([pair[at] for pair in seconds]) for at in (0, 1))
        one = shown(None if spent is None else spent / given.count * 1000, ".0f", "ms")
        print(f"| {each} | {shown(took, '.1f', 's')} | {goal} | {one} |")


if __name__ == "__main__":
    main()
