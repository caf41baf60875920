"""The dialects of mbox: how each keeps a body line that starts ``From `` from being taken for a separator.

Nobody ever agreed on one. All but the first come from qmail's mbox(5), "VARIATIONS":

=======  =================================================  ==============  ================================
dialect  when writing                                       Content-Length  when reading
=======  =================================================  ==============  ================================
naive    nothing                                            no              nothing
mboxo    ``From `` becomes ``>From ``                       no              nothing is undone: whether a
                                                                            ``>From `` was there before
                                                                            cannot be known
mboxrd   any ``>>…From `` gets one more ``>``               no              one ``>`` is taken off again
mboxcl   as mboxo                                           yes             as mboxo
mboxcl2  nothing: the length alone says where the body      yes             nothing
         ends
=======  =================================================  ==============  ================================

Quoting is about LF line ends only; an mbox has no others of its own (RFC 4155, Appendix A). In a body with CRLF
the line starts are found all the same, because a CRLF ends in LF.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

SEPARATOR: Final = b"From "
"""What a separator line starts with, and all that every reader agrees on."""


class Dialect(Enum):
    """The dialects by name; ``Dialect("mboxrd")`` finds one."""

    NAIVE = "naive"
    MBOXO = "mboxo"
    MBOXRD = "mboxrd"
    MBOXCL = "mboxcl"
    MBOXCL2 = "mboxcl2"


@dataclass(frozen=True, slots=True)
class Substitution:
    """A change made at line starts; patterns begin with the LF that ends the line before."""

    pattern: re.Pattern[bytes]
    replacement: bytes

    def apply(self, text: bytes) -> bytes:
        """Make the change at every line start of a text."""
        if SEPARATOR not in text:
            return text
        return self.pattern.sub(self.replacement, b"\n" + text)[1:]


@dataclass(frozen=True, slots=True)
class Rules:
    """What one dialect does.

    Attributes:
        quoting: What happens to the lines of a body that is written; None for nothing.
        unquoting: What a reader undoes; None for nothing.
        content_length: Whether a ``Content-Length`` field with the number of bytes of the written body is added.
        source: Where this is laid down.
    """

    quoting: Substitution | None
    unquoting: Substitution | None
    content_length: bool
    source: str


_QUOTE_BARE: Final = Substitution(re.compile(rb"\n(From )"), rb"\n>\1")
_QUOTE_EVERY: Final = Substitution(re.compile(rb"\n(>*From )"), rb"\n>\1")
_UNQUOTE_EVERY: Final = Substitution(re.compile(rb"\n>(>*From )"), rb"\n\1")

RULES: Final[Mapping[Dialect, Rules]] = {
    Dialect.NAIVE: Rules(
        None,
        None,
        content_length=False,
        source="What a program does whose author has not heard of quoting: the text is appended as it is.",
    ),
    Dialect.MBOXO: Rules(
        _QUOTE_BARE,
        None,
        content_length=False,
        source='qmail mbox(5): "quotes only From_ lines, not >From_ lines. As a result it is impossible to tell '
        'whether [a >From_ line] was quoted in the original message."',
    ),
    Dialect.MBOXRD: Rules(
        _QUOTE_EVERY,
        _UNQUOTE_EVERY,
        content_length=False,
        source='qmail mbox(5): "popularized by Rahul Dhesi in June 1995 … An mboxrd reader will always strip off '
        'the quoting."',
    ),
    Dialect.MBOXCL: Rules(
        _QUOTE_BARE,
        None,
        content_length=True,
        source='qmail mbox(5): "like mboxo format, but includes a Content-Length field with the number of bytes '
        'in the message"; System V Release 4.',
    ),
    Dialect.MBOXCL2: Rules(
        None,
        None,
        content_length=True,
        source='qmail mbox(5): "like mboxcl but has no > quoting … cannot be read safely by mboxrd readers"; '
        "System V Release 4.",
    ),
}
"""The rules of every dialect."""


def quote(dialect: Dialect, body: bytes) -> bytes:
    """A body as the dialect writes it into a file.

    Args:
        dialect: Whose rules.
        body: The body with LF line ends.
    """
    change = RULES[dialect].quoting
    return change.apply(body) if change else body


def unquote(dialect: Dialect, body: bytes) -> bytes:
    """A body as a reader of the dialect shows it; in mboxrd and mboxcl2 the inverse of `quote`.

    Args:
        dialect: Whose rules.
        body: The body as it stands in the file.
    """
    change = RULES[dialect].unquoting
    return change.apply(body) if change else body


def writes_content_length(dialect: Dialect) -> bool:
    """Whether the dialect tells readers the length of the body in a header field."""
    return RULES[dialect].content_length
