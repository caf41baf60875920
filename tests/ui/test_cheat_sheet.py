"""The cheat sheet has the lines of a whole session, in order, for every protocol."""

from __future__ import annotations

from heloworld.dns.protocol import DNS
from heloworld.imap.protocol import IMAP
from heloworld.lab.plain import PLAIN
from heloworld.pop.protocol import POP
from heloworld.smtp.protocol import SMTP
from heloworld.ui.cheat_sheet import cheat_sheet
from protocols.ticket import TICKET


def test_the_lines_of_a_mail() -> None:
    assert [line for line, _ in cheat_sheet(SMTP)] == [
        "HELO localhost",
        "MAIL FROM:<dora@island.test>",
        "RCPT TO:<ana@harbour.test>",
        "DATA",
        "Subject: hello",
        "(an empty line)",
        "Dear Ana, …",
        ".",
        "QUIT",
    ]
    assert all(what.endswith((".", "?")) for _, what in cheat_sheet(SMTP))


def test_other_protocols_have_one_too() -> None:
    assert [line for line, _ in cheat_sheet(TICKET)] == ["TAKE", "LIST", "LEAVE"]
    assert [line for line, _ in cheat_sheet(POP)] == [
        "USER ana",
        "PASS sesame",
        "STAT",
        "LIST",
        "RETR 1",
        "TOP 1 0",
        "UIDL",
        "DELE 1",
        "QUIT",
    ]
    words = [line.split()[1] for line, _ in cheat_sheet(IMAP)]
    assert words == ["LOGIN", "SELECT", "FETCH", "STORE", "SEARCH", "COPY", "MOVE", "EXPUNGE", "LOGOUT"]
    assert [line for line, _ in cheat_sheet(DNS)][:2] == ["MX harbour.test", "A mail.harbour.test"]
    assert list(cheat_sheet(PLAIN)) == []
