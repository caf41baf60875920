"""Grades as text, JSON, a table and JUnit's XML."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from heloworld.classroom.grading.grade import GoalGrade, Grade
from heloworld.classroom.grading.gradebook import Gradebook
from heloworld.classroom.hand_in.hand_in import Refused

GOALS = (
    GoalGrade("asked", "Send DATA & be told to go on <354>", is_reached=True, points=2, of=2, hints=1),
    GoalGrade("ended", "End with a lone dot", is_reached=False, points=0, of=1, missteps=3),
)
ANA = Grade(
    "ana.eml", "ana7", "the-message", "1.4", "The message", "told", GOALS, {"q1": True}, 2, 1_800_000_000.0, 61.4
)
BEN = replace(ANA, source="ben.eml", name="ben3", goals=(GOALS[0],), trust="varied", remarks=("=cmd()",))
BAD = Refused("=HYPERLINK()\x1b[2J.eml", "This is no hand-in.")


def written(book: Gradebook, form: str) -> str:
    return "\n".join(book.written(form))


def test_text_says_all_in_a_line() -> None:
    assert written(Gradebook([BEN, ANA, BAD]), "text").splitlines() == [
        "ana7  1.4 the-message    2 of 3    #.  told  hints 1  missteps 3",
        "ben3  1.4 the-message    2 of 2    #  varied  hints 1  missteps 0",
        "    =cmd()",
        "=HYPERLINK()␛[2J.eml: This is no hand-in.",
    ]


def test_json_has_an_object_a_grade() -> None:
    ana, bad = map(json.loads, written(Gradebook([ANA, BAD]), "json").splitlines())
    assert (ana["name"], ana["points"], ana["of"], ana["trust"], ana["late"]) == ("ana7", 2, 3, "told", False)
    assert ana["goals"][1] == {"goal": "ended", "points": 0, "of": 1, "hints": 0, "missteps": 3}
    assert (ana["at"], ana["seconds"], ana["worlds"]) == ("2027-01-15T08:00:00+00:00", 61, 2)
    assert bad == {"file": BAD.source, "error": BAD.says}


def test_a_table_has_a_column_a_goal_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(written(Gradebook([ANA, BEN, BAD]), "csv").splitlines()))
    assert [row["the-message: ended"] for row in rows] == ["0", "", ""]
    assert [row["name"] for row in rows] == ["ana7", "ben3", ""]
    assert (rows[0]["hints"], rows[0]["missteps"], rows[0]["right"], rows[0]["asked"]) == ("1", "3", "1", "1")
    assert rows[1]["remarks"] == "'=cmd()"
    assert rows[2]["file"].startswith("'=HYPERLINK()␛")


def test_junit_has_a_case_a_goal() -> None:
    suites = list(ET.fromstring(written(Gradebook([ANA, BAD]), "junit").encode()))
    assert [suite.get("name") for suite in suites] == ["ana7: the-message", "=HYPERLINK()␛[2J.eml"]
    assert [suites[0].get(key) for key in ("tests", "failures", "errors")] == ["2", "1", "0"]
    cases = suites[0].findall("testcase")
    assert [case.get("name") for case in cases] == [goal.title for goal in GOALS]
    assert [case.find("failure") is not None for case in cases] == [False, True]
    assert suites[1].find("testcase/error") is not None


def test_the_best_of_several_counts() -> None:
    better = replace(ANA, source="later.eml", goals=(GOALS[0], replace(GOALS[1], is_reached=True, points=1)))
    for order in ([ANA, better], [better, ANA]):
        assert [each.source for each in Gradebook(order).grades] == ["later.eml"]


def test_what_happened_too_late_is_marked() -> None:
    due = datetime(2027, 1, 15, 7, 59, tzinfo=UTC)
    assert "late" in written(Gradebook([ANA], due), "text")
    assert "late" not in written(Gradebook([ANA], due.replace(hour=8)), "text")


def test_only_what_is_whole_is_whole() -> None:
    assert Gradebook([BEN]).is_whole
    assert not Gradebook([ANA]).is_whole
    assert not Gradebook([BEN, BAD]).is_whole
    assert not Gradebook([]).is_whole
