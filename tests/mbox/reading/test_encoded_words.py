import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.reading.encoded_words import decode_words


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?q?D=C3=B6ra?= <dora@island.test>", "D\u00f6ra <dora@island.test>"),
        (b"=?ISO-8859-1?B?RPZyYQ==?=", "D\u00f6ra"),
        (b"=?ISO-8859-1?B?RPZyYQ?=", "D\u00f6ra"),
        (b"=?utf-8*en?Q?a_b?=", "a b"),
        (b"=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c"),
        (b"=?utf-8?q?a?=\t =?latin1?q?=F6?=", "a\u00f6"),
        (b"=?utf-8?b?w7Y=?=x=?utf-8?b?w7Y=?=", "\u00f6x\u00f6"),
        (b"=?utf-8?q?=C3?= =?utf-8?q?=B6?=", "\u00f6"),
        (b"D\xc3\xb6ra =?utf-8?q?=E2=86=92?= \xe2\x86\x92", "D\u00f6ra \u2192 \u2192"),
        (b"=?no-such-charset?q?x?= y", "x y"),
        (b"=?no-such-charset?q?=FF?= y", "=?no-such-charset?q?=FF?= y"),
        (b"=?NONE?B?VEVTVA==?=", "TEST"),
        (b"=?zlib?q?x?=", "x"),
        (b"=?punycode?q?bbb-8a?=", "bbb-8a"),
        (b"=?utf-8?b?a?=", "=?utf-8?b?a?="),
        (b"=?utf-8?q?=FF?=", "\udcff"),
        (b"=?utf-8?x?a?=", "=?utf-8?x?a?="),
        (b"a\xff", "a\udcff"),
        (b"=?utf-8?q?a?= =?nope?q?b?= =?utf-8?q?c?=", "abc"),
        (b"=?UTF-8?Q?F=C3=A4hre um sechs?=", "F\u00e4hre um sechs"),
        (b"=?UTF-8?Q?F=C3=A4hre_um_sechs?_Ja!?=", "F\u00e4hre um sechs? Ja!"),
        (b"=?UTF-8?Q?F\xc3\xa4hre?= an", "F\u00e4hre an"),
        (b"=?gb2312?B?1uzp57v5?=", "\u6731\u6b93\u57fa"),
        (b"=?iso-2022-jp?B?GyRCLSEbKEI=?=", "\u2460"),
        (b"=?utf-8?q?" + b"x" * 3000 + b"?=", "x" * 3000),
    ],
)
def test_encoded_words_are_decoded_where_they_mean_something(raw: bytes, text: str) -> None:
    assert decode_words(raw) == text


@given(
    raw=st.binary(max_size=40)
    | st.lists(st.sampled_from([b"=?", b"utf-8", b"?q?", b"?b?", b"?=", b"=", b" ", b"A"])).map(b"".join)
)
def test_nothing_makes_it_fail(raw: bytes) -> None:
    assert isinstance(decode_words(raw), str)
