"""What stands over and under the panes of the mailbox screen: where their cursors are, and what is looked for."""

from __future__ import annotations

import re

from heloworld.errors import MailboxGone
from heloworld.mbox.finding import filter  # noqa: A004 - the field's term
from heloworld.mbox.finding.live_search import Found
from heloworld.mbox.reading.watch import FileNews
from heloworld.wire.visible import visible_text

_UNLISTED = " · no message of it is listed"

_LONGEST = 20
"""Characters of a word in a title at most."""


def status(news: FileNews, eyes: str) -> str:
    """What the title says of the file: how far it is read, its messages, its bytes, and whether it is gone.

    Args:
        news: What is known of it.
        eyes: Whose eyes it is looked at with.
    """
    parts = [f"{news.messages:,} message{'' if news.messages == 1 else 's'} {eyes}", f"{news.size:,} bytes"]
    if news.percent is not None:
        parts.insert(0, f"reading {news.percent} %")
    if news.trouble is not None:
        parts.append("gone" if isinstance(news.trouble, MailboxGone) else "cannot be read")
    return " · ".join(parts)


def found(search: Found) -> str:
    """How a search stands, in a few words."""
    if search.trouble is not None:
        return visible_text(search.trouble.sentence)
    if search.hit is None:
        nowhere = "not found" if search.needle.is_pattern else "not found · F2, ~b WORD: in decoded text"
        return f"searching … {search.percent or 0} %" if search.is_sought else nowhere
    around = "round the end · " if search.is_around else ""
    more = "" if search.is_all else "+" if search.percent is None else f" … {search.percent} %"
    if search.number is None:
        return f"{around}found · {search.total:,}{more}"
    return f"{around}{search.number:,} of {search.total:,}{more}"


def filtered(listed: int, known: int, looked_at: int, *, is_all: bool) -> str:
    """How a filter stands.

    Args:
        listed: Messages that hold the word.
        known: Messages that there are.
        looked_at: Messages that have been looked at.
        is_all: Whether nothing more is looked at.
    """
    return f"{listed:,} of {known:,}" + ("" if is_all else _share(looked_at, known))


def filter_trouble(typed: str) -> str:
    """What is wrong with a filter, if anything is: signs that mean nothing here or alone, or no letter."""
    if filter.is_grouped(typed):
        return "No | and no ( ): filter one by one, or quote them."
    if filter.lacks_word(typed):
        return "After the ! write what is not wanted."
    crowded = filter.crowded_letter(typed)
    if crowded:
        return f"Write a space after ~{crowded}, then the word."
    letter = filter.unknown_letter(typed)
    *most, last = (f"~{each}" for each in filter.LETTERS)
    return f"There is no ~{letter}, only {', '.join(most)} and {last}." if letter else ""


def list_title(*, is_following: bool, word: str, looked_at: int | None, known: int) -> str:
    """What stands over the list, as markup.

    Args:
        is_following: Whether it goes to each new message.
        word: What the listed messages hold.
        looked_at: How many messages have been looked at for that; None where all are listed.
        known: How many there are.
    """
    if looked_at is None:
        return "Messages" + _following(is_following)
    share = "" if looked_at >= max(known, 1) else _share(looked_at, known)
    return _escaped(f"Messages with {_quoted(word)}{share}")


def list_place(chosen: int | None, known: int, listed: int) -> str:
    """What stands under the list.

    Args:
        chosen: The message under the cursor, counted from 0.
        known: How many there are.
        listed: How many are listed.
    """
    if chosen is None:
        return ""
    return f"{chosen + 1:,} of {known:,}" + ("" if listed == known else f" · {listed:,} listed")


def file_title(*, is_dump: bool, is_following: bool, search: Found | None, is_unlisted: bool = False) -> str:
    """What stands over the file, as markup.

    Args:
        is_dump: Whether its bytes are shown.
        is_following: Whether it stays at its end as that grows.
        search: What is looked for in it, where that is to be said.
        is_unlisted: Whether the list has no message of it, for none holds what it is filtered for.
    """
    title = ("Bytes" if is_dump else "File") + _following(is_following) + (_UNLISTED if is_unlisted else "")
    return title if search is None else _escaped(f"{title} · {_quoted(search.needle.text)} {found(search)}")


def file_place(row: int | None, place: int | None, *, is_dump: bool) -> str:
    """What stands under the file.

    Args:
        row: The line under the cursor, counted from 0.
        place: The byte under the cursor.
        is_dump: Whether it is shown as a hex dump.
    """
    if row is None or place is None:
        return ""
    return f"byte {place:,} · {place:#x}" if is_dump else f"line {row + 1:,} · byte {place:,}"


def _following(is_following: bool) -> str:
    return " · following" if is_following else ""


def _share(looked_at: int, known: int) -> str:
    return f" · {looked_at * 100 // max(known, 1)} %"


def _quoted(word: str) -> str:
    shown = word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"
    return f"“{visible_text(shown)}”"


def _escaped(text: str) -> str:
    """A title that Textual does not take for markup."""
    return re.sub(r"\[", r"\\[", text)
