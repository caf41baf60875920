"""Messages taken apart, also those that nobody would write."""

from __future__ import annotations

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.mime.letter import LARGEST, Letter, letter
from heloworld.mbox.mime.parts import MOST_PARTS
from patience import PATIENCE
from recorded import MIME

FIRST = MIME[: MIME.index(b"\nFrom emil@") + 1]


def test_fields_parts_and_text() -> None:
    told = letter(FIRST, len(FIRST))
    assert told.heading.fields[: told.heading.first] == (
        ("From", "Dora M\u00fcller <dora@island.test>"),
        ("To", "Ana <ana@harbour.test>"),
        ("Cc", "Emil <emil@island.test>"),
        ("Date", "Mon, 23 Nov 2026 09:13:40 +0000"),
        ("Subject", "Timetable for the ferry \u2013 winter"),
    )
    assert [(part.lead, part.kind, part.name, part.size, part.is_attached) for part in told.parts] == [
        ("", "multipart/mixed", "", 0, False),
        ("├─ ", "multipart/alternative", "", 0, False),
        ("│  ├─ ", "text/plain", "", 228, False),
        ("│  └─ ", "text/html", "", 54, False),
        ("├─ ", "text/csv", "timetable.csv", 35, True),
        ("├─ ", "message/rfc822", "", 0, False),
        ("│  └─ ", "text/plain", "", 23, False),
        ("└─ ", "image/png", "harbour.png", 68, True),
    ]
    assert told.best == 2
    assert "\nFrom the look of it" in (told.parts[2].text or "")
    assert told.parts[7].text is None


@pytest.mark.parametrize(
    ("header", "body", "text"),
    [
        (b"", b"gr\xc3\xbc\xc3\x9f", "gr\u00fc\u00df"),
        (b"Content-Type: text/plain; charset=latin-1\n", b"gr\xfc\xdf", "gr\u00fc\u00df"),
        (b"Content-Type: text/plain; charset=nonsense\n", b"gr\xfc", "gr\udcfc"),
        (b"Content-Type: text/plain; charset=us-ascii\n", b"gr\xfc", "gr\udcfc"),
        (b'Content-Type: text/plain; charset="\0"\n', b"x", "x"),
        (b"Content-Transfer-Encoding: base64\n", b"!!!", "!!!"),
    ],
)
def test_text_in_whatever_it_says_it_is(header: bytes, body: bytes, text: str) -> None:
    raw = b"From a\n" + header + b"\n" + body
    assert letter(raw, len(raw)).parts[0].text == text


def test_what_is_left_out_is_said() -> None:
    assert letter(FIRST, 5 * LARGEST).left_out == 5 * LARGEST - len(FIRST)
    assert letter(FIRST, len(FIRST), largest=1000).left_out == len(FIRST) - 1000


def test_parts_within_parts_without_end() -> None:
    raw = b"From a\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(3000)
    )
    told = letter(raw, len(raw))
    assert 1 <= len(told.parts) <= MOST_PARTS


PARTS = b"Content-Type: multipart/mixed; boundary=x\n\n"


@pytest.mark.parametrize(
    "rest",
    [
        b'Content-Type: text/plain; x="' + b";" * 2_000_000 + b"\n\nx",
        b"Content-Type: text/plain" + b"; " * 1_000_000 + b"\n\nx",
        b"Content-Transfer-Encoding: " + b"() " * 700_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?q?" * 200_000 + b"\n\nx",
        b"a:\n" * 700_000,
        b"a\n" * 1_000_000,
        PARTS + b"--x\n" * 500_000,
        PARTS + b"--x\n\n\n" * 300_000,
        PARTS + b"--x\na:\n" * 300_000,
        PARTS + b"--x" * 700_000,
        PARTS + (b"--x\nContent-Type: multipart/mixed; boundary=y\n\n") * 40_000,
        b"Content-Type: message/rfc822\n\n" * 70_000,
        PARTS + (b"--x\nContent-Type: text/plain; charset=gb18030\n\n" + b"\xff" * 4_000 + b"\n") * 500,
        b"Content-Transfer-Encoding: base64\n\n" + b"A=" * 1_000_000,
        b"Content-Transfer-Encoding: x-uuencode\n\n" + b"begin 644 a" * 200_000,
        b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 700_000,
    ],
    ids=lambda rest: repr(rest[:40]),
)
def test_two_megabytes_of_anything_are_soon_taken_apart(rest: bytes) -> None:
    """What grows with the square of its length takes minutes or hours here."""
    told: list[Letter] = []
    thread = Thread(target=lambda: told.append(letter(b"From a\n" + rest, len(rest) + 7)), daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert told
    assert 1 <= len(told[0].parts) <= MOST_PARTS + 1


SCRAPS = rb"""Content-Type: multipart/mixed ; boundary= =x --x -- message/rfc822 Content-Transfer-Encoding: base64
    quoted-printable =?utf-8?q?=ff?= filename*0*= ' Content-Disposition: attachment name*= utf-8''%ff " = x-uuencode"""


@given(
    st.lists(st.sampled_from([*SCRAPS.split(), b"\n", b" ", b"\xff", b"\0"]) | st.binary(max_size=3), max_size=40).map(
        b"".join
    )
)
def test_any_bytes_are_some_letter(raw: bytes) -> None:
    told = letter(b"From a\n" + raw, len(raw) + 7)
    assert told.parts
    assert 0 <= told.best < len(told.parts)
