"""What is said of a hop, in Postfix's words: its log, ``mailq`` and the reports all show the same sentence."""

from __future__ import annotations

import errno
import os

from heloworld.errors import ConnectError
from heloworld.relay.outcome import TEXT_LIMIT, Outcome
from heloworld.smtp import replies
from heloworld.smtp.replies import Reply

GREETING = "receiving the initial server greeting"
EHLO = "performing the EHLO handshake"
HELO = "performing the HELO handshake"
STARTTLS = "performing the STARTTLS handshake"
MAIL = "sending MAIL FROM"
RCPT = "sending RCPT TO"
DATA = "sending DATA command"
BODY = "sending message body"
END_OF_DATA = "sending end of data -- message may be sent more than once"
"""What a hop was doing when the connection was lost."""


def unreachable(where: str, port: int, why: str, relay: str = "none") -> Outcome:
    """There is no connection to be had.

    Args:
        where: Name and address in brackets.
        port: What stands for port 25.
        why: As the operating system says it.
        relay: As in `Outcome`.
    """
    return Outcome("4.4.1", f"connect to {where}:{port}: {why}", relay)


def why_unreachable(error: ConnectError) -> str:
    """Why a connection was not to be had, as the operating system says it."""
    cause = error.__cause__
    if isinstance(cause, TimeoutError) or not isinstance(cause, OSError):
        return os.strerror(errno.ETIMEDOUT)
    return os.strerror(cause.errno) if cause.errno else str(cause)


def lost(where: str, relay: str, doing: str, conn: int, *, timed_out: bool = False) -> Outcome:
    """The connection has gone, or the server has fallen silent."""
    text = f"conversation with {where} timed out" if timed_out else f"lost connection with {where}"
    return Outcome("4.4.2", f"{text} while {doing}", relay, conn=conn)


def said(where: str, name: str, relay: str, raw: bytes, command: str, conn: int) -> Outcome:
    """What a server has answered to a command.

    Args:
        where: Name and address in brackets.
        name: The name alone.
        relay: As in `Outcome`.
        raw: All lines of the reply.
        command: ``RCPT TO`` and so on; ``end of DATA``; empty for the greeting and the handshake, where a refusal is
            one for now whatever it says, as in Postfix.
        conn: The number of the connection.
    """
    reply = parsed(raw)
    text = one_line(raw)
    status = status_of(reply)
    if not command:
        return Outcome(status, f"host {where} refused to talk to me: {text}", relay, name, text, conn).softened()
    if status.startswith("2"):
        return Outcome(status, text, relay, name, text, conn)
    return Outcome(status, f"host {where} said: {text} (in reply to {command} command)", relay, name, text, conn)


def parsed(raw: bytes) -> Reply:
    """A reply; one that is none counts as a trouble of the moment (451)."""
    return replies.parse(raw.splitlines(keepends=True)) or Reply(451, None, (raw,))


def status_of(reply: Reply) -> str:
    """The enhanced status code of a reply; without one, its class is what is known (RFC 3463 §2)."""
    if reply.enhanced:
        return ".".join(map(str, reply.enhanced))
    first = reply.code // 100
    return f"{first if first in {2, 5} else 4}.0.0"


def one_line(raw: bytes) -> str:
    """The lines of a reply as one, safe for a header field: printable ASCII alone, and not endless."""
    text = " ".join(raw.decode("latin-1").splitlines())[:TEXT_LIMIT]
    return "".join(char if " " <= char <= "~" else "?" for char in text).strip()
