"""What is said of a reply: the line that is wrong, and where a keyword stands in the wrong one."""

from __future__ import annotations

from judge.small_programs import TALKS, judged, only, python

HELLO = 'b"EHLO": b"250 Ok"'


async def test_of_a_reply_of_several_lines_the_wrong_one_is_shown() -> None:
    code = TALKS.replace(HELLO, 'b"EHLO": b"250-mail.harbour.test\\r\\n250 SIZE\\n"')
    (verdict,) = await judged(python(code), stages=only("hello"))
    assert verdict.failure is not None
    assert verdict.failure.said == "250 SIZE"


async def test_an_extension_in_place_of_the_name_is_pointed_to() -> None:
    code = TALKS.replace(HELLO, 'b"EHLO": b"250-SIZE 100000\\r\\n250-PIPELINING\\r\\n250 hello"')
    verdicts = await judged(python(code), stages=[*only("size"), *only("starttls")])
    assert [each.skipped for each in verdicts] == [
        "The server does not announce SIZE: the first line of the reply to EHLO is its name, "
        "and the keywords begin with the second.",
        "The server does not announce STARTTLS.",
    ]
