"""Sessions of IMAP told line by line, for the tests of the dissector."""

from __future__ import annotations

from heloworld.imap.dissect import ImapDialogue
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Event
from heloworld.wire.rows import State
from telling import CLOSED, TLS, chunk, dissector_of, kinds, opened, rows, told

__all__ = ["CLOSED", "TLS", "chunk", "kinds", "rows"]

OPENED = opened("imap", 1143)

GREETED = ("S: * OK [CAPABILITY IMAP4rev1 IDLE LITERAL+ STARTTLS AUTH=PLAIN] Dovecot ready.",)
IN = (*GREETED, "C: a1 LOGIN ana harbour", "S: a1 OK [CAPABILITY IMAP4rev1 IDLE MOVE] Logged in")
CHOSEN = (
    *IN,
    "C: a2 SELECT INBOX",
    r"S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
    "S: * 4 EXISTS",
    "S: * 1 RECENT",
    "S: * OK [UIDVALIDITY 1795889343] UIDs valid",
    "S: * OK [UIDNEXT 9] Predicted next UID",
    "S: a2 OK [READ-WRITE] Select completed.",
)


def dissected(*steps: str | Event) -> Dissector:
    return dissector_of([OPENED, *told(*steps)])


def of(dissector: Dissector) -> ImapDialogue:
    dialogue = dissector.sessions[1]
    assert isinstance(dialogue, ImapDialogue)
    return dialogue


def dialogue(*steps: str | Event) -> ImapDialogue:
    return of(dissected(*steps))


def said(talk: ImapDialogue) -> list[tuple[str, str, State]]:
    return [(exchange.verb, exchange.status, exchange.after) for exchange in talk.exchanges]
