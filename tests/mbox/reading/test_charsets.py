"""Character sets by the names that mails have for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.reading.charsets import charset_named, text_in

MANY = "gb2312 big5 shift_jis euc-jp euc-kr iso-2022-jp iso-2022-kr hz utf-7 utf-8 utf-16 latin1 koi8-r johab"

NOT_TEXT = "punycode idna unicode_escape raw_unicode_escape rot13 zlib hex base64 undefined mbcs nonsense x-unknown"
NONE = [*NOT_TEXT.split(), "", "\0", "\u00e4", "a" * 1000, "../x", "utf-8 utf-8"]


def read(label: str, data: bytes) -> str:
    charset = charset_named(label)
    assert charset is not None
    return text_in(charset, data, 1000)


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        ("gb2312", "\u6731\u9555\u57fa".encode("gbk"), "\u6731\u9555\u57fa"),
        ("x-gbk", "\u6731\u9555\u57fa".encode("gbk"), "\u6731\u9555\u57fa"),
        ("iso-2022-jp", b"\x1b$B$3\x1b(B \x1b$B-!|b\x1b(B end", "\u3053 \u2460\u9ad9 end"),
        ("iso-2022-jp", b"\x1b(I1\x1b(B \x1b(J~ \x1b$B~~\x1b(B", "\uff71 ~ ~~"),
        ("euc-jp", b"\xa4\xb3\xad\xa1\x8e\xb1\xff\x8f\xb0\xa1", "\u3053\u2460\uff71\udcff\u4e02"),
        ("Shift_JIS", b"\x82\xb1\x87\x40", "\u3053\u2460"),
        ("ks_c_5601-1987", "\ub620".encode("cp949"), "\ub620"),
        ("big5", b"\xf9\xd6", "\u7881"),
        ("iso-8859-1", b"\x80 \xe4", "\u20ac \u00e4"),
        ("us-ascii", "gr\u00fc".encode() + b"\xfc", "gr\u00fc\udcfc"),
        ("utf-8", b"\xef\xbb\xbfa\xff", "a\udcff"),
        ("iso-8859-8-i", "\u05e9\u05dc\u05d5\u05dd".encode("iso8859-8"), "\u05e9\u05dc\u05d5\u05dd"),
        ("windows-874", "\u0e01\u0e32".encode("cp874"), "\u0e01\u0e32"),
        ("windows-31j", b"\x87\x40", "\u2460"),
        ("x-sjis", b"\x87\x40", "\u2460"),
        ("x-mac-roman", b"\x8a", "\u00e4"),
        ("cp-850", b"\x84", "\u00e4"),
        ("unicode-1-1-utf-8", b"\xc3\xa4", "\u00e4"),
        (' " Latin1 "', b"\xe4", "\u00e4"),
        ("utf-16", b"\xff\xfea\0", "a"),
        ("utf-16", b"\0a", "a"),
    ],
)
def test_a_name_means_what_is_written_under_it(label: str, data: bytes, text: str) -> None:
    assert read(label, data) == text


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        ("gb2312", "\u6731".encode("gbk") + b"\xff!" + "\u57fa".encode("gbk"), "\u6731\udcff!\u57fa"),
        ("windows-1252", b"a\x81\xe4", "a\udc81\u00e4"),
        ("euc-kr", b"\xff" + "\ub620".encode("cp949"), "\udcff\ub620"),
        ("utf-7", b"a\xffb", "a\udcffb"),
    ],
)
def test_a_byte_that_is_no_text_marks_itself_alone(label: str, data: bytes, text: str) -> None:
    assert read(label, data) == text


@pytest.mark.parametrize("label", NONE)
def test_what_is_no_character_set_is_none(label: str) -> None:
    assert charset_named(label) is None


@given(
    st.sampled_from(MANY.split()),
    st.binary(max_size=60)
    | st.lists(st.sampled_from([b"\x1b$B", b"\x1b(B", b"~{", b"+", b"\x0e", b"!a"])).map(b"".join),
)
def test_any_bytes_are_text(label: str, data: bytes) -> None:
    assert isinstance(read(label, data), str)


@pytest.mark.parametrize("label", ["gb2312", "shift_jis", "latin1", "utf-8", "iso-2022-jp", "euc-jp"])
def test_no_more_text_is_read_than_is_wanted(label: str) -> None:
    assert text_in(charset_named(label) or "", b"ab" * 100_000, 1000) == "ab" * 500


def test_bytes_that_are_no_text_here_and_there_in_a_long_text() -> None:
    text = ("\u6731\u9555\u57fa" * 40 + "\udcff") * 1000
    assert text_in("gb18030", text.encode("gb18030", "surrogateescape"), 10**6) == text


def test_very_many_bytes_that_are_no_text_stay_bytes() -> None:
    assert text_in("gb18030", b"\xff" * 100_000, 100_000) == "\udcff" * 100_000
