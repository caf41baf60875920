"""Which part is opened, and what is seen of a message in a message."""

from __future__ import annotations

import base64

import pytest

from mbox.mime.mails import of_parts, opened, taken_apart, text

HTML = b"Content-Type: text/html\n\n<p>My answer: yes.</p>"
EMIL = b"Content-Type: message/rfc822\n\nFrom: Emil <emil@island.test>\nSubject: pier\n\nIs the pier open?"
STATUS = (
    b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.harbour.test\n\n"
    b"Final-Recipient: rfc822; nobody@harbour.test\nAction: failed\nStatus: 5.1.1"
)
BLANK = b"Content-Type: text/plain\n\n \n"


@pytest.mark.parametrize(
    ("parts", "kind", "shown"),
    [
        ((HTML, EMIL), b"mixed", "<p>My answer: yes.</p>"),
        ((HTML, b"\n-- \nferry mailing list"), b"mixed", "<p>My answer: yes.</p>"),
        ((BLANK, HTML), b"alternative", "<p>My answer: yes.</p>"),
        ((HTML, b"\nMy answer"), b"alternative", "My answer"),
        ((b"Content-Type: text/plain; name=a.txt\n\nin words", HTML), b"mixed", "in words"),
        ((b"Content-Disposition: attachment\n\nkept", HTML), b"mixed", "<p>My answer: yes.</p>"),
        ((b"Content-Disposition: inline; filename=a\n\nread", HTML), b"mixed", "read"),
        ((HTML, STATUS, EMIL), b"report", "<p>My answer: yes.</p>"),
        ((BLANK, EMIL), b"mixed", "Is the pier open?"),
        ((b"Content-Type: image/png\n\nPNG", b"Content-Disposition: attachment\n\nkept"), b"mixed", "kept"),
        (
            (b"Content-Type: multipart/alternative; boundary=x\n\n--x\n\n\n--x\n" + HTML, b"\nafter"),
            b"mixed",
            HTML[25:],
        ),
    ],
)
def test_what_is_shown_first(parts: tuple[bytes, ...], kind: bytes, shown: str | bytes) -> None:
    expected = shown if isinstance(shown, str) else shown.decode()
    assert text(*of_parts(*parts, kind=kind)) == expected


def test_a_report_whose_words_are_blank_opens_with_its_fields() -> None:
    part = opened(*of_parts(BLANK, STATUS, EMIL, kind=b"report"))
    assert part.kind == "message/delivery-status"
    assert "Status: 5.1.1" in (part.text or "")


@pytest.mark.parametrize(
    "kind", [b"delivery-status", b"feedback-report", b"disposition-notification", b"external-body"]
)
def test_what_a_report_says_is_text(kind: bytes) -> None:
    body = b"A: one\n\nB: two"
    told = taken_apart(*of_parts(b"Content-Type: message/" + kind + b"\n\n" + body, kind=b"report"))
    assert told.parts[1].text == body.decode()


@pytest.mark.parametrize("kind", [b"rfc822", b"global", b"partial"])
def test_a_message_in_a_message_has_its_own_fields_over_it(kind: bytes) -> None:
    told = taken_apart(*of_parts(HTML, EMIL.replace(b"rfc822", kind)))
    assert told.heading_over(told.best).fields[0] == ("From", "Ana Quay <ana@harbour.test>")
    container = next(at for at, part in enumerate(told.parts) if part.kind == "message/" + kind.decode())
    for number in (container, container + 1):
        assert told.heading_over(number).fields == (("From", "Emil <emil@island.test>"), ("Subject", "pier"))
        assert told.read_at(number).text == "Is the pier open?"


def test_a_message_in_a_message_that_is_encoded_though_it_may_not_be() -> None:
    header, _, body = EMIL.partition(b"\n\n")
    encoded = header + b"\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(body)
    assert text(*of_parts(encoded)) == "Is the pier open?"


def test_the_parts_of_a_digest_are_messages() -> None:
    told = taken_apart(*of_parts(b"\nSubject: one\n\nfirst", b"\nSubject: two\n\nsecond", kind=b"digest"))
    assert [part.inner.fields for part in told.parts if part.inner] == [(("Subject", "one"),), (("Subject", "two"),)]


@pytest.mark.parametrize(
    ("parameters", "where"),
    [
        (
            b'access-type=URL; URL="http://harbour.test/\n tides.txt"',
            "access-type URL, url http://harbour.test/tides.txt",
        ),
        (b"access-type=anon-ftp; site=harbour.test; name=tides", "access-type anon-ftp, site harbour.test, name tides"),
    ],
)
def test_where_a_text_lies_that_is_elsewhere_is_said(parameters: bytes, where: str) -> None:
    body = b"Content-Type: text/plain\n\n"
    told = taken_apart(*of_parts(b"Content-Type: message/external-body; " + parameters + b"\n\n" + body))
    assert [where in note for note in told.parts[1].notes] == [True]
