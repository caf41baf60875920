"""A class that goes on: people join by HELO, the board is right for each, and hostile ones shut nobody out."""

from __future__ import annotations

import asyncio
import itertools
import poplib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from classroom import crowd
from classroom.rooms import COURSES, LESSON, look, port_of, room, row, until
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.board import Board, Plight
from heloworld.classroom.board.book import ClassBook
from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.seen import seen
from heloworld.classroom.server.class_server import ClassServer
from heloworld.classroom.server.recorded import recorded_class
from heloworld.classroom.server.recording import events_in
from heloworld.ui.board.voting import Voting
from patience import PATIENCE
from shipped import COURSE

PROMPT = 60.0
"""Seconds that the board is waited for; two are the goal, on a machine that has nothing else to do."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ClassServer]:
    with room(tmp_path) as server:
        yield server


async def test_who_says_name_and_word_is_on_the_board_and_has_a_mailbox(server: ClassServer) -> None:
    ana = await crowd.do(port_of(server), "127.0.1.1", "ana7", ["NOOP"], stays=True)
    ben = await crowd.do(port_of(server), "127.0.1.2", "ben3", ["MAIL FROM:<ben3@class.test>"], stays=True)
    assert (await ben.say("RCPT TO:<ana7@class.test>")).startswith("250")
    assert (await ben.say("RCPT TO:<zoe@class.test>")).startswith("550")
    assert (await ben.say("DATA")).startswith("354")
    assert (await ben.say("Subject: Hi\r\n\r\nneighbour\r\n.")).startswith("250")
    assert b"neighbour" in (server.folder.mail / "ana7@class.test.mbox").read_bytes()
    until(lambda: {each.name for each in look(server).rows} == {"ana7", "ben3"})
    await ana.close()
    await ben.close()


async def test_who_says_a_name_that_is_taken_is_told_what_they_are_called(server: ClassServer) -> None:
    await crowd.do(port_of(server), "127.0.1.1", "bert", ["NOOP"])
    person = crowd.Person(port_of(server), "127.0.1.2")
    await person.connect()
    said = [await person.say(f"HELO {name}.reef") for name in ("bert", "zoe", "bert")]
    await person.close()
    plain = "250 mail.harbour.test"
    assert said == [f"{plain} You are bert-2", plain, f"{plain} You are bert-2"]


async def test_who_mistypes_the_word_is_told_that_they_have_not_joined(server: ClassServer) -> None:
    person = crowd.Person(port_of(server), "127.0.1.2")
    await person.connect()
    said = [await person.say(f"HELO {name}") for name in ("cleo", "cleo tide", "cleo.tyde", "Cl_eo.Reef", "cleo.reef")]
    await person.close()
    lead = "250 mail.harbour.test You have not joined this class:"
    names = f"{lead} a name has a-z, 0-9 and hyphens only, 24 at most"
    assert said == [*[f"{lead} say HELO yourname.word"] * 3, names, "250 mail.harbour.test"]


async def test_who_has_joined_may_call_themselves_as_a_lesson_asks_them_to(server: ClassServer) -> None:
    plain, names = "250 mail.harbour.test", ("mail.island.test", "ana.reef", "mail.island.test", "localhost")
    person = crowd.Person(port_of(server), "127.0.1.2")
    await person.connect()
    said = [await person.say(f"HELO {name}") for name in names]
    await person.close()
    none = f"{plain} You have not joined this class: say HELO yourname.word"
    assert said == [none, plain, plain, none], "a name of the lesson is no mistake"
    until(lambda: [each.name for each in look(server).rows] == ["ana"])


async def test_whoever_has_joined_fetches_their_mail_with_the_word(server: ClassServer) -> None:
    letter = ["MAIL FROM:<ben3@class.test>", "RCPT TO:<ana7@class.test>", "DATA", "Subject: Hi\r\n\r\nneighbour\r\n."]
    await crowd.do(port_of(server), "127.0.1.1", "ana7", ["NOOP"])
    await crowd.do(port_of(server), "127.0.1.2", "ben3", letter)

    def fetch(user: str, password: str) -> list[bytes]:
        assert server.invitation is not None
        assert server.invitation.pop3 is not None
        pop = poplib.POP3("127.0.0.1", server.invitation.pop3, timeout=PATIENCE)
        try:
            pop.user(user)
            pop.pass_(password)
            return pop.retr(1)[1]
        finally:
            pop.quit()

    assert b"neighbour" in await asyncio.to_thread(fetch, "ana7@class.test", "reef")
    for user, password in (("ana7@class.test", "kelp"), ("zoe@class.test", "reef"), ("board@class.test", "reef")):
        with pytest.raises(poplib.error_proto):
            await asyncio.to_thread(fetch, user, password)


async def test_nobody_votes_or_asks_for_help_before_saying_who_they_are(server: ClassServer) -> None:
    person = crowd.Person(port_of(server), "127.0.1.1")
    await person.connect()
    for hello in ("HELO localhost", "HELO ana.kelp"):
        await person.say(hello)
        await person.say("MAIL FROM:<ana@island.test>")
        for address in ("2@vote.class.test", "help@class.test", "board@class.test"):
            assert "HELO yourname.word" in await person.say(f"RCPT TO:<{address}>")
        assert (await person.say("RCPT TO:<ana@harbour.test>")).startswith("250"), "the lesson's own world is open"
        await person.say("RSET")
    await person.close()
    assert not look(server).rows


async def test_a_vote_for_an_answer_that_there_is_not_is_refused_with_those_there_are(server: ClassServer) -> None:
    person = crowd.Person(port_of(server), "127.0.1.1")
    await person.connect()
    await person.say("HELO ana.reef")
    await person.say("MAIL FROM:<ana@class.test>")
    for option in (1, 5, 9):
        assert (await person.say(f"RCPT TO:<{option}@vote.class.test>")).startswith("250"), "nothing has been asked"
    assert "vote for 1 to 9 at vote.class.test" in await person.say("RCPT TO:<0@vote.class.test>")
    question = next(iter(COURSES[LESSON].questions.values()))
    server.book.asked = Asked(time.time(), LESSON, question)
    assert len(question.options) == 3
    for said, wanted in (("3@vote", "250"), ("5@vote", "550"), ("5@VOTE", "550"), ("10@vote", "550")):
        reply = await person.say(f"RCPT TO:<{said}.class.test>")
        assert reply.startswith(wanted)
        assert ("there is no such answer: vote for 1, 2 or 3 at vote.class.test" in reply) is (wanted == "550")
    assert "unknown in this class" in await person.say("RCPT TO:<zoe@class.test>")
    await person.close()


async def test_who_is_connected_is_counted_until_they_hang_up(server: ClassServer) -> None:
    assert server.connected == 0
    ana = [await crowd.do(port_of(server), "127.0.1.1", "ana", ["NOOP"], stays=True) for _ in range(2)]
    ben = await crowd.do(port_of(server), "127.0.1.2", "ben", ["NOOP"], stays=True)
    stranger = crowd.Person(port_of(server), "127.0.1.3")
    await stranger.connect()
    until(lambda: server.connected == 2)
    for each in (*ana, stranger):
        await each.close()
    until(lambda: server.connected == 1)
    await ben.close()
    until(lambda: server.connected == 0)


async def test_the_lesson_is_followed_to_its_end_for_each_alone(server: ClassServer) -> None:
    await crowd.do(port_of(server), "127.0.1.1", "ana", crowd.SOLUTION)
    await crowd.do(port_of(server), "127.0.1.2", "ben", crowd.SOLUTION[:2])
    until(lambda: all(row(look(server), "ana").marks), PROMPT)
    board = look(server)
    assert row(board, "ana").plight is Plight.DONE
    assert row(board, "ben").marks == (False, False, False, False), "ana's letters are not ben's"
    assert [each.count for each in board.steps] == [1, 1, 1, 1]


@pytest.mark.parametrize("before", [(), ("NOOP", "DATA"), crowd.SOLUTION[:4]])
async def test_who_has_said_another_name_first_is_followed_by_the_one_they_said_last(
    server: ClassServer, before: tuple[str, ...]
) -> None:
    lines = (*before, "HELO jan.reef", *crowd.SOLUTION)
    await crowd.do(port_of(server), "127.0.1.1", "ida", lines)
    until(lambda: "jan" in {each.name for each in look(server).rows} and all(row(look(server), "jan").marks), PROMPT)
    assert row(look(server), "ida").marks[:1] == (len(before) > 2,), "what was done in that name is of that name"
    assert not all(row(look(server), "ida").marks)
    lesson = COURSE.find("1.4")
    assert lesson is not None
    grades = {each.name: each for each in seen(server.folder.record, lesson) if isinstance(each, Grade)}
    assert [goal.is_reached for goal in grades["jan"].goals] == [True] * 4, "the same is graded as is shown"
    assert [goal.is_reached for goal in grades["ida"].goals] == list(row(look(server), "ida").marks)


async def test_a_third_mistake_is_stuck_and_shows_what_is_believed(server: ClassServer) -> None:
    await crowd.do(port_of(server), "127.0.1.1", "ana", ["DATA", "DATA", "DATA"])
    until(lambda: bool(look(server).rows) and row(look(server), "ana").plight is Plight.STUCK, PROMPT)
    board = look(server)
    assert board.beliefs == (("Commands go in any order", 1),)
    assert row(board, "ana").last == "DATA 503 5.5.1 Error: need MAIL command"
    await crowd.do(port_of(server), "127.0.1.1", "ana", crowd.SOLUTION[:3])
    until(lambda: row(look(server), "ana").plight is Plight.MOVING, PROMPT)
    assert look(server).beliefs == (), "who has reached the goal believes it no more"


async def test_who_votes_again_has_changed_their_mind(server: ClassServer) -> None:
    def ballot(option: int) -> list[str]:
        return ["MAIL FROM:<>", f"RCPT TO:<{option}@vote.class.test>", "DATA", "hello\r\n."]

    for name, option in (("ana", 1), ("ben", 2), ("ana", 2)):
        await crowd.do(port_of(server), "127.0.1.1", name, ballot(option))
    until(lambda: [each.count for each in look(server).votes] == [0, 2], PROMPT)
    later = Asked(time.time() + 1)
    assert look(server, later).votes == (), "a vote that begins anew begins with none"
    question = next(iter(COURSES[LESSON].questions.values()))
    bars = look(server, Asked(0.0, LESSON, question)).votes
    assert [each.text for each in bars] == list(question.options)
    assert not any(each.is_right for each in bars), "not before it is asked for"
    assert [each.is_right for each in look(server, Asked(0.0, LESSON, question, is_told=True)).votes] == [
        at == question.answer for at in range(len(question.options))
    ]


async def test_votes_by_a_program_that_says_goodbye_are_no_mistakes(server: ClassServer) -> None:
    await crowd.do(port_of(server), "127.0.1.1", "eva", crowd.SOLUTION[:4])
    for _ in range(3):
        ballot = ["MAIL FROM:<eva@class.test>", "RCPT TO:<2@vote.class.test>", "DATA", "Subject: 2\r\n\r\n.", "QUIT"]
        await crowd.do(port_of(server), "127.0.1.1", "eva", ballot)
    until(lambda: [each.count for each in look(server).votes][1:2] == [1], PROMPT)
    until(lambda: row(look(server), "eva").last.startswith("QUIT"), PROMPT)
    eva = row(look(server), "eva")
    assert (eva.tries, eva.plight) == (0, Plight.MOVING)
    lesson = COURSE.find("1.4")
    assert lesson is not None
    assert [each.missteps for each in seen(server.folder.record, lesson) if isinstance(each, Grade)] == [0]


async def test_a_letter_to_somebody_of_the_class_reaches_no_goal_of_the_lesson(server: ClassServer) -> None:
    await crowd.do(port_of(server), "127.0.1.1", "ana", ["NOOP"])
    lines = [line.replace("ana@harbour.test", "ana@class.test") for line in crowd.SOLUTION]
    await crowd.do(port_of(server), "127.0.1.2", "eva", lines[:-1])
    lesson = COURSE.find("1.4")
    assert lesson is not None
    until(lambda: row(look(server), "eva").last.startswith("end of data"), PROMPT)
    assert not any(row(look(server), "eva").marks)
    grades = {each.name: each for each in seen(server.folder.record, lesson) if isinstance(each, Grade)}
    assert grades["eva"].points == 0
    await crowd.do(port_of(server), "127.0.1.2", "eva", crowd.SOLUTION)
    until(lambda: all(row(look(server), "eva").marks), PROMPT)


async def test_a_hand_is_up_until_it_is_seen(server: ClassServer) -> None:
    letter = ["MAIL FROM:<>", "RCPT TO:<help@class.test>", "DATA", "Subject: Where \x1b[2J is the dot?\r\n\r\n."]
    await crowd.do(port_of(server), "127.0.1.1", "ana", letter)
    until(lambda: bool(look(server).rows) and row(look(server), "ana").plight is Plight.HAND, PROMPT)
    assert row(look(server), "ana").words == "Where ␛[2J is the dot?"
    server.book.lower(row(look(server), "ana").number)
    assert row(look(server), "ana").plight is not Plight.HAND


@pytest.mark.parametrize(("lesson", "is_up"), [(LESSON, True), ("the-envelope", False)])
async def test_with_another_lesson_no_hand_and_no_vote_of_the_one_before_counts(
    tmp_path: Path, lesson: str, is_up: bool
) -> None:
    with room(tmp_path) as server:
        for address in ("help@class.test", "3@vote.class.test"):
            letter = ["MAIL FROM:<>", f"RCPT TO:<{address}>", "DATA", "Subject: Where?\r\n\r\n."]
            await crowd.do(port_of(server), "127.0.1.1", "ana", letter)
        until(lambda: bool(look(server).votes) and row(look(server), "ana").plight is Plight.HAND, PROMPT)
    with room(tmp_path, lesson) as server:
        board = look(server)
        assert (row(board, "ana").plight is Plight.HAND, bool(board.votes)) == (is_up, is_up)


@pytest.mark.parametrize("begins_anew", [False, True])
async def test_with_another_lesson_nothing_counts_that_was_typed_in_the_one_before(
    tmp_path: Path, begins_anew: bool
) -> None:
    with room(tmp_path) as server:
        await crowd.do(port_of(server), "127.0.1.1", "ana", ["DATA", "DATA", "DATA"])
        until(lambda: row(look(server), "ana").plight is Plight.STUCK, PROMPT)
    if begins_anew:
        with room(tmp_path, "the-envelope"):
            pass
    with room(tmp_path) as server:
        board = look(server)
        assert (row(board, "ana").plight is Plight.STUCK, bool(board.beliefs)) == (not begins_anew, not begins_anew)
        source = recorded_class(server.folder.record, COURSE, LESSON)
        source.start()
        try:
            assert source.wait(PATIENCE)
            assert bool(source.book.board(Asked()).beliefs) is not begins_anew
        finally:
            source.stop()


async def test_who_is_sent_away_counts_nowhere_until_let_back(server: ClassServer) -> None:
    await crowd.do(port_of(server), "127.0.1.1", "ana", ["DATA", "DATA", "DATA"])
    await crowd.do(port_of(server), "127.0.1.2", "ben", ["NOOP"])
    until(lambda: bool(look(server).beliefs), PROMPT)
    server.book.send_away(row(look(server), "ana").number)
    board = look(server)
    assert ([each.name for each in board.rows], board.beliefs, board.away) == (["ben"], (), 1)
    server.book.let_back()
    assert len(look(server).rows) == 2


async def test_the_same_record_gives_the_same_board(server: ClassServer) -> None:
    people = [("ana", crowd.SOLUTION), ("ben", ("DATA", "DATA", "DATA")), ("cleo", crowd.SOLUTION[:4])]
    await asyncio.gather(
        *(crowd.do(port_of(server), f"127.0.1.{at}", name, lines) for at, (name, lines) in enumerate(people, 1))
    )
    until(lambda: len(look(server).rows) == 3 and all(row(look(server), "ana").marks), PROMPT)
    until(lambda: row(look(server), "ben").plight is Plight.STUCK, PROMPT)
    server.book.settle()
    live = _timeless(server.book.board(Asked()))
    source = recorded_class(server.folder.record, COURSE)
    source.start()
    try:
        assert source.wait(PATIENCE)
        assert (source.word, source.trouble) == (server.word, "")
        assert _timeless(source.book.board(Asked())) == live
    finally:
        source.stop()


def _hands(book: ClassBook) -> set[str]:
    return {each.name for each in book.board(book.asked).rows if each.plight is Plight.HAND}


async def _raise_hand(server: ClassServer, host: str, name: str) -> None:
    letter = ["MAIL FROM:<>", "RCPT TO:<help@class.test>", "DATA", "Subject: Where is the dot?\r\n\r\n."]
    await crowd.do(port_of(server), host, name, letter)
    until(lambda: name in _hands(server.book))


@contextmanager
def _read(server: ClassServer) -> Iterator[ClassBook]:
    """The class out of its record."""
    source = recorded_class(server.folder.record, COURSE)
    source.start()
    try:
        assert source.wait(PATIENCE)
        yield source.book
    finally:
        source.stop()


async def test_hands_that_were_seen_and_what_is_asked_outlast_the_class(tmp_path: Path) -> None:
    with room(tmp_path) as server:
        for at, name in enumerate(("ana", "ben"), 1):
            await _raise_hand(server, f"127.0.1.{at}", name)
        voting = Voting(server.book)
        for _ in range(2):
            voting.next(time.time())
        server.book.lower(row(look(server), "ana").number)
        server.write_down()
        asked = server.book.asked
        assert asked.question is not None
        with _read(server) as book:
            assert (_hands(book), book.asked) == ({"ben"}, asked)
            await _raise_hand(server, "127.0.1.1", "ana")
            until(lambda: _hands(book) == {"ana", "ben"})
            for each in look(server).rows:
                server.book.lower(each.number)
            server.write_down()
            until(lambda: _hands(book) == set())
    with room(tmp_path) as server:
        assert (_hands(server.book), server.book.asked) == (set(), asked)
    with room(tmp_path, "the-envelope") as server, _read(server) as book:
        assert book.asked.question is None, "another lesson begins anew"


def _timeless(board: Board) -> Board:
    """A board without what a record keeps to the microsecond alone."""
    return replace(board, rows=tuple(replace(each, silence=0.0) for each in board.rows))


async def test_twenty_five_at_once_and_four_of_them_hostile(server: ClassServer, tmp_path: Path) -> None:
    port, hosts = port_of(server), (f"127.0.1.{number}" for number in itertools.count(1))
    hostile = [asyncio.create_task(attack(port, next(hosts))) for attack in crowd.HOSTILE]
    await asyncio.sleep(0.5)  # they are at it
    slow = [crowd.do(port, next(hosts), f"slow{at}", crowd.SOLUTION[:2], stays=True) for at in range(4)]
    wrong = [crowd.do(port, next(hosts), f"wrong{at}", ["DATA"] * 3, stays=True) for at in range(5)]
    fast = [crowd.do(port, next(hosts), f"fast{at}", crowd.SOLUTION, stays=True) for at in range(8)]
    has_swaks = shutil.which("swaks") is not None
    letters = [crowd.swaks(port, next(hosts), f"swaks{at}") for at in range(4)] if has_swaks else []
    people, _ = await asyncio.gather(asyncio.gather(*slow, *wrong, *fast), asyncio.gather(*letters))

    def is_right() -> bool:
        rows = {each.name: each for each in look(server).rows}
        return (
            all(rows[f"slow{at}"].plight is Plight.MOVING or not any(rows[f"slow{at}"].marks) for at in range(4))
            and all(rows[f"wrong{at}"].plight is Plight.STUCK for at in range(5))
            and all(all(rows[f"fast{at}"].marks) for at in range(8))
            and all(any(rows[f"swaks{at}"].marks) for at in range(len(letters)))
        )

    await asyncio.to_thread(until, is_right, PROMPT)
    for each in people:
        await each.close()
    for task in hostile:
        task.cancel()
    await asyncio.gather(*hostile, return_exceptions=True)
    await asyncio.sleep(0)  # what was cut off is over
    mail = sum(each.stat().st_size for each in server.folder.mail.iterdir())
    assert mail + server.folder.record.stat().st_size < 200_000_000
    assert len(list(events_in(server.folder.record))) > 100


async def test_a_record_that_somebody_deletes_is_missed_at_once(server: ClassServer) -> None:
    assert server.trouble == ""
    server.folder.record.unlink()
    await crowd.do(port_of(server), "127.0.1.1", "ana", ["NOOP"])
    until(lambda: server.trouble.startswith("The class is not recorded any more: somebody has deleted "))
