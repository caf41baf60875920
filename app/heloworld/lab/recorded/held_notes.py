"""What a saved transcript says beside its events that is no lesson's: what a mailbox held, and whose a connection is.

Each is a line of JSON with the key ``event``, as the events are; whoever wants those alone passes over these.
"""

from __future__ import annotations

import json

import msgspec


class Note(msgspec.Struct, frozen=True, tag_field="event", kw_only=True):
    """Abstract: something that happened on no wire.

    Attributes:
        at: When, in seconds since the epoch.
    """

    at: float = 0.0


class Held(Note, frozen=True, tag="mailbox", kw_only=True):
    """What a mailbox held when somebody looked.

    Attributes:
        path: The mailbox, as the events name it.
        text: Its bytes, as latin-1.
        server: Whose mailbox it is: the host's name in the world; empty in a world of one host.
    """

    path: str
    text: str
    server: str = ""

    @property
    def content(self) -> bytes:
        """Its bytes; what is none is a question mark."""
        return self.text.encode("latin-1", "replace")


class Ours(Note, frozen=True, tag="prompt", kw_only=True):
    """A connection is the prompt's.

    Attributes:
        conn: Its number.
    """

    conn: int


def note_line(note: Note) -> str:
    """A note as a line of JSON, without the line end."""
    return json.dumps(msgspec.to_builtins(note), ensure_ascii=True)
