"""How a mailbox is read: the same bytes, through the eyes of different readers.

A reader is a few rules over the separator lines that `MailboxIndex` finds, kept as data:

=======  ===================================  =============================  ======================================
reader   a ``From_`` line separates           where the body ends            source
=======  ===================================  =============================  ======================================
naive    wherever it stands                   before the next separator      ``grep '^From '``
mboxo    at the start, or after an empty      before the next separator      J. Zawinski, "The Content-Length
         line                                                                header format" (1996): BOF or ``\\n\\n``
mboxrd   wherever it stands: one in a body    before the next separator      qmail mbox(5): a reader "should not
         would have been quoted                                              attempt to take advantage" of the empty
                                                                             line
mboxcl,  as in mboxo, but never before the    where Content-Length says, if  System V Release 4
mboxcl2  end of the body                      a separator or the end of the
                                              file stands there
=======  ===================================  =============================  ======================================

What a reader undoes of the quoting is its dialect's affair (`heloworld.mbox.dialects`).
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from heloworld.mbox.dialects import RULES, SEPARATOR, Dialect, Substitution
from heloworld.mbox.disk import read_all
from heloworld.mbox.failures import reading
from heloworld.mbox.index import MailboxIndex
from heloworld.mbox.message import header_fields, separator_length
from heloworld.mbox.summary import WINDOW, Layout, Summary, lay_out, summary

_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reader:
    """The rules of one reader.

    Attributes:
        name: What it is called.
        after_empty_line: Whether a separator has to stand at the start of the file or after an empty line.
        trusts_length: Whether Content-Length says where a body ends, if it can be true.
        dialect: Whose quoting it undoes; None for nobody's.
    """

    name: str
    after_empty_line: bool
    trusts_length: bool
    dialect: Dialect | None


READERS: Final[Mapping[str, Reader]] = {
    reader.name: reader
    for reader in (
        Reader("naive", after_empty_line=False, trusts_length=False, dialect=None),
        Reader("mboxo", after_empty_line=True, trusts_length=False, dialect=Dialect.MBOXO),
        Reader("mboxrd", after_empty_line=False, trusts_length=False, dialect=Dialect.MBOXRD),
        Reader("mboxcl", after_empty_line=True, trusts_length=True, dialect=Dialect.MBOXCL),
        Reader("mboxcl2", after_empty_line=True, trusts_length=True, dialect=Dialect.MBOXCL2),
    )
}
"""Every reader by its name."""


@dataclass(frozen=True, slots=True)
class Span:
    """One message as a reader sees it, in bytes of the file.

    Attributes:
        offset: Where its ``From_`` line starts.
        stop: Where the next message starts, or the file ends.
        body_stop: Where its body ends by its Content-Length; None where the reader goes by the separators.
    """

    offset: int
    stop: int
    body_stop: int | None = None
