"""One rule for headers: what the list of fields takes for one, the parts take for one."""

from __future__ import annotations

import pytest

from mbox.mime.mails import of_parts, taken_apart

CONTENT = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n"
CODE = b"RGllIEbDpGhyZQ=="


@pytest.mark.parametrize(
    "line",
    [
        b">From ben@island.test Fri Jan  2 08:00:00 2026",
        b"X-Spam : no",
        b"a line without colon",
        "F\u00e4hre: sechs".encode(),
        b"",
    ],
)
def test_lines_that_are_no_field_end_no_header(line: bytes) -> None:
    header = b"Subject: Ferry\n" + line + b"\n" * bool(line) + CONTENT
    told = taken_apart(header, CODE)
    assert told.parts[0].text == "Die F\u00e4hre"
    assert ("Content-Transfer-Encoding", "base64") in told.heading.fields
    inside = taken_apart(*of_parts(header + b"\n" + CODE))
    assert inside.parts[1].text == "Die F\u00e4hre"


def test_a_blank_before_the_colon() -> None:
    assert taken_apart(b"Content-Transfer-Encoding : base64\n", CODE).parts[0].text == "Die F\u00e4hre"


def test_a_message_without_a_field_is_all_body() -> None:
    told = taken_apart(*of_parts(b"\nHello\n"))
    assert told.parts[1].text == "Hello\n"


@pytest.mark.parametrize(
    ("subject", "what"),
    [
        (b"=?UTF-8?Q?F=C3=A4hre um sechs?=", "a space"),
        (b"=?UTF-8?Q?F=C3=A4hre_um_sechs?_Ja!?=", "a question mark"),
        ("=?UTF-8?Q?F\u00e4hre?=".encode(), "a letter that is not ASCII"),
    ],
)
def test_words_that_are_forbidden_are_decoded_and_said(subject: bytes, what: str) -> None:
    (note,) = taken_apart(b"Subject: " + subject + b"\n", b"").heading.notes
    assert note.startswith(f"Subject has {what} inside an encoded word")
    assert taken_apart(b"Subject: =?utf-8?q?F=C3=A4hre?= =?utf-8?b?w7Y=?=\n", b"").heading.notes == ()


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (b"=?NONE?B?VEVTVA==?=", "Subject has an encoded word in a character set that is not known here."),
        (b"=?utf-8?B?Caf=C3=A9?=", "Subject has an encoded word marked B whose text is no base64."),
        (b"=?utf-8?Q?Caf=E9?=", "Subject has an encoded word with bytes that are no text in its character set."),
    ],
)
def test_words_that_mean_nothing_for_certain_are_said(subject: bytes, said: str) -> None:
    (note,) = taken_apart(b"Subject: " + subject + b"\n", b"").heading.notes
    assert note.startswith(said)


def test_values_are_one_line_for_people() -> None:
    assert ("Subject", "Early ferry at six") in taken_apart(b"Subject: Early ferry\n\t at six\n", b"").heading.fields
