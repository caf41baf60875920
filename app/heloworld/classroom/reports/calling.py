"""A connection to a class server on which it knows who is there.

Where the server offers TLS, it is used; nobody's certificate is checked, for a class has none that others know (RFC
7435: some protection most of the time).
"""

from __future__ import annotations

import smtplib
import ssl
from typing import Final

NOBODY: Final = "localhost"
"""What is said before TLS."""


def call(host: str, port: int, says: str, patience: float) -> smtplib.SMTP:
    """Connect, and say who is there: under TLS, where that can be had.

    Args:
        host: The class server.
        port: Its port.
        says: What is said after EHLO.
        patience: Seconds that the server has for each reply.

    Raises:
        OSError: It cannot be reached.
        smtplib.SMTPException: It is no server of SMTP, or ends the session.
        ValueError: What is said cannot be sent.
    """
    server = smtplib.SMTP(host, port, local_hostname=NOBODY, timeout=patience)
    try:
        server.ehlo(NOBODY)
        if server.has_extn("starttls"):
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            server.starttls(context=context)
        server.ehlo(says)
    except BaseException:
        server.close()
        raise
    return server
