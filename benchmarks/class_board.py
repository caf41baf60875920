"""What the board of a class costs: 300 participants whose programs report, and 300 who type on the class server.

The peer is `json.loads` on the same record: whoever reads a class has to do that at least. Times are those of the
processor, so that a busy machine does not count; the ratio is how many times as long the fold takes as reading alone.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from classroom.still import COURSES, LETTER, NOW, TOO_SOON, Still
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.reports.told import Told
from heloworld.wire.events import Event
from heloworld.wire.transcript import to_json


def events_of(work: Callable[[Still], None]) -> list[Event]:
    """What happens where some work is done, without anybody taking it in."""
    kept: list[Event] = []

    class Scribe(Still):
        def take(self, events: list[Event]) -> None:
            kept.extend(events)

    work(Scribe())
    return kept


def reporting(people: int, each: int) -> list[Event]:
    """People whose programs mail reports, two at a time."""
    lessons = list(COURSES)

    def work(still: Still) -> None:
        for number in range(each):
            lesson = lessons[number % len(lessons)]
            goals = list(COURSES[lesson].goals)
            goal = Told(kind="goal", lesson=lesson, what=goals[number % len(goals)])
            hint = Told(kind="hint", lesson=lesson, what=goals[0], number=1)
            for person in range(people):
                still.report(f"p{person}", each - number, goal, hint)

    return events_of(work)


def typing(people: int) -> list[Event]:
    """People who do half of a lesson on the class server."""

    def work(still: Still) -> None:
        for person in range(people):
            still.talk(f"h{person}", 10, (*TOO_SOON, *LETTER))

    return events_of(work)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor that some work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def measure(name: str, events: list[Event]) -> str:
    """One row of the table."""
    lines = [to_json(event) for event in events]
    reading = seconds(lambda: [json.loads(line) for line in lines])
    still = Still()
    folding = seconds(lambda: still.book.take(events))
    looking = seconds(still.book.settle)
    showing = seconds(lambda: still.book.board(Asked(), NOW))
    folding += looking
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"| {name} | {len(events):,} | {len(events) / folding:,.0f} | {folding / reading:.1f} | "
        f"{1000 * showing:.1f} ms | {memory} MiB |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--reports", type=int, default=20, help="mails of each, with two reports in it")
    options = parser.parse_args()
    print("| class | events | events a second | times reading | one look at the board | memory at most |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(measure(f"{options.people} report", reporting(options.people, options.reports)))
    print(measure(f"{options.people} type", typing(options.people)))


if __name__ == "__main__":
    main()
