"""A mailbox, a desk for it, and a thread for the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heloworld.mbox.reading.lines import MailboxText
from ui.mailbox.fake_desk import BOX, FakeDesk, Loop


@pytest.fixture
def text(tmp_path: Path) -> Iterator[MailboxText]:
    (tmp_path / "box").write_bytes(BOX)
    with MailboxText(tmp_path / "box") as text:
        text.scan()
        yield text


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def loop() -> Loop:
    return Loop()
