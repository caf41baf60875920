"""What the server answers after the login (RFC 1939 §5): the messages of one maildrop, and their marks. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from heloworld.pop import wording
from heloworld.pop.answers.answer import Answer, Todo, echo, line, listing
from heloworld.pop.answers.authorization import ALWAYS
from heloworld.pop.answers.dot_stuffing import stuffed, top
from heloworld.pop.maildrop import Entry, Maildrop, MaildropTrouble, MessageGone

_NUMBER = re.compile(rb"([0-9]{1,20})((?:[ \t].*)?)", re.DOTALL)
_LINES = re.compile(rb"[ \t]+([0-9]{1,20})")


class _Refused(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A command cannot be carried out; the reply."""


class Transaction:
    """A session with an open maildrop.

    Args:
        maildrop: The messages.
        tell: Is told why a message cannot be read, a `MaildropTrouble`.

    Attributes:
        maildrop: The messages.
        marked: The numbers of those that are to be deleted.
    """

    def __init__(self, maildrop: Maildrop, tell: Callable[[Exception], object]) -> None:
        self.maildrop, self._tell = maildrop, tell
        self.marked: set[int] = set()
        self._handlers: Mapping[str, Callable[[bytes], str | Answer]] = {
            "CAPA": self._capa,
            "STAT": self._stat,
            "LIST": self._list,
            "UIDL": self._uidl,
            "RETR": self._retr,
            "TOP": self._top,
            "DELE": self._dele,
            "RSET": self._rset,
            "NOOP": self._noop,
            "QUIT": self._quit,
        }

    def answer(self, verb: str, argument: bytes) -> str | Answer:
        """Answer a command that makes sense after the login."""
        try:
            return self._handlers[verb](argument)
        except _Refused as refused:
            return str(refused)
        except MessageGone:
            return wording.IS_DELETED
        except MaildropTrouble as trouble:
            self._tell(trouble)
            return wording.NOT_READ

    def _messages(self) -> list[tuple[int, Entry]]:
        """The messages that there are, with their numbers: neither marked nor deleted by somebody else."""
        absent = self.marked | self.maildrop.gone
        return [each for each in enumerate(self.maildrop.entries, 1) if each[0] not in absent]

    def _find(self, argument: bytes) -> tuple[int, bytes]:
        """The number of the message that an argument names, and what comes after it."""
        found = _NUMBER.fullmatch(argument)
        if found is None:
            raise _Refused(wording.INVALID_NUMBER.format(words=echo(argument)))
        number = int(found[1])
        if not 1 <= number <= len(self.maildrop.entries):
            raise _Refused(wording.NO_MESSAGE.format(number=number))
        if number in self.marked or number in self.maildrop.gone:
            raise _Refused(wording.IS_DELETED)
        return number, found[2]

    def _find_only(self, argument: bytes) -> tuple[int, Entry]:
        """The message that an argument names and nothing else: its number, and what is known of it."""
        number, rest = self._find(argument)
        if rest:
            raise _Refused(wording.NOISE.format(words=echo(rest)))
        return number, self.maildrop.entries[number - 1]

    def _capa(self, _argument: bytes) -> Answer:
        return listing(wording.OK, ALWAYS)

    def _stat(self, _argument: bytes) -> str:
        messages = self._messages()
        return wording.STAT.format(count=len(messages), octets=sum(entry.size for _, entry in messages))

    def _list(self, argument: bytes) -> str | Answer:
        if argument:
            number, entry = self._find_only(argument)
            return wording.ONE.format(number=number, fact=entry.size)
        messages = self._messages()
        first = wording.MESSAGES.format(count=len(messages))
        return listing(first, (f"{number} {entry.size}" for number, entry in messages))

    def _uidl(self, argument: bytes) -> str | Answer:
        if argument:
            number, entry = self._find_only(argument)
            return wording.ONE.format(number=number, fact=entry.uid)
        return listing(wording.OK, (f"{number} {entry.uid}" for number, entry in self._messages()))

    def _retr(self, argument: bytes) -> Answer:
        number, entry = self._find_only(argument)
        return _sent(wording.OCTETS.format(octets=entry.size), self.maildrop.text(number))

    def _top(self, argument: bytes) -> Answer:
        number, rest = self._find(argument)
        lines = _LINES.fullmatch(rest)
        if lines is None:
            words = wording.INVALID_SIZE if rest else wording.NOISE
            raise _Refused(words.format(words=echo(rest.lstrip(b" \t"))))
        return _sent(wording.OK, top(self.maildrop.text(number), int(lines[1])))

    def _dele(self, argument: bytes) -> str:
        number, _ = self._find_only(argument)
        self.marked.add(number)
        return wording.MARKED

    def _rset(self, _argument: bytes) -> str:
        self.marked.clear()
        return wording.OK

    def _noop(self, _argument: bytes) -> str:
        return wording.OK

    def _quit(self, _argument: bytes) -> str | Answer:
        return Answer(b"", Todo.UPDATE) if self.marked else wording.BYE


def _sent(reply: str, text: Iterable[bytes]) -> Answer:
    return Answer(line(reply), body=stuffed(text))
