"""git mailsplit, which ``git am`` splits a mailbox of patches with: a separator has a time and a year."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.mbox.lenses.from_line import git_accepts
from heloworld.mbox.lenses.model import Beginning, Candidate, LensSpan, Verdict
from heloworld.mbox.lenses.separators import SeparatingLens
from heloworld.mbox.lenses.view import View

_DATED = Verdict(is_start=True, why="its last colon is part of a time, and a year follows; git asks no more")
_UNDATED = Verdict(is_start=False, why="git wants a time, and a year right after it, at the end of the line")
_BLANKS = b" \t\n\r"


class GitLens(SeparatingLens):
    """git 2.39, builtin/mailsplit.c split_mbox() and split_one(), without ``--mboxrd`` and ``--keep-cr``.

    - The first line behind any blanks has to be a separator, or the mailbox is corrupt.
    - A line is a separator by its time and year (`git_accepts`), wherever it stands, in a header too.
    - The empty line before a separator belongs to the message. CR LF becomes LF.
    """

    name = "git"
    about = "git mailsplit, which git am uses"
    source = "git 2.39.5: builtin/mailsplit.c"

    def refusal(self, view: View) -> str | None:
        """A file of blanks is no mailbox, nor is one that starts with anything but a separator."""
        start = view.first_but(_BLANKS)
        if start >= view.size:
            return "git takes an empty file for no mailbox"
        if git_accepts(view.line(start).data):
            return None
        return "git calls the mailbox corrupt: its first line is no From_ line with a time and a year at its end"

    def begin(self, view: View) -> Beginning | None:
        """Blanks before the first separator are skipped, even on its own line."""
        start = view.first_but(_BLANKS)
        at_line_start = start == 0 or view.read(start - 1, start) == b"\n"
        return None if at_line_start else Beginning(start, start, start, start)

    def verdict(self, candidate: Candidate) -> Verdict:
        """By the end of the line."""
        return _DATED if git_accepts(candidate.view.line(candidate.offset).data) else _UNDATED

    def show(self, view: View, span: LensSpan) -> Iterator[bytes]:
        """All of it, each CR LF as LF."""
        return without_cr(view.pieces(span.header, span.shown))


def without_cr(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Text whose lines end in LF alone, piece by piece."""
    kept = b""
    for piece in pieces:
        text = kept + piece
        kept = b"\r" if text.endswith(b"\r") else b""
        yield text.removesuffix(kept).replace(b"\r\n", b"\n")
    yield kept
