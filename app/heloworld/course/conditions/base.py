"""What all conditions share: when they were met, and how they compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal, NamedTuple, TypeAlias

from msgspec import Meta

from heloworld.course.conditions.evidence import Evidence, Who
from heloworld.course.conditions.patterns import matches, text
from heloworld.lab.hosts.host_table import ServerName
from heloworld.wire.rows import Exchange

Reply: TypeAlias = int | str
"""A reply code, a class of them, the word of a reply that has none (``+OK``), or what a reply means."""

Protocol: TypeAlias = Annotated[
    str | None, Meta(description="The protocol spoken, such as `smtp`. Left out, it is all one.")
]

Count: TypeAlias = Annotated[int, Meta(ge=1, description="How often it must have happened, at least.")]
Outside: TypeAlias = Annotated[
    bool | None,
    Meta(description="`true`: by another program; `false`: at the built-in prompt. Left out, it is all one."),
]
By: TypeAlias = Annotated[
    Who | tuple[Who, ...] | None,
    Meta(
        description="Who spoke to the server: the built-in prompt, another program, or a server that relays; or a list "
        "of them."
    ),
]
Login: TypeAlias = Annotated[
    str | None, Meta(description="Who had logged in by then, without a domain; an empty text for nobody.")
]
AtServer: TypeAlias = Annotated[
    ServerName | None, Meta(description="With which host's server. Left out, it is all one.")
]
OfServer: TypeAlias = Annotated[
    ServerName | None, Meta(description="On which host the mailbox lies. Left out, it is harbour.")
]
OfFolder: TypeAlias = Annotated[
    Literal["spam"] | None, Meta(description="`spam`: not the mailbox itself, but its owner's spam folder.")
]
Tls: TypeAlias = Annotated[bool | None, Meta(description="Whether it crossed under TLS.")]


class Moment(NamedTuple):
    """When a condition was met.

    Attributes:
        number: The row of the transcript, or a number after all of them for what is true now.
        conn: The connection; None for what belongs to none.
    """

    number: int
    conn: int | None


class Condition:
    """What all conditions can do.

    Attributes:
        about: What the condition is about, for the author's guide.
        is_state: Whether it is about how things stand, which belongs to no conversation.
        count: How often it must have been met.
    """

    __slots__ = ()
    about: ClassVar[str]
    is_state: ClassVar[bool] = False
    example: ClassVar[str]
    count: int

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When it was met, in order."""
        raise NotImplementedError


def is_so(wanted: bool | None, it: bool) -> bool:
    """Whether a fact is as wanted, where anything is wanted."""
    return wanted is None or wanted is it


def is_by(outside: bool | None, who: Who | tuple[Who, ...] | None, it: Who) -> bool:
    """Whether somebody is who is wanted; what is outside is no server of the world."""
    return (outside is None or it == ("outside" if outside else "prompt")) and (who is None or it in listed(who))


def check_reply(wanted: Reply | tuple[Reply, ...] | None) -> None:
    """Look whether there can be such a reply.

    Raises:
        ValueError: It is no code, no class, no meaning, and no word either.
    """
    for each in wanted if isinstance(wanted, tuple) else (wanted,):
        if isinstance(each, str) and not _REPLY.fullmatch(each):
            raise ValueError(f"{each!r} is no reply: write a code, 2xx to 5xx, done, go on, not now, refused, or +OK")
        if isinstance(each, int) and each not in _CODES:
            raise ValueError(f"`{each}` is no reply code: these have three digits and begin with 2, 3, 4 or 5")


_CODES = range(200, 600)
_REPLY = re.compile(r"[2-5]xx|done|go on|not now|refused|[^0-9 ]+")


def is_reply(wanted: Reply | tuple[Reply, ...] | None, exchange: Exchange) -> bool:
    """Whether a reply is one of those wanted: by its code, the class of it, its word, or what it means."""
    if wanted is None:
        return True
    return any(
        each == exchange.code
        if isinstance(each, int)
        else each in {exchange.status, exchange.outcome.value, f"{exchange.status[:1]}xx"}
        for each in (wanted if isinstance(wanted, tuple) else (wanted,))
    )


def listed(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """One or several, as several."""
    return (value,) if isinstance(value, str) else value


def fits(pattern: str | None, data: bytes) -> bool:
    """Whether bytes are as a pattern says."""
    return pattern is None or matches(pattern, text(data))


def any_line(pattern: str, lines: Iterable[str]) -> bool:
    """Whether one of these lines is as a pattern says, case and all."""
    return any(matches(pattern, line, ignore_case=False) for line in lines)
