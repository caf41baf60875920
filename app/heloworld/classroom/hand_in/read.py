"""Reading hand-ins: mails, mailboxes of them, or single transcripts; whatever else comes is refused in a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from heloworld.classroom.hand_in.hand_in import (
    DIGEST,
    LARGEST,
    LARGEST_WORLD,
    MARK,
    MOST_LINES,
    MOST_WORLDS,
    HandIn,
    LivedWorld,
    Refused,
)
from heloworld.course.journal.notes import Line, World, read_lines
from heloworld.course.model.who import checked
from heloworld.errors import HeloError, UsageError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.messages import opened, spans
from heloworld.mbox.mime.entity import Entity, entity
from heloworld.mbox.mime.multipart import Span, divided
from heloworld.wire.events import Bytes

_MOST_FIELDS: Final = 200
_PACKED: Final = {
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "packed with gzip",
    b"BZh": "packed with bzip2",
    b"7z\xbc\xaf": "a 7z archive",
}
"""How files begin that have to be unpacked first."""

_NO_HAND_IN: Final = "This is no hand-in: it is neither a mail that `helo hand-in` has made nor a saved transcript."
_CHANGED: Final = "Its transcripts are not those that it was made with: they were changed afterwards."


def read(path: Path) -> Iterator[HandIn | Refused]:
    """The hand-ins in a file, each with its place; what is none is refused.

    Args:
        path: A mail, a mailbox of mails, or a transcript.
    """
    source = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        yield Refused(source, f"This cannot be read: {error.strerror or error}.")
        return
    if data.startswith(b"From "):
        yield from _of_mbox(path)
    else:
        yield taken_apart(data, source)


def taken_apart(data: bytes, source: str) -> HandIn | Refused:
    """A hand-in from its bytes.

    Args:
        data: A mail without a ``From_`` line, or a transcript; of a larger one more than `LARGEST` bytes.
        source: What to call it.
    """
    packed = next((what for mark, what in _PACKED.items() if data.startswith(mark)), "")
    if packed:
        return Refused(source, f"This is {packed}. Unpack it first.")
    if len(data) > LARGEST:
        return Refused(source, f"This is larger than {LARGEST // 1024 // 1024} MiB, which no hand-in is.")
    try:
        if data.lstrip()[:1] == b"{":
            worlds = (_world(data, source),)
            return HandIn(source, _name(worlds[0].head.name), worlds)
        return _of_mail(entity(data, Span(0, len(data)), "text/plain", _MOST_FIELDS), source)
    except HeloError as error:
        return Refused(source, error.sentence)


def _of_mbox(path: Path) -> Iterator[HandIn | Refused]:
    """The hand-ins of a mailbox; other letters are passed over, unless there is nothing else in it."""
    lens, found = LENSES["mboxrd"], 0
    try:
        with opened(path) as box:
            for number, span in enumerate(spans(box, lens), 1):
                data = bytearray()
                for piece in lens.show(box.view, span):
                    data += piece
                    if len(data) > LARGEST:
                        break
                if f"\n{MARK}:".encode().lower() in b"\n" + bytes(data[: 64 * 1024]).lower():
                    found += 1
                    yield taken_apart(bytes(data), f"{path}#{number}")
    except HeloError as error:
        yield Refused(str(path), error.sentence)
        return
    if not found:
        yield Refused(str(path), "There is no hand-in in this mailbox.")


def _of_mail(mail: Entity, source: str) -> HandIn:
    """A hand-in from its mail: what lies side by side in it, and nothing that lies deeper.

    Raises:
        HeloError: It is none.
    """
    fields = {name.lower(): value.strip() for name, value in reversed(mail.fields)}
    mark = fields.get(MARK.lower().encode())
    if mark is None or not mail.kind.startswith("multipart/"):
        raise HeloError(_NO_HAND_IN)
    parts = islice(divided(mail.source, mail.body, mail.boundary), MOST_WORLDS + 2)
    entities = [entity(mail.source, each, "text/plain", _MOST_FIELDS) for each in parts]
    texts = [each.decoded_body() for each in entities if each.name.endswith(".jsonl")]
    if not texts:
        raise HeloError("There is no transcript in this hand-in.")
    if len(texts) > MOST_WORLDS:
        raise HeloError(f"There are more than {MOST_WORLDS} transcripts in this hand-in.")
    worlds = tuple(_world(text, f"transcript {number}") for number, text in enumerate(texts, 1))
    if sum(_length(each.lines) for each in worlds) > MOST_LINES:
        raise HeloError(f"The transcripts have more than {MOST_LINES:,} lines.")
    digest = fields.get(DIGEST.lower().encode(), b"").decode("ascii", "replace")
    is_whole = digest == hashlib.sha256(b"".join(texts)).hexdigest()
    return HandIn(source, _name(mark.decode("utf-8", "replace")), worlds, () if is_whole else (_CHANGED,))


def _world(text: bytes, source: str) -> LivedWorld:
    """A world from its transcript.

    Raises:
        HeloError: It is too large, no transcript, or none of a lesson.
    """
    if len(text) > LARGEST_WORLD:
        raise HeloError(f"{source} is larger than {LARGEST_WORLD // 1024 // 1024} MiB.")
    found = text.decode("utf-8", "replace").splitlines()
    if len(found) > MOST_LINES:
        raise HeloError(f"{source} has more than {MOST_LINES:,} lines.")
    lines = tuple(read_lines(found, source))
    if _length(lines) > MOST_LINES:
        raise HeloError(f"{source} has more than {MOST_LINES:,} lines.")
    head = next((each for each in lines if isinstance(each, World)), None)
    if head is None or not head.lesson:
        raise HeloError("It does not say of which lesson it is. For the record of a class, say so: --lesson 1.4.")
    return LivedWorld(head, tuple(each for each in lines if not isinstance(each, World)))


def _length(lines: Iterable[Line]) -> int:
    """How many lines there are; of those that crossed in one piece, each counts."""
    return sum(max(each.data.count(b"\n"), 1) if isinstance(each, Bytes) else 1 for each in lines)


def _name(said: str) -> str:
    """A name; empty where it is none."""
    try:
        return checked(said)
    except UsageError:
        return ""
