"""The dissector on sessions that no server would hold: it loses nothing, and pieces mean nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heloworld.pop import manual
from heloworld.pop.states import PopState
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Side
from heloworld.wire.rows import Kind
from pop.told import CLOSED, TLS, chunk, dissected, of, rows

CLIENT = st.sampled_from(
    [
        *(b"USER ana", b"PASS harbour", b"AUTH PLAIN", b"AUTH PLAIN AGFuYQBoYXJib3Vy", b"AUTH LOGIN", b"AUTH", b"STLS"),
        *(
            b"CAPA",
            b"STAT",
            b"LIST",
            b"LIST 1",
            b"UIDL",
            b"RETR 1",
            b"TOP 1 0",
            b"DELE 1",
            b"DELE 99999999999999999999999",
        ),
        *(b"RSET", b"QUIT", b"*", b"", b"AGFu", b"X" * 70_000, b"\x00\xff", b"."),
    ]
)
SERVER = st.sampled_from(
    [
        *(
            b"+OK",
            b"+OK",
            b"+OK",
            b"-ERR",
            b"-ERR [IN-USE] x",
            b"+ ",
            b"+",
            b".",
            b".",
            b"..",
            b".x",
            b"Subject: x",
            b"",
        ),
        *(b"1 407", b"220 hello", b"X" * 70_000, b"\x00\xff"),
    ]
)
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b""])
LINE: st.SearchStrategy[tuple[Side, bytes]] = st.one_of(
    st.tuples(st.just("client"), st.builds(bytes.__add__, CLIENT, ENDS)),
    st.tuples(st.just("server"), st.builds(bytes.__add__, SERVER, ENDS)),
)
SESSION = st.lists(LINE, max_size=40)


def fed(crossed: list[tuple[Side, bytes]]) -> Dissector:
    dissector = dissected()
    dissector.feed(chunk(side, data) for side, data in crossed)
    return dissector


@given(SESSION)
def test_every_byte_has_its_row_and_every_row_its_words(crossed: list[tuple[Side, bytes]]) -> None:
    dissector = fed(crossed)
    for side in ("client", "server"):
        shown = b"".join(row.line.raw for row in rows(dissector) if row.source == side and row.line is not None)
        assert shown == b"".join(data for source, data in crossed if source == side)
    for row in rows(dissector):
        assert row.kind in {Kind.EVENT, Kind.HEADER} or manual.explain(row).headline
    for exchange in of(dissector).exchanges:
        assert not exchange.is_refused or manual.remedy(exchange)


@given(SESSION, st.integers(1, 7))
def test_pieces_mean_nothing(crossed: list[tuple[Side, bytes]], size: int) -> None:
    """Lines are cut anywhere; those of 64 KiB and more are left whole, for they would take long."""
    pieces: list[tuple[Side, bytes]] = []
    for side, data in crossed:
        step = size if len(data) < 1_000 else len(data)
        pieces += [(side, data[start : start + step]) for start in range(0, len(data), step)]
    whole, cut = of(fed(crossed)), of(fed(pieces))
    assert [*cut.exchanges] == [*whole.exchanges]
    assert [mail.content for mail in cut.mails] == [mail.content for mail in whole.mails]
    assert (cut.state, cut.awaits_reply, cut.user) == (whole.state, whole.awaits_reply, whole.user)


@given(SESSION, SESSION)
def test_a_handshake_or_an_end_at_any_moment(before: list[tuple[Side, bytes]], after: list[tuple[Side, bytes]]) -> None:
    dissector = fed(before)
    dissector.feed([TLS, *(Bytes(1, 0.0, side, data, tls=True) for side, data in after)])
    dialogue = of(dissector)
    assert dialogue.tls
    dissector.feed([CLOSED])
    assert dialogue.state is PopState.CLOSED
    assert not dialogue.awaits_reply
    assert not dialogue.marks.marked
