"""The same bytes under two readings: one letter for a strict server, two for a lenient one."""

from __future__ import annotations

import pytest

from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Event, Opened
from heloworld.wire.lines import LineSplitter
from heloworld.wire.message_text import SPELLINGS
from heloworld.wire.two_readings import Role, letters, newest, read_both

SMUGGLED = (
    b"\r\nHello.%bMAIL FROM:<ana@harbour.test>\r\nRCPT TO:<dora@island.test>\r\nDATA\r\nGive Rosa ten.\r\n.\r\nQUIT\r\n"
)


@pytest.mark.parametrize("name", SPELLINGS)
def test_what_ends_a_text_for_the_lenient_one_alone(name: str) -> None:
    lines = LineSplitter().feed(SMUGGLED % SPELLINGS[name].raw)
    both = read_both(lines, [name])
    assert (letters(each.strict for each in both), letters(each.lenient for each in both)) == (1, 2)
    first = next(each for each in both if each.differs)
    assert (first.strict.role, first.lenient.role) == (Role.TEXT, Role.END)
    mail = next(each for each in both if each.line.text.startswith(b"MAIL"))
    assert (mail.strict.role, mail.strict.letter, mail.lenient.role) == (Role.TEXT, 1, Role.COMMAND)
    dot = next(each for each in both if each.line.raw == b".\r\n" and each.strict.role is Role.END)
    assert (dot.strict.letter, dot.lenient.letter) == (1, 2)
    assert not both[-1].differs, "after the last dot they agree again"


def test_where_they_agree_there_is_nothing_to_see() -> None:
    both = read_both(LineSplitter().feed(SMUGGLED % b"\r\n.\r\n"), list(SPELLINGS))
    assert not any(each.differs for each in both)
    assert letters(each.strict for each in both) == 2


def session(conn: int, text: bytes) -> list[Event]:
    ends = (("127.0.0.5", 50000 + conn), ("127.0.0.10", 2525))
    talk = (
        "S220 mail",
        "CHELO me",
        "S250 mail",
        "CMAIL FROM:<x@shore.test>",
        "S250 Ok",
        "CRCPT TO:<a@b.test>",
        "S250 Ok",
    )
    said: list[Event] = [
        Bytes(conn, 1.0, "client" if line[0] == "C" else "server", line[1:].encode() + b"\r\n")
        for line in (*talk, "CDATA", "S354 go on")
    ]
    return [Opened(conn, 1.0, "smtp", *ends), *said, Bytes(conn, 1.0, "client", text), Closed(conn, 2.0)]


def test_the_newest_text_on_which_they_do_not_agree() -> None:
    dissector = Dissector(protocol_of)
    assert newest(dissector, ["LF.LF"]) == ()
    dissector.feed(session(1, SMUGGLED % b"\n.\n"))
    dissector.feed(session(2, b"Hello.\r\n.\r\nQUIT\r\n"))
    assert newest(dissector, ["LF.LF"])[0].line.text == b""
    assert newest(dissector, ["LF.CRLF"])[0].line.text == b"Hello."
