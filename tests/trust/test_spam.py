"""The spam judge: every rule with a letter that it is for and one that it is not for, and the sum."""

from __future__ import annotations

import base64
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.trust.spam import GTUBE, RULES, THRESHOLD, fields_of, judge, without_flags
from heloworld.trust.verdict import Verdict

HEAD: Final = "From: ana@harbour.test\nTo: dora@island.test\nDate: Sat, 28 Nov 2026 18:00:00 +0000\n"
PASSED: Final = [Verdict("spf", "fail", "harbour.test"), Verdict("dkim", "pass", "harbour.test")]
FAILED: Final = [Verdict("spf", "fail", "harbour.test"), Verdict("dmarc", "pass", "harbour.test")]


def letter(subject: str = "Ferry", body: str = "The last one leaves at nine.", head: str = HEAD) -> bytes:
    return f"{head}Subject: {subject}\n\n{body}\n".encode()


def rules(message: bytes, verdicts: list[Verdict] | None = None) -> tuple[str, ...]:
    return judge(message, verdicts or ()).rules


def test_a_letter_between_friends() -> None:
    verdict = judge(letter(), PASSED)
    assert (verdict.result, verdict.score, verdict.rules, verdict.is_spam) == ("clean", 0, (), False)
    assert fields_of(verdict) == b"X-Spam-Status: No, score=0.0 required=5.0\r\n\ttests=none\r\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SUBJECT_SHOUTS", letter("FERRY TONIGHT")),
        ("EXCLAMATION_MARKS", letter("Ferry!!!")),
        ("BODY_SHOUTS", letter(body="THE LAST ONE LEAVES AT NINE. Come down to the pier.")),
        ("MONEY", letter(body="You are the Winner of a boat.")),
        ("HURRY", letter("Act now")),
        ("NUMERIC_LINK", letter(body="See http://127.0.0.66/boat")),
        ("REPLY_ELSEWHERE", letter(head=HEAD + "Reply-To: rosa@shore.test\n")),
        ("NO_DATE", letter(head="From: ana@harbour.test\nTo: dora@island.test\n")),
        ("NO_RECIPIENT", letter(head="From: ana@harbour.test\nDate: Sat, 28 Nov 2026 18:00:00 +0000\n")),
    ],
)
def test_each_rule(name: str, message: bytes) -> None:
    assert rules(message) == (name,)


def test_nobody_vouches() -> None:
    assert rules(letter(), FAILED) == ("NOBODY_VOUCHES",)
    assert rules(letter()) == ()


@pytest.mark.parametrize(
    "message",
    [
        letter("OK"),
        letter("Ferry!!"),
        letter(body="OK, SEE YOU."),
        letter(body="Surprised? No prizes, winners, or urgency here."),
        letter(body="See http://harbour.test/127.0.0.1"),
        letter(head=HEAD + "Reply-To: ben@HARBOUR.test\n"),
    ],
)
def test_what_is_near_and_does_not_count(message: bytes) -> None:
    assert rules(message) == ()


def test_there_are_ten_and_none_is_enough() -> None:
    assert len(RULES) == 10
    assert all(0 < rule.points < THRESHOLD for rule in RULES)
    assert all(rule.why.endswith(".") and rule.looks_at for rule in RULES)


def test_three_kinds_of_shouting_are() -> None:
    verdict = judge(letter("BUY A BOAT!!!", "BUY A BOAT FROM ME, AND NOBODY ELSE."))
    assert (verdict.result, verdict.score) == ("spam", 5.0)
    assert verdict.reason == (
        "It has 5 points, and from 5 on a letter counts as spam: SUBJECT_SHOUTS, EXCLAMATION_MARKS, BODY_SHOUTS."
    )
    assert fields_of(verdict) == (
        b"X-Spam-Flag: YES\r\nX-Spam-Level: *****\r\nX-Spam-Status: Yes, score=5.0 required=5.0\r\n"
        b"\ttests=SUBJECT_SHOUTS,\r\n\tEXCLAMATION_MARKS,\r\n\tBODY_SHOUTS\r\n"
    )
    assert (
        verdict.lines[0]
        == "SUBJECT_SHOUTS: 2 points: 8 of 8 letters are capitals. Who has something to say need not shout."
    )


def test_the_test_line_also_where_it_is_encoded() -> None:
    encoded = base64.encodebytes(f"Hi.\n{GTUBE}\n".encode()).decode()
    assert judge(letter(body=GTUBE)).is_spam
    assert judge(letter(body=encoded, head=HEAD + "Content-Transfer-Encoding: base64\n")).rules[0] == "GTUBE"
    assert not judge(letter(body=GTUBE[:-1])).is_spam


def test_flags_from_outside_go() -> None:
    flagged = b"X-Spam-Flag: YES\nx-spam-status: No\n" + letter()
    assert without_flags(flagged) == letter()


@given(st.binary(max_size=300), st.sampled_from([b"", b"Content-Transfer-Encoding: base64\n", b"From: "]))
def test_any_bytes(data: bytes, head: bytes) -> None:
    verdict = judge(head + data)
    assert verdict.result in {"spam", "clean"}
    assert verdict.score >= 0
    assert fields_of(verdict).isascii()


def test_a_letter_of_megabytes() -> None:
    assert judge(b"Subject: " + b"A!" * 2_000_000 + b"\n\n" + b"URGENT MONEY http://1.1.1.1 " * 100_000).is_spam


def test_one_point_is_one_point() -> None:
    verdict = judge(b"To: dora@island.test\r\nSubject: Ferry\r\n\r\nAt nine.\r\n", ())
    assert verdict.reason.startswith("It has 1 point; only from 5 on")
    assert any("1 point: there is no Date." in line for line in verdict.lines)
