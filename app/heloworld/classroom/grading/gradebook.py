"""Many grades as one: as text, JSON Lines, CSV, or JUnit's XML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.hand_in.hand_in import Refused
from heloworld.wire.visible import visible_text


class Gradebook:
    """What was graded, in the order of names and lessons; of several hand-ins of the same, the best.

    Args:
        found: Grades, and what was refused.
        due: Until when it had to be handed in, with its time zone; None where it is never late.
    """

    def __init__(self, found: Iterable[Grade | Refused], due: datetime | None = None) -> None:
        best: dict[tuple[str, str], Grade] = {}
        self.refused: list[Refused] = []
        for each in found:
            if isinstance(each, Refused):
                self.refused.append(each)
                continue
            key = each.name or each.source, each.lesson
            if key not in best or best[key].points < each.points:
                best[key] = each
        self.grades = sorted(best.values(), key=lambda each: (each.name or each.source, each.number, each.lesson))
        self._due = due

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused and every goal is reached."""
        return not self.refused and bool(self.grades) and all(each.is_whole for each in self.grades)

    def is_late(self, grade: Grade) -> bool:
        """Whether something in it happened after it was due."""
        return self._due is not None and grade.at > self._due.timestamp()

    def written(self, form: str) -> Iterator[str]:
        """Its lines, safe to show.

        Args:
            form: ``text``, ``json``, ``csv`` or ``junit``.
        """
        return FORMS[form](self)


def _text(book: Gradebook) -> Iterator[str]:
    """A line a grade, ``#`` for a goal that is reached and ``.`` for another."""
    width = max((len(_name(each)) for each in book.grades), default=0)
    where = max((len(f"{each.number} {each.lesson}") for each in book.grades), default=0)
    for each in book.grades:
        goals = "".join("#" if goal.is_reached else "." for goal in each.goals)
        what = f"{each.number} {each.lesson}".strip()
        late = "  late" if book.is_late(each) else ""
        detail = f"{each.trust}  hints {each.hints}  missteps {each.missteps}{late}"
        yield f"{_name(each):<{width}}  {what:<{where}}  {each.points:>3} of {each.of:<3}  {goals}  {detail}"
        yield from (f"    {visible_text(remark)}" for remark in each.remarks)
    yield from (f"{visible_text(each.source)}: {visible_text(each.says)}" for each in book.refused)


def _json(book: Gradebook) -> Iterator[str]:
    """An object a grade, and one for each file that was refused."""
    for each in book.grades:
        yield json.dumps(_fields(book, each))
    for refused in book.refused:
        yield json.dumps({"file": refused.source, "error": refused.says})


def _fields(book: Gradebook, grade: Grade) -> dict[str, Any]:
    goals = [
        {"goal": goal.id, "points": goal.points, "of": goal.of, "hints": goal.hints, "missteps": goal.missteps}
        for goal in grade.goals
    ]
    return {
        "name": grade.name,
        "lesson": grade.lesson,
        "number": grade.number,
        "points": grade.points,
        "of": grade.of,
        "trust": grade.trust,
        "goals": goals,
        "answers": dict(grade.answers),
        "hints": grade.hints,
        "missteps": grade.missteps,
        "worlds": grade.worlds,
        "at": _date(grade.at),
        "seconds": round(grade.seconds),
        "late": book.is_late(grade),
        "file": grade.source,
        "remarks": list(grade.remarks),
    }


_COLUMNS: Final = ("name", "lesson", "points", "of", "trust", "hints", "missteps", "right", "asked", "worlds")
_LAST: Final = ("at", "seconds", "late", "file", "remarks")


def _csv(book: Gradebook) -> Iterator[str]:
    """A row a grade, a column for each goal of each lesson; what was refused has its reason among the remarks."""
    goals = list(dict.fromkeys(f"{each.lesson}: {goal.id}" for each in book.grades for goal in each.goals))
    rows: list[Mapping[str, object]] = [_row(book, each) for each in book.grades]
    rows += [{"file": each.source, "remarks": each.says} for each in book.refused]
    out = io.StringIO()
    writer = csv.DictWriter(out, (*_COLUMNS, *goals, *_LAST), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    yield from out.getvalue().splitlines()


def _row(book: Gradebook, grade: Grade) -> dict[str, object]:
    fields = _fields(book, grade)
    row: dict[str, object] = {key: fields[key] for key in (*_COLUMNS, *_LAST) if key in fields}
    right = {"right": sum(grade.answers.values()), "asked": len(grade.answers)}
    points = {f"{grade.lesson}: {goal.id}": goal.points for goal in grade.goals}
    return row | right | points | {"remarks": " ".join(grade.remarks), "late": int(book.is_late(grade))}


def _cell(value: object) -> object:
    """What a table calculation takes for what it is: a stranger's word that begins like a formula is quoted."""
    if not isinstance(value, str):
        return value
    text = visible_text(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _junit(book: Gradebook) -> Iterator[str]:
    """A suite a grade, a case a goal; what was refused is a suite with an error."""
    suites = [_suite(each) for each in book.grades]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<testsuites name="helo grade">'
    for suite in suites:
        yield from suite
    for each in book.refused:
        name = quoteattr(visible_text(each.source))
        yield f'  <testsuite name={name} tests="1" failures="0" errors="1">'
        yield f"    <testcase classname={name} name={quoteattr('read')}>"
        yield f"      <error message={quoteattr(visible_text(each.says))}/>"
        yield "    </testcase>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _suite(grade: Grade) -> Sequence[str]:
    who = quoteattr(f"{_name(grade)}: {grade.lesson}")
    failures = sum(not goal.is_reached for goal in grade.goals)
    head = f'tests="{len(grade.goals)}" failures="{failures}" errors="0" time="{grade.seconds:.0f}"'
    lines = [f"  <testsuite name={who} {head}>"]
    for goal in grade.goals:
        case = f"    <testcase classname={who} name={quoteattr(visible_text(goal.title))}"
        if goal.is_reached:
            lines.append(f"{case}/>")
        else:
            lines += [f"{case}>", f'      <failure message="0 of {goal.of} points"/>', "    </testcase>"]
    if grade.remarks:
        lines.append(f"    <system-out>{escape(visible_text(' '.join(grade.remarks)))}</system-out>")
    return [*lines, "  </testsuite>"]


def _name(grade: Grade) -> str:
    return grade.name or visible_text(grade.source)


def _date(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") if at else ""


FORMS: Final[Mapping[str, Callable[[Gradebook], Iterator[str]]]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
    "junit": _junit,
}
