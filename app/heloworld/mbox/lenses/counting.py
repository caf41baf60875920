"""How many messages a reader sees, as ``helo mbox FILE --count`` has it; what the number does not need is not read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from heloworld.mbox.lenses import lens_named
from heloworld.mbox.reading.index import MailboxIndex
from heloworld.mbox.reading.scan import EMPTY_LINE, LINE_END

_ALL_BEHIND: Final[Mapping[str, bytes]] = {
    "naive": LINE_END,
    "mboxo": EMPTY_LINE,
    "mboxrd": LINE_END,
    "python": LINE_END,
}
"""The readers that ask nothing of a line but ``From`` and what stands before it: for them whoever finds the lines has
counted the messages, and no lens looks at any."""


def count(path: Path, reader: str) -> int:
    """How many messages a reader sees in a mailbox.

    Args:
        path: The mailbox.
        reader: Whose eyes to read with; a key of `heloworld.mbox.lenses.LENSES`.

    Raises:
        UsageError: There is no such reader.
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It cannot be read, or it is no mailbox.
    """
    if reader in _ALL_BEHIND:
        with MailboxIndex(path) as index:
            found = index.count(_ALL_BEHIND[reader])
        if found:
            return found
    return _looked_at(path, reader)


def _looked_at(path: Path, reader: str) -> int:
    """The same through the reader's eyes; a file in which it sees no message may be no mailbox at all."""
    from heloworld.mbox.lenses import walk
    from heloworld.mbox.lenses.messages import check, check_not_foreign, opened

    lens = lens_named(reader)
    with opened(path) as box:
        check(box, lens)
        found = walk.count(lens, box.view, box.offsets)
        if not found:
            check_not_foreign(box)
        return found
