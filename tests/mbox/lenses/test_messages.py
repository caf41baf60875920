import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.errors import MailboxError, MailboxGone
from heloworld.mbox.dialects import RULES, Dialect, quote, unquote
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.counting import count
from heloworld.mbox.lenses.messages import body_sha256, messages, opened, spans, text
from heloworld.mbox.lenses.view import View
from heloworld.mbox.reading.message import record, split
from heloworld.mbox.unquoting import unquoted

A = b"From a@b Sat Jan  3 01:05:34 2026\n"
B = b"From c@d Sat Jan  3 01:05:35 2026\n"

PLAIN = A + b"Subject: 1\n\none\n\n" + B + b"Subject: 2\n\ntwo\n\n"
NO_BLANK = A + b"Subject: 1\n\none\nFrom the start\n\n" + B + b"Subject: 2\n\ntwo\n\n"
AFTER_BLANK = A + b"Subject: 1\n\none\n\nFrom here\n\n" + B + b"Subject: 2\n\ntwo\n\n"
LENGTH_RIGHT = A + b"Content-Length: 15\n\none\n\nFrom here\n\n" + B + b"Subject: 2\n\ntwo\n\n"
LENGTH_SMALL = A + b"Content-Length: 2\n\none\n\n" + B + b"\ntwo\n\n"
LENGTH_PAST_THE_END = A + b"Content-Length: 999\n\none\n\n" + B + b"\ntwo\n\n"
LENGTH_HIDES = A + b"Content-Length: %d\n\none\n\n" % (4 + 1 + len(B) + 5) + B + b"\ntwo\n\n" + B + b"\nthree\n\n"
LENGTH_TO_THE_END = A + b"Content-Length: 9\n\nFrom here"
EMPTY_LINES_FIRST = b"\n\n" + PLAIN
NONSENSE_FIRST = b"\xef\xbb\xbf" + PLAIN
TORN = PLAIN + b"From "


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("messages") / "box.mbox"


@pytest.mark.parametrize(
    ("content", "naive", "mboxo", "mboxrd", "mboxcl"),
    [
        (PLAIN, 2, 2, 2, 2),
        (NO_BLANK, 3, 2, 3, 2),
        (AFTER_BLANK, 3, 3, 3, 3),
        (LENGTH_RIGHT, 3, 3, 3, 2),
        (LENGTH_SMALL, 2, 2, 2, 2),
        (LENGTH_PAST_THE_END, 2, 2, 2, 2),
        (LENGTH_HIDES, 3, 3, 3, 2),
        (LENGTH_TO_THE_END, 2, 2, 2, 1),
        (EMPTY_LINES_FIRST, 2, 2, 2, 2),
        (NONSENSE_FIRST, 1, 1, 1, 1),
        (TORN, 3, 3, 3, 3),
        (PLAIN.replace(b"\n", b"\r\n"), 2, 1, 2, 1),
        (b"", 0, 0, 0, 0),
        (b"\n\n\n", 0, 0, 0, 0),
    ],
)
def test_how_many_messages_each_reader_sees(
    box: Path, content: bytes, naive: int, mboxo: int, mboxrd: int, mboxcl: int
) -> None:
    box.write_bytes(content)
    expected = {"naive": naive, "mboxo": mboxo, "mboxrd": mboxrd, "mboxcl": mboxcl, "mboxcl2": mboxcl}
    assert {name: count(box, name) for name in expected} == expected
    for name in expected:
        assert len(list(messages(box, LENSES[name]))) == count(box, name)


def bodies(box: Path, name: str) -> list[str]:
    return [message.body_sha256 for message in messages(box, LENSES[name])]


def sha256(*texts: bytes) -> list[str]:
    return [hashlib.sha256(text).hexdigest() for text in texts]


@pytest.mark.parametrize(
    ("content", "reader", "expected"),
    [
        (PLAIN, "naive", (b"one\n", b"two\n")),
        (PLAIN.replace(b"\n", b"\r\n"), "mboxrd", (b"one\r\n", b"two\r\n")),
        (A + b"S: 1\n\n\n" + B + b"S: 2\n\n", "mboxrd", (b"", b"")),
        (A + b"S: 1\n\nno newline", "mboxrd", (b"no newline",)),
        (A + b"S: 1\nno empty line\n" + B + b"\nx\n", "mboxrd", (b"", b"x\n")),
        (A + b"\none\n\n\n\n", "mboxrd", (b"one\n\n\n",)),
        (A + b"\n>From x\n>>From y\n>z\n\n", "mboxrd", (b"From x\n>From y\n>z\n",)),
        (A + b"\n>From x\n\n", "mboxo", (b">From x\n",)),
        (LENGTH_RIGHT, "mboxcl2", (b"one\n\nFrom here\n", b"two\n")),
        (LENGTH_HIDES, "mboxcl2", (b"one\n\n" + B + b"\ntwo\n", b"three\n")),
        (LENGTH_TO_THE_END, "mboxcl2", (b"From here",)),
        (A + b"Content-Length: 2\n\nx From y\n\n" + B + b"\ntwo\n", "mboxcl2", (b"x From y\n", b"two\n")),
        (A + b"Content-Length: 3\n\none\n" + B + b"\ntwo", "mboxcl2", (b"one", b"two")),
    ],
)
def test_the_body_of_each_message(box: Path, content: bytes, reader: str, expected: tuple[bytes, ...]) -> None:
    box.write_bytes(content)
    assert bodies(box, reader) == sha256(*expected)


def test_what_a_list_says_of_a_message(box: Path) -> None:
    box.write_bytes(b"junk\n" + A + b"From: =?utf-8?q?D=C3=B6ra?= <d@island.test>\nSubject: hi\n there\n\none\n\n" + B)
    first, second = (message.summary for message in messages(box, LENSES["naive"]))
    assert (first.offset, first.offset + first.length) == (5, second.offset)
    assert (first.envelope_from, first.date) == ("a@b", "Sat Jan  3 01:05:34 2026")
    assert (first.author, first.subject) == ("D\u00f6ra <d@island.test>", "hi there")
    assert (second.author, second.subject, second.length) == ("", "", len(B))


@given(
    bodies_in=st.lists(st.lists(st.sampled_from([b"From x", b">From y", b"", b"z"]), max_size=5), max_size=4),
    dialect=st.sampled_from([Dialect.MBOXRD, Dialect.MBOXCL2]),
)
def test_what_a_dialect_writes_its_reader_reads(box: Path, bodies_in: list[list[bytes]], dialect: Dialect) -> None:
    texts = [b"".join(line + b"\n" for line in lines) for lines in bodies_in]
    records = [record(b"S: x\n\n" + text, sender="a@b", at=0, dialect=dialect) for text in texts]
    box.write_bytes(b"".join(records))
    found = list(messages(box, LENSES[dialect.value]))
    assert [message.body_sha256 for message in found] == sha256(*texts)
    assert [message.summary.length for message in found] == [len(each) for each in records]


@given(lines=st.lists(st.sampled_from([b">From x", b">>From ", b">", b">Fro", b"y"])), size=st.integers(1, 9))
def test_unquoting_does_not_mind_how_a_body_is_cut(lines: list[bytes], size: int) -> None:
    body = b"\n".join(lines)
    change = RULES[Dialect.MBOXRD].unquoting
    assert change
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    assert b"".join(unquoted(pieces, change)) == unquote(Dialect.MBOXRD, body)


@pytest.mark.parametrize("end", [b"From x\n", b"Fromage\n", b""])
def test_a_very_long_row_of_quotes_is_not_kept_in_memory(end: bytes) -> None:
    change = RULES[Dialect.MBOXRD].unquoting
    assert change
    row = b">" * 50_000
    pieces = [b"x\n", *[row] * 9, end]
    found = list(unquoted(pieces, change))
    assert b"".join(found) == unquote(Dialect.MBOXRD, b"".join(pieces))
    assert max(map(len, found)) < 3 * len(row)


def test_a_message_larger_than_what_is_read_at_a_time(box: Path) -> None:
    body = b"From x\n" * 1000 + b"y" * 200_000 + b"\n"
    header = b"".join(b"X-%d: %s\n" % (number, b"z" * 90) for number in range(1000))
    box.write_bytes(record(header + b"\n" + body, sender="a@b", at=0))
    lens = LENSES["mboxrd"]
    with opened(box) as found:
        view = View(found.view.fd, found.view.size, piece=1000)
        (span,) = spans(found._replace(view=view), lens)
        assert [body_sha256(view, span, lens)] == sha256(body)
    assert split(box.read_bytes()).body == quote(Dialect.MBOXRD, body)


def test_a_file_that_is_none_is_said_to_be_none(box: Path) -> None:
    box.write_bytes(b"no mail\n")
    for name in ("naive", "python"):
        with pytest.raises(MailboxError, match="is not an mbox: no line of it"):
            count(box, name)
        with pytest.raises(MailboxError, match="is not an mbox: no line of it"):
            list(messages(box, LENSES[name]))
    with pytest.raises(MailboxError, match="cannot be read as git reads: git calls the mailbox corrupt"):
        count(box, "git")
    assert count(box, "formail") == 1


def test_one_message_as_a_reader_hands_it_out(box: Path) -> None:
    box.write_bytes(LENGTH_RIGHT.replace(b"From here", b">From here\r").replace(b"15", b"17"))
    second = b"Subject: 2\n\ntwo\n\n"
    assert b"".join(text(box, LENSES["naive"], 2)) == second
    assert b"".join(text(box, LENSES["mboxrd"], 1)).endswith(b"\n\none\n\nFrom here\r\n\n")
    assert b"".join(text(box, LENSES["git"], 1)).endswith(b"\n\none\n\n>From here\n\n")
    with pytest.raises(MailboxError, match=r"There is no message number 3 in .*: naive sees 2"):
        list(text(box, LENSES["naive"], 3))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(MailboxGone, match="There is no file"):
        count(tmp_path / "missing", "naive")
