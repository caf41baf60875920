"""What a lesson's text leaves open until it is shown: where the server listens, where the mailboxes lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PLACEHOLDERS: Final = ("host", "port", "tls_port", "mail", "letters")
"""The names that may stand in braces in prose, hints, missteps and examples."""

_PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


_COMMAND = re.compile(r"^helo(?= (?:mbox|lab|serve|connect|lessons)\b)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Places:
    """What stands where a lesson's text has a placeholder.

    Attributes:
        host: The server's address.
        port: Its port.
        tls_port: The port with TLS from the first byte; empty where there is none.
        mail: The folder of the mailboxes.
        letters: The mailbox in which the learner's letters are kept.
        program: What stands in place of ``helo`` at the start of a command line.
    """

    host: str
    port: str
    tls_port: str
    mail: str
    letters: str = "letters.mbox"
    program: str = "helo"

    def fill(self, text: str) -> str:
        """A text with everything in its place; braces around any other word stay as they are."""
        filled = _PLACEHOLDER.sub(lambda found: str(getattr(self, found[1])), text)
        return _COMMAND.sub(lambda _: self.program, filled)
