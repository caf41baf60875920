"""DKIM and DMARC against people who mean harm: a verdict comes, and after a bounded number of questions and tries."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.trust.authentication_results import field_of, without_forged
from heloworld.trust.dkim import body_suspects, header_suspects
from heloworld.trust.dkim.keys import generate
from heloworld.trust.dkim.sign import Signing, sign
from heloworld.trust.dkim.verify import MOST_SIGNATURES, verify
from heloworld.trust.dmarc.evaluate import MOST_WALKS, evaluate
from heloworld.trust.look_up import MOST, Answers, Said
from heloworld.trust.verdict import Verdict
from trust.zones import Zone

NOW: Final = 1_795_888_621
KEY: Final = generate("ed25519")
LETTER: Final = b"From: Ana <ana@harbour.test>\r\nSubject: Ferry\r\n\r\nAt nine.\r\n"
FIELD: Final = sign(LETTER, Signing("harbour.test", "k", KEY), now=NOW)
RESULTS: Final = {"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"}
LONGEST: Final = 1_000


def zone() -> Zone:
    return Zone({"k._domainkey.harbour.test": [f"TXT {KEY.record}"]})


async def results(message: bytes, asked: Zone | None = None) -> list[str]:
    """What a letter comes to; whatever it is, everything about it is bounded."""
    answers = asked or zone()
    verdicts = await verify(answers, message, now=NOW)
    dmarc = await evaluate(answers, message, None, verdicts)
    assert len(verdicts) <= MOST_SIGNATURES + 1
    assert len(answers.asked) <= MOST_SIGNATURES + 2 * MOST_WALKS * 8
    for each in (*verdicts, dmarc):
        assert each.result in RESULTS
        assert each.reason.endswith(".")
        assert len(each.reason) < LONGEST
        assert len(each.trace) < 100
        assert all("\n" not in line for line in each.lines)
    assert field_of([*verdicts, dmarc], "mail.island.test").isascii()
    return [each.result for each in verdicts]


async def test_a_thousand_signatures() -> None:
    asked = zone()
    found = await results(FIELD * 1_000 + LETTER, asked)
    assert found == ["pass"] * MOST_SIGNATURES + ["policy"]
    assert len([1 for name, _ in asked.asked if "_domainkey" in name]) == MOST_SIGNATURES


BIG: Final = 1_000_000


@pytest.mark.parametrize(
    ("message", "result"),
    [
        (FIELD + b"X: " + b"a b" * (BIG // 3) + b"\r\n" + LETTER, "pass"),
        (FIELD.replace(b"h=from:", b"h=from:x:") + b"X: " + b"a  b" * (BIG // 4) + b"\r\n" + LETTER, "fail"),
        (FIELD + b"X: y\r\n" * (BIG // 6) + LETTER, "pass"),
        (FIELD.replace(b"h=from:", b"h=from:x:") + b"X: y\r\n" * (BIG // 6) + LETTER, "fail"),
        (FIELD + b"Subject: y\r\n" * 50_000 + LETTER.replace(b"Ferry", b"Boat"), "fail"),
        (FIELD.replace(b"h=from:", b"h=" + b"from:" * (BIG // 5)) + LETTER, "fail"),
        (FIELD.replace(b"v=1;", b"v=1;" + b"n=x;" * (BIG // 4)) + LETTER, "permerror"),
        (FIELD.replace(b"v=1;", b"v=1; n=" + b"x" * BIG + b";") + LETTER, "fail"),
        (FIELD.replace(b"bh=", b"bh=" + b"A" * BIG) + LETTER, "fail"),
        (FIELD.replace(b"v=1;", b"v=1; z=" + b"Subject:=0A|" * (BIG // 12) + b";") + LETTER, "fail"),
        (FIELD.replace(b"v=1;", b"v=1; l=" + b"9" * 70 + b";") + LETTER, "permerror"),
        (FIELD.replace(b"d=harbour.test", b"d=" + b"a." * 400_000 + b"test") + LETTER, "permerror"),
        (FIELD + LETTER + b"\r\n" * (BIG // 2), "pass"),
        (FIELD + LETTER + b"> \t\r\n" * (BIG // 5), "fail"),
        (FIELD + LETTER + b" " * BIG + b"x", "fail"),
        (FIELD * 10 + LETTER + b"From \t=\r\n" * 20_000, "fail"),
        (FIELD + b" \r\n" * 100_000 + LETTER, "pass"),
        (b"\0" * BIG, "none"),
        (b":" * BIG, "none"),
        (b"From: " + b"(" * BIG + b"\r\n\r\n", "none"),
        (b"From: " + b"a@b.test," * (BIG // 9) + b"\r\n\r\n", "none"),
    ],
    ids=range(21),
)
async def test_megabytes(message: bytes, result: str) -> None:
    assert (await results(message))[0] == result


async def test_suspects_are_tried_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    fits = body_suspects._fits

    def counted(*arguments: object) -> bool:
        tries.append(1)
        return fits(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(body_suspects, "_fits", counted)
    assert await results(FIELD + LETTER + b">From \t..\r\n" * 15_000) == ["fail"]
    assert 0 < len(tries) <= 10
    assert await results(FIELD + LETTER + b"x" * body_suspects.LARGEST) == ["fail"]
    assert 0 < len(tries) <= 10


def test_of_many_signed_fields_few_are_tried() -> None:
    assert header_suspects.MOST_TRIES <= 100
    assert header_suspects.LARGEST <= 100_000


async def test_a_name_server_that_has_something_everywhere() -> None:
    asked: list[str] = []

    async def ask(name: str, _kind: str, /) -> Said:
        asked.append(name)
        return Answers(texts=(b"v=DMARC1; p=reject; np=reject; rua=mailto:a@b.test",))

    labels = "a." * 120
    dkim = [Verdict("dkim", "pass", f"{number}.{labels}test") for number in range(1_000)]
    verdict = await evaluate(ask, f"From: x@{labels}test\n\n".encode(), None, dkim)
    assert verdict.result == "pass"
    assert len(asked) <= MOST
    assert len(asked) == len(set(asked))


TEXTS: Final = (
    b"DKIM-Signature:|v=1; a=rsa-sha256; b=; bh=; |d=harbour.test; s=k; h=from; |l=1;|t=1; x=2;|i=@x;|c=/;"
    b"|z=From:a=7C;|;|=|:| |From: a@harbour.test\r\n|\r\n|\n|\r|\xff|\0"
)
PIECES: Final = st.sampled_from(
    [FIELD, FIELD[:40], FIELD[40:], FIELD.replace(b"\r\n", b""), LETTER, *TEXTS.split(b"|")]
)
KEYS: Final = st.lists(
    st.sampled_from(
        [
            "v=DKIM1;",
            "k=rsa;",
            "k=ed25519;",
            "p=",
            "AAAA",
            "MIGf",
            KEY.record,
            "t=s:y;",
            "h=;",
            "s=*;",
            "=",
            "\xe9",
            " ",
        ]
    ),
    max_size=6,
)


@given(st.lists(PIECES, max_size=8), KEYS)
async def test_any_letter_and_any_key(pieces: list[bytes], keys: list[str]) -> None:
    message = b"".join(pieces)
    await results(message)
    await results(message, Zone({"k._domainkey.harbour.test": [f"TXT {''.join(keys)}"]}))
    assert len(without_forged(message, "mail.island.test")) <= len(message)


@given(st.text(alphabet="v=DMARC1; pnsrejctaduoqi:,!@.x\xe9", max_size=60), st.text(max_size=20))
async def test_any_record_and_any_author(record: str, author: str) -> None:
    asked = Zone({"_dmarc.harbour.test": [f"TXT v=DMARC1;{record.encode('latin-1', 'replace').decode('latin-1')}"]})
    for name in ("harbour.test", author):
        verdict = await evaluate(asked, f"From: ana@{name}\r\n\r\n".encode("utf-8", "replace"), None, [])
        assert verdict.result in RESULTS
        assert verdict.disposition in {"none", "quarantine", "reject"}
