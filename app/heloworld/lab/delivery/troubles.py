"""Why a mailbox cannot be read or written: the server's log says it, and the lab shows it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from heloworld.errors import HeloError, MailboxLocked
from heloworld.imap.mailbox import MailboxBusy
from heloworld.pop.maildrop import MaildropBusy
from heloworld.wire.visible import visible_text

_PASSING = (MailboxLocked, MaildropBusy, MailboxBusy)
"""A lock, which passes; the reply says so itself."""

_LOG = logging.getLogger("heloworld")


class Troubles(logging.Handler):
    """Tells what the log says of mailboxes, from `begin` to `end`.

    Args:
        tell: Told, in whichever thread it happens, why a mailbox is not to be had, as an error safe to show.
    """

    def __init__(self, tell: Callable[[HeloError], object]) -> None:
        super().__init__(logging.WARNING)
        self._told = tell

    def begin(self) -> None:
        """Listen."""
        _LOG.addHandler(self)

    def end(self) -> None:
        """Listen no more."""
        _LOG.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a line of the log that gives a reason."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        for reason in arguments:
            if isinstance(reason, Exception) and not isinstance(reason, _PASSING) and str(reason):
                self._told(HeloError(visible_text(str(reason))))
