"""The transcript: everything that happened, in order, appended to and never changed.

It is the only thing that the lab's thread and the screen's thread both touch. Whoever wants to know what is new
either subscribes (called at once, in the thread that recorded the event) or asks `since` for what came after a
position it remembers.

A saved transcript is JSON Lines, one event a line, in the form that ``helo serve --json`` prints; bytes are
written as latin-1 text, so that every byte is one character and comes back as it was.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias, get_args

from heloworld.errors import TranscriptError
from heloworld.wire.events import (
    Action,
    Bytes,
    Closed,
    Delivered,
    Event,
    Handled,
    Judged,
    Opened,
    Published,
    Queued,
    Rewritten,
    Side,
    TlsStarted,
    Transport,
    Tried,
    Turned,
)

if TYPE_CHECKING:
    from pathlib import Path

Subscriber: TypeAlias = Callable[[Event], None]

KEEP_BYTES = 64 * 1024 * 1024
"""How many bytes of traffic a transcript holds before it lets go of the oldest."""

_EVENT_COST = 256
"""What an event itself is counted as, in bytes, beside the traffic it carries."""


_EDIT_COST = 128
"""The same for each edit of a mailbox, for each recipient of a queued letter, and for each step of a verdict."""


class Transcript:
    """An append-only record of events that any thread may read.

    Args:
        keep: How much is held, in bytes of memory (roughly); the oldest events go first. 0 holds nothing, for a
            server that only has subscribers.
    """

    def __init__(self, keep: int = KEEP_BYTES) -> None:
        self._lock = threading.Lock()
        self._events: deque[Event] = deque()
        self._subscribers: tuple[Subscriber, ...] = ()
        self._keep = keep
        self._cost = 0
        self._first = 0

    def __len__(self) -> int:
        """How many events there have been, those that are no longer held among them."""
        with self._lock:
            return self._first + len(self._events)

    def record(self, event: Event) -> None:
        """Append one event and tell the subscribers."""
        with self._lock:
            self._events.append(event)
            self._cost += _cost(event)
            while self._cost > self._keep:
                self._cost -= _cost(self._events.popleft())
                self._first += 1
            subscribers = self._subscribers
        for subscriber in subscribers:
            subscriber(event)

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Have every further event handed to a callable; returns what ends the subscription."""
        with self._lock:
            self._subscribers = (*self._subscribers, subscriber)

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers = tuple(each for each in self._subscribers if each is not subscriber)

        return unsubscribe

    def since(self, position: int, limit: int | None = None) -> tuple[list[Event], int]:
        """The events from a position on, and the position after the last of them.

        Args:
            position: 0 for the beginning, or what an earlier call returned.
            limit: At most so many events.
        """
        with self._lock:
            start = max(position - self._first, 0)
            stop = None if limit is None else start + limit
            events = list(islice(self._events, start, stop))
            return events, self._first + start + len(events)

    def save(self, path: Path) -> None:
        """Write what is held as JSON Lines.

        Raises:
            TranscriptError: The file cannot be written.
        """
        events, _ = self.since(0)
        try:
            path.write_text("".join(to_json(event) + "\n" for event in events), encoding="utf-8")
        except OSError as error:
            raise TranscriptError(
                f"The transcript could not be written to {path}: {error.strerror}.",
                "Choose another place for it.",
            ) from error

    @classmethod
    def load(cls, path: Path) -> Transcript:
        """Read a saved transcript.

        Raises:
            TranscriptError: There is no such file, or a line of it is not an event.
        """
        transcript = cls()
        try:
            with path.open(encoding="utf-8") as lines:
                for event in parse(lines, str(path)):
                    transcript.record(event)
        except (OSError, UnicodeDecodeError) as error:
            raise TranscriptError(f"{path} cannot be read as a transcript.", "Save one with --json first.") from error
        return transcript


def parse(lines: Iterable[str], source: str) -> Iterator[Event]:
    """Events from lines of JSON; other events than those of a transcript (``listening``) are passed over.

    Args:
        lines: JSON objects, one a line.
        source: A name for the lines, for error messages.

    Raises:
        TranscriptError: A line is not an event; its number is in the sentence.
    """
    for number, line in enumerate(lines, 1):
        _, event = parse_line(line, source, number)
        if event is not None:
            yield event


def parse_line(line: str, source: str, number: int) -> tuple[Mapping[str, Any], Event | None]:
    """One line of JSON as it stands there, with its key ``event``, and its event; None where it is none of those.

    Raises:
        TranscriptError: As `parse`.
    """
    try:
        fields = json.loads(line)
        make = _READERS.get(fields["event"])
        return fields, None if make is None else make(fields)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise TranscriptError(
            f"{source}, line {number}, is not an event of a transcript.",
            "Each line is one JSON object as `helo serve --json` prints it.",
        ) from error


def to_json(event: Event) -> str:
    """One event as a line of JSON, without the line end."""
    return json.dumps(to_fields(event), ensure_ascii=True)


def to_fields(event: Event) -> dict[str, Any]:
    """One event as plain data, in the documented form of ``helo serve --json``."""
    common = {"conn": event.conn, "at": round(event.at, 6)}
    match event:
        case Opened(protocol=protocol, client=client, server=server, tls=tls, transport=transport):
            ends = {"client": list(client), "server": list(server)}
            how = {"tls": tls} | ({"transport": transport} if transport != "tcp" else {})
            hosts = _named(client_name=event.client_name, server_name=event.server_name)
            lenient = {"ends": list(event.ends)} if event.ends else {}
            trial = {"trial": True} if event.is_trial else {}
            return {"event": "opened", **common, "protocol": protocol, **ends, **how, **hosts, **lenient, **trial}
        case Bytes(source=source, data=data, tls=tls):
            return {"event": "bytes", **common, "from": source, "text": data.decode("latin-1"), "tls": tls}
        case TlsStarted(version=version, cipher=cipher):
            return {"event": "tls", **common, "version": version, "cipher": cipher}
        case Delivered(recipient=recipient, path=path, offset=offset, length=length, queue_id=queue_id, seam=seam):
            place = {"path": path, "offset": offset, "length": length} | ({"seam": seam} if seam else {})
            whose = {"queue_id": queue_id, **_named(server=event.server, text=event.text.decode("latin-1"))}
            return {"event": "delivered", **common, "recipient": recipient, **place, **whose}
        case Rewritten(path=path, edits=edits, why=why):
            whose = {"why": why, **_named(server=event.server)}
            new = {"added": [each.decode("latin-1") for each in event.added]} if event.added else {}
            edited = {"path": path, "edits": [list(each) for each in edits]}
            return {"event": "rewritten", **common, **edited, **new, **whose}
        case Queued(server=server, queue_id=queue_id, sender=sender, recipients=recipients, length=length):
            who = {"sender": sender, "recipients": list(recipients), "length": length}
            return {"event": "queued", **common, "server": server, "queue_id": queue_id, **who}
        case Handled():
            names = ("server", "queue_id", "recipient", "action", "relay", "reply")
            rest = {name: getattr(event, name) for name in names} | {"next_at": round(event.next_at, 6)}
            return {"event": "handled", **common, **rest}
        case Judged():
            lists = {"trace": [*event.trace], "asked": [*event.asked]}
            places = {name: [list(each) for each in getattr(event, name)] for name in ("signed", "differs")}
            more = {name: getattr(event, name) for name in _JUDGED_FURTHER} | {"details": [*event.details], **places}
            return {"event": "judged", **common, **{name: getattr(event, name) for name in _JUDGED}, **lists} | {
                name: value for name, value in more.items() if value
            }
        case Tried() | Turned() | Published() | Closed():
            return {"event": _NAMES[type(event)], **common} | _words(event)


_JUDGED: Final = ("server", "queue_id", "method", "result", "domain", "reason", "selector", "policy")
"""What a verdict says in words."""

_JUDGED_FURTHER: Final = ("identity", "disposition", "fault")
"""The same, where there is anything in them."""

_TRIED: Final = ("judge", "stage", "about", "said", "expected", "cause", "symptom", "source", "caret")
"""What of a `Tried` is text."""

_NAMES: Mapping[type[Event], str] = {Tried: "tried", Turned: "turned", Published: "published", Closed: "closed"}


def _words(event: Tried | Turned | Published | Closed) -> dict[str, Any]:
    """What an event says that is about no more than itself."""
    match event:
        case Tried():
            said = {name: getattr(event, name) for name in _TRIED if getattr(event, name)}
            spot = None if event.spot is None else list(event.spot)
            return {"passed": event.passed, **said, "spot": spot, "lines": list(event.lines)}
        case Turned(seconds=seconds):
            return {"seconds": seconds}
        case Published(origin=origin, text=text):
            return {"origin": origin, "text": text}
        case Closed(reason=reason):
            return {"reason": reason}


def _named(**names: str) -> dict[str, str]:
    """What is left out where it is empty: the names of hosts, of which there are none in a world of one host."""
    return {key: name for key, name in names.items() if name}


def _opened(fields: Mapping[str, Any]) -> Opened:
    client, server = (str(fields["client"][0]), int(fields["client"][1])), fields["server"]
    ends = (client, (str(server[0]), int(server[1])))
    transport: Transport = "udp" if fields.get("transport") == "udp" else "tcp"
    how = (bool(fields["tls"]), transport)
    names = (str(fields.get("client_name", "")), str(fields.get("server_name", "")))
    lenient = tuple(str(each) for each in fields.get("ends", ()))
    known = (int(fields["conn"]), float(fields["at"]), str(fields["protocol"]))
    return Opened(*known, *ends, *how, *names, lenient, bool(fields.get("trial", False)))


def _bytes(fields: Mapping[str, Any]) -> Bytes:
    source = fields["from"]
    if source not in {"client", "server"}:
        raise ValueError(source)
    data = str(fields["text"]).encode("latin-1")
    return Bytes(int(fields["conn"]), float(fields["at"]), source, data, bool(fields["tls"]))


def _tls(fields: Mapping[str, Any]) -> TlsStarted:
    return TlsStarted(int(fields["conn"]), float(fields["at"]), str(fields["version"]), str(fields["cipher"]))


def _delivered(fields: Mapping[str, Any]) -> Delivered:
    place = (str(fields["path"]), int(fields["offset"]), int(fields["length"]))
    who, queue_id = str(fields["recipient"]), str(fields["queue_id"])
    seam, server = int(fields.get("seam", 0)), str(fields.get("server", ""))
    text = str(fields.get("text", "")).encode("latin-1")
    return Delivered(int(fields["conn"]), float(fields["at"]), who, *place, queue_id, seam, server, text)


def _rewritten(fields: Mapping[str, Any]) -> Rewritten:
    edits = tuple((int(offset), int(removed), int(added)) for offset, removed, added in fields["edits"])
    path, why, server = str(fields["path"]), str(fields["why"]), str(fields.get("server", ""))
    added = tuple(str(each).encode("latin-1") for each in fields.get("added", ()))
    return Rewritten(int(fields["conn"]), float(fields["at"]), path, edits, why, server, added)


def _queued(fields: Mapping[str, Any]) -> Queued:
    recipients = tuple(str(each) for each in fields["recipients"])
    names = (str(fields["server"]), str(fields["queue_id"]), str(fields["sender"]))
    return Queued(int(fields["conn"]), float(fields["at"]), *names, recipients, int(fields["length"]))


def _handled(fields: Mapping[str, Any]) -> Handled:
    names = (str(fields["server"]), str(fields["queue_id"]), str(fields["recipient"]))
    action: Action = fields["action"]
    if action not in get_args(Action):
        raise ValueError(action)
    words = (str(fields["relay"]), str(fields["reply"]), float(fields["next_at"]))
    return Handled(int(fields["conn"]), float(fields["at"]), *names, action, *words)


def _judged(fields: Mapping[str, Any]) -> Judged:
    words = {name: str(fields[name]) for name in _JUDGED}
    words |= {name: str(fields.get(name, "")) for name in _JUDGED_FURTHER}
    trace, details = (tuple(str(line) for line in fields.get(name, ())) for name in ("trace", "details"))
    asked = tuple(int(conn) for conn in fields["asked"])
    signed, differs = (
        tuple((int(start), int(end)) for start, end in fields.get(name, ())) for name in ("signed", "differs")
    )
    return Judged(
        int(fields["conn"]),
        float(fields["at"]),
        trace=trace,
        asked=asked,
        details=details,
        signed=signed,
        differs=differs,
        **words,
    )


def _tried(fields: Mapping[str, Any]) -> Tried:
    passed, spot = fields["passed"], fields["spot"]
    source: Side = "client" if spot is not None and spot[1] == "client" else "server"
    return Tried(
        int(fields["conn"]),
        float(fields["at"]),
        passed=None if passed is None else bool(passed),
        spot=None if spot is None else (int(spot[0]), source, int(spot[2])),
        lines=tuple(str(line) for line in fields["lines"]),
        **{name: str(fields.get(name, "")) for name in _TRIED},
    )


def _turned(fields: Mapping[str, Any]) -> Turned:
    return Turned(int(fields["conn"]), float(fields["at"]), float(fields["seconds"]))


def _published(fields: Mapping[str, Any]) -> Published:
    return Published(int(fields["conn"]), float(fields["at"]), str(fields["origin"]), str(fields["text"]))


def _closed(fields: Mapping[str, Any]) -> Closed:
    return Closed(int(fields["conn"]), float(fields["at"]), str(fields["reason"]))


_READERS: dict[str, Callable[[Mapping[str, Any]], Event]] = {
    "opened": _opened,
    "bytes": _bytes,
    "tls": _tls,
    "delivered": _delivered,
    "rewritten": _rewritten,
    "queued": _queued,
    "handled": _handled,
    "judged": _judged,
    "tried": _tried,
    "turned": _turned,
    "published": _published,
    "closed": _closed,
}


def _cost(event: Event) -> int:
    if isinstance(event, Rewritten):
        return _EVENT_COST + _EDIT_COST * len(event.edits) + sum(map(len, event.added))
    if isinstance(event, Queued):
        return _EVENT_COST + _EDIT_COST * len(event.recipients)
    if isinstance(event, Judged):
        return _EVENT_COST + sum(_EDIT_COST + len(line) for line in (*event.trace, *event.details))
    if isinstance(event, Tried):
        return 2 * _EVENT_COST + sum(_EDIT_COST + len(line) for line in event.lines)
    if isinstance(event, Delivered):
        return _EVENT_COST + len(event.text)
    return _EVENT_COST + (len(event.data) if isinstance(event, Bytes) else 0)
