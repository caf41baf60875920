"""What is asked when a client names a recipient: who sends, where the mail would go, and whether it may."""

from __future__ import annotations

from typing import Protocol

from heloworld.smtp import path as paths
from heloworld.smtp import wording
from heloworld.smtp.login.access import Access
from heloworld.smtp.login.authentication import Authentication
from heloworld.smtp.policy import Policy
from heloworld.smtp.screening import Screened
from heloworld.smtp.transaction import Transaction


class Client(Protocol):
    """What is known of whoever names a recipient.

    Attributes:
        policy: What is allowed.
        access: What is asked before mail is taken.
        login: Who has logged in, if anybody has.
        helo: What the client calls itself.
        transaction: What was said of the mail so far.
    """

    policy: Policy
    access: Access
    login: Authentication
    helo: str
    transaction: Transaction

    def screen(self, sender: str, recipient: str, /) -> Screened:
        """What else is asked about a recipient, such as greylisting."""
        ...


def refuse_sender(client: Client, path: paths.Path) -> str | None:
    """Who has not logged in, or logged in as somebody else, is told so when it comes to a recipient, as in Postfix."""
    sender, login = client.transaction.sender, client.login
    if client.policy.is_own_name_only and login.is_offered and sender:
        owner = client.policy.owner(sender)
        if login.user and owner != login.user:
            return wording.NOT_OWNED.format(sender=sender, user=login.name)
        if owner and not login.user:
            return wording.NOT_LOGGED_IN.format(sender=sender)
    return wording.ACCESS_DENIED.format(path=path) if client.access.requires_login and not login.user else None


def add_recipient(client: Client, path: paths.Path) -> str:
    """Have a mail go to one more recipient, if that may be; returns the reply."""
    user = client.policy.mailbox(path, client.helo)
    if not is_taken(client, path):
        return client.policy.refuse_recipient(path)
    if client.transaction.accepted >= client.policy.recipient_limit:
        return wording.TOO_MANY_RECIPIENTS
    if client.transaction.finding:
        return client.transaction.finding.format(path=path)
    screened = client.screen(client.transaction.sender, str(path))
    if screened.refusal:
        return screened.refusal
    if screened.field:
        client.transaction.fields[screened.field] = None
    client.transaction.accepted += 1
    if user is None:
        client.transaction.elsewhere[str(path)] = None
    else:
        client.transaction.recipients.setdefault(user, complete(client, path))
    return wording.RECIPIENT_OK


def is_taken(client: Client, path: paths.Path) -> bool:
    """Whether a letter to an address is for a mailbox here, or may go on from here."""
    return client.policy.mailbox(path, client.helo) is not None or _may_go_on(client, path)


def _may_go_on(client: Client, path: paths.Path) -> bool:
    """Whether a letter to an address that is no mailbox here is taken, for the queue to find out where it goes."""
    if client.policy.is_local(str(path)):
        return client.policy.checks_late
    relays = client.policy.relays
    return relays == "open" or (relays == "login" and bool(client.login.user))


def complete(client: Client, path: paths.Path) -> str:
    """The path as text, with our own domain where it has none, as Postfix completes it."""
    return str(path) if path.is_null or path.domain else f"{path}@{client.policy.domain}"
