"""Servers with one fault each; their words: FAULT PORT MAILBOX [CERTIFICATE [PASSWORD]]."""

from __future__ import annotations

from judge.gallery import servers_that_fall_early, servers_that_fall_late
from judge.gallery.faults import Gallery
from judge.gallery.right_server import Server, Session

SERVERS = Gallery(servers_that_fall_early.SERVERS | servers_that_fall_late.SERVERS)


def server_with(fault: str) -> type[Server]:
    """The right server with one of its parts changed."""
    part: type[object] = SERVERS[fault].program
    if issubclass(part, Server):
        return part
    place = "session" if issubclass(part, Session) else "mailbox_class"
    return type("WrongServer", (Server,), {place: part})


def main(words: list[str]) -> None:
    server_with(words[0])(*words[1:]).run()
