"""A message as text that may be copied."""

from __future__ import annotations

from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.mailbox.copying import message_text
from ui.mailbox.fake_desk import BOX, SECOND


def test_it_is_copied_as_it_stands_in_the_file(text: MailboxText) -> None:
    assert message_text(text, 1) == (BOX[SECOND:].decode(), "message 2")


def test_of_a_long_one_the_start_is_copied(text: MailboxText) -> None:
    assert message_text(text, 0, limit=9) == ("From dora", "message 1, its first megabyte")


def test_what_is_no_text_is_shown_as_marks(text: MailboxText) -> None:
    with text.path.open("ab") as file:
        file.write(b"From x\n\x1b\xff\r\n")
    text.refresh()
    text.scan()
    assert message_text(text, 2)[0] == "From x\n␛⟨FF⟩\n"
