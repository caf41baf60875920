"""What ``helo mbox FILE --count`` prints."""

from __future__ import annotations

from pathlib import Path

from heloworld.mbox.lenses.counting import count
from heloworld.output import print_lines


def show(path: Path, reader: str) -> None:
    """Print the number of messages in a mailbox to stdout.

    Args:
        path: The mailbox.
        reader: Whose eyes to read with; a key of `heloworld.mbox.lenses.LENSES`.

    Raises:
        UsageError: There is no such reader.
        MailboxError: The file cannot be read, or is no mailbox.
        BrokenPipeError: Whoever read the output has gone.
        OutputError: It cannot be written.
    """
    print_lines([str(count(path, reader))])
