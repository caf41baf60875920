"""Sessions of SMTP told line by line, for the tests of the dissector."""

from __future__ import annotations

from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Event
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import Rows, State
from telling import TLS, chunk, dissector_of, kinds, opened, rows, told

__all__ = ["TLS", "chunk", "kinds", "rows"]

OPENED = opened("smtp", 2525)

GREETED = ("S: 220 mail.harbour.test ESMTP", "C: EHLO x", "S: 250-mail.harbour.test", "S: 250 SIZE 1000")
ENVELOPE = (
    *GREETED,
    "C: MAIL FROM:<dora@island.test>",
    "S: 250 2.1.0 Ok",
    "C: RCPT TO:<ana@harbour.test>",
    "S: 250 2.1.5 Ok",
)
SENDING = (*ENVELOPE, "C: DATA", "S: 354 go on")


def events(*steps: str | Event) -> list[Event]:
    return [OPENED, *told(*steps)]


def dissected(*steps: str | Event, kept: Rows | None = None) -> Dissector:
    return dissector_of(events(*steps), kept)


def dialogue(*steps: str | Event) -> Dialogue:
    return dissected(*steps).sessions[1]


def said(talk: Dialogue) -> list[tuple[str, int, State]]:
    return [(exchange.verb, exchange.code, exchange.after) for exchange in talk.exchanges]
