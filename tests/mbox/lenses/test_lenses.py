"""What each lens makes of mailboxes that readers disagree about, and the reasons it gives."""

import os

import pytest

from heloworld.mbox.lenses import LENSES
from mbox.eyes import judged, shown, spans_of, starts, viewed

A = b"From a@b Sat Jan  3 01:05:34 2026\n"
B = b"From c@d Sat Jan  3 01:05:35 2026\n"
TWO = A + b"Subject: 1\nTo: x\n\n%s\n" + B + b"Subject: 2\nTo: y\n\ntwo\n\n"
NAMES = tuple(LENSES)


def with_body(body: bytes) -> bytes:
    return TWO % body


def crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


COUNTS: dict[str, tuple[bytes, str]] = {
    # name: the mailbox, and the number of messages that each reader sees, in the order of LENSES
    #                                                          nv mo rd cl c2 py mu do fo gi sn tb ma
    "plain": (with_body(b"one\n"), "2 2 2 2 2 2 2 2 2 2 2 2 2"),
    "no date, no blank": (with_body(b"one\nFrom the start\n"), "3 2 3 2 2 3 2 2 2 2 2 2 2"),
    "no date, blank": (with_body(b"one\n\nFrom here on\n"), "3 3 3 3 3 3 2 2 2 2 2 2 2"),
    "date, no blank": (with_body(b"one\n" + A + b"text\n"), "3 2 3 2 2 3 3 3 2 3 2 2 2"),
    "date, blank, text": (with_body(b"one\n\n" + A + b"text\n"), "3 3 3 3 3 3 3 3 2 3 2 2 2"),
    "date, blank, fields": (with_body(b"one\n\n" + A + b"Subject: x\nTo: z\n\nx\n"), "3 3 3 3 3 3 3 3 3 3 3 3 3"),
    "quoted": (with_body(b">From a b\n>>From c d\n"), "2 2 2 2 2 2 2 2 2 2 2 2 2"),
    "length too small": (TWO.replace(b"To: x", b"Content-Length: 2") % b"one\n", "2 2 2 2 2 2 2 2 2 2 2 2 2"),
    "length past the end": (TWO.replace(b"To: x", b"Content-Length: 999") % b"one\n", "2 2 2 2 2 2 2 2 1 2 2 2 2"),
    "length 0": (TWO.replace(b"To: x", b"Content-Length: 0") % b"one\n", "2 2 2 2 2 2 2 2 2 2 2 2 2"),
    "CR LF": (crlf(with_body(b"one\n")), "2 1 2 1 1 2 2 2 1 2 2 2 ✗"),
    "no final newline": (with_body(b"one\n").rstrip(), "2 2 2 2 2 2 2 2 2 2 2 2 2"),
    "empty body": (with_body(b"").replace(b"\n\n\n", b"\n\n"), "2 2 2 2 2 2 2 2 2 2 2 2 1"),
    "no end of header": (A + b"Subject: 1\n" + B + b"Subject: 2\n\ntwo\n\n", "2 1 2 1 1 2 1 2 1 2 1 1 1"),
    "text first": (b"a note\n\n" + with_body(b"one\n"), "2 2 2 2 2 2 ✗ ✗ 3 ✗ 2 ✗ ✗"),
    "blank lines first": (b"\n\n" + with_body(b"one\n"), "2 2 2 2 2 2 2 ✗ 2 2 2 ✗ ✗"),
    "no date at all": (
        with_body(b"one\n").replace(b" Sat Jan  3 01:05:34 2026", b"").replace(b" Sat Jan  3 01:05:35 2026", b""),
        "2 2 2 2 2 2 0 ✗ 1 ✗ 2 2 ✗",
    ),
    "torn in the header": (with_body(b"one\n").partition(b"To: y")[0], "2 2 2 2 2 2 2 2 2 2 2 1 2"),
    "torn in a From_ line": (with_body(b"one\n") + b"From c@d Sat", "3 3 3 3 3 3 2 2 2 2 2 2 2"),
    "no blank between": (with_body(b"one\n").replace(b"\n\nFrom", b"\nFrom"), "2 1 2 1 1 2 2 2 1 2 1 2 1"),
    "From_ in a header": (with_body(b"one\n").replace(b"To: x", b"From x\nTo: x"), "3 2 3 2 2 3 2 2 2 2 2 2 2"),
    "a BOM": (b"\xef\xbb\xbf" + with_body(b"one\n"), "1 1 1 1 1 1 ✗ ✗ 2 ✗ 1 ✗ ✗"),
    "a blank that is a space": (with_body(b"one\n \n" + A + b"Subject: x\nTo: z\n\nx\n"), "3 2 3 2 2 3 3 3 2 3 2 3 2"),
    "takeout dates": (with_body(b"one\n").replace(b"34 2026", b"34 +0000 2026"), "2 2 2 2 2 2 2 2 2 ✗ 2 2 2"),
    "only newlines": (b"\n\n\n", "0 0 0 0 0 0 ✗ ✗ 0 ✗ 0 ✗ ✗"),
    "empty": (b"", "0 0 0 0 0 0 0 0 0 ✗ 0 0 0"),
    "lone CR": (with_body(b"one\n").partition(b"From c")[0].replace(b"\n", b"\r"), "1 1 1 1 1 1 1 ✗ 1 ✗ 0 0 ✗"),
}


@pytest.mark.parametrize("case", COUNTS)
def test_how_many_messages_each_reader_sees(case: str) -> None:
    content, expected = COUNTS[case]
    seen = dict(zip(NAMES, expected.split(), strict=True))
    assert {name: count(name, content) for name in NAMES} == seen


def count(name: str, content: bytes) -> str:
    with viewed(content) as view:
        is_refused = LENSES[name].refusal(view)
    return "✗" if is_refused else str(len(spans_of(name, content)))


def body_of_first(name: str, content: bytes) -> bytes:
    """The body of the first message as a reader hands it out."""
    messages = shown(name, content)
    assert messages
    return messages[0].partition(b"\n\n")[2]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("naive", "that is all it asks"),
        ("python", "that is all it asks"),
        ("mboxo", "the line before it is not empty"),
        ("mutt", "mutt wants a weekday, a date, a time and a year"),
        ("dovecot", "Dovecot wants a sender without spaces and a date"),
        ("git", "git wants a time, and a year right after it"),
        ("formail", "formail wants an empty line before From"),
        ("s-nail", "s-nail wants an empty line before From"),
        ("mailutils", "mailutils wants an empty line before From"),
        ("thunderbird", "Thunderbird wants two lines after it that look like header fields"),
    ],
)
def test_the_reason_in_plain_words(name: str, why: str) -> None:
    content = with_body(b"one\nFrom the start\n")
    told = {place.offset: place.verdict for place in judged(name, content)}[content.index(b"From the start")]
    assert why in told.why
    assert told.is_start is (name in {"naive", "python"})


def test_a_believed_length_is_the_reason() -> None:
    body = b"one\n\n" + A + b"Subject: x\nTo: z\n\nx\n"
    content = TWO.replace(b"To: x", b"Content-Length: %d" % len(body)) % body
    at = content.index(A, 1)
    for name in ("mutt", "dovecot", "formail", "mboxcl", "mboxcl2"):
        told = {place.offset: place.verdict for place in judged(name, content)}[at]
        assert not told.is_start
        assert f"{len(body)} bytes" in told.why
    for name in ("naive", "mboxo", "mboxrd", "python", "git", "s-nail", "thunderbird", "mailutils"):
        assert at in starts(name, content)


def test_a_length_counts_only_where_it_can_be_true() -> None:
    hidden = b"one\n\n" + A + b"Subject: x\nTo: z\n\nx\n"
    for number, believers in (
        (len(hidden), {"mboxcl", "mboxcl2", "mutt", "dovecot", "formail"}),
        (len(hidden) + 1, {"mboxcl", "mboxcl2", "formail"}),
        (len(hidden) - 1, {"formail"}),
        (5, set()),
    ):
        content = TWO.replace(b"To: x", b"Content-Length: %d" % number) % hidden
        assert {name for name in NAMES if content.index(A, 1) not in starts(name, content)} == believers


def test_a_length_may_lead_to_the_end_of_the_file() -> None:
    body = b"one\n\n" + A + b"Subject: x\nTo: z\n\nx\n"
    content = A + b"Content-Length: %d\n\n" % len(body) + body + b"\n"
    assert {name for name in NAMES if len(starts(name, content)) == 1} == {
        "mboxcl",
        "mboxcl2",
        "mutt",
        "dovecot",
        "formail",
    }


def test_thunderbird_wants_two_fields() -> None:
    for fields, messages in (
        (b"X: 1\n\n", 2),
        (b"X: 1\n folded\n\n", 2),
        (b"X: 1\n folded\nY: 2\n\n", 3),
        (b"X: 1\nno\n", 2),
    ):
        assert len(starts("thunderbird", with_body(b"one\n\nFrom here\n" + fields))) == messages


@pytest.mark.parametrize(
    ("readers", "body"),
    [
        ("naive mboxo mboxrd mboxcl mboxcl2 git s-nail formail", b"one\n\n"),
        ("python mutt dovecot thunderbird mailutils", b"one\n"),
    ],
)
def test_who_shows_the_empty_line_before_a_separator(readers: str, body: bytes) -> None:
    assert {body_of_first(name, with_body(b"one\n")) for name in readers.split()} == {body}


@pytest.mark.parametrize(
    ("readers", "body"),
    [
        ("naive mboxrd python git thunderbird", b"one\n"),
        ("mutt dovecot", b"one"),
    ],
)
def test_what_is_shown_where_that_line_is_missing(readers: str, body: bytes) -> None:
    content = with_body(b"one\n").replace(b"\n\nFrom", b"\nFrom")
    assert {body_of_first(name, content) for name in readers.split()} == {body}


@pytest.mark.parametrize(
    ("readers", "body"),
    [
        ("naive mboxo mboxrd mboxcl mboxcl2 python dovecot git thunderbird mailutils", b"torn"),
        ("mutt", b"tor"),
        ("s-nail", b"torn\n"),
        ("formail", b"torn\n\n"),
    ],
)
def test_what_is_shown_where_the_file_ends_in_a_line(readers: str, body: bytes) -> None:
    assert {body_of_first(name, A + b"Subject: x\n\ntorn") for name in readers.split()} == {body}


def test_who_takes_quoting_off() -> None:
    body = b">From a\n>>From b\n> From c\nx >From d\n"
    unquoted = {
        name for name in NAMES if body_of_first(name, with_body(body)).startswith(b"From a\n>From b\n> From c\nx >")
    }
    assert unquoted == {"mboxrd", "thunderbird", "mailutils"}
    quoted = {name for name in NAMES if body_of_first(name, with_body(body)).startswith(body)}
    assert quoted == set(NAMES) - unquoted


def test_who_drops_the_cr() -> None:
    content = with_body(b"one\r\ntwo\r\n")
    kept = {name for name in NAMES if b"one\r\n" in body_of_first(name, content)}
    assert kept == set(NAMES) - {"git", "s-nail"}


def test_mutt_shows_an_empty_letter_where_its_length_says_so() -> None:
    content = TWO.replace(b"To: x", b"Content-Length: 0") % b"one\n"
    assert body_of_first("mutt", content) == b""
    assert body_of_first("dovecot", content) == b"one\n"


def test_mailutils_swallows_what_follows_an_empty_body() -> None:
    content = A + b"Subject: 1\n\n" + B + b"Subject: 2\n\ntwo\n\n"
    assert body_of_first("mailutils", content) == B + b"Subject: 2\n\ntwo\n"


@pytest.mark.parametrize("pieces", [1, 2, 200])
def test_only_mutt_looks_inside_a_long_line(pieces: int) -> None:
    line = b"x" * (8191 * pieces) + A
    content = with_body(b"one\n" + line + b"two\n")
    at = content.index(line) + 8191 * pieces
    assert at in starts("mutt", content)
    assert all(len(starts(name, content)) == 2 for name in NAMES if name != "mutt")
    for shift in (-1, 1):
        shifted = with_body(b"one\n" + b"x" * (8191 * pieces + shift) + A)
        assert len(starts("mutt", shifted)) == 2


def test_mutt_counts_pieces_from_where_a_length_led() -> None:
    body = b"y" * 100 + b"\n"
    content = A + b"Content-Length: %d\n\n" % len(body) + body + b"\n" + B + b"\n" + b"x" * 8191 + A
    assert len(starts("mutt", content)) == 3


def test_little_of_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"".join(A + b"Subject: x\nTo: y\n\n" + b"text and more\n" * 300_000 + b"\n" for _ in range(3))
    read: list[int] = []
    pread = os.pread

    def counted(fd: int, length: int, at: int) -> bytes:
        read.append(length)
        return pread(fd, length, at)

    monkeypatch.setattr(os, "pread", counted)
    for name in set(NAMES) - {"mutt"}:
        read.clear()
        assert len(spans_of(name, content)) == 3
        assert sum(read) < 400_000, name


def test_every_lens_says_what_it_is() -> None:
    for name, lens in LENSES.items():
        assert lens.name == name
        assert lens.about
        assert lens.source
        assert all(limit.endswith(".") for limit in lens.limits)
        assert lens.__doc__
    ours = "naive mboxo mboxrd mboxcl mboxcl2 python mutt dovecot formail git s-nail thunderbird mailutils"
    assert " ".join(NAMES) == ours
