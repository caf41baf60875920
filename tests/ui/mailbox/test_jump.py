"""Where to jump to, asked at a desk without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.mailbox.jump import Jump
from heloworld.ui.mailbox.pairing import Pane
from ui.mailbox.fake_desk import BOX, FakeDesk


@pytest.mark.parametrize("side", Pane)
def test_to_a_message_wherever_one_is(desk: FakeDesk, text: MailboxText, side: Pane) -> None:
    desk.leader = side
    assert Jump(desk, text).entered("2") is side
    assert desk.messages.chosen == 1


def test_to_a_byte(desk: FakeDesk, text: MailboxText) -> None:
    assert Jump(desk, text).entered("@75") is Pane.FILE
    assert desk.place == 75
    assert Jump(desk, text).entered("0x0") is Pane.FILE
    assert desk.place == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7", "There are 2 messages."),
        ("0", "There are 2 messages."),
        ("@99999", f"The file ends at byte {len(BOX) - 1}."),
        ("x", "This is no place in a mailbox."),
    ],
)
def test_where_one_cannot_go(desk: FakeDesk, text: MailboxText, typed: str, said: str) -> None:
    desk.asked = jump = Jump(desk, text)
    assert jump.entered(typed) is None
    assert (desk.said, desk.is_trouble, desk.place, desk.messages.chosen) == (said, True, 0, 0)


def test_what_is_not_known_yet_of_a_large_file(desk: FakeDesk, tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(BOX)
    with MailboxText(tmp_path / "box") as text:
        desk.asked = jump = Jump(desk, text)
        assert jump.entered("@75") is jump.entered("3") is None
        assert desk.said == "There are 2 messages so far."
        jump.entered("@75")
        assert desk.said == "Lines are known up to byte 0 so far."
        desk.shows_dump = True
        assert jump.entered("@75") is Pane.FILE


def test_what_was_said_of_a_place_goes_with_it(desk: FakeDesk, text: MailboxText) -> None:
    desk.asked = jump = Jump(desk, text)
    jump.entered("7")
    assert desk.said
    jump.typed("")
    assert (desk.said, desk.is_trouble) == ("", False)
