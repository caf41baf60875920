"""What a verifier looks at: the tags of a signature, the key, what is signed, and what is said when it fails."""

from __future__ import annotations

import base64
import contextlib
import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.trust.dkim.canonicalization import canonical_body, canonical_field
from heloworld.trust.dkim.keys import SigningKey, from_pem, from_seed, generate
from heloworld.trust.dkim.results import DkimError, DkimVerdict
from heloworld.trust.dkim.sign import Signing, sign
from heloworld.trust.dkim.tag_list import parse_tags
from heloworld.trust.dkim.verify import verify
from heloworld.trust.message import with_crlf
from heloworld.trust.verdict import Extract
from trust.random_letters import letter as random_letter
from trust.zones import Zone

NOW: Final = 1_795_888_621
RSA: Final = generate(bits=1024)
ED25519: Final = from_seed(bytes(range(32)))
LETTER: Final = (
    b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nSubject: Ferry\r\n\r\nAt nine.\r\n\r\nFrom the pier.\r\n"
)
PLACE: Final = "k._domainkey.harbour.test"


def signing(key: SigningKey = ED25519, **more: object) -> Signing:
    return Signing("harbour.test", "k", key, **more)  # type: ignore[arg-type]


def zone(record: str = ED25519.record) -> Zone:
    return Zone({PLACE: [f"TXT {record}"]})


async def verdict_of(message: bytes, asked: Zone | None = None, now: float = NOW) -> DkimVerdict:
    return (await verify(asked or zone(), message, now=now))[0]


async def changed(old: str, new: str, asked: Zone | None = None) -> DkimVerdict:
    """The verdict where the signature's field reads differently."""
    field = sign(LETTER, signing(), now=NOW)
    assert re.search(old.encode(), field)
    return await verdict_of(re.sub(old.encode(), new.encode(), field, count=1) + LETTER, asked)


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
@pytest.mark.parametrize("header", ["simple", "relaxed"])
@pytest.mark.parametrize("body", ["simple", "relaxed"])
async def test_what_is_signed_is_verified(key: SigningKey, header: str, body: str) -> None:
    how = signing(key, header_method=header, body_method=body, has_copies=True, identity="ana@mail.harbour.test")
    field = sign(LETTER, how, now=NOW)
    verdict = await verdict_of(field + LETTER, zone(key.record))
    assert (verdict.result, verdict.identity) == ("pass", "ana@mail.harbour.test"), verdict.lines
    assert all(len(line) <= 78 for line in field.split(b"\r\n"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("v=1; ", "", "The tag v= is missing."),
        ("v=1", "v=2", "v=2 is a version that there is not."),
        ("bh=[^;]*;", "", "The tag bh= is missing."),
        ("s=k;", "s=k; s=k;", "The tag s= is there twice."),
        ("s=k;", "s;", "“s” at character 62 has no “=”."),
        ("s=k;", "2=k;", "“2” at character 62 cannot be the name of a tag."),
        ("s=k;", "s=k;;", "There is a semicolon too many at character 66."),
        ("s=k;", "s=k k;", "s=k k is no name in the DNS."),
        ("d=harbour.test", "d=harbour..test", "d=harbour..test is no name in the DNS."),
        ("a=ed25519-sha256", "a=rsa-sha1", "a=rsa-sha1 uses SHA-1, which may not be believed any more."),
        ("a=ed25519-sha256", "a=rot13-crc", "a=rot13-crc is an algorithm that we do not know."),
        ("a=ed25519-sha256", "a=rsa-sha256", "The signature is rsa, and the key is for ed25519."),
        ("c=relaxed/relaxed", "c=relaxed/loose", "c=relaxed/loose is a canonicalisation that there is not."),
        ("h=from:", "h=:", "h= has an empty name."),
        ("h=from:to:subject:from", "h=to:subject", "From is not signed: it is not in h=."),
        ("t=[0-9]*", "t=soon", "t=soon is no number."),
        ("(t=[0-9]*);", r"\1; x=1;", "It expires before it was made: x= is not later than t=."),
        ("v=1;", "v=1; q=dns/mx;", "q=dns/mx knows no way to the key that we know."),
        ("v=1;", "v=1; i=ana@shore.test;", "i=ana@shore.test is not within d=harbour.test."),
        (
            "v=1;", "v=1; l=9999;",
            "9,999 bytes of the body are signed (l=), and it has 28. Something is missing at its end.",
        ),
        ("b=[A-Za-z0-9+/]{3}", "b=!", "b= is not base64."),
        ("v=1;", "v=1; n=\xff;", "The signature has bytes that are no text."),
    ],
)  # fmt: skip
async def test_a_signature_that_cannot_be_used(old: str, new: str, reason: str) -> None:
    if "\xff" in new:
        field = sign(LETTER, signing(), now=NOW).replace(b"v=1;", b"v=1; n=\xff;")
        verdict = await verdict_of(field + LETTER)
    else:
        verdict = await changed(old, new)
    assert (verdict.result, verdict.reason) == ("permerror", reason)
    assert verdict.lines[-1].startswith(f"{reason} This ends the check: permerror.")


PUBLIC: Final = ED25519.record.partition("p=")[2]
SHORT: Final = base64.b64encode(
    bytes.fromhex("305c300d06092a864886f70d0101010500034b003048024100") + b"\xc5" * 64 + bytes.fromhex("0203010001")
).decode()


@pytest.mark.parametrize(
    ("record", "result", "reason"),
    [
        ("v=DKIM1; k=ed25519; p=", "permerror", "The key has been revoked: p= is empty."),
        ("v=DKIM1; k=ed25519", "permerror", "The key record has no key: p= is missing."),
        (f"k=ed25519; v=DKIM1; p={PUBLIC}", "permerror", "and it is not v=DKIM1 at the beginning."),
        (f"v=DKIM2; k=ed25519; p={PUBLIC}", "permerror", "and it is not v=DKIM1 at the beginning."),
        (f"v=DKIM1; k=dsa; p={PUBLIC}", "permerror", "k=dsa is a sort of key that we do not know."),
        (f"v=DKIM1; p={PUBLIC}", "permerror", "The signature is ed25519, and the key is for rsa."),
        ("v=DKIM1; k=ed25519; p=AAAA", "permerror", "The key cannot be read: p= holds no ed25519 key."),
        ("v=DKIM1; k=ed25519; p=%%%", "permerror", "The key cannot be read: p= is not base64."),
        (f"v=DKIM1; h=sha1; k=ed25519; p={PUBLIC}", "permerror", "The key is not to be used with sha256: h=sha1."),
        (f"v=DKIM1; s=tlsrpt; k=ed25519; p={PUBLIC}", "permerror", "The key is not for e-mail: s=tlsrpt."),
        (f"v=DKIM1; s=email : tlsrpt; k=ed25519; p={PUBLIC}", "pass", ""),
        (f"v=DKIM1; h=sha1:sha256; t=s; k=ed25519; p={PUBLIC}", "pass", ""),
        (f"k=ed25519; p={PUBLIC[:20]} {PUBLIC[20:]}", "pass", ""),
        (f"v=DKIM1; k=ed25519; n=notes; p={PUBLIC};", "pass", ""),
    ],
)  # fmt: skip
async def test_the_key(record: str, result: str, reason: str) -> None:
    verdict = await verdict_of(sign(LETTER, signing(), now=NOW) + LETTER, zone(record))
    assert verdict.result == result, verdict.lines
    assert reason in verdict.reason


async def test_a_key_that_is_too_short() -> None:
    field = sign(LETTER, signing(RSA), now=NOW)
    verdict = await verdict_of(field + LETTER, zone(f"v=DKIM1; p={SHORT}"))
    assert (verdict.result, verdict.reason) == ("permerror", "The key is too short to be believed: 512 bits.")


async def test_a_key_for_the_domain_itself_and_somebody_below_it() -> None:
    field = sign(LETTER, signing(identity="@mail.harbour.test"), now=NOW)
    verdict = await verdict_of(field + LETTER, zone(ED25519.record.replace("p=", "t=s; p=")))
    assert (verdict.result, verdict.reason) == (
        "permerror",
        "The key is for the domain itself (t=s), and i= is below it.",
    )


async def test_a_key_that_is_being_tried_out() -> None:
    verdict = await verdict_of(sign(LETTER, signing(), now=NOW) + LETTER, zone(ED25519.record.replace("p=", "t=y; p=")))
    assert (verdict.result, verdict.is_testing) == ("pass", True)
    assert "still being tried out" in verdict.reason


@pytest.mark.parametrize("bits", [2048, 4096])
async def test_long_keys(bits: int) -> None:
    key = generate(bits=bits)
    verdict = await verdict_of(sign(LETTER, signing(key), now=NOW) + LETTER, zone(key.record))
    assert (verdict.result, verdict.bits) == ("pass", bits)


async def test_a_key_in_the_older_form() -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    data = RSA.private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    record = f"v=DKIM1; p={base64.b64encode(data).decode()}"
    assert (await verdict_of(sign(LETTER, signing(RSA), now=NOW) + LETTER, zone(record))).result == "pass"


@pytest.mark.parametrize(
    ("records", "result", "reason"),
    [
        ({}, "permerror", f"There is no key at {PLACE}."),
        ({PLACE: ["A 127.0.0.1"]}, "permerror", f"There is no key at {PLACE}."),
        ({PLACE: ["TIMEOUT"]}, "temperror", f"The key at {PLACE} cannot be had at present."),
    ],
)
async def test_no_key(records: dict[str, list[str]], result: str, reason: str) -> None:
    verdict = await verdict_of(sign(LETTER, signing(), now=NOW) + LETTER, Zone(records))
    assert (verdict.result, verdict.reason) == (result, reason)
    assert verdict.questions[0].name == PLACE


async def test_of_two_texts_the_first_is_the_key() -> None:
    asked = Zone({PLACE: [f"TXT {ED25519.record}", "TXT hello"]})
    verdict = await verdict_of(sign(LETTER, signing(), now=NOW) + LETTER, asked)
    assert verdict.result == "pass"
    assert any("has 2 texts, where one is wanted" in line for line in verdict.lines)


async def test_it_expires() -> None:
    message = sign(LETTER, signing(lifetime=60), now=NOW) + LETTER
    assert (await verdict_of(message, now=NOW + 60)).result == "pass"
    late = await verdict_of(message, now=NOW + 100)
    assert (late.result, late.reason) == (
        "fail",
        "The signature expired on 2026-11-28 17:58:01 UTC (x=), 40 seconds before the time of this check, "
        "2026-11-28 17:58:41 UTC.",
    )
    in_time = (await verify(zone(), message, now=NOW, whence="the date in the topmost Received"))[0]
    assert (
        "x=: It holds until 2026-11-28 17:58:01 UTC, and is judged by the date in the topmost Received, "
        "2026-11-28 17:57:01 UTC: it is in time. (RFC 6376 §3.5)"
    ) in in_time.lines


@pytest.mark.parametrize(
    ("later", "words"), [(59, "59 seconds"), (1, "1 second"), (145 * 86_400, "145 days"), (1_111 * 86_400, "3 years")]
)
async def test_how_late_it_is_is_said_in_units_that_people_read(later: int, words: str) -> None:
    message = sign(LETTER, signing(lifetime=60), now=NOW) + LETTER
    assert f" (x=), {words} before the time of this check" in (await verdict_of(message, now=NOW + 60 + later)).reason


async def test_it_may_expire_beyond_any_calendar() -> None:
    verdict = await changed("(t=[0-9]*);", r"\1; x=9999999999999999;")
    assert any("It holds until 9,999,999,999,999,999 seconds after 1970" in line for line in verdict.lines)


async def test_a_signature_from_the_future_counts_and_that_is_said() -> None:
    message = sign(LETTER, signing(), now=NOW + 3 * 86_400) + LETTER
    verdict = await verdict_of(message)
    assert verdict.result == "pass"
    assert any("t=: It was made on 2026-12-01" in line and "3 days after the time of" in line for line in verdict.lines)
    assert not any(line.startswith("t=") for line in (await verdict_of(message, now=NOW + 3 * 86_400 - 60)).lines)


async def test_what_is_beyond_l_is_signed_by_nobody() -> None:
    message = sign(LETTER, signing(length=10), now=NOW) + LETTER + b"Buy!\r\n"
    verdict = await verdict_of(message)
    assert (verdict.result, verdict.unsigned_bytes) == ("pass", 24)
    assert verdict.reason.endswith("it was, but nobody has signed the last 24 bytes of the body (l=).")
    (said,) = [line for line in verdict.lines if line.startswith("bh=: ")]
    assert said.startswith("bh=: The first 10 bytes of the body are as they were, and what follows may be anybody's: ")


async def test_a_body_of_which_nothing_is_signed() -> None:
    verdict = await verdict_of(sign(LETTER, signing(length=0), now=NOW) + LETTER)
    assert (verdict.result, verdict.reason.partition(", ")[2]) == ("pass", "but nobody has signed the body (l=0).")
    assert any(line.startswith("bh=: No byte of the body is signed") for line in verdict.lines)


async def test_several_signatures_come_to_several_verdicts() -> None:
    one = sign(LETTER, signing(), now=NOW)
    two = sign(one + LETTER, Signing("shore.test", "k", RSA, ["from", "dkim-signature"]), now=NOW)
    asked = Zone({PLACE: [f"TXT {ED25519.record}"], "k._domainkey.shore.test": [f"TXT {RSA.record}"]})
    first, second = await verify(asked, two + one + LETTER, now=NOW)
    assert [(each.domain, each.result) for each in (first, second)] == [
        ("shore.test", "pass"),
        ("harbour.test", "pass"),
    ]
    other, _ = await verify(asked, two + one.replace(b"v=1;", b"v=1; n=x;") + LETTER, now=NOW)
    assert other.result == "fail"


async def test_no_signature() -> None:
    (verdict,) = await verify(zone(), LETTER, now=NOW)
    assert (verdict.result, verdict.reason) == ("none", "The letter has no signature.")


async def test_a_wrong_key_is_told_from_a_changed_letter() -> None:
    field = sign(LETTER, signing(RSA), now=NOW)
    wrong = await verdict_of(field + LETTER, zone(generate(bits=1024).record))
    assert wrong.claimed_header_hash == ""
    assert wrong.reason == "The signature was not made with the key that is published, or is damaged."
    altered = await verdict_of(field + LETTER.replace(b"dora", b"emil"), zone(RSA.record))
    assert altered.header_hash != altered.claimed_header_hash != ""
    assert altered.reason == "The signed header is not as it was; a hash does not tell which field differs."


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
async def test_a_copy_tells_which_field_differs(key: SigningKey) -> None:
    field = sign(LETTER, signing(key, has_copies=True), now=NOW)
    message = field + LETTER.replace(b"dora", b"emil")
    verdict = await verdict_of(message, zone(key.record))
    assert "with the signer's copy of to (z=) the signature is right" in verdict.reason
    assert [message[each.start : each.end] for each in verdict.differs] == [b"To: emil@island.test\r\n"]
    two = await verdict_of(message.replace(b"Subject: Ferry", b"Subject: Boat"), zone(key.record))
    assert two.reason == "The signed header is not as it was: to, subject differs from the copy in z=."


CHANGED_BODIES: Final = [
    (b"\r\nFrom the", b"\r\n>From the", "an mbox file quoted the line"),
    (b"At nine.\r\n", b"At nine. \t\r\n", "it was added on the way, or whoever signed did not count it"),
    (b"At nine.", b"Beware!\r\nAt nine.", "something was added at the beginning"),
    (b"pier.\r\n", b"pier.\r\n-- \r\nlist\r\n", "something was added at the end"),
    (b"At nine.", b"At  nine.", "white space was added"),
    (b"At nine.", b"At ten.", "does not tell where it differs"),
]


@pytest.mark.parametrize(("old", "new", "words"), CHANGED_BODIES)
async def test_what_was_done_to_a_body(old: bytes, new: bytes, words: str) -> None:
    field = sign(LETTER, signing(body_method="simple"), now=NOW)
    assert old in LETTER
    verdict = await verdict_of(field + LETTER.replace(old, new))
    assert verdict.result == "fail"
    assert words in verdict.reason


async def test_odd_spacing_in_a_simple_header() -> None:
    odd = LETTER.replace(b"Subject: ", b"Subject:")
    field = sign(LETTER, signing(header_method="simple"), now=NOW)
    verdict = await verdict_of(field + odd)
    assert "with one space behind each name the signature is right" in verdict.reason


def test_a_zone_line_is_as_opendkim_genkey_prints_it() -> None:
    line = generate().zone_line("2026", "harbour.test")
    assert line.startswith('2026._domainkey\tIN\tTXT\t( "v=DKIM1; h=sha256; k=rsa; "\n\t  "p=MII')
    assert line.endswith(" )  ; ----- DKIM key 2026 for harbour.test\n")
    strings = re.findall(r'"([^"]*)"', line)
    assert all(len(each) <= 255 for each in strings)
    assert len(strings) == 3


def test_a_key_from_a_file() -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    for form in (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL):
        assert from_pem(RSA.private.private_bytes(Encoding.PEM, form, NoEncryption())).record == RSA.record


def test_canonicalisation_as_rfc_6376_shows_it() -> None:
    header, body = [b"A: X\r\n", b"B : Y\t\r\n\tZ  \r\n"], b" C \r\nD \t E\r\n\r\n\r\n"
    assert [canonical_field(each, "relaxed") for each in header] == [b"a:X\r\n", b"b:Y Z\r\n"]
    assert [canonical_field(each, "simple") for each in header] == header
    assert canonical_body(body, "relaxed") == b" C\r\nD E\r\n"
    assert canonical_body(body, "simple") == b" C \r\nD \t E\r\n"
    assert (canonical_body(b"", "simple"), canonical_body(b"\r\n", "relaxed")) == (b"\r\n", b"")


@given(st.lists(st.sampled_from([b"a", b" ", b"\r", b"\n", b"\r\n"]), max_size=12).map(b"".join))
def test_of_the_line_ends_at_the_end_of_a_body_one_counts(body: bytes) -> None:
    text = body
    while text.endswith(b"\r\n"):
        text = text.removesuffix(b"\r\n")
    assert canonical_body(body, "simple") == text + b"\r\n"


def test_a_body_as_it_has_to_be_is_not_copied_however_long_it_is() -> None:
    body = b"At nine.\r\n"
    assert canonical_body(body, "simple") is body
    assert canonical_body(body, "relaxed") is body
    assert with_crlf(body) is body
    assert with_crlf(b"a\nb\r\nc\rd\r\r\n") == b"a\r\nb\r\nc\rd\r\r\n"


def test_a_repr_does_not_spell_out_a_body() -> None:
    assert "secret" not in repr(Extract("hashed body", b"secret"))


@given(st.randoms(use_true_random=False), st.sampled_from(["simple", "relaxed"]))
async def test_any_letter_survives_what_is_harmless(random: object, method: str) -> None:
    text = random_letter(random)  # type: ignore[arg-type]
    message = sign(text, signing(body_method=method), now=NOW) + text
    harmless = b"Received: from x by y; now\r\n" + message + b"\r\n\r\n"
    assert (await verdict_of(harmless)).result == "pass"
    assert (await verdict_of(message.replace(b"\r\n", b"\n"))).result == "pass"
    assert (await verdict_of(message.replace(b"From: Ana", b"From: Eva", 1))).result == "fail"


@given(st.text(alphabet="ab=; \t\r\n1_-", max_size=40))
def test_a_tag_list_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(DkimError):
        assert all(text[tag.start : tag.end].strip() == tag.value.strip() for tag in parse_tags(text).values())


async def test_nobody_can_tell_a_changed_header_from_another_ed25519_key() -> None:
    """An Ed25519 signature holds no hash that could be compared (RFC 8463 §3)."""
    other = from_seed(bytes(range(1, 33)))
    verdict = await verdict_of(sign(LETTER, signing(), now=NOW) + LETTER, zone(other.record))
    assert (verdict.result, verdict.reason) == (
        "fail",
        "The signed header is not as it was, or the key that is published is not the signer's: an Ed25519 signature "
        "does not tell which.",
    )
