"""Logins to a maildrop, one at a time, each with the letters that were there when it began."""

from __future__ import annotations

import pytest

from heloworld.errors import MailboxError
from heloworld.lab.maildrops.login import log_in
from heloworld.lab.maildrops.maildrop import MaildropInUse
from heloworld.lab.world import Lab
from heloworld.mbox.maildrop.maildrop_file import LetterGone
from heloworld.wire.events import Rewritten
from lab.conftest import happened, send


async def test_numbers_stay_whatever_is_delivered_or_deleted(lab: Lab) -> None:
    for number in range(3):
        await send(lab, b"Subject: %d\r\n\r\nFrom %d\r\n" % (number, number))
    maildrop = lab.maildrop("ana")
    login = await log_in(maildrop, 7)
    assert [entry.size for entry in login.entries] == [len(b"".join(login.text(number))) for number in (1, 2, 3)]
    assert len({entry.unique_id for entry in login.entries}) == 3
    await send(lab)
    await maildrop.delete({2}, conn=8, why="EXPUNGE")
    assert (len(login.entries), login.gone) == (3, frozenset({2}))
    assert b"Subject: 2\r\n" in b"".join(login.text(3))
    with pytest.raises(LetterGone):
        login.text(2)
    await login.delete([1, 2])
    [_, event] = [event for event in happened(lab) if isinstance(event, Rewritten)]
    assert (event.conn, event.why) == (7, "QUIT")
    assert login.gone == {1, 2}
    login.release()
    again = await log_in(maildrop, 9)
    assert again.entries[0] == login.entries[2]
    again.release()


async def test_one_login_at_a_time(lab: Lab) -> None:
    maildrop = lab.maildrop("ana")
    login = await log_in(maildrop, 1)
    with pytest.raises(MaildropInUse):
        await log_in(maildrop, 2)
    login.release()
    (await log_in(maildrop, 3)).release()


async def test_a_login_that_fails_keeps_nobody_out(lab: Lab) -> None:
    lab.mailbox("ana").mkdir()
    maildrop = lab.maildrop("ana")
    for _ in range(2):
        with pytest.raises(MailboxError, match="not a plain file"):
            await log_in(maildrop, 1)


async def test_who_leaves_without_deleting_has_deleted_nothing(lab: Lab) -> None:
    await send(lab)
    before = lab.mailbox("ana").read_bytes()
    login = await log_in(lab.maildrop("ana"), 1)
    await login.delete([])
    login.release()
    assert lab.mailbox("ana").read_bytes() == before
