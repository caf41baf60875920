"""Mailboxes that are no plain file, are locked for ever, or go away: a sentence, never an error of ours."""

from __future__ import annotations

import pytest

from heloworld.judge.smtp.causes import SmtpCause
from judge.small_programs import judged, keeping, only

LOCKS = """
import fcntl
def keep(entry):
    while True:
        try:
            os.close(os.open(os.environ["MAILBOX"] + ".lock", os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            threading.Event().wait(0.05)
    with open(os.environ["MAILBOX"], "ab") as box:
        box.write(entry)
    os.unlink(os.environ["MAILBOX"] + ".lock")
"""
LEAVES_LOCK = "open(os.environ['MAILBOX'] + '.lock', 'w').close()"


async def said(code: str, stage: str) -> tuple[bool | None, str, str]:
    [verdict] = await judged(keeping(code), stages=only(stage))
    failure = verdict.failure
    return verdict.passed, failure.said if failure else "", failure.cause if failure else ""


@pytest.mark.parametrize("stage", ["append", "again", "gone", "promise", "locks"])
async def test_what_keeps_letters_passes(stage: str) -> None:
    assert await said(LOCKS, stage) == (True, "", "")


async def test_a_lock_that_is_never_given_back() -> None:
    passed, _, cause = await said(LEAVES_LOCK, "locks")
    assert (passed, cause) == (False, SmtpCause.LEFT_LOCKED)


async def test_a_mailbox_that_is_there_and_empty() -> None:
    """What was written stays in the program's buffer: another fault than a file that is not there."""
    told = await said(
        "boxes = []\ndef keep(entry): boxes.append(open(os.environ['MAILBOX'], 'ab')); boxes[0].write(entry)", "append"
    )
    assert told == (False, "The mailbox file is there, and empty.", SmtpCause.FILE_IS_EMPTY)
    assert await said("def keep(entry): pass", "append") == (False, "There is no mailbox file.", SmtpCause.NO_FILE)


@pytest.mark.parametrize("make", ["os.makedirs", "os.mkfifo"])
async def test_a_mailbox_that_is_no_file(make: str) -> None:
    passed, told, cause = await said(f"{make}(os.environ['MAILBOX'])\ndef keep(entry): pass", "append")
    assert (passed, cause) == (False, SmtpCause.NO_FILE)
    assert told.startswith("The mailbox file cannot be read: ")


async def test_a_mailbox_that_goes_away() -> None:
    passed, _, cause = await said("def keep(entry): os.unlink(os.environ['MAILBOX'])", "locks")
    assert (passed, cause) == (False, SmtpCause.NO_FILE)
