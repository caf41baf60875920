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
        ("3-7.mbox", Order(None, None, "3-7.mbox")),
        ("", Order(None, None, "")),
    ],
)
def test_orders(typed: str, wanted: Order) -> None:
    assert order(typed) == wanted


@pytest.mark.parametrize("typed", ["7-3", "0-2"])
def test_orders_that_run_backwards(typed: str) -> None:
    with pytest.raises(UsageError, match="no messages"):
        order(typed)
