"""Authentication-Results: written so that others can read it, and taken away where somebody else wrote it."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.trust.authentication_results import author_of, field_of, without_forged
from heloworld.trust.dkim.results import DkimVerdict
from heloworld.trust.dkim.verify import verify
from heloworld.trust.dmarc.results import DmarcVerdict
from heloworld.trust.message import Field
from heloworld.trust.spf.results import SpfVerdict
from trust.letters import NOW, chain_pass, harbour_zone

SERVER: Final = "mail.island.test"
SPF: Final = SpfVerdict("spf", "pass", "harbour.test", sender="ana@harbour.test", client="127.0.0.10")
DKIM: Final = DkimVerdict(
    "dkim", "fail", "harbour.test", selector="2026", reason="The body is not as it was; a “footer” is there.",
    identity="@harbour.test", algorithm="rsa-sha256", bits=2048, signature="c0v/S2sD+mqUJfd3",
)  # fmt: skip
DMARC: Final = DmarcVerdict("dmarc", "fail", "harbour.test", policy="reject", disposition="quarantine")


def _read(field: bytes) -> Any:  # noqa: ANN401 - a package without types
    authres = pytest.importorskip("authres", reason="authres is not installed")
    return authres.AuthenticationResultsHeader.parse(field.decode("ascii").removesuffix("\r\n"))


def test_a_field_of_all_three() -> None:
    """Typographic quotes of a reason are written as ASCII has them."""
    assert field_of([SPF, DKIM, DMARC], SERVER) == (
        b"Authentication-Results: mail.island.test;\r\n"
        b"\tspf=pass (client 127.0.0.10) smtp.mailfrom=ana@harbour.test;\r\n"
        b"\tdkim=fail (2048-bit key)\r\n"
        b"\t reason=\"The body is not as it was; a 'footer' is there.\"\r\n"
        b"\t header.d=harbour.test header.i=@harbour.test header.s=2026\r\n"
        b'\t header.a=rsa-sha256 header.b="c0v/S2sD";\r\n'
        b"\tdmarc=fail (p=reject dis=quarantine) header.from=harbour.test\r\n"
    )


def test_nothing_was_looked_at() -> None:
    assert field_of([], SERVER) == b"Authentication-Results: mail.island.test;\r\n\tnone\r\n"


def test_the_name_in_helo() -> None:
    verdict = SpfVerdict("spf", "fail", "mail.harbour.test", reason="No.", identity="helo")
    assert b'spf=fail reason="No." smtp.helo=mail.harbour.test\r\n' in field_of([verdict], SERVER)


def test_a_key_that_is_being_tried_out() -> None:
    assert b"(1024-bit key, testing)" in field_of(
        [DkimVerdict("dkim", "pass", "x.test", bits=1024, is_testing=True)], SERVER
    )


def test_another_reader_finds_the_same() -> None:
    read = _read(field_of([SPF, DKIM, DMARC], SERVER))
    assert read.authserv_id == SERVER
    assert [(each.method, each.result) for each in read.results] == [
        ("spf", "pass"),
        ("dkim", "fail"),
        ("dmarc", "fail"),
    ]
    assert [[(p.type, p.name, p.value) for p in each.properties] for each in read.results] == [
        [("smtp", "mailfrom", "ana@harbour.test")],
        [
            ("header", "d", "harbour.test"),
            ("header", "i", "@harbour.test"),
            ("header", "s", "2026"),
            ("header", "a", "rsa-sha256"),
            ("header", "b", "c0v/S2sD"),
        ],
        [("header", "from", "harbour.test")],
    ]


@given(text=st.text(max_size=60))
def test_whatever_stands_in_a_verdict_another_reader_finds_it(text: str) -> None:
    spf = SpfVerdict("spf", "fail", "x", sender=text, client=text, reason=text)
    dkim = DkimVerdict("dkim", "fail", text, selector=text, identity=text, reason=text, signature=text)
    field = field_of([spf, dkim, DMARC], SERVER)
    assert all(line.isascii() and line[:1] == b"\t" for line in field.removesuffix(b"\r\n").split(b"\r\n")[1:])
    read = _read(field)
    assert [(each.method, each.result) for each in read.results] == [
        ("spf", "fail"),
        ("dkim", "fail"),
        ("dmarc", "fail"),
    ]


FORGED: Final = [
    b"Authentication-Results: mail.island.test; dmarc=pass header.from=harbour.test\r\n",
    b"authentication-results:MAIL.ISLAND.TEST;spf=pass\r\n",
    b"Authentication-Results:\r\n\tmail.island.test;\r\n\tspf=pass\r\n",
    b"Authentication-Results : mail.island.test 1; spf=pass\r\n",
    b'Authentication-Results: "mail.island.test"; spf=pass\r\n',
    b'Authentication-Results: "mail\\.island.test"; spf=pass\r\n',
    b"Authentication-Results: (a (nested) comment\\)) mail.island.test; spf=pass\r\n",
    b"Authentication-Results: mail.island.test.; spf=pass\r\n",
    b"Authentication-Results: deep.mail.island.test; spf=pass\r\n",
    b"Authentication-Results: (never closed mail.island.test; spf=pass\r\n",
    b"Authentication-Results: ; spf=pass\r\n",
    b"Authentication-Results: mail.shore.test" + b" " * 30_000 + b"; spf=pass\r\n",
]
REST: Final = b"From: ana@harbour.test\r\nSubject: Hi\r\n\r\nAuthentication-Results: mail.island.test; spf=pass\r\n"
OTHERS: Final = (
    b"Authentication-Results: mail.shore.test; spf=pass\r\nAuthentication-Results: notmail.island.test; spf=pass\r\n"
)


@pytest.mark.parametrize("field", FORGED)
def test_forged_ones_go_and_the_rest_stays(field: bytes) -> None:
    assert without_forged(field + OTHERS + field + REST, SERVER) == OTHERS + REST


def test_line_ends_stay_as_they_are() -> None:
    letter = (OTHERS + FORGED[2] + REST).replace(b"\r\n", b"\n")
    assert without_forged(letter, SERVER) == (OTHERS + REST).replace(b"\r\n", b"\n")


async def test_a_letter_keeps_its_signature() -> None:
    stripped = without_forged(chain_pass(), SERVER)
    assert b"Authentication-Results" not in stripped
    (verdict,) = await verify(harbour_zone(), field_of([SPF], SERVER) + stripped, now=NOW)
    assert verdict.result == "pass"


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    author_of(Field("authentication-results", b"Authentication-Results:" + data))
    letter = FORGED[0] + data
    assert len(without_forged(letter, SERVER)) <= len(letter)
