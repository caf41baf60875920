"""The newcomer's first minute: eight lines, step by step, and what to say about each.

A pure function of what happened: whoever typed it, and with whatever program, the steps are ticked off as the server
accepts them. Every right way counts: EHLO where HELO would do, any sender, any recipient that is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from heloworld.course.play.advice.lone_dot import NOT_ALONE, TWO_DOTS, has_company
from heloworld.lab.protocols import protocol_of
from heloworld.wire.lines import Ending
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import OF_MESSAGE, Exchange, Outcome, Rows


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step of the tour.

    Attributes:
        title: What is to be done.
        lines: What may be typed for it, one line each.
        before: What to say before it is done.
        after: What to say once it is done.
    """

    title: str
    lines: tuple[str, ...]
    before: str
    after: str


STEPS = (
    GuideStep(
        "Say hi",
        ("HELO localhost",),
        "You are connected to a mail server, and it has greeted you: the line that starts with 220. "
        "It is polite to say hi. Type this line and press Enter.",
        "250 means: fine. The server has taken down that name. (Each machine calls itself localhost.)",
    ),
    GuideStep(
        "Say who the mail is from",
        ("MAIL FROM:<dora@island.test>",),
        "Every letter has an envelope. First the sender: you are Dora, on the island. "
        "A report of failure would come to this address.",
        "The server believed you. It did not check, and that is a story of its own.",
    ),
    GuideStep(
        "Say who it is for",
        ("RCPT TO:<ana@harbour.test>",),
        "Now the recipient: Ana, across the water. She has a mailbox on this server, so it should take the mail.",
        "Taken. With more RCPT lines, more people get the same mail.",
    ),
    GuideStep(
        "Ask to send the text",
        ("DATA",),
        "The envelope is complete. DATA asks: may I send the text?",
        "354 means: go on. From here the server takes in every line, until one with a single dot.",
    ),
    GuideStep(
        "Write the mail",
        ("Subject: hello", "", "And this is our actual email text!"),
        "A header line, an empty line, then whatever you like. The server does not answer to any of it.",
        "That is all there is to an e-mail: text.",
    ),
    GuideStep(
        "End it with a lone dot",
        (".",),
        "A line with nothing but a dot ends the text. Keep an eye on the mailbox.",
        "Queued, and appended to Ana's mailbox: a text file. In effect, your mail was piped into a port "
        "and came out as >> at the end of her file.",
    ),
    GuideStep(
        "Say goodbye",
        ("QUIT",),
        "The mail is delivered. QUIT ends the conversation.",
        "221: goodbye.",
    ),
)
"""The tour: seven steps, of eight or nine lines."""

_DONE: tuple[Callable[[Exchange], bool], ...] = (
    lambda it: it.verb in {"HELO", "EHLO"} and it.outcome is Outcome.DONE,
    lambda it: it.verb == "MAIL" and it.outcome is Outcome.DONE,
    lambda it: it.verb == "RCPT" and it.outcome is Outcome.DONE,
    lambda it: it.verb == "DATA" and it.outcome is Outcome.GO_ON,
    lambda it: it.verb == "." and it.outcome is Outcome.DONE,
    lambda it: it.verb == "." and it.outcome is Outcome.DONE,
    lambda it: it.verb == "QUIT" and it.outcome is Outcome.DONE,
)

_MACHINE = protocol_of("smtp").machine


@dataclass(frozen=True, slots=True)
class FirstMail:
    """How far somebody got.

    Attributes:
        done: Steps that are done, from 0 to ``len(STEPS)``.
        trouble: The last refused command since the last step was done, if any.
        reconnect: Whether the connection ended before the tour did.
        lines_typed: How many of the lines of the message are done, while it is being written.
        remark: What to say about the last line of the message, or about the message once it is sent; empty where
            there is nothing to say.
    """

    done: int = 0
    trouble: Exchange | None = None
    reconnect: bool = False
    lines_typed: int = 0
    remark: str = ""

    @property
    def step(self) -> GuideStep | None:
        """The step to do next; None once all are done."""
        return STEPS[self.done] if self.done < len(STEPS) else None

    @property
    def next_line(self) -> str | None:
        """The line to type next, perhaps an empty one; None where there is none in particular."""
        if self.step is None or self.reconnect:
            return None
        return self.step.lines[min(self.lines_typed, len(self.step.lines) - 1)]


def progress(dialogues: Iterable[Dialogue], rows: Rows) -> FirstMail:
    """How far the tour has got: the connection that got furthest counts.

    Args:
        dialogues: All conversations since the start, in order.
        rows: All that crossed in them.
    """
    best = FirstMail()
    for dialogue in dialogues:
        reached = _follow(dialogue, rows)
        if reached.done >= best.done:
            best = reached
    return best


def _follow(dialogue: Dialogue, rows: Rows) -> FirstMail:
    """How far one conversation got."""
    done, trouble = 0, None
    for exchange in dialogue.exchanges:
        done, trouble = _advance(done, trouble, exchange)
    over = dialogue.state is _MACHINE.closed and done < len(STEPS)
    if done != _WRITING:
        return FirstMail(done, trouble, over, remark=_of_letter(dialogue) if done == _SENT else "")
    text = [line.rstrip(b"\r") for line in dialogue.draft.split(b"\n")[:-1]]
    typed, remark = _written(text), _remark(text, _last_sent(dialogue, rows))
    if typed == len(STEPS[_WRITING].lines):
        return FirstMail(done + 1, trouble, over, remark=remark)
    return FirstMail(done, trouble, over, typed, remark)


def _written(text: list[bytes]) -> int:
    """How many of header, empty line and body a message has so far; what comes before the empty line is no body."""
    if b"" in text:
        return 3 if any(text[text.index(b"") :]) else 2
    return 1 if text else 0


def _last_sent(dialogue: Dialogue, rows: Rows) -> bytes:
    """The last line of the message as it crossed, with a dot that the server takes away; empty where there is none."""
    for number in range(len(rows) - 1, rows.first - 1, -1):
        row = rows[number]
        is_text = row.conn == dialogue.opened.conn and row.kind in OF_MESSAGE
        if is_text and row.line is not None and row.line.ending is not Ending.NONE:
            return row.line.text
    return b""


def _remark(text: list[bytes], line: bytes) -> str:
    """What to say about the last line, if it looks as if it was meant for the server, or for another place.

    Args:
        text: All lines, as they arrive.
        line: The last of them, as it crossed.
    """
    word = line.partition(b" ")[0].upper().decode("latin-1")
    if line == b"..":
        return TWO_DOTS
    if has_company(line):
        return NOT_ALONE
    if word in _COMMANDS:
        return f"{word} is text of the mail here: the server listens to no command until a line with a lone dot."
    return "" if b"" in text or all(map(_FIELD.match, text)) else NO_FIELD


def _of_letter(dialogue: Dialogue) -> str:
    """What to say about the letter that was sent, where a part of it is missing."""
    if not dialogue.mails:
        return ""
    text = [line.rstrip(b"\r") for line in dialogue.mails[-1].content.split(b"\n")[:-1]]
    if not any(text):
        return EMPTY
    if not all(map(_FIELD.match, text[: text.index(b"")] if b"" in text else text)):
        return NO_EMPTY_LINE
    return "" if b"" in text and any(text[text.index(b"") :]) else NO_TEXT


_ONCE_MORE = "To send one that has everything, go on with MAIL FROM in place of QUIT."

EMPTY = f"Your letter is empty: the dot came straight after DATA. The server took it all the same. {_ONCE_MORE}"
NO_TEXT = f"Your letter has no text below its header. The server took it all the same. {_ONCE_MORE}"
NO_EMPTY_LINE = (
    "A line of your text crossed before any empty line did. The server took the letter all the same, "
    f"and put an empty line above that line in the file. {_ONCE_MORE}"
)
"""What to say about a letter without a text, or without what parts that from the header."""

NO_FIELD = (
    "The server takes any line. But a letter begins with header lines, such as Subject: hello: "
    "a name, a colon, a value. The text comes after the first empty line."
)
"""What to say about a line that stands where the header is and is none of it."""

_WRITING = 4
"""The step in which the text of the mail is written."""

_SENT = len(STEPS) - 1
"""Steps that are done when the mail is sent."""

_DROPS = frozenset({"RSET", "HELO", "EHLO"})
"""What drops the envelope (RFC 5321 §4.1.4)."""

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]")

_COMMANDS = frozenset(verb for verbs in _MACHINE.table.values() for verb in verbs)


def _advance(done: int, trouble: Exchange | None, exchange: Exchange) -> tuple[int, Exchange | None]:
    """Take one exchange into account."""
    if done < len(STEPS) and _DONE[done](exchange):
        skips_writing = done == _WRITING
        return done + (2 if skips_writing else 1), None
    if exchange.verb in _DROPS and exchange.outcome is Outcome.DONE and 1 < done < len(STEPS) - 1:
        return 1, None
    return done, exchange if exchange.is_refused else trouble
