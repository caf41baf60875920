"""What the benchmarks of the screen share: the programs, rounds that are fair to each, a table of ratios."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from peers import median, ratio, shown

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from ui.terminal.terminal import Terminal  # noqa: E402 - found by the line above

__all__ = [
    "BARE",
    "GUIDED",
    "HELO",
    "LAB",
    "PROGRAMS",
    "Measured",
    "Program",
    "Row",
    "Terminal",
    "rounds",
    "table",
    "terminal",
]

Measured: TypeAlias = dict[str, float]
"""What was measured of one program in one round, by name."""


@dataclass(frozen=True, slots=True)
class Program:
    """Something with a prompt.

    Attributes:
        name: What it is, in words.
        argv: How it is started.
        prompt: What stands on the screen once it can be typed into.
        greeting: What stands there once the server has greeted; empty where there is none.
    """

    name: str
    argv: tuple[str, ...]
    prompt: str
    greeting: str = ""


HELO = (str(Path(sys.executable).with_name("helo")),)
BARE = Program("bare Textual app", (sys.executable, str(HERE / "bare.py")), "ype here")  # the cursor stands on its t
LAB = Program("helo lab", (*HELO, "lab", "--port", "0"), "waiting ▸", "220")
GUIDED = Program("helo", HELO, "waiting ▸", "220")
PROGRAMS = (BARE, LAB, GUIDED)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table.

    Attributes:
        name: What was measured, as in `Measured`.
        unit: Its unit.
        goal: The ratio that is to be kept, or None.
    """

    name: str
    unit: str
    goal: float | None = None


@contextmanager
def terminal(program: Program) -> Iterator[Terminal]:
    """A program in a terminal of 120 x 36, at home in a folder of its own."""
    with TemporaryDirectory() as home, Terminal(program.argv, env={"HOME": home, "XDG_DATA_HOME": None}) as started:
        yield started


def rounds(
    count: int, programs: Sequence[Program], measure: Callable[[Program], Measured]
) -> dict[str, list[Measured]]:
    """Measure every program once a round, in an order that changes, so that a busy machine is unfair to nobody."""
    found: dict[str, list[Measured]] = {program.name: [] for program in programs}
    for _ in range(count):
        for program in random.sample(list(programs), len(programs)):
            found[program.name].append(_measured(program, measure))
    return found


def _measured(program: Program, measure: Callable[[Program], Measured]) -> Measured:
    """What was measured of a program; nothing where the screen never showed what was waited for."""
    try:
        return measure(program)
    except AssertionError as error:  # the terminal's word for a wait in vain
        print(f"{program.name}: {str(error).partition(chr(10))[0]}", file=sys.stderr)
        return {}


def table(rows: Sequence[Row], found: Mapping[str, Sequence[Measured]]) -> str:
    """Medians of all programs, and the medians of each round's ratios to the first of them."""
    first, *others = found
    titles = [first, *(title for name in others for title in (name, "ratio")), "goal"]
    lines = [f"| | {' | '.join(titles)} |", "| --- |" + " ---: |" * len(titles)]
    for row in rows:
        cells = [_median(row, found[first])]
        for name in others:
            pairs = zip(found[name], found[first], strict=True)
            ratios = (ratio(ours.get(row.name), theirs.get(row.name)) for ours, theirs in pairs)
            cells += [_median(row, found[name]), shown(median(ratios))]
        goal = f"≤ {row.goal}" if row.goal is not None else ""
        lines.append(f"| {row.name} | {' | '.join([*cells, goal])} |")
    return "\n".join(lines)


def _median(row: Row, measured: Sequence[Measured]) -> str:
    value = median(each.get(row.name) for each in measured)
    return shown(value, ".0f" if value is not None and value >= 20 else ".1f", row.unit)
