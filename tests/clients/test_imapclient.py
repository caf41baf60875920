"""IMAPClient, on which many programs stand, works in the mailbox into which SMTP delivered."""

from __future__ import annotations

import contextlib
import datetime as dt
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest

from patience import PATIENCE

from .post_office import LETTERS, PASSWORD, USER, PostOffice

library = pytest.importorskip("imapclient", reason="imapclient is not installed")

DOORS = pytest.mark.parametrize("door", ["imap", "imap with STARTTLS", "imaps"])


@contextlib.contextmanager
def session(office: PostOffice, door: str = "imap") -> Iterator[Any]:
    """Somebody who has logged in by a door."""
    trust = ssl.create_default_context(cafile=str(office.authority))
    at_once = door == "imaps"
    port = office.ports["imaps" if at_once else "imap"]
    client = library.IMAPClient(
        "localhost", port, ssl=at_once, ssl_context=trust if at_once else None, timeout=PATIENCE
    )
    if "STARTTLS" in door:
        client.starttls(trust)
    client.login(USER, PASSWORD)
    with client:
        yield client


def heard(client: Any, *wanted: tuple[object, ...]) -> None:  # noqa: ANN401 - the library has no types
    """Wait in IDLE until the server has told all of this."""
    late = time.monotonic() + PATIENCE
    missing = set(wanted)
    while missing:
        assert time.monotonic() < late, missing
        missing -= set(client.idle_check(timeout=1))


@DOORS
def test_what_is_asked(office: PostOffice, door: str) -> None:
    before = office.box.read_bytes()
    with session(office, door) as client:
        assert client.has_capability("IDLE")
        assert client.has_capability("UIDPLUS")
        chosen = client.select_folder("INBOX")
        assert (chosen[b"EXISTS"], chosen[b"UIDNEXT"]) == (4, 5)
        assert client.list_folders() == [((b"\\HasNoChildren",), b"/", "INBOX")]
        assert client.namespace().personal == (("", "/"),)
        assert client.id_({"name": "test"}) == ((b"name", b"HELO World"),)
        assert client.search(["FROM", "dora", "UNSEEN"]) == [1, 2, 3, 4]
        assert client.search(["BODY", "it rains"]) == [2]
        assert client.search("SUBJECT three") == [3]
        found = client.fetch([1, 2, 3, 4], ["BODY.PEEK[]", "RFC822.SIZE", "ENVELOPE", "BODYSTRUCTURE", "INTERNALDATE"])
    for uid, letter in enumerate(LETTERS, 1):
        whole = found[uid][b"BODY[]"]
        assert whole.endswith(letter)
        assert found[uid][b"RFC822.SIZE"] == len(whole)
        assert found[uid][b"SEQ"] == uid
        assert found[uid][b"ENVELOPE"].subject == (b"one", b"two", b"three", b"four")[uid - 1]
        assert found[uid][b"ENVELOPE"].from_[0].mailbox == b"dora"
        assert found[uid][b"BODYSTRUCTURE"][:2] == (b"text", b"plain")
        assert isinstance(found[uid][b"INTERNALDATE"], dt.datetime)
    assert office.box.read_bytes() == before


@DOORS
def test_what_is_changed(office: PostOffice, door: str) -> None:
    with session(office, door) as client:
        validity = client.select_folder("INBOX")[b"UIDVALIDITY"]
        assert client.add_flags(2, [library.FLAGGED, "Work"]) == {2: (b"\\Flagged", b"\\Recent", b"Work")}
        assert "\nX-Status: F\n" in office.header("two")
        assert client.remove_flags(2, ["Work"]) == {2: (b"\\Flagged", b"\\Recent")}
        assert client.set_flags(1, [library.SEEN, library.ANSWERED])[1][:2] == (b"\\Answered", b"\\Seen")
        assert "\nStatus: RO\n" in office.header("one")
        client.create_folder("Archive")
        assert client.folder_exists("Archive")
        client.move([2], "Archive")
        assert office.subjects() == ["one", "three", "four"]
        client.copy([1], "Archive")
        assert client.folder_status("Archive", ["MESSAGES", "UNSEEN"]) == {b"MESSAGES": 2, b"UNSEEN": 1}
        client.delete_messages([3])
        assert office.subjects() == ["one", "three", "four"]
        client.expunge()
        assert office.subjects() == ["one", "four"]
        client.delete_messages([1, 4])
        client.uid_expunge([4])
        assert office.subjects() == ["one"]
        when = dt.datetime(2026, 1, 3, 1, 5, 34, tzinfo=dt.UTC)
        said = client.append("INBOX", LETTERS[1], [library.SEEN], when)
        assert b"[APPENDUID %d 5]" % validity in said
        assert client.search("ALL") == [1, 5]
        assert client.fetch(5, ["BODY.PEEK[]", "FLAGS"])[5][b"BODY[]"] == LETTERS[1]
    assert office.subjects() == ["one", "two"]
    with session(office, door) as again:
        assert again.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"] == validity
        assert again.get_flags([1, 5]) == {1: (b"\\Answered", b"\\Deleted", b"\\Seen"), 5: (b"\\Seen",)}


@DOORS
def test_idle(office: PostOffice, door: str) -> None:
    with session(office, door) as waiting, session(office) as other:
        waiting.select_folder("INBOX")
        waiting.idle()
        office.send(LETTERS[0])
        heard(waiting, (5, b"EXISTS"))
        other.select_folder("INBOX")
        other.add_flags(3, [library.FLAGGED])
        heard(waiting, (3, b"FETCH", (b"FLAGS", (b"\\Flagged", b"\\Recent"))))
        other.delete_messages([1])
        other.expunge()
        heard(waiting, (1, b"EXPUNGE"))
        said, _ = waiting.idle_done()
        assert said == b"Idle completed."
        assert waiting.search("ALL") == [2, 3, 4, 5]


def test_another_mailbox_in_its_place_has_no_letter_of_the_one_before(office: PostOffice) -> None:
    """The same that Dovecot does: the UIDs go on, so that no UID ever means two letters."""
    with session(office) as client:
        validity = client.select_folder("INBOX")[b"UIDVALIDITY"]
        other = office.box.with_name("fresh")
        other.write_bytes(b"From dora@island.test Sat Jan  3 01:05:34 2026\nSubject: another\n\nmailbox\n\n")
        other.replace(office.box)
        _, told = client.noop()
        assert [each for each in told if each[1] == b"EXPUNGE"] == [(number, b"EXPUNGE") for number in (4, 3, 2, 1)]
        assert (1, b"EXISTS") in told
        assert client.fetch([1, 2, 3, 4], ["BODY.PEEK[]"]) == {}
        assert client.search("ALL") == [5]
        assert client.select_folder("INBOX")[b"UIDVALIDITY"] == validity
