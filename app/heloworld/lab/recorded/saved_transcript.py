"""A saved transcript, cut into what is seen step by step; and how the screen saves one.

The form is that of ``helo serve --json``, and so is what `heloworld.course.journal` keeps of lessons.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from heloworld.errors import TranscriptError
from heloworld.lab.recorded.held_notes import Held, Note, Ours, note_line
from heloworld.wire.events import Bytes, Event, Opened
from heloworld.wire.transcript import Transcript, parse_line, to_json

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a transcript that can be shown."""

Cue: TypeAlias = Event | Held
"""One step of a replay: an event that is seen, such as a line that crosses, or what a mailbox held."""

_REMEDY: Final = "Save one with the key that F1 names, or with helo serve --json."


@dataclass(frozen=True, slots=True)
class SavedTranscript:
    """What was saved.

    Attributes:
        name: What it is called.
        cues: What happened, a line at a time.
        ours: The numbers of the prompt's connections.
    """

    name: str
    cues: tuple[Cue, ...]
    ours: frozenset[int]

    @property
    def events(self) -> Iterator[Event]:
        """The events alone."""
        return (cue for cue in self.cues if not isinstance(cue, Held))


def load(path: Path) -> SavedTranscript:
    """Read a saved transcript.

    Raises:
        TranscriptError: It cannot be read, is too large, or is none.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise TranscriptError(f"{path} is larger than {LARGEST // 1024 // 1024} MiB.", "Cut it into parts.")
        with path.open(encoding="utf-8") as lines:
            found = list(_lines(lines, str(path)))
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(f"{path} cannot be read as a transcript.", _REMEDY) from error
    datagrams = {each.conn for each in found if isinstance(each, Opened) and each.transport == "udp"}
    cues = tuple(cue for each in found if not isinstance(each, Ours) for cue in _cut(each, datagrams))
    if not cues:
        raise TranscriptError(f"Nothing has happened in {path}.", _REMEDY)
    return SavedTranscript(path.name, cues, frozenset(each.conn for each in found if isinstance(each, Ours)))


def _lines(lines: Iterable[str], source: str) -> Iterator[Cue | Ours]:
    """Events and the notes that matter here."""
    for number, line in enumerate(lines, 1):
        fields, event = parse_line(line, source, number)
        kind = _NOTES.get(fields["event"])
        if event is not None:
            yield event
        elif kind is not None:
            try:
                yield msgspec.convert(fields, kind)
            except msgspec.ValidationError as error:
                raise TranscriptError(f"{source}, line {number}, is not an event of a transcript.", _REMEDY) from error


_NOTES: Final[Mapping[str, type[Held | Ours]]] = {"mailbox": Held, "prompt": Ours}


def _cut(each: Cue, datagrams: set[int]) -> Iterator[Cue]:
    """A chunk of several lines, line by line; a datagram is one."""
    if not isinstance(each, Bytes) or each.conn in datagrams:
        yield each
        return
    for line in each.data.splitlines(keepends=True) if b"\n" in each.data[:-1] else (each.data,):
        yield replace(each, data=line)


def save(
    path: Path, transcript: Transcript, is_ours: Callable[[Opened], bool], mailboxes: Mapping[tuple[str, Path], bytes]
) -> int:
    """Write what a transcript holds, and what the mailboxes held before.

    Args:
        path: The file; there must be none yet.
        transcript: The transcript.
        is_ours: Tells the prompt's connections.
        mailboxes: What each mailbox held at the transcript's beginning, by the host's name (empty in a world of one
            host) and its path.

    Returns:
        How many events there are.

    Raises:
        TranscriptError: It cannot be written.
    """
    events, _ = transcript.since(0)
    now = time.time()
    notes: list[Note] = [
        Held(at=now, path=str(box), text=content.decode("latin-1"), server=server)
        for (server, box), content in mailboxes.items()
        if content
    ]
    notes += (Ours(at=each.at, conn=each.conn) for each in events if isinstance(each, Opened) and is_ours(each))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="ascii") as file:
            file.writelines(f"{note_line(each)}\n" for each in notes)
            file.writelines(f"{to_json(each)}\n" for each in events)
    except OSError as error:
        raise TranscriptError(
            f"The transcript could not be written to {path}: {error.strerror}.", "Make room for it there."
        ) from error
    return len(events)
