"""Mailboxes with one thing in them that few have: what the lens makes of it, and the program itself."""

from typing import Final

import pytest

from mbox.eyes import shown
from mbox.lenses import real_readers
from mbox.lenses.test_lenses_against_programs import unlike

A: Final = b"From a@b Sat Jan  3 01:05:34 2026\n"
B: Final = b"From c@d Sat Jan  3 01:05:35 2026\n"
HIDDEN: Final = b"text\n\n" + A + b"Subject: q\nTo: x\n\nmore\n"


def letter(fields: bytes = b"", body: bytes = b"text\n", start: bytes = A) -> bytes:
    return start + b"Subject: x\nTo: y\n" + fields + b"\n" + body + b"\n"


def record(fields: bytes) -> bytes:
    """Two letters behind one that may be the server's own record."""
    return letter(fields) + letter() + letter(start=B)


def long(sender: int, before: bytes = letter()) -> bytes:
    return before + letter(start=b"From " + b"a" * sender + B[8:]) + letter(start=B)


def dated(date: bytes) -> bytes:
    return letter() + letter(start=b"From c@d " + date + b"\n") + letter(start=B)


def claims(number: int | bytes, body: bytes = HIDDEN) -> bytes:
    digits = number if isinstance(number, bytes) else b"%d" % number
    return letter(b"Content-Length: " + digits + b"\n", body) + letter(start=B)


TRUE: Final = len(HIDDEN)

ODD: Final[dict[str, tuple[str, bytes, int | None]]] = {
    # what is odd: the reader, the mailbox, and how many messages it sees; None where it refuses the file
    "X-IMAP": ("dovecot", record(b"X-IMAP: 1767402334 0000000003\n"), 2),
    "X-IMAP alone": ("dovecot", letter(b"X-IMAP: 1767402334 0000000003\n"), 0),
    "X-IMAP, one number, in lower case": ("dovecot", record(b"x-imap: 7\n"), 2),
    "X-IMAP with keywords": ("dovecot", record(b"X-IMAP: 1 2 Junk\n $x\n"), 2),
    "X-IMAP with CR LF": ("dovecot", record(b"X-IMAP: 1 2\n").replace(b"\n", b"\r\n"), 2),
    "X-IMAP without numbers": ("dovecot", record(b"X-IMAP: yes, please\n"), 3),
    "X-IMAP with a bad second number": ("dovecot", record(b"X-IMAP: 1 2x\n"), 3),
    "X-IMAP with 2^32, which is 0": ("dovecot", record(b"X-IMAP: 4294967296 1\n"), 3),
    "X-IMAP folded between its numbers": ("dovecot", record(b"X-IMAP: 1\n 2\n"), 3),
    "X-IMAP after a good X-IMAPbase": ("dovecot", record(b"X-IMAPbase: 1 2\nX-IMAP: 3 4\n"), 3),
    "X-IMAP after a bad one": ("dovecot", record(b"X-IMAP: x\nX-IMAP: 3 4\n"), 2),
    "X-IMAP in a second letter": ("dovecot", letter() + letter(b"X-IMAP: 1 2\n", start=B), 2),
    "a sender of 1,100 bytes": ("dovecot", long(1_100), 3),
    "a sender that just fits": ("dovecot", long(8_161), 3),
    "a sender that just does not": ("dovecot", long(8_162), 2),
    "a sender that fits at the start": ("dovecot", long(8_162, b""), 2),
    "a sender that does not fit there": ("dovecot", long(8_163, b""), None),
    "a long sender after CR LF": ("dovecot", long(8_160).replace(b"\n", b"\r\n"), 3),
    "a longer one after CR LF": ("dovecot", long(8_161).replace(b"\n", b"\r\n"), 2),
    "the year 0000": ("dovecot", dated(b"Sat Jan  3 01:05:35 0000 +0000"), 3),
    "a leap day in it": ("dovecot", dated(b"Tue Feb 29 01:05:35 0000 +0000"), 3),
    "a leap day that was none": ("dovecot", dated(b"Thu Feb 29 01:05:35 1900 +0000"), 2),
    "the second that is -1": ("dovecot", dated(b"Wed Dec 31 23:59:59 1969 +0000"), 2),
    "the same without a zone": ("dovecot", dated(b"Wed Dec 31 23:59:59 1969"), 3),
    "zeros before a length (dovecot)": ("dovecot", claims(b"%060d" % TRUE), 2),
    "zeros before a length (formail)": ("formail", claims(b"%060d" % TRUE), 2),
    "zeros before a length (mutt)": ("mutt", claims(b"%060d" % TRUE), 2),
    "thousands of zeros (dovecot)": ("dovecot", claims(b"%05000d" % TRUE), 2),
    "thousands of zeros (formail)": ("formail", claims(b"%05000d" % TRUE), 2),
    "2^64 and the truth (dovecot)": ("dovecot", claims(2**64 + TRUE), 2),
    "2^64 and the truth (formail)": ("formail", claims(2**64 + TRUE), 1),
    "2^64 and the truth (mutt)": ("mutt", claims(2**64 + TRUE), 3),
    "2^63 - 1": ("dovecot", claims(2**63 - 1), None),
    "2^63 - 1 in the last letter": ("dovecot", letter() + letter(b"Content-Length: %d\n" % (2**63 - 1), start=B), None),
    "2^63 - 1 behind another length": (
        "dovecot",
        letter(b"Content-Length: 5\nContent-Length: %d\n" % (2**63 - 1)) + letter(start=B),
        2,
    ),
    "a little less": ("dovecot", claims(2**63 - 9_000), 3),
    "2^64 - 1000": ("dovecot", claims(2**64 - 1_000), None),
    "2^64 - 1, which leads back": ("dovecot", claims(2**64 - 1), 3),
    "a header that a TAB ends": ("mutt", A + b"\t\nbody\n\n" + letter(start=B), 2),
    "a header that text behind blanks ends": ("mutt", A + b" \tx\nbody\n\n" + letter(start=B), 2),
    "a header that CR CR LF ends": ("mutt", A + b"Subject: x\n\r\r\nbody\n\n" + letter(start=B), 2),
    "a From_ line that the file ends in": ("mutt", letter() + B[:-1], 2),
    "the same with its LF": ("mutt", letter() + B, 2),
}


@pytest.mark.parametrize("case", ODD)
def test_what_the_lens_sees(case: str) -> None:
    name, content, messages = ODD[case]
    ours = shown(name, content)
    assert (None if ours is None else len(ours)) == messages


@pytest.mark.parametrize("case", ODD)
def test_the_program_sees_the_same(case: str) -> None:
    name, content, _ = ODD[case]
    if not real_readers.is_installed(name):
        pytest.skip(f"{real_readers.READERS[name][0]} is missing")
    assert unlike(name, content) == ""
    if name == "mutt":
        assert real_readers.read(name, content) == shown(name, content), "to the byte"
