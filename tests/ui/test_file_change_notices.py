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


def test_what_is_not_true_any_more_is_taken_back() -> None:
    notices, gone = FileChangeNotices(), MailboxGone("There is no file b.", "")
    assert (notices.of(Change.GROWN, None), notices.takes_back) == ("", False)
    assert "shorter" in notices.of(Change.SHORTENED, None)
    assert (notices.of(Change.NONE, None), notices.takes_back) == ("", False)
    assert (notices.of(Change.GROWN, None), notices.takes_back) == ("", True)
    assert (notices.of(Change.GROWN, None), notices.takes_back) == ("", False)
    assert "no file" in notices.of(Change.NONE, gone)
    assert (notices.of(Change.NONE, gone), notices.takes_back) == ("", False)
    assert "not a plain file" in notices.of(Change.NONE, MailboxGone("b is not a plain file.", ""))
    assert notices.takes_back
    assert (notices.of(Change.NONE, None), notices.takes_back) == ("The file can be read again.", True)
    assert "no file" in notices.of(Change.NONE, gone)
    assert notices.takes_back, "it cannot be read again"


def test_what_has_happened_stays_true() -> None:
    notices = FileChangeNotices()
    assert "rewritten" in notices.of(Change.REWRITTEN, None)
    assert (notices.of(Change.GROWN, None), notices.takes_back) == ("", False)
