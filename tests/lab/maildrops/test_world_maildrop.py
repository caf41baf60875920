"""The maildrop of a world: deliveries arrive in it, and what is deleted is in the transcript."""

from __future__ import annotations

from heloworld.lab.world import Lab
from heloworld.mbox.reading.uid_book import book_of
from heloworld.wire.events import Rewritten
from lab.conftest import happened, send


async def test_what_is_delivered_is_in_the_maildrop_and_what_is_deleted_in_the_transcript(lab: Lab) -> None:
    await send(lab)
    await send(lab, b"Subject: two\r\n\r\nFrom here\r\n")
    maildrop = lab.maildrop("ana")
    snapshot = await maildrop.look()
    assert snapshot.uids == (1, 2)
    assert b"".join(maildrop.text(2)).endswith(b"Subject: two\r\n\r\nFrom here\r\n")
    await maildrop.delete({1}, conn=2, why="QUIT")
    [event] = [event for event in happened(lab) if isinstance(event, Rewritten)]
    assert event.path == str(lab.mailbox("ana"))
    assert lab.maildrop("ana") is maildrop


async def test_after_a_reset_no_uid_means_anything_any_more(lab: Lab) -> None:
    await send(lab)
    before = await lab.maildrop("ana").look()
    for keep in (True, False):
        await lab.reset(keep=keep)
        assert not book_of(lab.mailbox("ana")).exists()
        await send(lab)
        after = await lab.maildrop("ana").look()
        assert after.book.validity > before.book.validity
        assert after.uids == (1,)
        before = after
