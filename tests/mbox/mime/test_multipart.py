"""How a multipart is divided, and what is said where it cannot be."""

from __future__ import annotations

import base64
import email.policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.mime import part_notes
from heloworld.mbox.mime.multipart import Span, divided
from heloworld.mbox.mime.parts import DEEPEST, MOST_PARTS
from mbox.mime.mails import of_parts, taken_apart, text

FERRY = b"The early ferry leaves at six."
PART = b"--simple rope\nContent-Type: text/plain\n\n" + FERRY + b"\n--simple rope--\n"


@pytest.mark.parametrize(
    "boundary",
    [
        b'"simple rope"',
        b'"simple\n rope"',
        b'"simple rope  "',
        b'"simple rope"; charset="utf-8"',
        b'\n\t"simple rope"',
        b"simple rope",
        b'"simple rope',
    ],
)
def test_a_boundary_however_it_is_written(boundary: bytes) -> None:
    told = taken_apart(b"Content-Type: multipart/mixed; boundary=" + boundary + b"\n", PART)
    assert [part.kind for part in told.parts] == ["multipart/mixed", "text/plain"]
    assert told.parts[told.best].text == FERRY.decode()


@pytest.mark.parametrize(
    ("header", "body", "note"),
    [
        (b"Content-Type: multipart/alternative\n", FERRY, part_notes.NO_BOUNDARY),
        (b"Content-Type: multipart/alternative; boundary=\n", FERRY, part_notes.NO_BOUNDARY),
        (b"Content-Type: multipart/mixed; boundary=rope\n", FERRY, part_notes.NEVER),
        (b"Content-Type: multipart/mixed; boundary=rope\n", b" --rope\n" + FERRY, part_notes.NEVER),
        (
            b"Content-Type: multipart/mixed; boundary=rope\nContent-Transfer-Encoding: base64\n",
            base64.encodebytes(FERRY),
            part_notes.NEVER,
        ),
    ],
)
def test_what_cannot_be_divided_is_shown_and_says_why(header: bytes, body: bytes, note: str) -> None:
    told = taken_apart(header, body)
    assert FERRY.decode() in (told.parts[told.best].text or "")
    assert told.parts[told.best].notes == (note.format(kind=told.parts[0].kind, boundary="rope"),)


def test_parts_in_a_body_that_is_encoded_though_it_may_not_be() -> None:
    header = b'Content-Type: multipart/mixed; boundary="simple rope"\nContent-Transfer-Encoding: base64\n'
    assert text(header, base64.encodebytes(PART)) == FERRY.decode()


def test_one_boundary_inside_and_outside() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=rope\n\n--rope\n\none\n--rope--\n"
    header, body = of_parts(inner, b"Content-Type: image/gif\n\nGIF89a")
    assert "image/gif" in [part.kind for part in taken_apart(header, body).parts]


def test_two_delimiters_without_a_line_between_them_are_one() -> None:
    told = taken_apart(b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n--x\n\none\n--x\n\n--x--\n")
    assert [part.text for part in told.parts[1:]] == ["one", ""]


def test_parts_without_an_empty_line() -> None:
    header, body = of_parts(b"no field at all", b"Content-Type: text/html\nno field any more\n<p>")
    told = taken_apart(header, body)
    assert [(part.kind, part.text) for part in told.parts[1:]] == [
        ("text/plain", "no field at all"),
        ("text/html", "no field any more\n<p>"),
    ]


def test_more_parts_than_are_listed_are_counted() -> None:
    told = taken_apart(*of_parts(*(b"\n%d" % number for number in range(700))))
    assert len(told.parts) == MOST_PARTS
    assert told.unlisted == 701 - MOST_PARTS


def test_what_lies_too_deep_is_text() -> None:
    body = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (at, at) for at in range(3000))
    told = taken_apart(b'Content-Type: multipart/mixed; boundary="x"\n', b"--x\n" + body)
    assert len(told.parts) == DEEPEST + 1
    assert told.parts[-1].notes == (part_notes.TOO_DEEP,)
    assert told.best == DEEPEST


@given(st.lists(st.text("ab\n -", max_size=20), min_size=1, max_size=4), st.sampled_from(["mixed", "alternative"]))
def test_what_the_email_package_writes_has_the_parts_that_it_finds_itself(texts: list[str], kind: str) -> None:
    message = EmailMessage()
    message["Content-Type"] = f"multipart/{kind}"
    for each in texts:
        part = EmailMessage()
        part.set_content(each)
        message.attach(part)
    raw = message.as_bytes()
    header, _, body = raw.partition(b"\n\n")
    told = taken_apart(header + b"\n", body)
    theirs = BytesParser(policy=email.policy.default).parsebytes(raw)
    assert [part.text for part in told.parts[1:]] == [part.get_content() for part in theirs.iter_parts()]


@given(st.lists(st.sampled_from([b"--b", b"--", b"\n", b"\r\n", b" ", b"x", b"--b--", b"--bb"])).map(b"".join))
def test_parts_lie_behind_each_other_in_the_body(body: bytes) -> None:
    spans = list(divided(b"before\n" + body, Span(7, 7 + len(body)), b"b"))
    at = 7
    for start, stop in spans:
        assert at <= start <= stop <= 7 + len(body)
        at = stop
