"""What a solution does: lines that are sent, connections that are opened and closed."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from heloworld.lab.doors import DoorName
from heloworld.lab.hosts.host_table import SeatName


class Act(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that is done; exactly one of the first eight keys says what. A plain string is ``{ send = "…" }``."""

    send: Annotated[str | None, Meta(description="A line that goes out from the prompt.")] = None
    outside: Annotated[str | None, Meta(description="A line that goes out from another program's connection.")] = None
    connect: Annotated[
        Literal["prompt", "outside"] | None, Meta(description="Whose connection is opened; a line opens it, too.")
    ] = None
    hang_up: Annotated[Literal["prompt", "outside"] | None, Meta(description="Whose connection is closed.")] = None
    telnet: Annotated[
        str | None, Meta(description="A host, and perhaps the name of a service, to which the prompt connects.")
    ] = None
    dig: Annotated[
        str | None, Meta(description="A question that the prompt's host asks the name server, as `dig` takes it.")
    ] = None
    zone: Annotated[str | None, Meta(description="The domain whose zone is changed: `add`, `drop` or both.")] = None
    later: Annotated[
        Literal["next"] | int | None,
        Meta(
            description="The world's clock is turned: by so many seconds, or with `next` to the next try of a "
            "letter; where none waits, to the next thing that is due."
        ),
    ] = None
    ending: Annotated[Literal["CRLF", "LF"], Meta(description="With `send` or `outside`: how the line ends.")] = "CRLF"
    door: Annotated[
        DoorName | None, Meta(description="With `connect`: at which door; left out, where that hand was last.")
    ] = None
    seat: Annotated[
        SeatName | None, Meta(description="With `connect` or `telnet`: from which host that hand speaks from then on.")
    ] = None
    add: Annotated[str | None, Meta(description="With `zone`: a line that is added.")] = None
    drop: Annotated[
        str | None, Meta(description="With `zone`: a pattern for the lines that are taken out, before one is added.")
    ] = None
    needed: Annotated[bool, Meta(description="`false`: the goals are reached without it, too.")] = True
    free: Annotated[bool, Meta(description="`true`: something must be sent here, whatever it says.")] = False

    @property
    def line(self) -> str | None:
        """The line that is sent; None where none is."""
        return self.send if self.send is not None else self.outside

    @property
    def is_whole(self) -> bool:
        """Whether exactly one thing is said to be done."""
        kinds = (self.send, self.outside, self.connect, self.hang_up, self.telnet, self.dig, self.zone, self.later)
        return sum(each is not None for each in kinds) == 1

    @property
    def in_words(self) -> str:
        """What is done, on one line: what is sent, or what becomes of the connection."""
        if self.line is not None:
            return self.line
        if self.later is not None:
            return "later" if self.later == "next" else f"sleep {self.later}"
        if self.dig is not None:
            return f"dig {self.dig}"
        if self.zone is not None:
            edits = (("drop", self.drop), ("add", self.add))
            return f"zone {self.zone}: {', '.join(f'{what} {line}' for what, line in edits if line is not None)}"
        return f"telnet {self.telnet}" if self.telnet else "connect" if self.connect else "hang up"
