"""A transcript as lines of text, for people and for pipes: what ``helo serve`` prints."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.wire.events import Bytes, Closed, Delivered, Event, Opened, Side, TlsStarted
from heloworld.wire.lines import Ending, Line, LineSplitter
from heloworld.wire.visible import visible, visible_text

_ENDINGS = {Ending.CRLF: "", Ending.LF: "␊", Ending.NONE: "…"}
_LETTERS: dict[Side, str] = {"client": "C:", "server": "S:"}


class Report:
    """Events in, lines out, each with the number of its connection in front."""

    def __init__(self) -> None:
        self._splitters: dict[tuple[int, Side], LineSplitter] = {}

    def lines(self, event: Event) -> Iterator[str]:
        """The lines that an event completes; all of them safe to show."""
        match event:
            case Bytes(source=source, data=data):
                splitter = self._splitters.setdefault((event.conn, source), LineSplitter())
                for line in splitter.feed(data):
                    yield _line(event.conn, source, line)
            case Opened(client=client, server=server):
                yield f"{event.conn} -- {_place(client)} connected to {_place(server)}"
            case TlsStarted(version=version, cipher=cipher):
                yield f"{event.conn} -- {visible_text(version)}, {visible_text(cipher)}"
            case Delivered(recipient=recipient, path=path, offset=offset, length=length):
                where = f"{visible_text(path)}, {length} bytes at {offset}"
                yield f"{event.conn} -- delivered for {visible_text(recipient)}: {where}"
            case Closed(reason=reason):
                yield from self._tails(event.conn)
                yield f"{event.conn} -- closed{f': {visible_text(reason)}' if reason else ''}"

    def _tails(self, conn: int) -> Iterator[str]:
        """What a closed connection left unfinished."""
        for source in _LETTERS:
            splitter = self._splitters.pop((conn, source), None)
            if splitter is not None and splitter.tail is not None:
                yield _line(conn, source, splitter.tail)


def _line(conn: int, source: Side, line: Line) -> str:
    return f"{conn} {_LETTERS[source]} {visible(line.text)}{_ENDINGS[line.ending]}"


def _place(address: tuple[str, int]) -> str:
    return f"{visible_text(address[0])}:{address[1]}"
