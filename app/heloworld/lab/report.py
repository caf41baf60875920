"""A transcript as lines of text, for people and for pipes: what ``helo serve`` prints."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.wire.events import Bytes, Closed, Delivered, Event, Opened, Side, TlsStarted
from heloworld.wire.lines import Ending, Line, LineSplitter
from heloworld.wire.visible import visible, visible_text

_ENDINGS = {Ending.CRLF: "", Ending.LF: "␊", Ending.NONE: "…"}
_LETTERS: dict[Side, str] = {"client": "C:", "server": "S:"}
_PRINTABLE = bytes(range(0x20, 0x7F))


class Report:
    """Events in, lines out, each with the number of its connection in front."""

    def __init__(self) -> None:
        self._unfinished: dict[tuple[int, Side], LineSplitter] = {}

    def text(self, event: Event) -> str:
        """The lines that an event completes, each with its line end; all of them safe to show."""
        if isinstance(event, Bytes):
            return self._plain(event) or "".join(self._lines(event))
        return "".join(self._tails(event)) + f"{event.conn} -- {_describe(event)}\n"

    def _plain(self, event: Bytes) -> str:
        """The same as `_lines` where nothing is unusual, which is nearly always, in a tenth of the time."""
        data = event.data
        if (event.conn, event.source) in self._unfinished or not data.endswith(b"\r\n"):
            return ""
        if data.replace(b"\r\n", b"").translate(None, _PRINTABLE):
            return ""
        start = f"{event.conn} {_LETTERS[event.source]} "
        return f"{start}{data[:-2].decode('ascii')}\n".replace("\r\n", f"\n{start}")

    def _lines(self, event: Bytes) -> Iterator[str]:
        key = (event.conn, event.source)
        splitter = self._unfinished.pop(key, None) or LineSplitter()
        for line in splitter.feed(event.data):
            yield _line(event.conn, event.source, line)
        if splitter.tail is not None:
            self._unfinished[key] = splitter

    def _tails(self, event: Event) -> Iterator[str]:
        """What will never be finished: the connection is over, or what came before TLS has been thrown away."""
        if isinstance(event, (Closed, TlsStarted)):
            for source in _LETTERS:
                splitter = self._unfinished.pop((event.conn, source), None)
                if splitter is not None and splitter.tail is not None:
                    yield _line(event.conn, source, splitter.tail)


def _line(conn: int, source: Side, line: Line) -> str:
    return f"{conn} {_LETTERS[source]} {visible(line.text)}{_ENDINGS[line.ending]}\n"


def _describe(event: Event) -> str:
    match event:
        case Opened(client=client, server=server):
            return f"{_place(client)} connected to {_place(server)}"
        case TlsStarted(version=version, cipher=cipher):
            return f"{visible_text(version)}, {visible_text(cipher)}"
        case Delivered(recipient=recipient, path=path, offset=offset, length=length):
            return f"delivered for {visible_text(recipient)}: {visible_text(path)}, {length} bytes at {offset}"
        case Closed(reason=reason):
            return f"closed: {visible_text(reason)}" if reason else "closed"
        case _:
            return "bytes"


def _place(address: tuple[str, int]) -> str:
    return f"{visible_text(address[0])}:{address[1]}"
