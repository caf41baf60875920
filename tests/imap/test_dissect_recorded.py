"""The dissector held against recorded sessions with Dovecot."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from heloworld.imap.dissect import ImapDialogue
from heloworld.imap.manual import explain, remedy
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Event, Opened, TlsStarted
from heloworld.wire.rows import Kind, Outcome
from imap.recordings import NAMES, Begun, Crossed, recorded

ANSWERS = {"commands": 67, "literals-folders-auth": 56, "idle-expunge-rewrite": 36, "missteps": 45}


def played(name: str) -> tuple[Dissector, Sequence[ImapDialogue]]:
    """A recording, all of its connections; each one that begins has a number of its own."""
    dissector = Dissector(protocol_of)
    numbers: dict[str, int] = {}
    for count, step in enumerate(recorded(name)):
        event: Event
        match step:
            case Begun():
                numbers[step.conn] = count
                event = Opened(count, 0.0, "imap", ("127.0.0.1", 1), ("127.0.0.1", 143))
            case Crossed():
                event = Bytes(numbers[step.conn], 0.0, step.side, step.data)
            case _ if step.text.startswith("TLS:"):
                event = TlsStarted(numbers[step.conn], 0.0, "TLSv1.3", "TLS_AES_256_GCM_SHA384")
            case _:
                continue
        dissector.feed([event])
    return dissector, [each for each in dissector.sessions.values() if isinstance(each, ImapDialogue)]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_gets_its_answer_and_every_row_is_explained(name: str) -> None:
    dissector, talks = played(name)
    exchanges = [exchange for talk in talks for exchange in talk.exchanges]
    assert sum(exchange.asked >= 0 for exchange in exchanges) == ANSWERS[name]
    assert not any(talk.awaits_reply for talk in talks)
    assert Outcome.UNCLEAR not in {exchange.outcome for exchange in exchanges}
    assert all(remedy(exchange) for exchange in exchanges if exchange.is_refused)
    rows = [dissector.rows[number] for number in range(len(dissector.rows))]
    assert all(explain(row).headline for row in rows if row.kind not in {Kind.EVENT, Kind.HEADER})


def test_what_is_known_at_the_end_is_what_was_told() -> None:
    _, (first, _) = played("idle-expunge-rewrite")
    assert [exchange.status for exchange in first.exchanges if exchange.asked < 0] == [
        "OK",
        "EXISTS",
        "RECENT",
        "EXPUNGE",
        "RECENT",
    ]
    assert first.mailbox is None
