"""DKIM against letters that are known: RFC 8463 appendix A, RFC 6376's letter, and one that a real chain passed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

import pytest

from heloworld.trust.dkim.hashing import Canonical, select, signed_header
from heloworld.trust.dkim.keys import from_seed
from heloworld.trust.dkim.mathematics import signed
from heloworld.trust.dkim.signature import parse_signature, signature_tags
from heloworld.trust.dkim.verify import verify
from heloworld.trust.message import parse
from trust.letters import NOW, RFC6376, RFC6376_ZONE, RFC8463, RFC8463_SEED, RFC8463_ZONE, chain_pass, harbour_zone

BODY: Final = b"The last one leaves at nine."


async def test_rfc_8463_both_signatures_pass() -> None:
    ed25519, rsa = await verify(RFC8463_ZONE, RFC8463, now=NOW)
    assert (ed25519.result, ed25519.algorithm, ed25519.bits) == ("pass", "ed25519-sha256", 256), ed25519.lines
    assert (rsa.result, rsa.algorithm, rsa.bits) == ("pass", "rsa-sha256", 1024), rsa.lines
    assert ed25519.absent == rsa.absent == ("from", "subject", "date")


def test_rfc_8463_signing_gives_the_same_signature() -> None:
    letter = parse(RFC8463)
    field = letter.named("dkim-signature")[0]
    signature = parse_signature(field, signature_tags(field))
    chosen, _ = select([each for each in letter.fields if each is not field], signature.names)
    data = signed_header(Canonical(letter), chosen, signature)
    assert signed(from_seed(base64.b64decode(RFC8463_SEED)).private, data) == signature.value


async def test_the_letter_of_rfc_6376() -> None:
    (verdict,) = await verify(RFC6376_ZONE, RFC6376, now=NOW)
    assert (verdict.result, verdict.domain, verdict.selector) == ("pass", "example.com", "brisbane")
    assert verdict.identity == "joe@football.example.com"


async def test_the_letter_as_rfc_6376_printed_it_had_a_space_too_many() -> None:
    (verdict,) = await verify(RFC6376_ZONE, RFC6376.replace(b"game. Are", b"game.  Are"), now=NOW)
    assert verdict.result == "fail"
    assert "with runs of white space as one space the hash is right" in verdict.reason


async def test_a_letter_that_a_real_chain_passed() -> None:
    letter, zone = chain_pass(), harbour_zone()
    (verdict,) = await verify(zone, letter, now=NOW)
    assert (verdict.result, verdict.domain, verdict.selector, verdict.bits) == ("pass", "harbour.test", "2026", 2048)
    assert verdict.identity == "@harbour.test"
    assert verdict.reason == "harbour.test has signed this letter; what it signed is as it was."
    assert zone.asked == [("2026._domainkey.harbour.test", "TXT")]
    assert verdict.header_hash == verdict.claimed_header_hash
    assert verdict.body_hash == verdict.claimed_body_hash == "hK8LhZNzAgivvfYYYCIvQjs7UmNzOQe0Xj1JxqRsW5M="
    assert [letter[each.start : each.end] for each in verdict.signed] == [
        b"From: Ana <ana@harbour.test>\n",
        b"To: dora@island.test\n",
        b"Subject: Ferry\n",
    ]
    assert verdict.absent == ("from",)


def _swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(letter: bytes) -> bytes:
        assert old in letter
        return letter.replace(old, new)

    return change


ENCODED: Final = b"\nContent-Transfer-Encoding: base64\n\nVGhlIGxhc3Qgb25lIGxlYXZlcyBhdCBuaW5lLgo=\n"
CHANGES: Final[dict[str, tuple[Callable[[bytes], bytes], str, str]]] = {
    "as delivered": (lambda letter: letter, "pass", "as it was"),
    "trace fields on top": (
        lambda letter: b"Received: from x by y; Sat, 28 Nov 2026 18:00:00 +0000\n" + letter,
        "pass",
        "as it was",
    ),
    "[list] in front": (_swap(b"Subject: Ferry", b"Subject: [harbour] Ferry"), "fail", "without the mark in front of"),
    "footer": (lambda letter: letter + b"-- \nharbour list\n", "fail", "something was added at the end"),
    "blank lines at the end": (lambda letter: letter + b"\n\n", "pass", "as it was"),
    "space at a line's end": (_swap(BODY, BODY + b" "), "fail", "without white space at the ends of lines"),
    "refolded": (_swap(b"Subject: Ferry", b"Subject:   \n Ferry"), "pass", "as it was"),
    "name in capitals": (_swap(b"Subject: Ferry", b"SUBJECT: Ferry"), "pass", "as it was"),
    "Date added": (
        _swap(b"Subject: Ferry", b"Date: Sat, 28 Nov 2026 18:00:00 +0000\nSubject: Ferry"),
        "pass",
        "as it was",
    ),
    "To changed": (
        _swap(b"To: dora@island.test\nSub", b"To: list@harbour.test\nSub"),
        "fail",
        "does not tell which field",
    ),
    "second From": (
        _swap(b"From: Ana", b"From: Evil <e@evil.test>\nFrom: Ana"),
        "fail",
        "without one of the from fields",
    ),
    "second Subject on top": (_swap(b"From: Ana", b"Subject: Buy\nFrom: Ana"), "pass", "as it was"),
    "second Subject below": (
        _swap(b"Subject: Ferry", b"Subject: Ferry\nSubject: Buy"),
        "fail",
        "without one of the subject fields",
    ),
    "one letter": (_swap(b"nine", b"five"), "fail", "does not tell where it differs"),
    ">From quoted": (_swap(BODY, b">" + BODY), "fail", "does not tell where it differs"),
    "base64": (_swap(b"\n\n" + BODY + b"\n", ENCODED), "fail", "with the base64 taken off"),
    "Reply-To added": (_swap(b"Subject: Ferry", b"Reply-To: e@evil.test\nSubject: Ferry"), "pass", "as it was"),
}


def test_all_recorded_changes_are_there() -> None:
    assert len(CHANGES) == 17


@pytest.mark.parametrize("name", CHANGES)
async def test_what_a_signature_survives_as_three_verifiers_recorded_it(name: str) -> None:
    change, result, words = CHANGES[name]
    (verdict,) = await verify(harbour_zone(), change(chain_pass()), now=NOW)
    assert verdict.result == result, verdict.lines
    assert words in verdict.reason


async def test_the_same_over_the_wire() -> None:
    (verdict,) = await verify(harbour_zone(), chain_pass().replace(b"\n", b"\r\n"), now=NOW)
    assert verdict.result == "pass"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
async def test_the_place_of_a_footer(end: bytes) -> None:
    letter = (chain_pass() + b"\n-- \nharbour list\n").replace(b"\n", end)
    (verdict,) = await verify(harbour_zone(), letter, now=NOW)
    (place,) = verdict.differs
    assert letter[place.start : place.end] == b"\n-- \nharbour list\n".replace(b"\n", end)


async def test_the_place_of_a_second_subject() -> None:
    letter = _swap(b"Subject: Ferry", b"Subject: Ferry\nSubject: Buy")(chain_pass())
    (verdict,) = await verify(harbour_zone(), letter, now=NOW)
    assert [letter[each.start : each.end] for each in verdict.differs] == [b"Subject: Buy\n"]
    assert verdict.header_hash != verdict.claimed_header_hash != ""
