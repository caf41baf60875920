"""Sessions of POP3 told line by line, for the tests of the dissector."""

from __future__ import annotations

from heloworld.pop.dissect import PopDialogue
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Event
from heloworld.wire.rows import State
from telling import CLOSED, TLS, chunk, dissector_of, kinds, opened, rows, told

__all__ = ["CLOSED", "TLS", "chunk", "kinds", "rows"]

OPENED = opened("pop3", 1110)

GREETED = ("S: +OK Dovecot ready.",)
NAMED = (*GREETED, "C: USER ana", "S: +OK")
IN = (*NAMED, "C: PASS harbour", "S: +OK Logged in.")
MARKED = (*IN, "C: DELE 1", "S: +OK Marked.", "C: dele 3", "S: +OK Marked.", "C: DELE 9", "S: -ERR no such message")


def dissected(*steps: str | Event) -> Dissector:
    return dissector_of([OPENED, *told(*steps)])


def of(dissector: Dissector) -> PopDialogue:
    dialogue = dissector.sessions[1]
    assert isinstance(dialogue, PopDialogue)
    return dialogue


def dialogue(*steps: str | Event) -> PopDialogue:
    return of(dissected(*steps))


def said(talk: PopDialogue) -> list[tuple[str, str, State]]:
    return [(exchange.verb, exchange.status, exchange.after) for exchange in talk.exchanges]
