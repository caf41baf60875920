"""A verdict in words: what the method asks, what it came to, and each step."""

from __future__ import annotations

import pytest

from heloworld.lab.judging.explain import MOST_STEPS, explain
from heloworld.wire.events import Judged


@pytest.mark.parametrize(
    ("method", "headline", "source"),
    [
        ("spf", "SPF asks whether this client may send for a.test: fail.", "RFC 7208 §2.6"),
        ("dkim", "DKIM asks whether a.test vouches for these bytes: fail.", "RFC 6376 §6"),
        ("dmarc", "DMARC asks whether anybody vouches for the name in From, a.test: fail.", "RFC 9989 §5.3"),
    ],
)
def test_what_each_method_asks(method: str, headline: str, source: str) -> None:
    note = explain(Judged(1, 0.0, "island", "A", method, "fail", "a.test", "Why.", ("one", "\x1btwo")))
    assert (note.headline, note.details, note.source) == (headline, ("one", "␛two"), source)


def test_what_the_owner_asks_for_comes_first_and_of_many_steps_the_first_are_shown() -> None:
    trace = tuple(map(str, range(MOST_STEPS + 3)))
    note = explain(Judged(1, 0.0, "island", "A", "dmarc", "fail", "a.test", "Why.", trace, policy="reject"))
    assert note.details[0] == "For letters from a.test the policy is “reject”."
    assert note.details[-1] == "… and 3 more steps."
    assert len(note.details) == MOST_STEPS + 2


def test_a_policy_that_cannot_be_read_is_not_what_the_owner_asks_for() -> None:
    fault = "p=block is no policy"
    note = explain(
        Judged(1, 0.0, "island", "A", "dmarc", "fail", "a.test", "Why.", policy="none", disposition="none", fault=fault)
    )
    assert note.details[0] == "Nothing that can be done is asked for letters from a.test: p=block is no policy."


def test_a_policy_that_is_being_tried_out_is_told_with_what_is_done() -> None:
    note = explain(
        Judged(1, 0.0, "island", "A", "dmarc", "fail", "a.test", "Why.", policy="reject", disposition="quarantine")
    )
    assert note.details[0] == "For letters from a.test the policy is “reject”, and for this one “quarantine”."
