"""What FETCH sends of one message: what is known at once, and then octets of its text (RFC 3501 §7.4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, TypeAlias

from heloworld.imap.answers.reply import Broken
from heloworld.imap.answers.view import View
from heloworld.imap.grammar.dates import written
from heloworld.imap.grammar.fetch_items import Item, Section
from heloworld.imap.mailbox import Facts, Mailbox, MailboxTrouble, Message, MessageGone, Structure
from heloworld.imap.message import sections
from heloworld.imap.message.body_structure import body_structure
from heloworld.imap.message.envelope import envelope
from heloworld.imap.message.strings import NIL, literal, without_nul

_SMALL: Final = 4_096
"""Octets of a response up to which it is put together here; larger pieces are handed on as they are."""


def ordered(items: Sequence[Item]) -> tuple[Item, ...]:
    """Items in the order in which they are told: those first that need no reading, as Dovecot does."""
    return tuple(sorted(items, key=lambda item: item.name not in _KNOWN))


def asks_for_facts(item: Item) -> bool:
    """Whether size or date of a message have to be known for an item."""
    section = item.section
    if section is None:
        return item.name in {"INTERNALDATE", "RFC822.SIZE"}
    return not section.path and section.word in {"", "TEXT"}


class Responses:
    """The FETCH responses of some messages.

    Args:
        mailbox: Where they are.
        view: What the client knows.
        items: What is asked for, in the order in which it is told.
        facts: Sizes and dates, by UID, where `asks_for_facts` says so of an item.

    Attributes:
        is_any_gone: Whether it turned out that somebody has removed one of them.
    """

    def __init__(self, mailbox: Mailbox, view: View, items: Sequence[Item], facts: Mapping[int, Facts]) -> None:
        self.is_any_gone = False
        self._mailbox, self._view, self._items, self._facts = mailbox, view, items, facts
        known = [_KNOWN.get(item.name) for item in items]
        self._known = [each for each in known if each is not None] if all(known) else None

    def of(self, number: int, message: Message) -> Iterable[bytes]:
        """One response, in as few chunks as its size allows.

        Raises:
            MessageGone: Not even its size is known, and nothing has been sent.
            Broken: It cannot be sent to its end; raised by a chunk.
            MailboxTrouble: It cannot be read, and nothing of it has been sent; raised by a chunk.
        """
        facts = self._facts.get(message.uid)
        if self._known is not None:
            self.is_any_gone = self.is_any_gone or message.uid in self._view.gone
            told = b" ".join([tell(self._view, message, facts) for tell in self._known])
            return (b"* %d FETCH (%s)\r\n" % (number, told),)
        return self._read(number, message, facts)

    def _read(self, number: int, message: Message, facts: Facts | None) -> Iterator[bytes]:
        """The response of a message that has to be read for it."""
        reader = MessageReader(self._mailbox, self._view, message, facts)
        said, size, is_begun = [b"* %d FETCH (" % number], 0, False
        try:
            for place, item in enumerate(self._items):
                if place:
                    said.append(b" ")
                for chunk in reader.item(item):
                    said.append(chunk)
                    size += len(chunk)
                    if size >= _SMALL:
                        is_begun, size = True, 0
                        yield from said
                        said.clear()
        except MailboxTrouble as error:
            if is_begun:
                raise Broken from error
            raise
        finally:
            self.is_any_gone = self.is_any_gone or reader.is_gone
        said.append(b")\r\n")
        yield b"".join(said)


class MessageReader:
    """Tells the items of one message.

    Args:
        mailbox: Where it is.
        view: What the client knows.
        message: The message.
        facts: Its size and date, where `asks_for_facts` says so of an item.

    Attributes:
        view: What the client knows.
        message: The message.
        is_gone: Whether it turned out that somebody has removed it.
    """

    def __init__(self, mailbox: Mailbox, view: View, message: Message, facts: Facts | None = None) -> None:
        self.view, self.message = view, message
        self._mailbox, self._facts = mailbox, facts
        self.is_gone = message.uid in view.gone
        self._header: bytes | None = None
        self._structure: Structure | None = None

    def item(self, item: Item) -> Iterable[bytes]:
        """The octets of an item, its name first.

        Raises:
            MessageGone: Nothing can be told; raised before anything is.
            Broken: A literal cannot be sent to its end; raised by a chunk.
            MailboxTrouble: It cannot be read, and nothing of it has been sent.
        """
        if (known := _KNOWN.get(item.name)) is not None:
            return (known(self.view, self.message, self._facts),)
        name = item.label or item.name.encode("ascii")
        section = item.section
        if section is None:
            return (name + b" " + self._or_nil(self._read[item.name]),)
        if section.fields:
            return (name + b" " + self._or_nil(lambda: self._fields(section)),)
        return self._text(name, section)

    @property
    def _read(self) -> Mapping[str, Callable[[], bytes]]:
        """What is told of a message that is read for it."""
        return {
            "ENVELOPE": lambda: envelope(self._header_text()),
            "BODYSTRUCTURE": lambda: body_structure(self._parts(), extended=True),
            "BODY": lambda: body_structure(self._parts(), extended=False),
        }

    def _or_nil(self, read: Callable[[], bytes]) -> bytes:
        """What is read, or NIL of a message that is gone."""
        if not self.is_gone:
            try:
                return read()
            except MessageGone:
                self.is_gone = True
        return NIL

    def _header_text(self) -> bytes:
        if self._header is None:
            self._header = self._mailbox.header(self.message.uid)
        return self._header

    def _parts(self) -> Structure:
        if self._structure is None:
            self._structure = self._mailbox.structure(self.message.uid)
        return self._structure

    def _fields(self, section: Section) -> bytes:
        header = sections.header_of(self._parts(), section) if section.path else self._header_text()
        octets = b"" if header is None else sections.some_fields(header, section)
        start, stop = sections.narrowed(0, len(octets), section.partial)
        return literal(octets[start:stop])

    def _text(self, name: bytes, section: Section) -> Iterable[bytes]:
        """A stretch of the text: its octets are counted first, and then sent as they are read."""
        try:
            if self.is_gone:
                raise MessageGone
            start, stop = sections.narrowed(*(self._extent(section) or (0, 0)), section.partial)
            chunks = self._mailbox.text(self.message.uid)
        except MessageGone:
            self.is_gone = True
            return (name + b" " + NIL,)
        announced = name + b" {%d}\r\n" % (stop - start)
        return chain((announced,), _exactly(sections.cut(chunks, start, stop), stop - start))

    def _extent(self, section: Section) -> tuple[int, int] | None:
        if section.path:
            return sections.extent(self._parts(), section)
        if not section.word:
            return 0, _sure(self._facts).size
        body = len(self._header_text())
        return (body, _sure(self._facts).size) if section.word == "TEXT" else (0, body)


def _sure(facts: Facts | None) -> Facts:
    if facts is None:
        raise MessageGone
    return facts


_Known: TypeAlias = Callable[[View, Message, Facts | None], bytes]
_KNOWN: Mapping[str, _Known] = {
    "UID": lambda _view, message, _facts: b"UID %d" % message.uid,
    "FLAGS": lambda view, message, _facts: view.flags(message),
    "INTERNALDATE": lambda _view, _message, facts: b"INTERNALDATE " + written(_sure(facts).date).encode("ascii"),
    "RFC822.SIZE": lambda _view, _message, facts: b"RFC822.SIZE %d" % _sure(facts).size,
}
"""Items that are known without reading a message. `MessageGone` where size or date are not to be had."""


def _exactly(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Octets, as many as were announced."""
    try:
        for chunk in chunks:
            size -= len(chunk)
            yield without_nul(chunk)
    except (MailboxTrouble, MessageGone, OSError) as error:
        raise Broken from error
    if size:
        raise Broken
