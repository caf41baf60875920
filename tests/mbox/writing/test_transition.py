"""Every cut of every step of a rewrite: a model on bytes, with strangers that append at any time and killed recoveries.

What is played is what `rewrite.put` does to the file and `rewrite.take_back` makes of it, without any file.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heloworld.mbox.edits import Edit, applied
from heloworld.mbox.writing.transition import SECTOR, Transition

HISTORIES = 1_500
STRANGER = b"From somebody whose bytes stand in no tail\n"


def letter(chance: random.Random, number: int) -> bytes:
    return b"From %s\nS: %d\n\n%s\n\n" % (chance.choice([b"a", b"b"]), number, b"x" * chance.randrange(6))


def marks(chance: random.Random, letters: list[bytes]) -> list[Edit]:
    """Some of the letters deleted, or marked as read, or renamed."""
    edits, at = [], 0
    for each in letters:
        what, end_of_header = chance.random(), at + each.index(b"\n\n") + 1
        if what < 0.35:
            edits.append(Edit(at, at + len(each), b""))
        elif what < 0.6:
            edits.append(Edit(end_of_header, end_of_header, chance.choice([b"Status: RO\n", b"Status: O\nX: D\n"])))
        elif what < 0.7:
            edits.append(Edit(at + each.index(b"S:"), end_of_header, b"S\n"))
        at += len(each)
    return edits


def cut_short(tail: bytes, to: Transition, chance: random.Random) -> bytes:
    """What stands in the file when the writer is killed at some instant of `put`."""
    step = chance.choice(["before", "grown", "torn", "torn", "torn", "written", "cut"])
    if step == "before":
        return tail
    tail += bytes(max(len(to.new) - len(tail), 0))
    if step == "grown":
        return tail
    done = chance.randrange(len(to.new) + 1) if step == "torn" else len(to.new)
    tail = to.new[:done] + tail[done:]
    return tail[: len(to.new)] if step == "cut" else tail


@dataclass
class History:
    """One mailbox, killed in a rewrite and then perhaps in its recoveries, while strangers append."""

    file: bytes
    transition: Transition
    strangers: bytes = b""
    is_forward: bool = False

    def visit(self, chance: random.Random, number: int) -> None:
        if chance.random() < 0.5:
            appended = letter(chance, number)
            self.strangers += appended
            self.file += appended

    def recover(self, chance: random.Random, *, may_die: bool, keep_whole: bool) -> bool:
        """One recovery; whether it came to its end."""
        base = self.transition.base
        found = self.transition.found(self.file[base:])
        assert found is not None
        if found.is_whole and keep_whole and not self.is_forward:
            return True
        wanted = (self.transition.new if self.is_forward else self.transition.old) + found.strangers
        to = Transition.of(base, self.file[base:], wanted)
        if not to:
            return True
        is_killed = may_die and chance.random() < 0.6
        tail = cut_short(to.old, to, chance) if is_killed else to.new
        self.file = self.file[: to.base] + tail
        self.transition, self.is_forward = to, True
        return not is_killed


@pytest.mark.parametrize("keep_whole", [True, False])
@settings(max_examples=HISTORIES)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_cut_and_whoever_appends_the_mail_is_the_old_or_the_new(keep_whole: bool, seed: int) -> None:
    chance = random.Random(seed)
    numbers = count(chance.randrange(5))
    letters = [letter(chance, next(numbers)) for _ in range(chance.randrange(1, 5))]
    old = b"".join(letters)
    new = applied(old, 0, marks(chance, letters))
    if chance.random() < 0.3:
        new += letter(chance, next(numbers))  # a delivery in the same round
    transition = Transition.of(0, old, new)
    if not transition:
        return
    history = History(old[: transition.base] + cut_short(transition.old, transition, chance), transition)
    for turn in range(6):
        history.visit(chance, next(numbers))
        if history.recover(chance, may_die=turn < 5, keep_whole=keep_whole):
            break
    wanted = {old + history.strangers} | ({new + history.strangers} if keep_whole else set())
    assert history.file in wanted


@given(old=st.binary(max_size=30), new=st.binary(max_size=30), behind=st.sampled_from([b"", STRANGER]))
def test_a_finished_one_is_whole(old: bytes, new: bytes, behind: bytes) -> None:
    transition = Transition.of(7, b"From " + old + b"\n", b"Status" + new + b"\n")
    found = transition.found(transition.new + behind)
    assert found
    assert (found.is_whole, found.strangers) == (True, behind)


def test_what_somebody_else_has_written_is_neither() -> None:
    transition = Transition.of(0, b"From a\nStatus: O\n\nlong text\n\n", b"From a\nStatus: RO\n\nlong text\n\n")
    assert transition.found(b"\n\nmutt was here") is None


@given(
    old=st.binary(min_size=SECTOR, max_size=6 * SECTOR),
    new=st.binary(min_size=1, max_size=6 * SECTOR),
    base=st.integers(0, SECTOR),
    which=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_a_disk_may_have_written_the_sectors_in_any_order(old: bytes, new: bytes, base: int, which: list[bool]) -> None:
    transition = Transition.of(base, b"o" + old, b"n" + new)
    end = max(len(transition.old), len(transition.new))
    before, after = transition.old.ljust(end, b"\0"), transition.new.ljust(end, b"\0")
    starts = [0, *range(SECTOR - transition.base % SECTOR, end, SECTOR), end]
    mixed = b"".join(
        (after if new_one else before)[start:stop]
        for new_one, start, stop in zip(which, starts, starts[1:], strict=False)
    )
    found = transition.found_after_power_loss(mixed + b"From stranger\n")
    assert found is not None
    assert found.strangers == b"From stranger\n"
    assert transition.found_after_power_loss(b"!" + mixed[1:]) is None
