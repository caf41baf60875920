"""What the lens view says of the whole file."""

from __future__ import annotations

from heloworld.ui.lenses import where


def test_why_there_is_no_row() -> None:
    facts = {"has_chosen": True, "is_done": True, "is_only_disputed": False, "is_empty": False}
    assert where.nothing(**facts) == ' No line of it starts with "From ".'
    assert where.nothing(**{**facts, "is_empty": True}) == " The file is empty."
    assert where.nothing(**{**facts, "is_only_disputed": True}) == " These readers agree on every place."
    assert where.nothing(**{**facts, "is_done": False}) == " Reading …"
    assert where.nothing(**{**facts, "has_chosen": False, "is_done": False}) == " Choose two readers or more."


def test_the_status() -> None:
    assert where.status(2, 1_500, is_reading=False, appended=0, is_lost=False) == "2 of 1,500 read differently"
    assert where.status(0, 3, is_reading=True, appended=1_000, is_lost=True) == (
        "reading … 0 of 3 read differently · 1,000 bytes were appended · the file cannot be read now"
    )


def test_over_and_under_the_ruler() -> None:
    assert where.places_title(is_only_disputed=False) == "Where messages start"
    assert where.places_title(is_only_disputed=True) == "Where messages start · only ≠"
    assert (where.places_place(None, 0), where.places_place(0, 2_000)) == ("", "1 of 2,000")
