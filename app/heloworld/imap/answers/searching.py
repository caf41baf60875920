"""Whether a message fits what SEARCH asks for (RFC 3501 §6.4.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from heloworld.imap.answers.view import View
from heloworld.imap.grammar.search_keys import Key
from heloworld.imap.grammar.sets import Membership, SequenceSet
from heloworld.imap.mailbox import Facts, Mailbox, Message, MessageGone
from heloworld.imap.message import words

_FLAGS: Mapping[str, str] = {
    "ANSWERED": r"\Answered",
    "DELETED": r"\Deleted",
    "DRAFT": r"\Draft",
    "FLAGGED": r"\Flagged",
    "SEEN": r"\Seen",
}

_HEADERS: Final = ("BCC", "CC", "FROM", "HEADER", "SENTBEFORE", "SENTON", "SENTSINCE", "SUBJECT", "TO")
_TOGETHER: Final = {**dict.fromkeys(_HEADERS, 50), "BODY": 1, "TEXT": 1}
_MOST: Final = 5_000
"""Criteria → messages that are looked at at a time: whole ones may be long, headers are short, flags are known."""

_ORDER: Mapping[str, Callable[[date, date], bool]] = {
    "BEFORE": lambda day, asked: day < asked,
    "ON": lambda day, asked: day == asked,
    "SINCE": lambda day, asked: day >= asked,
}


def how_many(key: Key) -> int:
    """How many messages may be looked at before others get their turn."""
    return min((_TOGETHER.get(key.name, _MOST), *map(how_many, key.keys)))


def asks_for_size_or_date(key: Key) -> bool:
    """Whether size or date of messages have to be known for a search."""
    return key.name in {"LARGER", "SMALLER", "BEFORE", "ON", "SINCE"} or any(map(asks_for_size_or_date, key.keys))


class Subject:
    """A message that is looked at; it is read when that is first needed.

    Args:
        mailbox: Where it is.
        number: Its number.
        message: What is known of it.
        facts: Its size and date, where `asks_for_size_or_date` says so and it is not gone.
    """

    def __init__(self, mailbox: Mailbox, number: int, message: Message, facts: Facts | None = None) -> None:
        self.number, self.message, self.facts = number, message, facts
        self._mailbox = mailbox
        self._header: bytes | None = None
        self._texts: tuple[str, ...] | None = None
        self._headers: tuple[str, ...] | None = None

    @property
    def header(self) -> bytes:
        """Its header as it crosses; empty where somebody has removed it."""
        if self._header is None:
            try:
                self._header = self._mailbox.header(self.message.uid)
            except MessageGone:
                self._header = b""
        return self._header

    @property
    def texts(self) -> Iterable[str]:
        """Its texts, decoded and folded."""
        if self._texts is None:
            try:
                text = b"".join(self._mailbox.text(self.message.uid))
                self._texts = tuple(words.texts(text, self._mailbox.structure(self.message.uid)))
            except MessageGone:
                self._texts = ()
        return self._texts

    @property
    def headers(self) -> Iterable[str]:
        """Its header and those of its parts, decoded and folded."""
        if self._headers is None:
            try:
                self._headers = tuple(words.headers(self._mailbox.structure(self.message.uid)))
            except MessageGone:
                self._headers = ()
        return self._headers


class Search:
    """One search in a mailbox.

    Args:
        key: What is asked for.
        view: What the client knows.
    """

    def __init__(self, key: Key, view: View) -> None:
        self._key, self._view = key, view
        self._sets: dict[tuple[str, SequenceSet], Membership] = {}
        self._folded: dict[str, str] = {}
        self._prepare(key)
        self._alone: Mapping[str, Callable[[Subject], bool]] = {
            "ALL": lambda _: True,
            "RECENT": lambda subject: subject.message.uid in view.recent,
            "OLD": lambda subject: subject.message.uid not in view.recent,
            "NEW": lambda subject: subject.message.uid in view.recent and r"\Seen" not in subject.message.flags,
            **{name: _has(flag, is_set=True) for name, flag in _FLAGS.items()},
            **{f"UN{name}": _has(flag, is_set=False) for name, flag in _FLAGS.items()},
        }
        self._with_argument: Mapping[str, Callable[[Key, Subject], bool]] = {
            "AND": lambda key, subject: all(self._fits(each, subject) for each in key.keys),
            "OR": lambda key, subject: any(self._fits(each, subject) for each in key.keys),
            "NOT": lambda key, subject: not self._fits(key.keys[0], subject),
            "NUMBERS": lambda key, subject: subject.number in self._members(key),
            "UID": lambda key, subject: subject.message.uid in self._members(key),
            "KEYWORD": _has_keyword,
            "UNKEYWORD": lambda key, subject: not _has_keyword(key, subject),
            "LARGER": lambda key, subject: subject.facts is not None and subject.facts.size > key.number,
            "SMALLER": lambda key, subject: subject.facts is not None and subject.facts.size < key.number,
            "HEADER": lambda key, subject: self._in_field(key, key.field, subject),
            "BODY": self._in_body,
            "TEXT": lambda key, subject: self._in_headers(key, subject) or self._in_body(key, subject),
        }

    def fits(self, subject: Subject) -> bool:
        """Whether a message is found."""
        return self._fits(self._key, subject)

    def _prepare(self, key: Key) -> None:
        """Make ready what is the same for all messages."""
        if key.numbers is not None:
            uids = self._view.uids
            largest = (uids[-1] if uids else 0) if key.name == "UID" else len(uids)
            self._sets[key.name, key.numbers] = Membership(key.numbers.spans(largest))
        self._folded[key.text] = words.folded(key.text)
        for each in key.keys:
            self._prepare(each)

    def _members(self, key: Key) -> Membership:
        assert key.numbers is not None
        return self._sets[key.name, key.numbers]

    def _fits(self, key: Key, subject: Subject) -> bool:
        if (alone := self._alone.get(key.name)) is not None:
            return alone(subject)
        if (check := self._with_argument.get(key.name)) is not None:
            return check(key, subject)
        if key.day is not None:
            return _on_day(key, key.day, subject)
        return self._in_field(key, key.name.encode("ascii"), subject)

    def _in_field(self, key: Key, field: bytes, subject: Subject) -> bool:
        wanted = self._folded[key.text]
        return any(wanted in value for value in words.values(subject.header, field))

    def _in_headers(self, key: Key, subject: Subject) -> bool:
        wanted = self._folded[key.text]
        return any(wanted in header for header in subject.headers)

    def _in_body(self, key: Key, subject: Subject) -> bool:
        wanted = self._folded[key.text]
        return any(wanted in text for text in subject.texts)


def _has(flag: str, *, is_set: bool) -> Callable[[Subject], bool]:
    return lambda subject: (flag in subject.message.flags) is is_set


def _has_keyword(key: Key, subject: Subject) -> bool:
    wanted = key.text.lower()
    return any(wanted == flag.lower() for flag in subject.message.flags)


def _on_day(key: Key, asked: date, subject: Subject) -> bool:
    is_sent = key.name.startswith("SENT")
    came = subject.facts.date.date() if subject.facts is not None else None
    day = words.sent_on(subject.header) if is_sent else came
    return day is not None and _ORDER[key.name.removeprefix("SENT")](day, asked)
