from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.errors import TranscriptError
from heloworld.wire.events import (
    Bytes,
    Closed,
    Delivered,
    Event,
    Handled,
    Judged,
    Opened,
    Queued,
    Rewritten,
    TlsStarted,
    Tried,
    Turned,
)
from heloworld.wire.transcript import Transcript, parse, to_fields, to_json

CONN = st.integers(1, 10**6)
AT = st.floats(0, 4e9).map(lambda at: round(at, 6))
TEXT = st.text(st.characters(), max_size=20)
ADDRESS = st.tuples(TEXT, st.integers(0, 65535))
SIZE = st.integers(0, 2**60)
ADDED = st.lists(st.binary(max_size=8), max_size=3).map(tuple)
SIDE = st.sampled_from(["client", "server"])
ACTION = st.sampled_from(["relayed", "deferred", "failed", "dropped", "expired"])
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Opened, CONN, AT, TEXT, ADDRESS, ADDRESS, st.booleans(), is_trial=st.booleans()),
    st.builds(Bytes, CONN, AT, SIDE, st.binary(max_size=40), st.booleans()),
    st.builds(TlsStarted, CONN, AT, TEXT, TEXT),
    st.builds(Delivered, CONN, AT, TEXT, TEXT, SIZE, SIZE, TEXT, st.integers(0, 2), text=st.binary(max_size=40)),
    st.builds(Rewritten, CONN, AT, TEXT, st.lists(st.tuples(SIZE, SIZE, SIZE)).map(tuple), TEXT, added=ADDED),
    st.builds(Queued, CONN, AT, TEXT, TEXT, TEXT, st.lists(TEXT).map(tuple), st.integers(0, 2**60)),
    st.builds(Handled, CONN, AT, TEXT, TEXT, TEXT, ACTION, TEXT, TEXT, AT),
    st.builds(
        Tried,
        st.just(0),
        AT,
        TEXT,
        TEXT,
        st.sampled_from([True, False, None]),
        *[TEXT] * 6,
        spot=st.none() | st.tuples(CONN, SIDE, CONN),
        caret=TEXT,
        lines=st.lists(TEXT).map(tuple),
    ),
    st.builds(Turned, st.just(0), AT, AT),
    st.builds(Closed, CONN, AT, TEXT),
)

SESSION: list[Event] = [
    Opened(1, 1.0, "smtp", ("127.0.0.1", 50000), ("127.0.0.1", 2525)),
    Bytes(1, 2.0, "server", b"220 mail.harbour.test ESMTP\r\n"),
    TlsStarted(1, 3.0, "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
    Bytes(1, 4.0, "client", bytes(range(256)), tls=True),
    Delivered(1, 5.0, "ana@harbour.test", "/mail/ana", 0, 120, "7DCB64A55D"),
    Rewritten(1, 5.5, "/mail/ana", ((0, 120, 0), (155, 0, 11)), "QUIT"),
    Queued(1, 5.6, "mail.harbour.test", "7DCB64A55E", "", ("dora@island.test", "emil@island.test"), 99),
    Handled(1, 5.7, "mail.harbour.test", "7DCB64A55E", "dora@island.test", "deferred", "none", "450 4.2.0 no", 305.5),
    Judged(1, 5.75, "island", "7D", "dkim", "fail", "harbour.test", "Why.", ("a", "b"), (3, 4), "2026"),
    Judged(
        1,
        5.755,
        "island",
        "7D",
        "dkim",
        "fail",
        "harbour.test",
        "Why.",
        details=("body hash  A", "B"),
        signed=((0, 20), (40, 60)),
        differs=((60, 80),),
    ),
    Judged(1, 5.757, "island", "7D", "spf", "pass", "harbour.test", "Why.", identity="helo"),
    Judged(1, 5.76, "island", "7D", "dmarc", "fail", "harbour.test", "Why.", policy="reject"),
    Judged(
        1,
        5.765,
        "island",
        "7D",
        "dmarc",
        "fail",
        "harbour.test",
        "Why.",
        policy="none",
        disposition="none",
        fault="p=block is no policy",
    ),
    Turned(1, 5.8, 300.0),
    Closed(1, 6.0, "timeout"),
]


@given(st.lists(EVENTS, max_size=5))
def test_every_event_comes_back_from_json_as_it_was(events: list[Event]) -> None:
    lines = [to_json(event) for event in events]
    assert all(line.isascii() and "\n" not in line for line in lines)
    assert list(parse(lines, "test")) == events


FORMS: list[dict[str, object]] = [
    {
        "event": "opened",
        "protocol": "smtp",
        "client": ["127.0.0.1", 50000],
        "server": ["127.0.0.1", 2525],
        "tls": False,
    },
    {"event": "bytes", "from": "server", "text": "220 mail.harbour.test ESMTP\r\n", "tls": False},
    {"event": "tls", "version": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384"},
    {"event": "bytes", "from": "client", "text": bytes(range(256)).decode("latin-1"), "tls": True},
    {
        "event": "delivered",
        "recipient": "ana@harbour.test",
        "path": "/mail/ana",
        "offset": 0,
        "length": 120,
        "queue_id": "7DCB64A55D",
    },
    {"event": "rewritten", "path": "/mail/ana", "edits": [[0, 120, 0], [155, 0, 11]], "why": "QUIT"},
    {
        "event": "queued",
        "server": "mail.harbour.test",
        "queue_id": "7DCB64A55E",
        "sender": "",
        "recipients": ["dora@island.test", "emil@island.test"],
        "length": 99,
    },
    {
        "event": "handled",
        "server": "mail.harbour.test",
        "queue_id": "7DCB64A55E",
        "recipient": "dora@island.test",
        "action": "deferred",
        "relay": "none",
        "reply": "450 4.2.0 no",
        "next_at": 305.5,
    },
    {
        "event": "judged",
        "server": "island",
        "queue_id": "7D",
        "method": "dkim",
        "result": "fail",
        "domain": "harbour.test",
        "reason": "Why.",
        "selector": "2026",
        "policy": "",
        "trace": ["a", "b"],
        "asked": [3, 4],
    },
    {
        "event": "judged",
        "server": "island",
        "queue_id": "7D",
        "method": "dkim",
        "result": "fail",
        "domain": "harbour.test",
        "reason": "Why.",
        "selector": "",
        "policy": "",
        "trace": [],
        "asked": [],
        "details": ["body hash  A", "B"],
        "signed": [[0, 20], [40, 60]],
        "differs": [[60, 80]],
    },
    {
        "event": "judged",
        "server": "island",
        "queue_id": "7D",
        "method": "spf",
        "result": "pass",
        "domain": "harbour.test",
        "reason": "Why.",
        "selector": "",
        "policy": "",
        "trace": [],
        "asked": [],
        "identity": "helo",
    },
    {
        "event": "judged",
        "server": "island",
        "queue_id": "7D",
        "method": "dmarc",
        "result": "fail",
        "domain": "harbour.test",
        "reason": "Why.",
        "selector": "",
        "policy": "reject",
        "trace": [],
        "asked": [],
    },
    {
        "event": "judged",
        "server": "island",
        "queue_id": "7D",
        "method": "dmarc",
        "result": "fail",
        "domain": "harbour.test",
        "reason": "Why.",
        "selector": "",
        "policy": "none",
        "trace": [],
        "asked": [],
        "disposition": "none",
        "fault": "p=block is no policy",
    },
    {"event": "turned", "seconds": 300.0},
    {"event": "closed", "reason": "timeout"},
]


@pytest.mark.parametrize(("event", "fields"), zip(SESSION, FORMS, strict=True))
def test_the_form_is_the_documented_one(event: Event, fields: dict[str, object]) -> None:
    assert to_fields(event) == {"conn": 1, "at": event.at, **fields}
    assert json.loads(to_json(event)) == to_fields(event)


def test_a_transcript_comes_back_from_its_file(tmp_path: Path) -> None:
    transcript = Transcript()
    for event in SESSION:
        transcript.record(event)
    transcript.save(tmp_path / "session.jsonl")
    assert Transcript.load(tmp_path / "session.jsonl").since(0) == (SESSION, len(SESSION))


def test_lines_of_other_kinds_are_passed_over() -> None:
    listening = '{"event": "listening", "protocol": "smtp", "host": "127.0.0.1", "port": 2525}'
    assert list(parse([listening, to_json(SESSION[0])], "test")) == SESSION[:1]


def test_only_a_line_end_ends_a_line_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "by-hand.jsonl"
    line = '{"event": "closed", "conn": 1, "at": 1, "reason": "a\u2028b\x85c"}'
    path.write_text(f"{line}\r\n{line}", encoding="utf-8", newline="")
    assert Transcript.load(path).since(0)[0] == [Closed(1, 1.0, "a\u2028b\x85c")] * 2


BAD_LINES = [
    "",
    "HELO",
    "[]",
    '"text"',
    "null",
    "{}",
    '{"event": ["opened"]}',
    '{"event": "closed"}',
    '{"event": "closed", "conn": "one", "at": 1, "reason": ""}',
    '{"event": "closed", "conn": 1e999, "at": 1, "reason": ""}',
    '{"event": "closed", "conn": null, "at": 1, "reason": ""}',
    '{"event": "closed", "conn": 1, "at": ' + "9" * 400 + ', "reason": ""}',
    '{"event": "opened", "conn": 1, "at": 1, "protocol": "smtp", "client": ["a"], "server": ["b", 1], "tls": false}',
    '{"event": "opened", "conn": 1, "at": 1, "protocol": "smtp", "client": {}, "server": ["b", 1], "tls": false}',
    '{"event": "bytes", "conn": 1, "at": 1, "from": "both", "text": "", "tls": false}',
    '{"event": "bytes", "conn": 1, "at": 1, "from": "client", "text": "\u20ac", "tls": false}',
    '{"event": "handled", "conn": 1, "at": 1, "server": "", "queue_id": "", "recipient": "", "action": "eaten", '
    '"relay": "", "reply": "", "next_at": 0}',
    '{"event": "queued", "conn": 1, "at": 1, "server": "", "queue_id": "", "sender": "", "recipients": 1, "length": 1}',
    "[" * 100_000,
]


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_line_that_is_no_event_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "session.jsonl"
    path.write_text("\n".join([to_json(SESSION[0]), to_json(SESSION[1]), line, to_json(SESSION[2])]), encoding="utf-8")
    with pytest.raises(TranscriptError, match=r"session\.jsonl, line 3, is not an event") as raised:
        Transcript.load(path)
    assert raised.value.remedy


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    for path in (tmp_path / "picture", tmp_path, tmp_path / "none"):
        with pytest.raises(TranscriptError, match="cannot be read as a transcript"):
            Transcript.load(path)


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="could not be written") as raised:
        Transcript().save(tmp_path / "no such folder" / "session.jsonl")
    assert raised.value.remedy
