"""Parameters, and the names of attachments above all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.mime.parameters import first_word, typed

SCRAPS = [b";", b" ", b'"', b"=", b"\\", b"*", b"'", b"%0a", b"A", b"/", b"(", b")", b"\xff", b"a*0*=", b"''"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"attachment; filename=timetable.pdf", "timetable.pdf"),
        (b"attachment; filename=winter timetable (1).pdf ; size=3", "winter timetable (1).pdf"),
        (b'attachment; FileName = "a;b.pdf"', "a;b.pdf"),
        (b'attachment; filename="a \\"b\\" c:\\\\d.pdf"', 'a "b" c:\\d.pdf'),
        (b'attachment; filename="c:\\new\\a.pdf"', "c:\\new\\a.pdf"),
        ('attachment; filename="F\u00e4hre.pdf"'.encode(), "F\u00e4hre.pdf"),
        (b'attachment; filename="F\xe4hre.pdf"', "F\udce4hre.pdf"),
        ('attachment; filename="F\u00e4hre".pdf"; size=3'.encode(), "F\u00e4hre"),
        (b'attachment; filename="smime.p7m" smime-type=enveloped-data', "smime.p7m"),
        (b'attachment; filename="never ends; size=3', "never ends; size=3"),
        (b'attachment; filename="=?utf-8?q?F=C3=A4hre.pdf?="', "F\u00e4hre.pdf"),
        (b"attachment; filename==?utf-8?q?F=C3=A4hre.pdf?=", "F\u00e4hre.pdf"),
        (b"attachment; filename*=utf-8'de'F%C3%A4hre.pdf", "F\u00e4hre.pdf"),
        (b"attachment; filename*=iso-8859-1''F%E4hre.pdf", "F\u00e4hre.pdf"),
        (b"attachment; filename*=%E4%BB%8A%E6%97%A5.txt", "\u4eca\u65e5.txt"),
        (b"attachment; filename=Faehre.pdf; filename*=utf-8''F%C3%A4hre.pdf", "F\u00e4hre.pdf"),
        (b"attachment; filename*1=ble.pdf; filename*0=timeta", "timetable.pdf"),
        (b"attachment; filename*0*=utf-8''F%C3; filename*1*=%A4hre; filename*2=\".pdf\"", "F\u00e4hre.pdf"),
        (b"attachment; filename*=nonsense''F%C3%A4hre.pdf", "F\u00e4hre.pdf"),
        (b"attachment; filename=one; filename=two", "one"),
        (b"attachment", ""),
    ],
)
def test_file_names(value: bytes, name: str) -> None:
    assert typed(value).parameters.get("filename", "") == name
    assert typed(value).word == "attachment"


@pytest.mark.parametrize(
    ("value", "word", "charset"),
    [
        (b"text/plain; charset=us-ascii (Plain text)", "text/plain", "us-ascii"),
        (b'(a comment) Text / HTML;charset=" utf-8 "', "text/html", "utf-8"),
        (b'text/plain;;; charset="utf-8"', "text/plain", "utf-8"),
        (b'text/plain charset="utf-8"', "text/plain", "utf-8"),
        (b"text/plain; charset", "text/plain", ""),
        (b"", "", ""),
    ],
)
def test_types(value: bytes, word: str, charset: str) -> None:
    assert (typed(value).word, typed(value).first_word("charset")) == (word, charset)


def test_very_many_parameters_are_soon_read() -> None:
    for value in (
        b'text/plain; x="' + b";" * 1_000_000,
        b"text/plain" + b";" * 1_000_000,
        b"text/plain;" + b"a" * 10**6,
    ):
        assert typed(value).word == "text/plain"


@given(st.lists(st.sampled_from(SCRAPS)).map(b"".join))
def test_any_value_is_read(value: bytes) -> None:
    assert isinstance(typed(value).word, str)
    assert " " not in first_word(value)
