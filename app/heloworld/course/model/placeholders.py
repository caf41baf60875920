"""What a lesson's text leaves open until it is shown: where the server listens, where the mailboxes lie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from heloworld.lab.doors import DOORS, FRONT

PORTS: Final[Mapping[str, str]] = {f"{door}_port": door for door in DOORS if door != FRONT}
"""Placeholder → the door whose port it stands for."""

ADDRESSES: Final = ("host", "port", *PORTS)
"""The placeholders that say where a server listens."""

PLACEHOLDERS: Final = (*ADDRESSES, "mail", "letters")
"""The names that may stand in braces in prose, hints, missteps and examples."""

IN_COMMANDS: Final = frozenset({"host", "port", "mailbox", "from", "to", "password"})
"""What stands in braces in the command line of a program on trial, and is the judge's business."""

JUDGES: Final = IN_COMMANDS.intersection(PLACEHOLDERS)
"""Those of them that are placeholders elsewhere."""

_PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


_COMMAND = re.compile(r"^helo(?= (?:mbox|lab|serve|connect|lessons|judge)\b)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Places:
    """What stands where a lesson's text has a placeholder.

    Attributes:
        doors: Where the server listens: the name of each door → its host and its port, or what stands for the port.
        mail: The folder of the mailboxes.
        letters: The mailbox in which the learner's letters are kept.
        program: What stands in place of ``helo`` at the start of a command line.
        kept: Placeholders that stay as they are: those of a command line that the judge fills in.
    """

    doors: Mapping[str, tuple[str, int | str]]
    mail: str
    letters: str = "letters.mbox"
    program: str = "helo"
    kept: frozenset[str] = frozenset()

    def keeping(self, names: frozenset[str]) -> Places:
        """The same, with placeholders that stay as they are."""
        return replace(self, kept=names)

    def fill(self, text: str) -> str:
        """A text with everything in its place; braces around any other word stay as they are."""
        host = self._place("host")
        is_ipv6 = ":" in host and "host" not in self.kept
        text = text.replace("{host}:", f"[{host}]:") if is_ipv6 else text  # IPv6, RFC 3986 §3.2.2
        filled = _PLACEHOLDER.sub(lambda found: self._place(found[1]), text)
        return _COMMAND.sub(lambda _: self.program, filled)

    def _place(self, name: str) -> str:
        """What stands for a placeholder; nothing for a door that there is not."""
        if name in self.kept:
            return f"{{{name}}}"
        if name in {"mail", "letters"}:
            return {"mail": self.mail, "letters": self.letters}[name]
        host, port = self.doors.get(PORTS.get(name, FRONT), ("", ""))
        return host if name == "host" else str(port)
