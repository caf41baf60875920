"""The condition on the learner's own program, and what the judge's conversations are not evidence of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from course.recording import AT, MAIL, OTHER, condition, session, witness
from heloworld.course.conditions.evidence import Evidence, Mailboxes
from heloworld.wire.events import Event, Opened, Tried

PASSED = Tried(0, AT, "smtp", "hello", passed=True)
FELL = Tried(0, AT, "smtp", "goodbye", passed=False, said="221 Bye, and no end", cause="Close it.", symptom="stays")


def seen(*events: Event) -> Evidence:
    dissector, sees = witness(Mailboxes(Path(), ("ana",)))
    dissector.feed(events)
    return sees.look()


def often(evidence: Evidence, **table: object) -> int:
    return len(list(condition(judge="smtp", **table).moments(evidence)))


def test_a_stage_is_told_by_its_judge_its_name_and_how_it_went() -> None:
    evidence = seen(PASSED, FELL, replace(FELL, judge="client"))
    assert often(evidence, stage="hello") == 1
    assert often(evidence, stage="goodbye") == 0
    assert often(evidence, stage="goodbye", passed=False) == 1
    assert often(evidence, stage="goodbye", passed=False, cause="stays", said="221*") == 1
    assert often(evidence, stage="goodbye", passed=False, cause="no-reply") == 0
    assert often(evidence, stage="goodbye", passed=False, said="250*") == 0


def test_a_skipped_stage_is_neither_passed_nor_failed() -> None:
    evidence = seen(replace(FELL, passed=None))
    assert often(evidence, stage="goodbye") == often(evidence, stage="goodbye", passed=False) == 0


def test_the_rows_below_a_line_are_no_verdicts_of_their_own() -> None:
    evidence = seen(replace(FELL, lines=("In the mailbox:", "| amber")))
    assert often(evidence, stage="goodbye", passed=False) == 1


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"stage": "helo"}, "no stage 'helo'"),
        ({"stage": "hello", "cause": "stays"}, "belong to `passed = false`"),
    ],
)
def test_what_no_judge_says_is_refused(table: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        condition(judge="smtp", **table)


def on_trial(events: Iterable[Event]) -> Iterable[Event]:
    return (replace(each, is_trial=True) if isinstance(each, Opened) else each for each in events)


def test_what_the_judge_says_is_nothing_that_the_learner_has_said() -> None:
    evidence = seen(*on_trial(session(1, OTHER, MAIL)), *session(2, OTHER, MAIL))
    assert {each.conn for each in evidence.spoken} == {2}
    assert len(evidence.sent) == 1
    assert {each.event.conn for each in evidence.happened} == {2}
