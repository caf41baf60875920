"""The queue as Postfix's ``mailq`` prints it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence

from heloworld.relay.queued_letter import QueuedLetter

EMPTY = "Mail queue is empty"
_HEAD = "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------"
_INDENT = " " * 41
_WIDTH = 76
_NULL_SENDER = "MAILER-DAEMON"


def mailq(letters: Sequence[QueuedLetter], under_way: Collection[str] = ()) -> str:
    """The lines that ``mailq`` would print, with LF between them.

    Args:
        letters: The queue, in any order.
        under_way: The queue IDs of those that are being tried right now; they get a star.
    """
    if not letters:
        return EMPTY
    lines = [_HEAD]
    for letter in sorted(letters, key=lambda each: (each.arrived, each.queue_id)):
        lines += [*_entry(letter, is_under_way=letter.queue_id in under_way), ""]
    total = sum(letter.length for letter in letters) // 1024
    return "\n".join([*lines, f"-- {total} Kbytes in {len(letters)} Request{'s' * (len(letters) != 1)}."])


def _entry(letter: QueuedLetter, *, is_under_way: bool) -> Iterator[str]:
    name = letter.queue_id + "*" * is_under_way
    arrived = time.asctime(time.gmtime(letter.arrived))[:20]
    yield f"{name:<11} {letter.length:>7} {arrived} {letter.sender or _NULL_SENDER}"
    reason = ""
    for recipient in letter.recipients:
        text = recipient.said.text if recipient.said else ""
        if text != reason:
            yield f"{' ' * (_WIDTH - len(text))}({text})" if text else ""
            reason = text
        yield f"{_INDENT}{recipient.address}"
