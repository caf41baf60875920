"""The letters that the hosts of a world have judged, as the transcript tells it: the verdicts of each, and its fate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Final

from heloworld.lab.protocols import is_open
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered, Event, Judged, Queued
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import Exchange
from heloworld.wire.visible import visible_text

KEPT: Final = 500
"""Letters that are held, the newest."""

_PATH: Final = re.compile(rb"<([^<>]*)>")
_SPAM: Final = ".spam"
_ANEW: Final = frozenset({"MAIL", "RSET", "HELO", "EHLO"})
"""Commands with which whatever was begun of a letter is over (RFC 5321 §4.1.4)."""


class Fate(Enum):
    """What a host did with a letter, in a word or two."""

    OPEN = "under way"
    TAKEN = "accepted"
    SPAM = "spam folder"
    REFUSED = "refused"
    GIVEN_UP = "not sent"


@dataclass(frozen=True, slots=True)
class JudgedLetter:
    """A letter that was judged, or whose sender was.

    Attributes:
        server: The host that judged.
        conn: The connection over which it came.
        queue_id: Its name there.
        verdicts: What was found out, in order.
        events: What became of it: where it was appended, or that it was queued to go on.
        sender: The reverse-path; None where that is not known any more.
        fate: What the host did with it.
        reply: What it said; empty where it has not said anything, or that is not known any more.
        text: Its text as it crossed; None where it did not cross, or is held no longer.
    """

    server: str
    conn: int
    queue_id: str
    verdicts: tuple[Judged, ...]
    events: tuple[Delivered | Queued, ...] = ()
    sender: str | None = None
    fate: Fate = Fate.OPEN
    reply: str = ""
    text: bytes | None = None

    @property
    def deed(self) -> str:
        """What the host did, in a sentence; safe to show."""
        who = visible_text(self.server) or "the server"
        said = f": {visible_text(self.reply)}" if self.reply else ""
        match self.fate:
            case Fate.REFUSED:
                return f"What {who} did: it refused {'the letter' if self.text is not None else 'the recipient'}{said}"
            case Fate.TAKEN | Fate.SPAM:
                places = "".join(f", {each}" for each in self._places)
                return f"What {who} did: it took the letter{places}{said}"
            case Fate.GIVEN_UP:
                return "The letter itself never came: whoever wanted to send it went on to something else."
        return f"{who[:1].upper()}{who[1:]} has not decided yet: the letter is still to come, or its end."

    @property
    def _places(self) -> Iterator[str]:
        for event in self.events:
            if isinstance(event, Queued):
                yield f"to send it on to {', '.join(map(visible_text, event.recipients))}"
                continue
            user, is_spam, _ = Path(event.path).stem.partition(_SPAM)
            yield f"into {visible_text(user)}'s {'spam folder' if is_spam else 'mailbox'}"


class JudgedLetters:
    """Them, the newest first.

    Attributes:
        letters: Them, the newest first, as far as is known without a look at the connections.
    """

    def __init__(self) -> None:
        self.letters: list[JudgedLetter] = []

    def hear(self, events: Iterable[Event]) -> int:
        """Take in what has happened; says how many letters are new."""
        return sum(map(self._take, events))

    def position(self, verdict: Judged) -> int | None:
        """Which letter a verdict is about, counted from the newest; None where it is held no longer."""
        return next((at for at, each in enumerate(self.letters) if _is_about(each, verdict)), None)

    def _take(self, event: Event) -> bool:
        """Take in one event; says whether it is the first of a letter."""
        if isinstance(event, Judged):
            at = self.position(event)
            if at is None:
                self.letters.insert(0, JudgedLetter(event.server, event.conn, event.queue_id, (event,)))
                del self.letters[KEPT:]
                return True
            self.letters[at] = replace(self.letters[at], verdicts=(*self.letters[at].verdicts, event))
        elif isinstance(event, Delivered | Queued):
            for at, each in enumerate(self.letters):
                if (each.conn, each.queue_id) == (event.conn, event.queue_id):
                    self.letters[at] = replace(each, events=(*each.events, event))
        return False


def _is_about(letter: JudgedLetter, verdict: Judged) -> bool:
    return (letter.server, letter.conn, letter.queue_id) == (verdict.server, verdict.conn, verdict.queue_id)


def with_fate(letter: JudgedLetter, dissector: Dissector) -> JudgedLetter:
    """The same letter with what became of it, as its connection tells it, as far as that is still held.

    Args:
        letter: The letter.
        dissector: Knows the connections.
    """
    dialogue = dissector.sessions.get(letter.conn)
    if dialogue is None:
        return letter
    rows, since = dissector.rows, letter.verdicts[0].at
    behind = [each for each in dialogue.exchanges if each.row >= rows.first and rows[each.row].at >= since]
    before = islice(dialogue.exchanges, len(dialogue.exchanges) - len(behind))
    envelope = [each.argument for each in before if each.verb == "MAIL" and not each.is_refused]
    fate, decisive, text = _decision(dialogue, behind)
    if fate is Fate.TAKEN and any(_is_spam(each) for each in letter.events):
        fate = Fate.SPAM
    reply = b"" if decisive is None else decisive.reply[-1]
    return replace(
        letter,
        sender=_path_in(envelope[-1]) if envelope else None,
        fate=fate,
        reply=reply.decode("utf-8", "replace"),
        text=text,
    )


def _decision(dialogue: Dialogue, behind: Iterable[Exchange]) -> tuple[Fate, Exchange | None, bytes | None]:
    """What became of a letter, the reply that decided it, and its text, by what was said behind its first verdict."""
    mails = {each.exchange.row: each for each in dialogue.mails}
    refused, is_any_taken = None, False
    for exchange in behind:
        if exchange.row in mails:
            return (Fate.REFUSED if exchange.is_refused else Fate.TAKEN), exchange, mails[exchange.row].content
        if exchange.verb in _ANEW:
            return (Fate.REFUSED if refused is not None else Fate.GIVEN_UP), refused, None
        if exchange.verb == "RCPT":
            is_any_taken = is_any_taken or not exchange.is_refused
            refused = exchange if exchange.is_refused and refused is None else refused
    if refused is not None and not is_any_taken:
        return Fate.REFUSED, refused, None
    return (Fate.OPEN if is_open(dialogue) else Fate.GIVEN_UP), None, None


def _is_spam(event: Delivered | Queued) -> bool:
    return isinstance(event, Delivered) and Path(event.path).stem.endswith(_SPAM)


def _path_in(argument: bytes) -> str | None:
    found = _PATH.search(argument)
    return None if found is None else found[1].decode("utf-8", "replace")
