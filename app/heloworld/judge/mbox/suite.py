"""All stages of a program that reads a mailbox file, and perhaps writes to it, in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from heloworld.judge.mbox.mailbox_program import MailboxProgram, on_mailbox
from heloworld.judge.mbox.stages import appending, counting, showing
from heloworld.judge.stage import Stage, Suite

_MBOXRD: Final = "qmail mbox(5)"
_RFC: Final = "RFC 4155 Appendix A"
_BOTH: Final = f"{_RFC}; {_MBOXRD}"


def _stage(
    name: str,
    script: Callable[[MailboxProgram], Awaitable[None]],
    about: str,
    source: str = _RFC,
    seconds: float = 20.0,
) -> Stage:
    return Stage(name, about, source, on_mailbox(script), seconds=seconds)


_READING: Final = (
    _stage("empty", counting.empty, "A file of no bytes has no messages: count prints 0."),
    _stage("one", counting.one, "One From line, one message: count prints 1."),
    _stage("several", counting.several, "Each From line begins a message."),
    _stage(
        "look-alikes", counting.look_alikes, "Only a line that begins with From and a space separates messages.", _BOTH
    ),
    _stage("show", showing.show, "show N prints message N, from its header on, without the From line."),
    _stage(
        "no-such-message",
        showing.no_such_message,
        "For a number that is too high nothing is printed, and the exit status is not 0.",
    ),
    _stage(
        "unquoting", showing.unquoting, "Of the > before From at the start of a line, one is taken off again.", _MBOXRD
    ),
    _stage("no-final-newline", showing.no_final_newline, "The last line of the file may have no line end."),
    _stage("crlf", showing.crlf, "Lines may end with CR LF."),
    _stage("bytes", showing.any_bytes, "Mail is bytes: any of them, in lines of any length."),
    _stage(
        "large",
        counting.large,
        f"200 MB are counted, too, in {counting.LARGE_SECONDS:.0f} seconds at most.",
        seconds=counting.LARGE_SECONDS + 20.0,
    ),
)
_WRITING: Final = (
    _stage("append", appending.append, "append adds a From line, the message, and an empty line.", _BOTH),
    _stage(
        "append-again", appending.append_again, "The file only grows, and every From line is a line of its own.", _BOTH
    ),
    _stage(
        "append-quoting",
        appending.append_quoting,
        "A line of the body that begins with From, however many > before it, gets one more.",
        _MBOXRD,
    ),
    _stage(
        "locks", appending.locked, "A file that another program has locked is not written to.", f"{_MBOXRD}; fcntl(2)"
    ),
    _stage(
        "beside",
        appending.beside,
        "When others write at the same time, no message is lost or torn.",
        f"{_MBOXRD}; fcntl(2)",
    ),
)

SUITE: Final = Suite("mbox", "the program", (*_READING, *_WRITING))
