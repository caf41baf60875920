"""`[world]`: several servers as a file asks for them, and what is refused, on its line."""

from __future__ import annotations

import pytest

from heloworld.course.model import fences
from heloworld.course.model.lesson import Head
from heloworld.course.model.world import World

HEAD = 'id = "a"\nsummary = "s"\nminutes = 3\n'


def world(text: str) -> World:
    head = fences.read("lesson", HEAD + text, 1)
    assert isinstance(head, Head)
    return head.world


def test_without_a_word_there_is_harbour_alone() -> None:
    assert not world("").has_several
    assert [(name, each.users) for name, each in world("").servers.items()] == [
        ("harbour", ("ana", "ben", "cleo", "postmaster"))
    ]


def test_harbours_keys_may_stand_in_the_world_itself() -> None:
    assert world('[world]\nusers = ["ana"]\n').servers["harbour"].users == ("ana",)
    assert world('[world.harbour]\nusers = ["ana"]\n').servers["harbour"].users == ("ana",)
    assert not world("[world.harbour]\n").has_several


def test_a_table_makes_a_host_and_each_has_its_people() -> None:
    it = world(
        '[world]\nseat = "stranger"\n[world.harbour]\naccounts = { ana = "sesame" }\n[world.island]\n[world.shore]'
    )
    assert it.has_several
    assert {name: each.users for name, each in it.servers.items()} == {
        "harbour": ("ana", "ben", "cleo", "postmaster"),
        "island": ("dora", "emil", "postmaster"),
        "shore": ("rosa", "postmaster"),
    }
    assert it.servers["harbour"].accounts == {"ana": "sesame"}


@pytest.mark.parametrize(
    ("text", "rule", "line", "says"),
    [
        (
            '[world.island]\nuserz = ["dora"]',
            "unknown-key",
            5,
            "There is no key `userz` in `island`. Is `users` meant?",
        ),
        ("[world]\n[world.ireland]", "unknown-key", 5, "There is no key `ireland` in `world`. Is `island` meant?"),
        ("[world.harbour]\n[world.island]\nasleep = 1", "wrong-value", 6, "`asleep` in `island` should be `true`"),
        ('[world]\nseat = "lap"', "wrong-value", 5, "`seat` in `world` can be"),
        ('[world]\nlocked = ["ana"]\n[world.harbour]', "wrong-value", 4, "`locked` stands beside `[world.harbour]`"),
        (
            '[world]\nusers = ["ana"]\n[world.island]\nusers = [1]',
            "wrong-value",
            7,
            "Number 1 of `users` in `island` should be a text",
        ),
    ],
)
def test_what_cannot_be_is_refused_on_its_line(text: str, rule: str, line: int, says: str) -> None:
    with pytest.raises(fences.Refused) as caught:
        fences.read("lesson", HEAD + text, 1)
    assert says in caught.value.says
    assert (caught.value.rule, caught.value.line) == (rule, line)
