"""What is asked when a client names a recipient: who sends, where the mail would go, and whether it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heloworld.smtp import path as paths
from heloworld.smtp import wording

if TYPE_CHECKING:
    from heloworld.smtp.session import Session


def refuse_sender(session: Session, path: paths.Path) -> str | None:
    """Who has not logged in, or logged in as somebody else, is told so when it comes to a recipient, as in Postfix."""
    sender, login = session.transaction.sender, session.login
    if session.policy.is_own_name_only and login.is_offered and sender:
        owner = session.policy.owner(sender)
        if login.user and owner != login.user:
            return wording.NOT_OWNED.format(sender=sender, user=login.name)
        if owner and not login.user:
            return wording.NOT_LOGGED_IN.format(sender=sender)
    return wording.ACCESS_DENIED.format(path=path) if session.access.requires_login and not login.user else None


def add_recipient(session: Session, path: paths.Path) -> str:
    """Have a mail go to one more recipient, if that may be; returns the reply."""
    user = session.policy.mailbox(path, session.helo)
    if not is_taken(session, path):
        return session.policy.refuse_recipient(path)
    if session.transaction.accepted >= session.policy.recipient_limit:
        return wording.TOO_MANY_RECIPIENTS
    if session.transaction.finding:
        return session.transaction.finding.format(path=path)
    screened = session.screen(session.transaction.sender, str(path))
    if screened.refusal:
        return screened.refusal
    if screened.field:
        session.transaction.fields[screened.field] = None
    session.transaction.accepted += 1
    if user is None:
        session.transaction.elsewhere[str(path)] = None
    else:
        session.transaction.recipients.setdefault(user, complete(session, path))
    return wording.RECIPIENT_OK


def is_taken(session: Session, path: paths.Path) -> bool:
    """Whether a letter to an address is for a mailbox here, or may go on from here."""
    return session.policy.mailbox(path, session.helo) is not None or _may_go_on(session, path)


def _may_go_on(session: Session, path: paths.Path) -> bool:
    """Whether a letter to an address that is no mailbox here is taken, for the queue to find out where it goes."""
    if session.policy.is_local(str(path)):
        return session.policy.checks_late
    relays = session.policy.relays
    return relays == "open" or (relays == "login" and bool(session.login.user))


def complete(session: Session, path: paths.Path) -> str:
    """The path as text, with our own domain where it has none, as Postfix completes it."""
    return str(path) if path.is_null or path.domain else f"{path}@{session.policy.domain}"
