"""What an IMAP server says without a tag: data, news, and what only looks like them."""

from __future__ import annotations

from typing import Any

import pytest

from course.recording import condition, evidence, goal, misstep, times
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.play.goals import is_reached, latest

CHOSEN = (
    "S * OK [CAPABILITY IMAP4rev1 IDLE] mail.harbour.test IMAP ready.",
    "C a1 LOGIN ana sesame",
    "S a1 OK Logged in",
    "C a2 SELECT INBOX",
    "S * 3 EXISTS",
    "S * OK [UNSEEN 2] First unseen.",
    "S a2 OK [READ-WRITE] Select completed.",
)
FETCHED = (
    *CHOSEN,
    "C a3 FETCH 2 (BODY[] FLAGS)",
    "S * 2 FETCH (BODY[] {27}",
    "S * 9 EXISTS",
    "S ",
    "S * 1 EXPUNGE",
    "S  FLAGS (\\Seen))",
    "S a3 OK Fetch completed.",
)
IDLED = (
    *CHOSEN,
    "C a3 IDLE",
    "S + idling",
    "S * 4 EXISTS",
    "S * 1 EXPUNGE",
    "C DONE",
    "S * 2 FETCH (FLAGS (\\Flagged))",
    "S a3 OK Idle completed.",
)


def seen(*scripts: tuple[str, ...], outside: bool = False) -> Evidence:
    return evidence(*scripts, outside=outside, protocol="imap")


@pytest.mark.parametrize(
    ("script", "table", "expected"),
    [
        (CHOSEN, {"untagged": "EXISTS"}, 1),
        (CHOSEN, {"untagged": "exists", "number": 3}, 1),
        (CHOSEN, {"untagged": "EXISTS", "number": 4}, 0),
        (CHOSEN, {"untagged": "OK", "says": "*UNSEEN 2*"}, 1),
        (CHOSEN, {"untagged": "EXISTS", "state": "authenticated"}, 1),
        (CHOSEN, {"untagged": "EXISTS", "state": "IDLE"}, 0),
        (FETCHED, {"untagged": "EXISTS", "number": 9}, 0),
        (FETCHED, {"untagged": "EXPUNGE"}, 0),
        (FETCHED, {"untagged": "FETCH", "number": 2, "says": "(BODY[] {27} FLAGS (\\Seen))"}, 1),
        (IDLED, {"untagged": "EXISTS", "state": "IDLE"}, 1),
        (IDLED, {"untagged": "EXPUNGE", "number": 1, "state": ["IDLE"]}, 1),
        (IDLED, {"untagged": "EXISTS", "count": 2}, 2),
        (IDLED, {"untagged": "FETCH", "says": "*\\Flagged*", "state": "IDLE"}, 1),
        (IDLED, {"untagged": "FETCH", "says": "*\\Seen*"}, 0),
        (IDLED, {"untagged": "EXISTS", "outside": True}, 0),
        (IDLED, {"untagged": "EXISTS", "tls": True}, 0),
    ],
)
def test_what_was_told(script: tuple[str, ...], table: dict[str, Any], expected: int) -> None:
    assert times(condition(**table), seen(script)) == expected


def test_another_program_is_told_from_the_prompt() -> None:
    assert times(condition(untagged="EXISTS", outside=True), seen(CHOSEN, outside=True)) == 1


def test_what_pop3_and_smtp_say_is_none_of_it() -> None:
    script = ("S * 3 EXISTS", "C NOOP", "S * 4 EXISTS")
    assert times(condition(untagged="EXISTS"), evidence(script)) == 0


def test_it_was_told_in_its_place_among_what_was_said() -> None:
    told, done = {"untagged": "FETCH", "state": "IDLE"}, {"command": "DONE", "reply": "OK"}
    assert is_reached(goal(seq=[told, done]), seen(IDLED)), "told before the OK, though it belongs to the same command"
    assert not is_reached(goal(seq=[done, told]), seen(IDLED))
    assert latest(misstep({"untagged": "EXISTS", "state": "authenticated"}, {"command": "IDLE"}), seen(IDLED))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"untagged": "EXPUNGED"}, "There is no response `EXPUNGED`. Is `EXPUNGE` meant?"),
        ({"untagged": "FETCH", "number": -1}, "-1"),
        ({"untagged": "FETCH", "letter": "x"}, "letter"),
    ],
)
def test_what_cannot_be_asked_is_refused(table: dict[str, Any], says: str) -> None:
    with pytest.raises(Exception, match=says.replace("?", r"\?").replace(".", r"\.")):
        condition(**table)
