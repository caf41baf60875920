"""One record per user action: its keys arrive in every terminal, no two share one, and the README knows them all."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from heloworld.ui.actions import ACTIONS
from heloworld.ui.actions.action import PROMPTED
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.replay import ReplayScreen

DEAD = {f"ctrl+{letter}" for letter in "imhjabzsqcpedkuwxv"}
"""Keys that are another key to a terminal, that multiplexers and flow control take, or that edit the prompt."""

README = Path(__file__).parents[2] / "README.md"


def test_every_action_has_a_key_that_arrives() -> None:
    for action in ACTIONS:
        assert action.keys
        assert DEAD.isdisjoint(action.keys), action.id


def test_no_key_has_two_meanings_in_one_place() -> None:
    for one, other in itertools.combinations(ACTIONS, 2):
        if one.scope & other.scope or "app" in one.scope | other.scope:
            assert set(one.keys).isdisjoint(other.keys), (one.id, other.id)


def test_every_action_can_be_done() -> None:
    for action in ACTIONS:
        owner = HeloApp if "app" in action.scope else ReplayScreen if "replay" in action.scope else LabScreen
        if action.scope & {"app", "lab", "connect", "replay"}:
            assert callable(getattr(owner, f"action_{action.id}", None)), action.id


@pytest.mark.parametrize("scope", sorted({name for action in ACTIONS for name in action.scope} - {"app"}))
def test_a_key_that_would_be_typed_is_not_said_to_do_anything(scope: str) -> None:
    said = {each.id: each.keys_at({"app", scope}) for each in ACTIONS if each.scope & {"app", scope}}
    assert said["help"] == ("F1, ^g" if scope in PROMPTED else "F1, ^g, ?")
    assert all(said.values()), "every action has a key there"


def test_the_readme_names_every_action() -> None:
    text = README.read_text(encoding="utf-8")
    for action in ACTIONS:
        assert action.description in text, action.id
