"""Who takes part: a name and a word, said by whoever is known again by an address or a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.classroom.roster import MOST_OF_HOST, MOST_PEOPLE, Roster, badge

KEY, OTHER = "0123456789abcdef", "fedcba9876543210"


def name_of(roster: Roster, said: str, host: str) -> str | None:
    member = roster.hear(said.encode(), host)
    return None if member is None else member.name


@pytest.mark.parametrize(
    "said",
    ["localhost", "ana", "ana.", ".reef", "ana.reef.", "ana.reef.zz", "a b.reef", "ana.reef x", "../x.reef", "-a.reef"],
)
def test_what_is_no_badge(said: str) -> None:
    assert badge(said.encode()) is None


def test_the_word_lets_in_and_nothing_else_does() -> None:
    roster = Roster("reef")
    assert name_of(roster, "ana7.kelp", "10.0.0.1") is None
    assert name_of(roster, "ANA7.Reef", "10.0.0.1") == "ana7"
    assert len(roster) == 1


def test_the_first_to_say_a_name_owns_it() -> None:
    roster = Roster("reef")
    assert name_of(roster, "ana.reef", "10.0.0.1") == "ana"
    assert name_of(roster, "ana.reef", "10.0.0.2") == "ana-2"
    assert name_of(roster, "ana.reef", "10.0.0.3") == "ana-3"
    assert name_of(roster, "ana.reef", "10.0.0.1") == "ana"
    assert name_of(roster, "ana.reef", "10.0.0.2") == "ana-2"


def test_what_somebody_is_called_is_known_before_they_are_enrolled() -> None:
    roster = Roster("reef")
    for host, name in (("10.0.0.1", ""), ("10.0.0.2", "ana-2"), ("10.0.0.2", "ana-2"), ("10.0.0.1", "")):
        assert roster.other_name(b"ana.reef", host) == name
        assert name_of(roster, "ana.reef", host) == (name or "ana")
    assert roster.other_name(b"ana.kelp", "10.0.0.3") == roster.other_name(b"localhost", "10.0.0.3") == ""
    assert len(roster) == 2


def test_a_name_that_means_something_else_gets_a_number() -> None:
    roster = Roster("reef")
    assert [name_of(roster, f"{name}.reef", "10.0.0.1") for name in ("board", "help")] == ["board-2", "help-2"]


def test_a_key_outlasts_a_new_address() -> None:
    roster = Roster("reef")
    assert name_of(roster, f"ana.reef.{KEY}", "10.0.0.1") == "ana"
    assert name_of(roster, f"ana.reef.{KEY}", "10.0.0.9") == "ana"
    assert name_of(roster, "ana.reef", "10.0.0.9") == "ana", "with nc from the same laptop"


def test_nobody_reports_in_the_name_of_somebody_with_a_key() -> None:
    roster = Roster("reef")
    assert name_of(roster, f"ana.reef.{KEY}", "10.0.0.1") == "ana"
    assert name_of(roster, f"ana.reef.{OTHER}", "10.0.0.1") == "ana-2"
    assert name_of(roster, "ana.reef", "10.0.0.2") == "ana-3"


def test_who_came_with_nc_may_come_with_a_key_later() -> None:
    roster = Roster("reef")
    assert name_of(roster, "ana.reef", "10.0.0.1") == "ana"
    assert name_of(roster, f"ana.reef.{KEY}", "10.0.0.1") == "ana"
    assert name_of(roster, f"ana.reef.{OTHER}", "10.0.0.1") == "ana-2"


def test_no_address_and_no_class_has_names_without_end() -> None:
    roster = Roster("reef")
    for number in range(MOST_PEOPLE + 10):
        roster.hear(f"n{number}.reef".encode(), f"10.0.0.{number // MOST_OF_HOST}")
    assert len(roster) == MOST_PEOPLE
    roster = Roster("reef")
    for number in range(MOST_OF_HOST + 10):
        roster.hear(f"n{number}.reef".encode(), "10.0.0.1")
    assert len(roster) == MOST_OF_HOST
    assert name_of(roster, "ben.reef", "10.0.0.2") == "ben"


@given(st.lists(st.tuples(st.binary(max_size=40), st.sampled_from(["10.0.0.1", "10.0.0.2"])), max_size=20))
def test_any_bytes_are_no_trouble_and_names_stay_apart(said: list[tuple[bytes, str]]) -> None:
    roster = Roster("reef")
    for argument, host in said:
        roster.hear(argument, host)
        roster.hear(argument + b".reef", host)
    names = [each.name for each in roster]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names)
