"""A conversation that the server has ended: why, in the words of its last line, and what to do now.

Servers hang up for several reasons, and one status stands for most of them: 421 in SMTP (RFC 5321 §3.8), ``-ERR`` in
POP3, ``BYE`` in IMAP. Only the words tell them apart.
"""

from __future__ import annotations

import re
from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.lab.protocols import is_open, protocol_of
from heloworld.wire.rows import Exchange
from heloworld.wire.visible import visible

_AGAIN: Final = " Press Enter on an empty line: that connects again.{back} Or press F5: the step begins again."
IDLE: Final = (
    "Nobody said a word for a while, so the server ended the conversation ({status}). That is no mistake." + _AGAIN
)
TOO_MANY: Final = (
    "The server refused too many lines in one conversation, so it ended that ({status}). "
    "A new one begins to count at zero." + _AGAIN
)
OTHERWISE: Final = "The server ended the conversation. Its last line was `{words}`." + _AGAIN

_REASONS: Final = (
    (re.compile(rb"time[d -]*out|inactiv|\bidle", re.IGNORECASE), IDLE),
    (re.compile(rb"too many .*(error|command)", re.IGNORECASE), TOO_MANY),
)
"""What such a line holds, whoever wrote the server: Postfix, Dovecot, this one."""

LONGEST: Final = 120
"""Characters of the server's line that are quoted."""


def hung_up(evidence: Evidence) -> str:
    """What is said of the prompt's conversation, where the server has ended it; a place for ``{back}`` is left in it.

    Returns:
        Markdown; empty while the conversation is open, and where the client has ended it.
    """
    last = _last_word(evidence)
    if last is None:
        return ""
    line = last.reply[-1]
    words = visible(line)[:LONGEST].replace("`", "'").replace("{", "{{").replace("}", "}}")
    return _sentence(last).format(status=last.status, words=words, back="{back}")


def has_gone_idle(evidence: Evidence) -> bool:
    """Whether the server has ended the prompt's conversation because it heard nothing for a while."""
    last = _last_word(evidence)
    return last is not None and _sentence(last) is IDLE


def _sentence(last: Exchange) -> str:
    line = last.reply[-1]
    return next((sentence for pattern, sentence in _REASONS if pattern.search(line)), OTHERWISE)


def _last_word(evidence: Evidence) -> Exchange | None:
    """What the server said before it hung up; None where it did not hang up, or not with a word of its own."""
    own = evidence.own
    if own is None or is_open(own) or not own.exchanges or not own.exchanges[-1].reply:
        return None
    last = own.exchanges[-1]
    machine = protocol_of(own.opened.protocol).machine
    is_its_own = last.status in machine.last_words or (last.is_refused and not machine.is_over(last.before))
    is_told = last.asked < 0 or any(pattern.search(last.reply[-1]) for pattern, _ in _REASONS)
    return last if is_its_own and is_told else None
