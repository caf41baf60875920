"""`[world]`: several servers as a file asks for them, and what is refused, on its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.course.model import fences
from heloworld.course.model.lesson import Head
from heloworld.course.model.world import Server, World
from heloworld.course.play.world_plan import plan_in, plan_of
from heloworld.errors import UsageError
from heloworld.lab.names.zone_edits import records_of, without

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


@pytest.mark.parametrize("key", ['ends = ["LF.LF"]', 'bare = "keep"'])
def test_a_server_that_letters_can_be_smuggled_into_is_in_a_lesson_alone(tmp_path: Path, key: str) -> None:
    file = tmp_path / "world.toml"
    file.write_text(f"[island]\n{key}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="smuggled into island"):
        plan_in(file, tmp_path)
    in_a_lesson = plan_of(world(f"[world.island]\n{key}\n"), tmp_path, file)
    [island] = in_a_lesson.neighbours
    assert (island.policy.ends, island.keeps_bare) in {(("LF.LF",), False), ((), True)}


def test_what_is_acted_upon_has_to_be_found_out() -> None:
    with pytest.raises(ValueError, match="`enforce` names dmarc"):
        Server(checks=("spf",), enforce=("dmarc",))


def test_a_host_that_judges_needs_names() -> None:
    assert world('[world]\nchecks = ["spf"]\n').has_several
    assert world('[world.harbour]\nsign = "2026"\n').has_several
    assert not world("[world]\ngreylist = 300\n").has_several


def test_a_zone_has_a_place_for_the_key_of_its_domain(tmp_path: Path) -> None:
    text = '[world.zones]\n"shore.test" = """\n@ MX 10 mail\n{dkim.2026}\n"""\n'
    zone = plan_of(world(text), tmp_path, tmp_path / "lesson.md").zones["shore.test"]
    assert '2026._domainkey\tIN\tTXT\t( "v=DKIM1; h=sha256; k=rsa; "\n\t  "p=MII' in zone
    assert zone == plan_of(world(text), tmp_path, tmp_path / "lesson.md").zones["shore.test"]
    [record] = records_of("shore.test", zone, "2026._domainkey", "TXT")
    assert record.startswith("v=DKIM1; h=sha256; k=rsa; p=MII")
    assert without("shore.test", zone, "2026._domainkey*") == "@ MX 10 mail\n"


def test_a_host_signs_with_a_key_of_the_type_that_it_names(tmp_path: Path) -> None:
    text = (
        '[world.harbour]\nsign = "2026"\nkey_type = "ed25519"\n[world.zones]\n"harbour.test" = """\n{dkim.2026}\n"""\n'
    )
    plan = plan_of(world(text), tmp_path, tmp_path / "lesson.md")
    assert plan.key_type == "ed25519"
    [record] = records_of("harbour.test", plan.zones["harbour.test"], "2026._domainkey", "TXT")
    assert record.startswith("v=DKIM1; h=sha256; k=ed25519; p=")
    with pytest.raises(ValueError, match="`key_type` stands without `sign`"):
        Server(key_type="ed25519")


def test_a_host_may_have_several_mailing_lists(tmp_path: Path) -> None:
    file = tmp_path / "world.toml"
    one = '[[shore.mailing_lists]]\nname = "{name}"\nmembers = ["dora@island.test"]\n'
    file.write_text(one.format(name="crew") + one.format(name="deck"))
    shore = next(each for each in plan_in(file, tmp_path / "mail").servers if each.server == "shore")
    assert [each.address for each in shore.lists] == ["crew@list.shore.test", "deck@list.shore.test"]
