"""IMAP in a world: flags, deletion and folders on the very mailbox into which SMTP delivers, by a real client."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from heloworld.lab.plan import Plan, with_accounts
from heloworld.lab.world import Lab
from heloworld.mbox.writing import rewrite
from heloworld.wire.events import Rewritten
from lab.conftest import Start, happened, send
from patience import PATIENCE

Result = TypeVar("Result")


@pytest.fixture
async def lab(start: Start, mail: Path) -> Lab:
    lab = await start(with_accounts(Plan(mail, doors={"imap": 0, "pop3": 0})))
    for word in (b"one", b"two", b"three"):
        await send(lab, b"Subject: %s\r\n\r\n%s\r\n" % (word, word))
    return lab


@contextlib.contextmanager
def session(lab: Lab, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
    with imaplib.IMAP4(*lab.doors["imap"], timeout=PATIENCE) as client:
        client.login("ana", "sesame")
        assert client.select(folder)[0] == "OK"
        yield client


async def done(call: Callable[[], Result]) -> Result:
    return await asyncio.to_thread(call)


def words(answer: tuple[str, list[Any]]) -> str:
    assert answer[0] == "OK", answer
    return " ".join(str(each) for each in answer[1])


async def test_a_look_changes_nothing_and_reading_marks_the_letter_in_the_file(lab: Lab) -> None:
    path = lab.mailbox("ana")
    before = path.read_bytes()

    def look() -> str:
        with session(lab) as client:
            return words(client.fetch("1", "(FLAGS UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))

    assert "Subject: one" in await done(look)
    assert path.read_bytes() == before

    def read() -> str:
        with session(lab) as client:
            return words(client.fetch("1", "(BODY[])"))

    assert "Subject: one" in await done(read)
    assert b"Status: RO\n" in path.read_bytes()
    assert [event.why for event in happened(lab) if isinstance(event, Rewritten)] == ["FETCH"]


async def test_marked_is_not_gone_and_numbers_move(lab: Lab) -> None:
    path = lab.mailbox("ana")

    def delete() -> tuple[str, str, int, str]:
        with session(lab) as client:
            uid = words(client.fetch("3", "(UID)"))
            client.store("2", "+FLAGS", r"(\Deleted)")
            marked = path.read_bytes().count(b"\nSubject: ")
            expunged = words(client.expunge())
            return uid, words(client.fetch("2", "(UID)")), marked, expunged

    third, second_now, marked, expunged = await done(delete)
    assert marked == 3
    assert expunged == "b'2'"
    assert re.findall(r"UID (\d+)", third) == re.findall(r"UID (\d+)", second_now)
    assert b"Subject: two" not in path.read_bytes()


async def test_a_mailbox_that_is_too_large_to_be_changed_is_read_all_the_same(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rewrite, "LARGEST_TAIL", 10)

    def use() -> tuple[object, str, object]:
        with session(lab) as client:
            stored = client.store("2", "+FLAGS", r"(\Flagged)")
            return stored, words(client.fetch("1", "(BODY[TEXT])")), client.response("LIMIT")[1]

    assert (said := await done(use))[0] == ("NO", [b"[LIMIT] Mailbox is too large to be changed here."])
    assert "one" in said[1]
    assert said[2] != [None], "an untagged NO [LIMIT]"
    assert "STORE: " in caplog.text
    assert "Delete from it with a mail program that writes a new file." in caplog.text, (
        "whoever runs it hears the remedy"
    )


async def test_what_another_program_has_shown_is_not_recent_and_copies_are(start: Start, mail: Path) -> None:
    lab = await start(with_accounts(Plan(mail, doors={"imap": 0})))
    top = b"From a@b.test Sat Jan  3 01:05:34 2026\nSubject: x\n"
    lab.mailbox("ana").write_bytes(top + b"Status: O\n\nold\n\n" + top + b"Status: RO\n\nread\n\n" + top + b"\nnew\n\n")

    def use() -> tuple[object, ...]:
        with session(lab) as client:
            recent = client.untagged_responses["RECENT"]
            fresh = client.search(None, "NEW")[1]
            assert client.create("Kept")[0] == "OK"
            assert client.append("Kept", r"(\Seen)", None, b"Subject: y\r\n\r\ny\r\n")[0] == "OK"
            assert client.copy("1:3", "Kept")[0] == "OK"
            return recent, fresh, words(client.status("Kept", "(MESSAGES RECENT)"))

    assert await done(use) == ([b"1"], [b"3"], "b'Kept (MESSAGES 4 RECENT 4)'")
    kept = (lab.mailbox("ana").with_name("ana.folders") / "Kept.mbox").read_bytes()
    assert kept.count(b"Status: R\n") == 2, "what is read stays read"


async def test_a_letter_that_is_moved_is_told_of_in_the_order_of_writing(lab: Lab) -> None:
    def move() -> None:
        with session(lab) as client:
            assert client.create("Old")[0] == "OK"
            words(client._simple_command("MOVE", "2", "Old"))

    await done(move)
    moved = [Path(event.path).name for event in happened(lab) if isinstance(event, Rewritten)]
    assert moved == ["Old.mbox", "ana.mbox"]


async def test_folders_are_files_beside_the_inbox(lab: Lab) -> None:
    def use() -> list[str]:
        with session(lab) as client:
            assert client.create("Archive/2026")[0] == "OK"
            assert client.create("Archive/2026")[0] == "NO"
            for name in ("../up", "../../evil", "Archive/..", ".", "/etc", "a//b"):
                refused = ("NO", [f"[CANNOT] Invalid mailbox name: {name}.".encode()])
                assert client.create(f'"{name}"') == refused
                assert client.rename('"Archive/2026"', f'"{name}"') == refused
            assert client.create("..up")[0] == "OK", "a name like any other"
            said = [words(client.copy("1:2", "Archive/2026")), words(client._simple_command("MOVE", "3", '"..up"'))]
            said.append(words(client.list()))
            assert client.append("Archive", r"(\Flagged)", None, b"Subject: kept\r\n\r\nFrom here\r\n")[0] == "OK"
            assert client.select('"Archive/2026"')[1] == [b"2"]
            said.append(words(client.fetch("2", "(BODY.PEEK[TEXT])")))
            assert client.select("INBOX")[1] == [b"2"]
            assert client.rename("Archive/2026", "Old")[0] == "OK"
            assert client.delete('"..up"')[0] == "OK"
            assert client.delete("INBOX")[0] == "NO"
            said.append(words(client.list()))
            return said

    *_, listed, text, after = await done(use)
    assert all(name in listed for name in ("Archive", "Archive/2026", "..up", "INBOX"))
    assert "two" in text
    assert "Old" in after
    assert "2026" not in after
    folder = lab.mailbox("ana").with_name("ana.folders")
    kept = (folder / "Archive.mbox").read_bytes()
    assert b"\n>From here\n" in kept
    assert b"X-Status: F\n" in kept
    assert {path.name for path in folder.glob("[!.]*")} == {"Archive.mbox", "Old.mbox"}


async def test_whoever_idles_hears_of_a_delivery_and_of_a_deletion_by_pop3(lab: Lab) -> None:
    reader, writer = await asyncio.open_connection(*lab.doors["imap"])
    pop_reader, pop_writer = await asyncio.open_connection(*lab.doors["pop3"])

    async def until(stream: asyncio.StreamReader, start: bytes) -> bytes:
        async with asyncio.timeout(PATIENCE):
            while not (line := await stream.readline()).startswith(start):
                assert line
            return line

    for line, answer in ((b"a1 LOGIN ana sesame", b"a1 OK"), (b"a2 SELECT INBOX", b"a2 OK"), (b"a3 IDLE", b"+ ")):
        writer.write(line + b"\r\n")
        await until(reader, answer)
    await send(lab, b"Subject: four\r\n\r\nfour\r\n")
    assert await until(reader, b"* 4 EXISTS")
    await until(pop_reader, b"+OK")
    for line in (b"USER ana", b"PASS sesame", b"DELE 1", b"QUIT"):
        pop_writer.write(line + b"\r\n")
        await until(pop_reader, b"+OK")
    assert await until(reader, b"* 1 EXPUNGE")
    writer.write(b"DONE\r\n")
    assert await until(reader, b"a3 OK")
    for each in (writer, pop_writer):
        each.close()


async def test_who_waits_in_a_mailbox_that_is_made_anew_hears_bye_and_its_uids_are_others(lab: Lab) -> None:
    """A reset makes the file anew; no UID of before may mean a letter of now (RFC 3501 §2.3.1.1)."""

    def validity() -> int:
        with session(lab) as client:
            return int(words(client.status("INBOX", "(UIDVALIDITY)")).split()[-1].rstrip(")'"))

    before = await done(validity)
    reader, writer = await asyncio.open_connection(*lab.doors["imap"])
    writer.write(b"a1 LOGIN ana sesame\r\na2 SELECT INBOX\r\na3 IDLE\r\n")
    async with asyncio.timeout(PATIENCE):
        await reader.readuntil(b"+ idling\r\n")
        await lab.reset(keep=False)
        told = await reader.read()
    writer.close()
    assert told.splitlines()[-1].startswith(b"* BYE ")
    assert await done(validity) > before


async def test_why_a_mailbox_is_not_to_be_had_is_told_to_whoever_runs_the_server(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    path = lab.mailbox("ben")
    path.mkdir()

    def refused() -> tuple[str, list[Any]]:
        with imaplib.IMAP4(*lab.doors["imap"], timeout=PATIENCE) as client:
            client.login("ben", "sesame")
            return client.select()

    assert await done(refused) == ("NO", [b"[UNAVAILABLE] Mailbox cannot be read or written now."])
    [said] = [record.getMessage() for record in caplog.records]
    assert re.match(r"Connection \d+: ", said)
    assert str(path) in said
    assert len(said.split(". ")) > 1, "there is a remedy"
    caplog.clear()
