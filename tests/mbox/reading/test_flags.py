"""Flags in the header of a stored message, as mutt, Dovecot and Python's mailbox write and read them."""

from __future__ import annotations

import mailbox
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.edits import applied
from heloworld.mbox.reading.flags import SYSTEM_FLAGS, as_new, flag_edits, flags_of, is_old

PLAIN = b"Subject: x\nTo: ana@harbour.test\n"
FLAGS = st.frozensets(st.sampled_from([*SYSTEM_FLAGS, "Work", "$Forwarded", "junk"]))
FIELDS = st.lists(
    st.sampled_from(
        [
            b"Subject: x\n",
            b"Status: RO\n",
            b"status : O\n",
            b"X-Status: AF\n",
            b"X-Status: DT\n",
            b"X-Keywords: Work   \n",
            b"X-Keywords: a\n\tb\n",
            b"X-UID: 7\n",
            b"Status:\n",
            b"X-Status-Like: F\n",
        ]
    )
).map(b"".join)


@pytest.mark.parametrize(
    ("header", "flags"),
    [
        (b"", set()),
        (b"Status: RO\n", {"\\Seen"}),
        (b"Status: O\nX-Status: FA\n", {"\\Flagged", "\\Answered"}),
        (b"Status: RO\nX-Status: D\n", {"\\Seen", "\\Deleted"}),
        (b"X-Status: T\nX-Keywords: Work $Forwarded    \n", {"\\Draft", "Work", "$Forwarded"}),
        (b"Subject: Status: RO\nNo-Status: RO\n Status: RO\n", set()),
    ],
)
def test_what_others_wrote_is_read(header: bytes, flags: set[str]) -> None:
    assert flags_of(header) == flags


@pytest.mark.parametrize(
    ("header", "old", "new"),
    [
        (PLAIN, False, PLAIN),
        (b"A: b\nStatus: RO\n", True, b"A: b\nStatus: R\n"),
        (b"Status: O\nX-Status: FO\n", True, b"X-Status: FO\n"),
        (b"Status: R\nX-Status: O\n", False, b"Status: R\nX-Status: O\n"),
        (b"Subject: Status: O\n", False, b"Subject: Status: O\n"),
    ],
)
def test_what_a_program_has_shown_is_old(header: bytes, old: bool, new: bytes) -> None:
    assert is_old(header) is old
    assert as_new(header) == new
    assert not is_old(new)


@pytest.mark.parametrize(
    ("before", "flags", "after"),
    [
        (PLAIN, {"\\Seen"}, PLAIN + b"Status: RO\n"),
        (PLAIN, {"\\Flagged", "Work"}, PLAIN + b"Status: O\nX-Status: F\nX-Keywords: Work\n"),
        (b"A: b\r\n", {"\\Seen"}, b"A: b\r\nStatus: RO\r\n"),
        (b"A: torn", {"\\Seen"}, b"A: torn\nStatus: RO\n"),
        (b"Status: RO\nA: b\n", set(), b"Status: O\nA: b\n"),
        (b"Status: OR\nX-Status: FZ\nA: b\n", {"\\Seen"}, b"Status: RO\nX-Status: Z\nA: b\n"),
        (b"Status: RO\nX-Status: F\nX-Keywords: Work\nA: b\n", set(), b"Status: O\nA: b\n"),
        (b"Status: OR\nA: b\n", {"\\Seen"}, b"Status: OR\nA: b\n"),
    ],
)
def test_fields_are_changed_where_they_stand_and_new_ones_end_the_header(
    before: bytes, flags: set[str], after: bytes
) -> None:
    assert applied(before, 100, flag_edits(before, 100, flags)) == after


@given(header=FIELDS, flags=FLAGS)
def test_what_was_set_is_read_again_and_nothing_else_changes(header: bytes, flags: frozenset[str]) -> None:
    after = applied(header, 0, flag_edits(header, 0, flags))
    assert flags_of(after) == flags
    assert flag_edits(after, 0, flags) == []
    kept = (b"Subject: x", b"X-UID: 7", b"X-Status-Like: F")
    assert [line for line in after.split(b"\n") if line in kept] == [
        line for line in header.split(b"\n") if line in kept
    ]


@given(flags=st.frozensets(st.sampled_from(SYSTEM_FLAGS[:4])))
def test_python_reads_the_same(tmp_path_factory: pytest.TempPathFactory, flags: frozenset[str]) -> None:
    path = Path(tmp_path_factory.getbasetemp() / "flags.mbox")
    header = applied(PLAIN, 0, flag_edits(PLAIN, 0, flags))
    path.write_bytes(b"From a@b.test Thu Jan  1 00:00:00 1970\n" + header + b"\nbody\n\n")
    letters = {"\\Seen": "R", "\\Answered": "A", "\\Flagged": "F", "\\Deleted": "D"}
    wanted = {letters[flag] for flag in flags} | ({"O"} if flags else set())
    with closing(mailbox.mbox(path)) as box:
        [message] = box
    assert set(message.get_flags()) == wanted
