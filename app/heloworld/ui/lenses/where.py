"""What the lens view says of the whole file, and over and under its ruler."""

from __future__ import annotations


def nothing(*, has_chosen: bool, is_done: bool, is_only_disputed: bool, is_empty: bool) -> str:
    """What is said where there is no row.

    Args:
        has_chosen: Whether any readers are chosen.
        is_done: Whether they have gone through the whole file.
        is_only_disputed: Whether only those places are shown on which they disagree.
        is_empty: Whether there are no bytes in the file.
    """
    if not has_chosen:
        return " Choose two readers or more."
    if not is_done:
        return " Reading …"
    if is_only_disputed:
        return " These readers agree on every place."
    return " The file is empty." if is_empty else ' No line of it starts with "From ".'


def status(disputed: int, places: int, *, is_reading: bool, appended: int, is_lost: bool) -> str:
    """What the title says.

    Args:
        disputed: Places on which the readers disagree.
        places: Places at which any of them may see a message start.
        is_reading: Whether they have not gone through the whole file yet.
        appended: Bytes that have been appended to it lately.
        is_lost: Whether it cannot be read now.
    """
    reading = "reading … " if is_reading else ""
    new = f" · {appended:,} bytes were appended" if appended else ""
    gone = " · the file cannot be read now" if is_lost else ""
    return f"{reading}{disputed:,} of {places:,} read differently{new}{gone}"


def places_title(*, is_only_disputed: bool) -> str:
    """What stands over the ruler."""
    return "Where messages start" + (" · only ≠" if is_only_disputed else "")


def places_place(row: int | None, rows: int) -> str:
    """What stands under it: which row is under the cursor, counted from 0, and of how many."""
    return "" if row is None else f"{row + 1:,} of {rows:,}"
