"""The dissector and BDAT: a message in pieces of a stated size (RFC 3030)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp.commands import COMMANDS
from heloworld.smtp.completion import complete
from heloworld.smtp.manual import explain
from heloworld.smtp.states import MACHINE, SmtpState
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed
from heloworld.wire.rows import Kind, State
from smtp.told import TLS, chunk, dialogue, dissected, kinds, said

OFFERED = ("S: 220 hi", "C: EHLO x", "S: 250-hi", "S: 250 CHUNKING")
ENVELOPE = (
    *OFFERED,
    "C: MAIL FROM:<dora@island.test>",
    "S: 250 Ok",
    "C: RCPT TO:<ana@harbour.test>",
    "S: 250 Ok",
)
LETTER = b"Subject: hi\r\n\r\n.profile\r\n.\r\nQUIT\r\nno line end"


def bdat(content: bytes, last: str = " LAST") -> bytes:
    return f"BDAT {len(content)}{last}\r\n".encode() + content


def test_a_chunk_is_text_whatever_it_looks_like() -> None:
    dissector = dissected(*ENVELOPE, chunk("client", bdat(LETTER)), "S: 250 Ok", "C: QUIT", "S: 221 Bye")
    talk = dissector.sessions[1]
    assert said(talk)[-2:] == [("BDAT", 250, SmtpState.QUEUED), ("QUIT", 221, SmtpState.CLOSED)]
    assert kinds(dissector)[3:] == [
        (f"BDAT {len(LETTER)} LAST", Kind.COMMAND),
        ("Subject: hi", Kind.HEADER),
        ("", Kind.TEXT),
        (".profile", Kind.TEXT),
        (".", Kind.TEXT),
        ("QUIT", Kind.TEXT),
        ("no line end", Kind.TEXT),
        ("QUIT", Kind.COMMAND),
    ]
    [mail] = talk.mails
    assert mail.content == LETTER
    assert mail.recipients == (b"TO:<ana@harbour.test>",)


def test_chunks_are_put_together_wherever_they_are_cut() -> None:
    first, second = LETTER[:20], LETTER[20:]
    talk = dialogue(
        *ENVELOPE, chunk("client", bdat(first, "")), "S: 250 Ok", chunk("client", bdat(second)), "S: 250 Ok"
    )
    assert said(talk)[-2:] == [("BDAT", 250, SmtpState.CHUNKS), ("BDAT", 250, SmtpState.QUEUED)]
    assert talk.mails[0].content == LETTER


def test_the_last_piece_is_explained_as_the_end_of_the_mail() -> None:
    parts = (chunk("client", bdat(LETTER[:20], "")), "S: 250 Ok", chunk("client", bdat(LETTER[20:])), "S: 250 Ok")
    dissector = dissected(*ENVELOPE, *parts)
    rows = [dissector.rows[number] for number in range(len(dissector.rows))]
    told = [explain(row).details[0] for row in rows if row.exchange is not None and row.exchange.verb == "BDAT"]
    more, end = "The server has one more piece; the piece marked LAST ends the mail.", COMMANDS["."].effect
    assert [each for each in told if each in {more, end}] == [more, more, end, end], "the command and its reply"


def test_after_a_chunk_the_text_goes_on_in_chunks() -> None:
    begun = (*ENVELOPE, chunk("client", bdat(b"hi\r\n", "")), "S: 250 Ok")
    state = dialogue(*begun).state
    assert complete(state, "")[0] == "BDAT 0 LAST"
    assert not {"DATA", "RCPT", "MAIL", "AUTH"} & set(MACHINE.legal(state))
    dissector = dissected(*begun, "C: DATA", "S: 503 5.5.1 Error: DATA after BDAT")
    assert "go on with BDAT" in " ".join(explain(dissector.rows[len(dissector.rows) - 1]).details)
    assert dissector.sessions[1].state is SmtpState.CHUNKS
    dropped = dialogue(*begun, "C: RSET", "S: 250 Ok")
    assert dropped.state is SmtpState.GREETED
    assert dropped.draft == b""


def test_whose_turn_it_is() -> None:
    dissector = dissected(*ENVELOPE, "C: BDAT 7 LAST")
    talk = dissector.sessions[1]
    assert (talk.state, talk.awaits_reply) == (SmtpState.CHUNK, False)
    dissector.feed([chunk("client", b"hello")])
    assert not talk.awaits_reply
    dissector.feed([chunk("client", b"\r\n")])
    assert (talk.state, talk.awaits_reply) == (SmtpState.RCPT, True)
    dissector.feed([chunk("server", b"250 Ok\r\n")])
    assert talk.state is SmtpState.QUEUED
    assert dialogue(*ENVELOPE, "C: BDAT 0 LAST").awaits_reply


def test_a_refused_chunk_has_crossed_all_the_same() -> None:
    talk = dialogue(*ENVELOPE, chunk("client", bdat(b"RSET\r\n")), "S: 552 too big", "C: NOOP", "S: 250 Ok")
    assert said(talk)[-2:] == [("BDAT", 552, SmtpState.GREETED), ("NOOP", 250, SmtpState.GREETED)]


def test_an_envelope_and_a_chunk_at_once() -> None:
    envelope = b"MAIL FROM:<dora@island.test>\r\nRCPT TO:<ana@harbour.test>\r\n"
    sent = chunk("client", envelope + bdat(b"hi\r\n") + b"QUIT\r\n")
    talk = dialogue(*OFFERED, sent, "S: 250 Ok", "S: 250 Ok", "S: 250 Ok", "S: 221 Bye")
    assert [verb for verb, _, _ in said(talk)] == ["", "EHLO", "MAIL", "RCPT", "BDAT", "QUIT"]
    assert talk.state is SmtpState.CLOSED
    assert talk.mails[0].content == b"hi\r\n"


@pytest.mark.parametrize("line", ["BDAT", "BDAT x", "BDAT 5 FIRST", "BDAT -1"])
def test_what_announces_no_chunk_is_a_command(line: str) -> None:
    talk = dialogue(*ENVELOPE, f"C: {line}", "S: 501 Syntax", "C: NOOP", "S: 250 Ok")
    assert [verb for verb, _, _ in said(talk)][-2:] == ["BDAT", "NOOP"]


def test_where_chunks_are_not_offered_bdat_is_a_command() -> None:
    talk = dialogue(*ENVELOPE[:3], "S: 250 SIZE 100", "C: BDAT 5 LAST", "S: 502 no", "C: NOOP", "S: 250 Ok")
    assert [verb for verb, _, _ in said(talk)][-2:] == ["BDAT", "NOOP"]


@pytest.mark.parametrize(("code", "state"), [(500, SmtpState.RCPT), (502, SmtpState.RCPT), (554, SmtpState.GREETED)])
def test_a_server_that_does_not_know_bdat_keeps_the_envelope(code: int, state: State) -> None:
    begun = (
        *ENVELOPE[:3],
        "S: 250 SIZE 100",
        "C: MAIL FROM:<a@b.test>",
        "S: 250 Ok",
        "C: RCPT TO:<c@d.test>",
        "S: 250 Ok",
    )
    assert dialogue(*begun, "C: BDAT 5 LAST", f"S: {code} no").state is state


def test_a_handshake_in_a_chunk_ends_it() -> None:
    talk = dialogue(*ENVELOPE, "C: BDAT 50", TLS, "C: EHLO x", "S: 250 hi")
    assert said(talk)[-1] == ("EHLO", 250, SmtpState.GREETED)


@given(st.data())
def test_pieces_mean_nothing(data: st.DataObject) -> None:
    sent = bdat(LETTER[:20], "") + bdat(LETTER[20:]) + b"NOOP\r\n"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(sent) - 1), max_size=8)))
    pieces = [sent[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(sent)], strict=True)]

    def outcome(dissector: Dissector) -> object:
        return kinds(dissector), said(dissector.sessions[1]), dissector.sessions[1].mails[0].content

    replies = ("S: 250 Ok", "S: 250 Ok", "S: 250 Ok")
    whole = dissected(*ENVELOPE, chunk("client", sent), *replies)
    assert outcome(dissected(*ENVELOPE, *(chunk("client", piece) for piece in pieces), *replies)) == outcome(whole)


def test_a_connection_that_ends_in_a_chunk_is_closed() -> None:
    dissector = dissected(*ENVELOPE, "C: BDAT 50", Closed(1, 0.0, "bye"))
    talk = dissector.sessions[1]
    assert (talk.state, talk.awaits_reply) == (SmtpState.CLOSED, False)
