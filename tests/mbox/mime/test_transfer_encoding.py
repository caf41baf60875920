"""Encodings, however they are named and however broken they are."""

from __future__ import annotations

import base64
import binascii
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.mime import part_notes
from heloworld.mbox.mime.transfer_encoding import decoded
from mbox.mime.mails import opened, text

CODE = base64.encodebytes("Die F\u00e4hre f\u00e4hrt um sechs.".encode())


@pytest.mark.parametrize(
    "value", [b"base64 ", b"\n base64", b"base64 (as usual)", b"base64;", b"BASE64", b'"base64"', b"(so) base64\t"]
)
def test_the_name_of_an_encoding_however_it_is_written(value: bytes) -> None:
    assert text(b"Content-Transfer-Encoding: " + value + b"\n", CODE) == "Die F\u00e4hre f\u00e4hrt um sechs."


def test_an_encoding_that_is_not_known_is_said() -> None:
    part = opened(b"Content-Transfer-Encoding: rot13\n", b"x")
    assert part.notes == (part_notes.NO_ENCODING.format(label="rot13"),)


def test_what_is_not_encoded_at_all_is_shown_as_it_was_sent() -> None:
    part = opened(b"Content-Transfer-Encoding: base64\n", b"This is no base64.\nAt all.\n")
    assert part.text == "This is no base64.\nAt all.\n"
    assert part.notes == (part_notes.NO_CODE.format(label="base64"),)
    assert opened(b"Content-Transfer-Encoding: base64\n", b"\n\n").notes == ()


@pytest.mark.parametrize(
    ("code", "data"),
    [
        (b"QUJDRA", b"ABCD"),
        (b"QUJDR", b"ABC"),
        (b"QUJDRA==A", b"ABCD"),
        (b"QQ==\nQg==\n", b"AB"),
        (CODE + b"_______________\nThe ferry list: see http://harbour.test\n", base64.b64decode(CODE)),
        (CODE + b"\nUnsubscribe from here\n", base64.b64decode(CODE)),
        (b"QU JD\n".replace(b" ", b"\r\n"), b"ABC"),
        (b"QUJD" * 18 + b"\nQUJD!\n" + b"QUJD" * 18, b"ABC" * 37),
        (b"QUJDRA==\nferry@harbour.test\n", b"ABCD"),
        (b"!!!", b""),
        (b"", b""),
    ],
)
def test_base64_as_far_as_it_goes(code: bytes, data: bytes) -> None:
    assert decoded("base64", code) == data


PDF = bytes(range(249))
LINES = base64.encodebytes(PDF).splitlines(keepends=True)


def quoted(sign: bytes) -> bytes:
    return b"".join(sign + line for line in LINES)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(b"!" + b"".join(LINES), id="before the first line"),
        pytest.param(b"".join([LINES[0], LINES[1][:30] + b" " + LINES[1][30:], *LINES[2:]]), id="a space in a line"),
        pytest.param(b"".join([*LINES[:2], LINES[2][:-1] + b"\xc2\xa0\n", *LINES[3:]]), id="a hard space behind one"),
        pytest.param(b"".join(LINES[:-1]) + LINES[-1][:-1] + b"\\\n", id="a backslash behind the last"),
        pytest.param(b"".join(LINES[:-2]) + LINES[-2][:-1] + b"!\n" + LINES[-1], id="in the last but one"),
        pytest.param(b"".join(LINES[:-1]) + b"!!" + LINES[-1], id="before the last, which is short"),
        pytest.param(quoted(b"> "), id="quoted"),
        pytest.param(quoted(b">> ") + b"> The ferry list\n", id="quoted, with a footer"),
        pytest.param(b"".join(LINES) + b"-- \nThe ferry list\n", id="a footer alone"),
    ],
)
def test_what_is_no_code_among_code_is_ignored(code: bytes) -> None:
    assert decoded("base64", code) == PDF


@given(st.binary(min_size=60, max_size=400), st.data())
def test_a_strange_character_among_code_costs_nothing(data: bytes, draw: st.DataObject) -> None:
    code = base64.encodebytes(data)
    at = draw.draw(st.integers(0, len(code.rstrip().rstrip(b"="))))
    assert decoded("base64", code[:at] + draw.draw(st.sampled_from([b"!", b"\\", b"\xa0", b">"])) + code[at:]) == data


@pytest.mark.parametrize(
    ("code", "data"),
    [
        (b"soft=\nbreak", b"softbreak"),
        (b"soft= \t \nbreak", b"softbreak"),
        (b"soft=  \r\nbreak", b"softbreak"),
        (b"blanks  \nat the end \t", b"blanks\nat the end"),
        (b"kept=20\nand here", b"kept \nand here"),
        (b"a  b =3D c", b"a  b = c"),
    ],
)
def test_quoted_printable(code: bytes, data: bytes) -> None:
    assert decoded("quoted-printable", code) == data


def test_uuencode() -> None:
    lines = b"".join(binascii.b2a_uu(b"harbour" * 6) for _ in range(3))
    assert decoded("x-uuencode", b"Look:\nbegin 644 a.txt\n" + lines + b"`\nend\n") == b"harbour" * 18
    assert decoded("x-uuencode", b"nothing begins here") == b""


@given(st.binary(max_size=300))
def test_what_was_encoded_is_decoded(data: bytes) -> None:
    assert decoded("base64", base64.encodebytes(data)) == data
    assert decoded("quoted-printable", quopri.encodestring(data.replace(b"\r", b""))) == data.replace(b"\r", b"")
    assert decoded("7bit", data) == data


@given(
    st.sampled_from(["base64", "quoted-printable", "uuencode"]),
    st.binary(max_size=40)
    | st.lists(st.sampled_from([b"QUJD", b"=", b"\n", b" ", b"!", b"begin 644 x"])).map(b"".join),
)
def test_any_bytes_are_decoded_to_something(encoding: str, data: bytes) -> None:
    assert isinstance(decoded(encoding, data), bytes)
