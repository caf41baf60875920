"""Every error that a user may see, as one tree.

::

    HeloError                 something the user can act on: a sentence and a remedy
    ├── UsageError            the call itself was wrong (exit status 2)
    ├── ListenError           the server could not listen: port in use, no such address, no permission
    ├── ConnectError          a connection could not be made, or TLS could not be agreed on
    │   ├── PlaintextError    TLS was asked for, and the connection has none
    │   ├── TunnelError       TLS was asked for, and the connection broke over it
    │   └── NotTlsError       TLS was begun, and the server speaks plaintext on this port
    ├── LookUpError           a name server did not say what it was asked, and may say it later
    ├── OutputError           what is printed cannot be written: the disk is full
    ├── TranscriptError       a saved transcript cannot be read
    ├── QueueError            the queue of letters for other servers cannot be read or written
    │   └── QueueFull         the disk or the quota is full
    └── MailboxError          a mailbox file cannot be read or written
        ├── MailboxLocked     another program holds its lock
        ├── MailboxFull       the disk or the quota is full
        ├── MailboxTooLarge   it cannot be changed in place, for it is too large
        └── MailboxGone       the file or its folder is missing, or is not a plain file

Anything else that escapes is a bug of ours.
"""

from __future__ import annotations


class HeloError(Exception):
    """One sentence that says what is wrong, and one that says what helps.

    Attributes:
        sentence: What happened, as a full sentence without a final line end.
        remedy: What the user can do about it; empty only where nothing helps.
    """

    exit_status = 1

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.sentence = sentence
        self.remedy = remedy


class UsageError(HeloError):
    """The call was wrong; exit status 2."""

    exit_status = 2


class ListenError(HeloError):
    """The server could not listen where it was told to."""


class ConnectError(HeloError):
    """A connection could not be made, or TLS could not be agreed on."""


class PlaintextError(ConnectError):
    """TLS was asked for, and the connection has none: nothing is sent over it until the user agrees."""


class TunnelError(ConnectError):
    """TLS was asked for, and the connection ended instead: the handshake failed, or the server hung up."""


class SilenceError(ConnectError):
    """A server has not answered yet: it is true until something comes."""


class NotTlsError(ConnectError):
    """TLS was begun with the first byte, and the server speaks plaintext on this port."""


class LookUpError(HeloError):
    """A name server did not answer, or has a problem of its own: the same question may be answered later."""


class OutputError(HeloError):
    """What is printed cannot be written where it goes."""


class TranscriptError(HeloError):
    """A saved transcript cannot be read."""


class QueueError(HeloError):
    """The queue of letters for other servers cannot be read or written."""


class QueueFull(QueueError):  # noqa: N818 - a state of the disk
    """The disk, or the owner's quota, is full."""


class MailboxError(HeloError):
    """A mailbox file cannot be read or written."""


class MailboxLocked(MailboxError):  # noqa: N818 - a state of the mailbox, named as mail people name it
    """Another program holds the mailbox's lock."""


class MailboxFull(MailboxError):  # noqa: N818
    """The disk, or the owner's quota, is full."""


class MailboxTooLarge(MailboxError):  # noqa: N818
    """So much of it would have to be moved that it cannot be changed in place."""


class MailboxGone(MailboxError):  # noqa: N818
    """The file or its folder is missing, or it is not a plain file."""
