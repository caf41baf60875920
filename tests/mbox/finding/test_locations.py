"""What is typed to name places in a mailbox."""

from __future__ import annotations

import pytest

from heloworld.errors import UsageError
from heloworld.mbox.finding.locations import Order, Place, order, place


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("12", Place(message=12)),
        (" 1,204 ", Place(message=1204)),
        ("@4096", Place(offset=4096)),
        ("@ 4_096", Place(offset=4096)),
        ("0x1000", Place(offset=4096)),
        ("@0X1f", Place(offset=31)),
        ("50%", Place(percent=50)),
        ("100 %", Place(percent=100)),
        ("0%", Place(percent=0)),
    ],
)
def test_places(typed: str, wanted: Place) -> None:
    assert place(typed) == wanted


@pytest.mark.parametrize("typed", ["", "@", "x", "-1", "0x", "1 x", "9" * 5000, "\u0663x", "@-1", "101%", "%", "@5%"])
def test_what_is_no_place(typed: str) -> None:
    with pytest.raises(UsageError, match="no place"):
        place(typed)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("a.eml", Order(None, None, "a.eml")),
        ("3-7", Order(3, 7, "")),
        ("3 - 7  my box.mbox", Order(3, 7, "my box.mbox")),
        ("3-", Order(3, 9, "")),
        ("3- rest.mbox", Order(3, 9, "rest.mbox")),
        ("2026-11-29.mbox", Order(None, None, "2026-11-29.mbox")),
        ("./3-", Order(None, None, "./3-")),
        ("3-7.mbox", Order(None, None, "3-7.mbox")),
        ("", Order(None, None, "")),
    ],
)
def test_orders(typed: str, wanted: Order) -> None:
    assert order(typed, 9) == wanted


@pytest.mark.parametrize("typed", ["7-3", "0-2", "10-"])
def test_orders_that_run_backwards(typed: str) -> None:
    with pytest.raises(UsageError, match=r"no messages|are 9 messages"):
        order(typed, 9)


@pytest.mark.parametrize("typed", ["2-end", "2-$", "2,3", "3-7,9", "3:7", "2..4", "2-*"])
def test_what_begins_like_a_range_is_no_file_name(typed: str) -> None:
    with pytest.raises(UsageError, match=r"no range of messages\. Write 3-7, or 3- for all"):
        order(typed, 9)


def test_a_number_alone_is_no_name_for_what_is_saved() -> None:
    with pytest.raises(UsageError, match=r"A number alone is no name.*write 3-3 for a mailbox of it; \./3 is a file"):
        order(" 3 ", 9)
    assert order("./3", 9).name == "./3"
