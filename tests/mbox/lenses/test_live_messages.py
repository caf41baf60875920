"""A mailbox that is being looked at holds the messages that each reader sees in it, however it came to be as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld import paths
from heloworld.errors import MailboxError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.live_messages import LiveMessages, caught_up
from heloworld.mbox.lenses.messages import body_sha256, opened, spans, summaries
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.messages import SeparatedMessages, as_mboxrd

SAMPLES = sorted(paths.samples().glob("*.mbox"))
OPENINGS = [
    b"From dora@island.test Mon Nov 23 09:14:02 2026\n",
    b"From the first of May on, the ferry leaves at six.\n",
    b"Subject: x\n",
    b"Content-Length: 5\n",
    b"Content-Length: 90\n",
    b"\n",
    b"text\n",
    b">From x\n",
]


def seen(path: Path, reader: str) -> list[tuple[int, int]]:
    """Where a reader sees messages in a file that lies still."""
    try:
        with opened(path) as box:
            return [(span.offset, span.stop) for span in spans(box, LENSES[reader])]
    except MailboxError:
        return []


def told(messages: LiveMessages | SeparatedMessages) -> list[tuple[int, int]]:
    return [messages.bounds(number) for number in range(len(messages))]


def go_on(text: MailboxText) -> None:
    """Have everything known, a little at a time."""
    text.refresh()
    before = None
    while text.progress != before:
        before = text.progress
        text.scan(64)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_reader_sees_what_it_sees_in_a_file_that_lies_still(path: Path) -> None:
    with MailboxText(path) as text:
        text.scan()
        for reader, lens in LENSES.items():
            try:
                messages = caught_up(text, lens)
            except MailboxError:
                continue
            assert told(messages) == seen(path, reader), reader
            assert messages.is_complete
            if len(messages):
                assert messages.summaries(0, 99) == list(summaries(path, lens)), reader
                with opened(path) as box:
                    for number, span in enumerate(spans(box, lens)):
                        assert messages.extent(number).body_stop == span.body_stop


def test_to_mboxrd_every_separator_starts_a_message() -> None:
    path = paths.samples() / "quoted.mbox"
    with MailboxText(path) as text:
        text.scan()
        plain, lens = SeparatedMessages(text.index), caught_up(text, LENSES["mboxrd"])
        assert told(plain) == told(lens)
        assert [plain.extent(number) for number in range(2)] == [lens.extent(number) for number in range(2)]


@given(pieces=st.lists(st.lists(st.sampled_from(OPENINGS), max_size=12), max_size=6), data=st.data())
def test_a_file_that_grows_and_shrinks(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[list[bytes]], data: st.DataObject
) -> None:
    reader = data.draw(st.sampled_from([*LENSES]))
    path = tmp_path_factory.getbasetemp() / f"live-{os.getpid()}"
    path.write_bytes(b"")
    with MailboxText(path) as text:
        text.messages = LiveMessages(text, LENSES[reader])
        for piece in pieces:
            with path.open("ab") as file:
                file.write(b"".join(piece))
            go_on(text)
            assert text.is_complete
            assert told(text.messages) == seen(path, reader)
        os.truncate(path, path.stat().st_size // 2)
        go_on(text)
        assert told(text.messages) == seen(path, reader)


@pytest.mark.parametrize("reader", LENSES)
def test_what_is_shown_is_what_the_reader_hands_out(reader: str, tmp_path: Path) -> None:
    """Taken for an mboxrd mailbox, each message has the body that this reader gives it."""
    path, alone = paths.samples() / "quoted.mbox", tmp_path / "alone"
    with MailboxText(path) as text, opened(path) as box:
        text.scan()
        messages, lens = caught_up(text, LENSES[reader]), LENSES[reader]
        for number, span in enumerate(spans(box, lens)):
            alone.write_bytes(as_mboxrd(text.read, messages.extent(number), messages.dialect, 10_000))
            with opened(alone) as other:
                stored = next(spans(other, LENSES["mboxrd"]))
                assert body_sha256(other.view, stored, LENSES["mboxrd"]) == body_sha256(box.view, span, lens)
