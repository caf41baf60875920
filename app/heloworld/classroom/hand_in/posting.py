"""Sending a hand-in to a class server, over STARTTLS where it is offered."""

from __future__ import annotations

import smtplib
import ssl
from typing import Final

from heloworld.classroom.hand_in.hand_in import ADDRESS
from heloworld.errors import ConnectError, HeloError

PATIENCE: Final = 20.0
"""Seconds that the server has for each reply."""


def post(mail: bytes, name: str, host: str, port: int) -> str:
    """Send it, and wait until the server has it.

    A class server's certificate is its own: it keeps out whoever listens on the network, and proves nothing.

    Args:
        mail: The hand-in, line ends LF.
        name: The name of whoever hands in.
        host: The server.
        port: Its port.

    Returns:
        What the server said to it.

    Raises:
        ConnectError: It cannot be reached.
        HeloError: It does not take the letter.
    """
    where = f"{host}:{port}"
    try:
        with smtplib.SMTP(host, port, name, timeout=PATIENCE) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=_unproven())
                server.ehlo()
            server.mail(f"{name}@class.test")
            _must(server.rcpt(ADDRESS), where)
            return _must(server.data(mail), where)
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
    said = f"{code} {text.decode('utf-8', 'replace')}"
    if code // 100 != 2:
        raise HeloError(f"{where} does not take the hand-in: {said}.", "Ask your teacher for the address.")
    return said


def _unproven() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
