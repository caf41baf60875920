"""Where a session stands: who is logged in, which mailbox is chosen."""

from __future__ import annotations

from collections.abc import Callable

from heloworld.imap.answers.folders import Folders
from heloworld.imap.answers.messages import Messages
from heloworld.imap.answers.view import View
from heloworld.imap.mailbox import Account, Mailbox
from heloworld.imap.states import ImapState
from heloworld.wire.rows import State


class Standing:
    """What changes in the course of a session.

    Args:
        tell: Is told why a mailbox is not to be had, a `MailboxBusy` or `MailboxTrouble`.

    Attributes:
        tell: The same.
        state: Where the session stands, or in which pause it is.
        tag: The tag of the command that is carried out.
        folders: The mailboxes of who is logged in; None before the login.
        messages: Those of the mailbox that is chosen; None while there is none.
    """

    def __init__(self, tell: Callable[[Exception], object]) -> None:
        self.tell = tell
        self.state: State = ImapState.NOT_AUTHENTICATED
        self.tag = ""
        self.folders: Folders | None = None
        self.messages: Messages | None = None
        self._account: Account | None = None

    @property
    def account(self) -> Account:
        """The mailboxes of who is logged in."""
        assert self._account is not None
        return self._account

    @property
    def is_logged_in(self) -> bool:
        """Whether somebody is."""
        return self._account is not None

    def resume(self) -> None:
        """A command is over, and so is the pause in it, if there was one."""
        if self.messages is not None:
            self.state = ImapState.SELECTED
        else:
            self.state = ImapState.AUTHENTICATED if self.is_logged_in else ImapState.NOT_AUTHENTICATED

    def log_in(self, account: Account) -> None:
        """Somebody is logged in."""
        self._account = account
        self.folders = Folders(account, lambda: self.messages)
        self.resume()

    def choose(self, name: str, mailbox: Mailbox, view: View) -> None:
        """A mailbox is chosen."""
        self.messages = Messages(name, mailbox, view, self.tell)
        self.resume()

    def leave(self) -> bool:
        """No mailbox is chosen any more; whether one was."""
        messages, self.messages = self.messages, None
        if messages is None:
            return False
        messages.mailbox.release()
        self.resume()
        return True

    def release(self) -> None:
        """The session is over, whatever it was at."""
        self.leave()
        account, self._account, self.folders = self._account, None, None
        if account is not None:
            account.release()
