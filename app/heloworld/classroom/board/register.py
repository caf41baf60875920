"""The class as a fold over its transcript: events in; who is there, where they are, what they believe and vote.

The same events give the same class, live or from a file. What a participant does on the class server is taken from
their connections, what they do elsewhere from the reports that their program mails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from heloworld.classroom.board import participant
from heloworld.classroom.board.ballots import Vote, option_of
from heloworld.classroom.board.bare_lines import BareLines
from heloworld.classroom.board.beginnings import Beginnings
from heloworld.classroom.board.follower import Follower
from heloworld.classroom.board.hearing import Hearing
from heloworld.classroom.board.participant import Hand, Participant
from heloworld.classroom.board.syllabus import Syllabus
from heloworld.classroom.reports.report import BOARD, DOMAIN, reports_in
from heloworld.classroom.reports.told import Told
from heloworld.classroom.roster import Roster, badge
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.mbox.reading.encoded_words import decode_words
from heloworld.wire.events import Closed, Event
from heloworld.wire.message_text import KEEP_TEXT
from heloworld.wire.rows import Exchange, Mail, Outcome
from heloworld.wire.visible import visible_text

HELP: Final = f"help@{DOMAIN}"
"""A mail to this address raises a hand."""

MOST_IDS: Final = 4_000
"""Reports of one participant that are known again; the oldest are forgotten first."""

MOST_CONNS: Final = 200
"""Connections of one participant that are known as theirs; the oldest are forgotten first."""

_TEST: Final = re.compile(rb"test \w{3}, \d\d \w{3} \d{4} [\d:]{8} [-+]\d{4}")
"""The subject that swaks gives a letter where nobody chose one: it asks nothing."""

_GREETINGS: Final = frozenset({"HELO", "EHLO"})


class Register:
    """Everything that is known of a class.

    Args:
        word: The word of the class.
        course: Its lessons by their ids.
        lesson: The id of the lesson of the class; None where it has none.
        boxes: The mailboxes of that lesson's world; None where it is not done on the class server.

    Attributes:
        roster: Who takes part.
        people: What is known of them, by number.
        votes: Who has voted by mail, and for what.
        conns: The connections of each participant by number, the newest last.
        lowered: By participant: when the hand went up that the teacher has seen last, in seconds since the epoch.
        away: Addresses whose people are sent away: they are on the board no more, and counted nowhere.
        begun: When the lesson of the class began, in the same; what was typed before was typed in another one.
        now: When the last event happened.
    """

    def __init__(
        self, word: str, course: Mapping[str, Syllabus], lesson: str | None = None, boxes: Mailboxes | None = None
    ) -> None:
        self.roster = Roster(word)
        self.people: dict[int, Participant] = {}
        self.votes: dict[int, Vote] = {}
        self.conns: dict[int, list[int]] = {}
        self.lowered: dict[int, float] = {}
        self.away: frozenset[str] = frozenset()
        self.now = self.begun = 0.0
        self.lesson = lesson
        self.course = course
        self._boxes = boxes
        self._who: dict[int, int] = {}
        self._reporting: set[int] = set()
        self._beginnings = Beginnings()
        self._followers: dict[int, Follower] = {}
        self._fresh: dict[int, None] = {}
        self._ids: dict[int, dict[str, None]] = {}
        self._hearing = Hearing()
        self._bare = BareLines()

    def take(self, event: Event) -> None:
        """Take in what happened."""
        self.now = max(self.now, event.at)
        self._hearing.feed((event,))
        fresh = self._hearing.take_news()
        for news in fresh:
            at = self._hearing.at(news if isinstance(news, Exchange) else news.exchange, event.at)
            if isinstance(news, Exchange):
                self._hear(news, at)
            else:
                self._read(news, at)
        number = self._who.get(event.conn)
        if self._bare.is_in(event) and number is not None and event.conn not in self._reporting:
            self.people[number] = participant.in_bare_lines(self.people[number], event.at)
        self._follow(event, is_answered=any(isinstance(each, Exchange) for each in fresh))
        if isinstance(event, Closed):
            self._who.pop(event.conn, None)
            self._reporting.discard(event.conn)
            self._bare.forget(event.conn)

    def look(self, most: int = 1_000_000) -> bool:
        """See how far those are in the lesson of the class who were just heard; says whether some are left.

        Args:
            most: How many of them at most.
        """
        for number in list(self._fresh)[:most]:
            del self._fresh[number]
            for told, at in self._followers[number].look():
                who = self.people[number]
                self._note(number, told, at)  # what they typed says more of them than what it was good for
                self.people[number] = replace(self.people[number], last=who.last, is_refused=who.is_refused)
        return bool(self._fresh)

    # From the wire

    def _follow(self, event: Event, *, is_answered: bool) -> None:
        if self._boxes is None:
            return
        number = None if event.conn in self._reporting else self._who.get(event.conn)
        if number is not None:
            self._feed(number, event)
        self._beginnings.keep(event, is_known=number is not None and is_answered)

    def _feed(self, number: int, event: Event) -> None:
        if event.at < self.begun:
            return
        follower = self._followers.get(number)
        if follower is None:
            assert self.lesson is not None
            assert self._boxes is not None
            follower = self._followers[number] = Follower(self.course[self.lesson].lesson, self._boxes)
        follower.feed(event)
        self._fresh[number] = None

    def _hear(self, exchange: Exchange, at: float) -> None:
        self._bare.heed(exchange)
        if exchange.verb in _GREETINGS and exchange.outcome is Outcome.DONE:
            self._greet(exchange, at)
        number = self._who.get(exchange.conn)
        if number is None:
            return
        who = self.people[number]
        is_theirs = exchange.conn not in self._reporting  # else their program says it
        self.people[number] = participant.heard(who, exchange, at) if is_theirs else participant.alive(who, at)

    def _greet(self, exchange: Exchange, at: float) -> None:
        """A client has said who it is."""
        dialogue = self._hearing.sessions.get(exchange.conn)
        if dialogue is None:
            return
        member = self.roster.hear(exchange.argument, dialogue.opened.client[0])
        if member is None:
            return
        number = member.number
        if number not in self.people:
            self.people[number] = Participant(number, member.name, at)
        if (said := badge(exchange.argument)) is not None and said.key:  # their lesson is elsewhere
            self._reporting.add(exchange.conn)
        if self._who.get(exchange.conn) != number:
            self._who[exchange.conn] = number
            conns = self.conns.setdefault(number, [])
            if exchange.conn not in conns[-1:]:
                conns.append(exchange.conn)
                del conns[:-MOST_CONNS]
            self._begin(number, exchange.conn)

    def _begin(self, number: int, conn: int) -> None:
        """A connection is theirs from now on."""
        if self._boxes is not None and conn not in self._reporting:
            for event in self._beginnings.told(conn):
                self._feed(number, event)

    # From mails

    def _read(self, mail: Mail, at: float) -> None:
        if mail.source != "client" or mail.exchange.outcome is not Outcome.DONE:
            return
        number = self._who.get(mail.exchange.conn)
        if number is None:
            return
        named = (each.decode("latin-1").partition(":")[2].strip().lower() for each in mail.recipients)
        for address in dict.fromkeys(each.partition(">")[0].strip("<") for each in named):
            option = option_of(address)
            if address == BOARD:
                self._receive(number, mail.content, at)
            elif option is not None:
                self.votes[number] = Vote(option, at)
            elif address == HELP:
                self._raise(number, Hand(at, _first_words(mail.content)))

    def _receive(self, number: int, content: bytes, at: float) -> None:
        """Reports have come; each counts once."""
        ids = self._ids.setdefault(number, {})
        for report in reports_in(content[:KEEP_TEXT]):
            if report.id not in ids:
                ids[report.id] = None
                self._note(number, report.told, at)
        for old in list(ids)[: max(len(ids) - MOST_IDS, 0)]:
            del ids[old]

    def _note(self, number: int, told: Told, at: float) -> None:
        if told.kind == "hand":
            self._raise(number, Hand(at, visible_text(told.what)))
            return
        known = self.course.get(told.lesson)
        if known is not None and known.knows(told):
            self.people[number] = participant.after(self.people[number], told, at, known)

    def people_on(self, conns: frozenset[int]) -> frozenset[int]:
        """The participants on some connections that are open, by their numbers."""
        return frozenset(self._who[each] for each in conns if each in self._who)

    def from_where(self, number: int) -> int:
        """How many of those on the board come from where a participant comes from."""
        host = self.roster[number].hosts[-1]
        return sum(1 for each in self.present if self.roster[each].hosts[-1] == host)

    def send_away(self, number: int) -> None:
        """Have nobody on the board who comes from where a participant comes from."""
        self.away |= {self.roster[number].hosts[-1]}

    def let_back(self) -> None:
        """Have everybody on the board again."""
        self.away = frozenset()

    @property
    def present(self) -> dict[int, Participant]:
        """What is known of all who are not sent away, by number."""
        if not self.away:
            return dict(self.people)
        return {each: who for each, who in self.people.items() if self.roster[each].hosts[-1] not in self.away}

    def begin_anew(self) -> None:
        """Another lesson begins: hands that are up and votes were about the one before."""
        self.votes.clear()
        for number in self.people:
            self.lower(number)

    def lower(self, number: int) -> None:
        """The teacher has seen a hand."""
        if (hand := self.people[number].hand) is not None:
            self.lowered[number] = round(hand.at, 6)  # as the record has it
        self.people[number] = participant.raised(self.people[number], None)

    def lower_all(self, lowered: Mapping[int, float]) -> None:
        """The teacher has seen hands, some of which may not have been heard of yet.

        Args:
            lowered: By participant: when the hand went up that was seen last, in seconds since the epoch.
        """
        self.lowered |= lowered
        for number, at in lowered.items():
            who = self.people.get(number)
            if who is not None and who.hand is not None and who.hand.at <= at:
                self.people[number] = participant.raised(who, None)

    def _raise(self, number: int, hand: Hand) -> None:
        """A hand goes up, unless the teacher has seen it already."""
        if hand.at > self.lowered.get(number, float("-inf")):
            self.people[number] = participant.raised(self.people[number], hand)


def _first_words(content: bytes) -> str:
    """What a mail says first: the subject that somebody chose, or else its first line with words; safe to show."""
    header, _, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = header.split(b"\n")
    subject = next((line[8:].strip() for line in lines if line[:8].lower() == b"subject:"), b"")
    chosen = subject if _TEST.fullmatch(subject) is None else b""
    words = chosen or next((line.strip() for line in (body or header).split(b"\n") if line.strip()), b"")
    return visible_text(decode_words(words[:200]))[: participant.LAST]
