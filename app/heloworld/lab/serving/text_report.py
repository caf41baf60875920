"""A transcript as lines of text, for people and for pipes: what ``helo serve`` prints."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.lab.protocols import protocol_of
from heloworld.lab.serving.message_report import MessageReport
from heloworld.wire.events import (
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
    Turned,
)
from heloworld.wire.lines import LONGEST, Ending, Line, LineSplitter
from heloworld.wire.visible import visible, visible_text

_ENDINGS = {Ending.CRLF: "", Ending.LF: "␊", Ending.NONE: "…"}
_LETTERS: dict[Side, str] = {"client": "C:", "server": "S:"}

_PRINTABLE = bytes(range(0x20, 0x7F))


class TextReport:
    """Events in, lines out, each with the number of its connection in front."""

    def __init__(self) -> None:
        self._unfinished: dict[tuple[int, Side], bytearray] = {}
        self._of_messages: set[int] = set()
        self._messages = MessageReport()

    def text(self, event: Event) -> str:
        """The lines that an event completes, each with its line end; all of them safe to show."""
        if isinstance(event, Opened) and not protocol_of(event.protocol).is_of_lines:
            self._of_messages.add(event.conn)
        if event.conn in self._of_messages:
            if isinstance(event, Closed):
                self._of_messages.discard(event.conn)
            return self._messages.text(event)
        if isinstance(event, Bytes):
            return self._lines(event)
        return "".join(self._tails(event)) + f"{event.conn} -- {_describe(event)}\n"

    def omitted(self, count: int) -> str:
        """The line that says how many events were left out; what was unfinished before it has lost its end."""
        tails = "".join(self._tail(*key) for key in list(self._unfinished))
        return f"{tails}-- {count:,} event{'' if count == 1 else 's'} left out: too many were waiting to be read\n"

    def _lines(self, event: Bytes) -> str:
        key, data = (event.conn, event.source), event.data
        end = data.rfind(b"\n") + 1
        if not end:
            waiting = self._unfinished.setdefault(key, bytearray())
            waiting += data
            return self._tail(*key) if len(waiting) > LONGEST else ""
        complete = bytes(self._unfinished.pop(key, b"")) + data[:end]
        if end < len(data):
            self._unfinished[key] = bytearray(data[end:])
        ends = complete.translate(None, _PRINTABLE)
        if ends == b"\r\n" * complete.count(b"\r\n"):
            # Nothing unusual, which is nearly always so: all lines at once, in a fraction of the time.
            start = b"%d %s " % (event.conn, _LETTERS[event.source].encode("ascii"))
            lines = complete.translate(None, b"\r")[:-1]
            return (start + lines.replace(b"\n", b"\n" + start) + b"\n").decode("ascii")
        return "".join(_line(*key, line) for line in LineSplitter().feed(complete))

    def _tail(self, conn: int, source: Side) -> str:
        """What has come of a line that is not complete, if there is any."""
        data = bytes(self._unfinished.pop((conn, source), b""))
        return _line(conn, source, Line(data, Ending.NONE, 0)) if data else ""

    def _tails(self, event: Event) -> Iterator[str]:
        """What will never be finished: the connection is over, or what came before TLS has been thrown away."""
        if isinstance(event, (Closed, TlsStarted)):
            for source in _LETTERS:
                yield self._tail(event.conn, source)


def _line(conn: int, source: Side, line: Line) -> str:
    return f"{conn} {_LETTERS[source]} {visible(line.text)}{_ENDINGS[line.ending]}\n"


def _describe(event: Event) -> str:
    match event:
        case Opened(client=client, server=server) as event:
            names = (f" ({name})" if name else "" for name in (event.client_name, event.server_name))
            return f"{_place(client)}{next(names)} connected to {_place(server)}{next(names)}"
        case TlsStarted(version=version, cipher=cipher):
            return f"{visible_text(version)}, {visible_text(cipher)}"
        case Delivered(recipient=recipient, path=path, offset=offset, length=length):
            return f"delivered for {visible_text(recipient)}: {visible_text(path)}, {length} bytes at {offset}"
        case Rewritten(path=path, edits=edits, why=why):
            gone, come = (sum(each[which] for each in edits) for which in (1, 2))
            return f"rewritten for {visible_text(why)}: {visible_text(path)}, {gone} bytes gave way to {come}"
        case Queued(queue_id=queue_id, recipients=recipients, length=length):
            who = ", ".join(map(visible_text, recipients))
            return f"queued as {visible_text(queue_id)} for {who}: {length} bytes"
        case Handled(queue_id=queue_id, recipient=recipient, action=action, relay=relay, reply=reply):
            what = f"{visible_text(queue_id)} for {visible_text(recipient)} {action}"
            return f"{what}: relay={visible_text(relay)}, {visible_text(reply)}"
        case Turned(seconds=seconds):
            return f"the clock was turned by {seconds:.0f} s"
        case Published(origin=origin):
            return f"the zone {visible_text(origin)} was changed"
        case Closed(reason=reason):
            return f"closed: {visible_text(reason)}" if reason else "closed"
        case _:
            return _judged(event) if isinstance(event, Judged) else "bytes"


def _judged(event: Judged) -> str:
    who = f"{visible_text(event.server)}: " if event.server else ""
    return f"{who}{visible_text(event.method)} {visible_text(event.result)}: {visible_text(event.reason)}"


def _place(address: tuple[str, int]) -> str:
    return f"{visible_text(address[0])}:{address[1]}"
