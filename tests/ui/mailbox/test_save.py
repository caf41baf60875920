"""Where to save, asked at a desk without a screen; the files are written."""

from __future__ import annotations

import mailbox
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.mailbox.save import Save
from ui.mailbox.fake_desk import BOX, SECOND, FakeDesk, Loop


def in_thread(work: Callable[[], object]) -> None:
    Thread(target=work, daemon=True).start()


@pytest.fixture
def save(desk: FakeDesk, text: MailboxText, loop: Loop) -> Save:
    desk.asked = save = Save(desk, text, in_thread, loop.later)
    return save


def test_one_message(save: Save, desk: FakeDesk, loop: Loop, tmp_path: Path) -> None:
    desk.messages.chosen = 1
    assert save.initial == "message-2.eml"
    save.entered(f"{tmp_path}/second.eml")
    assert desk.said == "saving …"
    loop.until(lambda: desk.notified)
    raw = (tmp_path / "second.eml").read_bytes()
    assert raw == b"From: Emil <emil@island.test>\r\nSubject: Two\r\n\r\nab\r\n"
    assert desk.notified == [(f"Saved message 2 as {tmp_path}/second.eml: {len(raw)} bytes.", False)]
    assert desk.asked is None


def test_where_a_browser_is_nothing_is_written(save: Save, desk: FakeDesk, loop: Loop, tmp_path: Path) -> None:
    desk.browser = {}
    desk.messages.chosen = 1
    save.entered(f"{tmp_path}/second.eml")
    loop.until(lambda: desk.notified)
    raw = b"From: Emil <emil@island.test>\r\nSubject: Two\r\n\r\nab\r\n"
    assert desk.browser == {"second.eml": raw}
    assert desk.notified == [(f"Your browser was given second.eml: {len(raw)} bytes.", False)]
    assert list(tmp_path.glob("*.eml")) == []


@pytest.mark.parametrize(("typed", "content"), [("1-2", BOX), ("1-1", BOX[:SECOND]), ("2-2", BOX[SECOND:])])
def test_several(
    save: Save, desk: FakeDesk, loop: Loop, tmp_path: Path, typed: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save.entered(typed)
    assert desk.filled == f"{typed} messages-{typed}.mbox", "the name is asked for, as for one message"
    assert not (tmp_path / f"messages-{typed}.mbox").exists()
    save.entered(desk.filled)
    loop.until(lambda: desk.notified)
    assert (tmp_path / f"messages-{typed}.mbox").read_bytes() == content
    desk.asked = save
    save.entered(f"{typed} named.mbox")
    loop.until(lambda: desk.notified[1:])
    assert (tmp_path / "named.mbox").read_bytes() == content
    with closing(mailbox.mbox(tmp_path / "named.mbox", create=False)) as saved:
        assert len(saved) == content.count(b"Subject:")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1-3", "There are 2 messages."), ("2-1", "There are no messages 2-1."), (" ", "A file needs a name.")],
)
def test_what_cannot_be_saved(save: Save, desk: FakeDesk, typed: str, said: str) -> None:
    save.entered(typed)
    assert desk.asked is save
    assert desk.said.startswith(said)
    assert desk.is_trouble


def test_another_name_may_be_tried(save: Save, desk: FakeDesk, loop: Loop, tmp_path: Path) -> None:
    (tmp_path / "here\x1b").touch()
    save.entered(f"{tmp_path}/here\x1b")
    loop.until(lambda: "already something named" in desk.said)
    assert "here␛" in desk.said
    assert desk.is_trouble
    assert (desk.asked, desk.notified) == (save, [])
    save.entered("/nowhere/x.eml")
    loop.until(lambda: "no folder" in desk.said)


def test_whoever_has_gone_on_is_told_all_the_same(save: Save, desk: FakeDesk, loop: Loop) -> None:
    desk.messages.chosen = None
    assert save.initial == ""
    desk.messages.chosen = 0
    save.entered("/nowhere/x.eml")
    desk.asked = None
    loop.until(lambda: desk.notified)
    assert desk.notified[0][1]


def test_what_was_saved_before_leaves_the_line_alone(save: Save, desk: FakeDesk, loop: Loop, tmp_path: Path) -> None:
    save.entered(f"{tmp_path}/one.eml")
    save.typed(f"{tmp_path}/two")
    assert desk.said == "or 3-7 for several"
    loop.until(lambda: desk.notified)
    assert "one.eml" in desk.notified[0][0]
    assert (desk.asked, desk.said) == (save, "or 3-7 for several")
    save.entered("/nowhere/x.eml")
    save.opened()
    loop.until(lambda: desk.notified[1:])
    assert (desk.notified[1][1], desk.asked, desk.said) == (True, save, "or 3-7 for several")


def test_what_was_said_of_a_name_goes_with_it(save: Save, desk: FakeDesk) -> None:
    save.entered("1-3")
    assert desk.is_trouble
    save.typed("1-2")
    assert (desk.said, desk.is_trouble) == ("or 3-7 for several", False)
