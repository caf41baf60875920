"""What is said of a file that other programs change."""

from __future__ import annotations

from heloworld.errors import MailboxGone
from heloworld.mbox.reading.index import Change
from heloworld.ui.file_change_notices import FileChangeNotices


def test_each_thing_is_said_once() -> None:
    notices = FileChangeNotices()
    gone = MailboxGone("There is no file b\x1b.", "")
    assert notices.of(Change.NONE, None) == notices.of(Change.GROWN, None) == ""
    assert notices.of(Change.SHORTENED, None) == "The file has become shorter. What is left of it is shown."
    assert notices.of(Change.NONE, gone) == "There is no file b␛. What was read of it is still shown."
    assert notices.has_trouble
    assert notices.of(Change.NONE, gone) == ""
    assert notices.of(Change.REWRITTEN, None) == (
        "The file can be read again. Another program has rewritten or replaced the file. It was read anew."
    )
    assert not notices.has_trouble
