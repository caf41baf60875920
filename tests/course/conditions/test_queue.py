"""Conditions on what becomes of a letter between servers: tries, and what waits in a queue."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from course.recording import AT, MAIL, PROMPT, condition, goal, session, witness
from heloworld.course.conditions.evidence import Evidence, Mailboxes
from heloworld.course.play.goals import is_reached
from heloworld.wire.events import Action, Event, Handled, Queued

DORA, ROSA = "dora@island.test", "rosa@shore.test"
GREYLISTED = (
    "host mail.island.test[127.0.0.20] said: 450 4.2.0 <dora@island.test>: Greylisted (in reply to RCPT TO command)"
)
REFUSED = "connect to mail.shore.test[127.0.0.30]:25: Connection refused"


def queued(queue_id: str, *recipients: str, server: str = "harbour") -> Event:
    return Queued(1, AT, server, queue_id, "ana@harbour.test", recipients, 100)


def tried(queue_id: str, recipient: str, action: Action, reply: str = "", server: str = "harbour") -> Event:
    return Handled(0, AT, server, queue_id, recipient, action, "none", reply)


def after(*events: Event) -> Evidence:
    dissector, sees = witness(Mailboxes(Path("nowhere"), ("ana",)))
    dissector.feed(session(1, PROMPT + 1, MAIL))
    dissector.feed(events)
    return sees.look()


def holds(seen: Evidence, **table: object) -> bool:
    return bool(list(condition(queue="harbour", **table).moments(seen)))


def often(seen: Evidence, **table: object) -> int:
    return len(list(condition(**table).moments(seen)))


def test_a_try_is_told_by_what_came_of_it() -> None:
    seen = after(
        queued("A", DORA, ROSA), tried("A", DORA, "deferred", GREYLISTED), tried("A", ROSA, "deferred", REFUSED)
    )
    assert often(seen, hop="deferred") == 2
    assert often(seen, hop="relayed") == 0
    assert often(seen, hop="deferred", recipient="DORA@*") == 1
    assert often(seen, hop="deferred", says="*refused*") == 1
    assert often(seen, hop="deferred", server="harbour") == 2
    assert often(seen, hop="deferred", server="island") == 0


@pytest.mark.parametrize(("reply", "times"), [(450, 1), ("4xx", 1), (451, 0), ("5xx", 0), (127, None)])
def test_the_reply_is_the_next_servers(reply: object, times: int | None) -> None:
    seen = after(
        queued("A", DORA, ROSA), tried("A", DORA, "deferred", GREYLISTED), tried("A", ROSA, "deferred", REFUSED)
    )
    if times is None:
        with pytest.raises(msgspec.ValidationError, match="127 is no reply"):
            condition(hop="deferred", reply=reply)
    else:
        assert often(seen, hop="deferred", reply=reply) == times


def test_a_try_fits_whatever_happened_on_one_connection() -> None:
    seen = after(queued("A", DORA), tried("A", DORA, "deferred", GREYLISTED))
    sent, put_off = {"mail": "accepted", "who": "prompt"}, {"hop": "deferred"}
    assert is_reached(goal(seq=[sent, put_off]), seen)
    assert not is_reached(goal(seq=[put_off, sent]), seen)


def test_a_letter_waits_until_nobody_is_left_to_get_it() -> None:
    seen = after(queued("A", DORA, ROSA), tried("A", DORA, "deferred"), tried("A", ROSA, "relayed"))
    assert holds(seen)
    assert holds(seen, holds=1)
    assert not holds(seen, holds=0)
    assert holds(seen, recipient="dora@*")
    assert not holds(seen, recipient="rosa@*")
    assert holds(seen, recipient="rosa@*", holds=0)


@pytest.mark.parametrize("action", ["relayed", "failed", "dropped", "expired"])
def test_a_letter_that_is_settled_waits_no_more(action: Action) -> None:
    seen = after(queued("A", DORA), queued("B", DORA), tried("A", DORA, action))
    assert holds(seen, holds=1)
    assert not holds(seen, holds=2)


def test_each_server_has_a_queue_of_its_own() -> None:
    seen = after(queued("A", DORA, server="island"), queued("A", DORA), tried("A", DORA, "relayed", server="island"))
    assert holds(seen, holds=1)
    assert often(seen, queue="island") == 0
    assert often(seen, queue="shore", holds=0) == 1


def test_nothing_waits_in_the_beginning() -> None:
    assert holds(after(), holds=0)
    assert not holds(after())
