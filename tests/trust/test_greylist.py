"""Greylisting, asked on a clock of the test's own (the first five as postgrey 1.37 decided them)."""

from __future__ import annotations

from heloworld.trust.greylist import DAY, MOST, Decision, Greylist, Patience, triplet

ANA, DORA, EMIL = "ana@harbour.test", "dora@island.test", "emil@island.test"
LET_IN = Decision(is_let_in=True)


def test_the_first_time_and_at_once_again() -> None:
    greylist = Greylist(Patience(delay=20))
    assert greylist.ask("127.0.0.66", ANA, DORA, 100) == Decision(is_let_in=False, left=20)
    assert greylist.ask("127.0.0.66", ANA, DORA, 101) == Decision(is_let_in=False, left=19)


def test_another_recipient_waits_again() -> None:
    greylist = Greylist(Patience(delay=20))
    greylist.ask("127.0.0.66", ANA, DORA, 100)
    assert greylist.ask("127.0.0.66", ANA, EMIL, 120) == Decision(is_let_in=False, left=20)


def test_a_neighbour_comes_back_in_time() -> None:
    greylist = Greylist(Patience(delay=20))
    greylist.ask("127.0.0.66", ANA, DORA, 100)
    assert greylist.ask("127.0.0.67", ANA, DORA, 122) == Decision(is_let_in=True, waited=22)
    assert greylist.ask("127.0.0.66", ANA, DORA, 123) == LET_IN


def test_who_has_waited_five_times_is_known() -> None:
    greylist = Greylist()
    for number in range(5):
        greylist.ask("127.0.0.66", ANA, f"{number}@island.test", 0)
        assert greylist.ask("127.0.0.66", ANA, f"{number}@island.test", 300).is_let_in
    assert greylist.ask("127.0.0.66", "new@harbour.test", "new@island.test", 301) == LET_IN
    assert not greylist.ask("127.0.1.66", "new@harbour.test", "new@island.test", 301).is_let_in


def test_who_stays_away_too_long_begins_anew() -> None:
    greylist = Greylist()
    greylist.ask("127.0.0.66", ANA, DORA, 0)
    assert not greylist.ask("127.0.0.66", ANA, DORA, 2 * DAY + 1).is_let_in
    assert greylist.ask("127.0.0.66", ANA, DORA, 2 * DAY + 301).waited == 300


def test_who_was_let_in_is_remembered_for_a_month_after_the_last_letter() -> None:
    greylist = Greylist()
    greylist.ask("127.0.0.66", ANA, DORA, 0)
    greylist.ask("127.0.0.66", ANA, DORA, 300)
    assert greylist.ask("127.0.0.66", ANA, DORA, 34 * DAY) == LET_IN
    assert greylist.ask("127.0.0.66", ANA, DORA, 68 * DAY) == LET_IN
    assert not greylist.ask("127.0.0.66", ANA, DORA, 104 * DAY).is_let_in


def test_case_is_no_difference_and_a_null_sender_is_one() -> None:
    assert triplet("127.0.0.66", "ANA@harbour.test", "Dora@Island.test") == ("127.0.0.0/24", ANA, DORA)
    assert triplet("127.0.0.66", "", DORA) == ("127.0.0.0/24", "", DORA)
    assert triplet("2001:db8::1", "", DORA)[0] == "2001:db8::/64"
    assert triplet("", "", DORA)[0] == ""


def test_when_the_next_wait_is_over() -> None:
    greylist = Greylist()
    assert greylist.next_due(0) is None
    greylist.ask("127.0.0.66", ANA, DORA, 0)
    greylist.ask("127.0.0.66", ANA, EMIL, 50)
    assert greylist.next_due(60) == 300
    assert greylist.next_due(310) == 350
    assert greylist.next_due(350) is None


def test_its_memory_has_an_end() -> None:
    greylist = Greylist()
    for number in range(MOST + 1):
        greylist.ask("127.0.0.66", ANA, f"{number}@island.test", 0)
    assert not greylist.ask("127.0.0.66", ANA, "0@island.test", 300).is_let_in
    assert greylist.ask("127.0.0.66", ANA, f"{MOST}@island.test", 300).is_let_in
