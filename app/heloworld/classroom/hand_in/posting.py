"""Sending a hand-in to a class server, over STARTTLS where it is offered."""

from __future__ import annotations

import re
import smtplib
from typing import Final

from heloworld.classroom.hand_in.hand_in import ADDRESS
from heloworld.classroom.reports.calling import call
from heloworld.errors import ConnectError, HeloError

PATIENCE: Final = 20.0
"""Seconds that the server has for each reply."""

_LINE_END: Final = re.compile(rb"\r?\n")
"""What becomes CRLF: smtplib sends bytes as they are, and RFC 5321 §2.3.8 has no bare LF."""

NO_MAILBOX: Final = 550
"""What a class server says to whoever has not joined (RFC 5321, 4.2.3)."""


def post(mail: bytes, name: str, host: str, port: int, badge: str = "") -> str:
    """Send it, and wait until the server has it.

    A class server's certificate is its own: it keeps out whoever listens on the network, and proves nothing.

    Args:
        mail: The hand-in, line ends LF.
        name: The name of whoever hands in.
        host: The server.
        port: Its port.
        badge: What the class knows whoever hands in by, as `Membership.badge` has it; empty for who has joined none.

    Returns:
        What the server said to it.

    Raises:
        ConnectError: It cannot be reached.
        HeloError: It does not take the letter.
    """
    where = f"{host}:{port}"
    try:
        with call(host, port, badge or name, PATIENCE) as server:
            server.mail(f"{name}@class.test")
            code, text = server.rcpt(ADDRESS)
            if code == NO_MAILBOX:
                raise HeloError(
                    _refused(where, code, text), f"Join its class first: helo join {where} --name {name}.WORD"
                )
            _must((code, text), where)
            return _must(server.data(_LINE_END.sub(b"\r\n", mail)), where)
    except smtplib.SMTPException as error:
        raise HeloError(f"{where} does not take the hand-in: {error}.", "Ask your teacher for the address.") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise ConnectError(f"{where} cannot be reached: {why}.", "Ask your teacher for the address.") from error


def _must(reply: tuple[int, bytes], where: str) -> str:
    """What a server said that has taken something.

    Raises:
        HeloError: It has not.
    """
    code, text = reply
    if code // 100 != 2:
        raise HeloError(_refused(where, code, text), "Ask your teacher for the address.")
    return f"{code} {text.decode('utf-8', 'replace')}"


def _refused(where: str, code: int, text: bytes) -> str:
    return f"{where} does not take the hand-in: {code} {text.decode('utf-8', 'replace').rstrip('.')}."
