"""What all conditions share: when they were met, and how they compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal, NamedTuple, TypeAlias

from msgspec import Meta

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.patterns import matches
from heloworld.smtp.path import Argument, parse

Code: TypeAlias = int | Literal["2xx", "3xx", "4xx", "5xx"]
"""A reply code, or a class of them."""

Count: TypeAlias = Annotated[int, Meta(ge=1, description="How often it must have happened, at least.")]
Outside: TypeAlias = Annotated[
    bool | None,
    Meta(description="`true`: by another program; `false`: at the built-in prompt. Left out, it is all one."),
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
        count: How often it must have been met.
    """

    __slots__ = ()
    about: ClassVar[str]
    example: ClassVar[str]
    count: int

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When it was met, in order."""
        raise NotImplementedError


def is_so(wanted: bool | None, it: bool) -> bool:
    """Whether a fact is as wanted, where anything is wanted."""
    return wanted is None or wanted is it


def is_code(wanted: Code | tuple[Code, ...] | None, code: int) -> bool:
    """Whether a reply code is one of those wanted."""
    if wanted is None:
        return True
    return any(
        each == code if isinstance(each, int) else each[0] == str(code)[0]
        for each in (wanted if isinstance(wanted, tuple) else (wanted,))
    )


def listed(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """One or several, as several."""
    return (value,) if isinstance(value, str) else value


def text(data: bytes) -> str:
    """Bytes as text, of which nothing is lost."""
    return data.decode("utf-8", "surrogateescape")


def fits(pattern: str | None, data: bytes) -> bool:
    """Whether bytes are as a pattern says."""
    return pattern is None or matches(pattern, text(data))


def any_line(pattern: str, lines: Iterable[str]) -> bool:
    """Whether one of these lines is as a pattern says, case and all."""
    return any(matches(pattern, line, ignore_case=False) for line in lines)


def parsed(verb: str, argument: bytes) -> Argument | None:
    """The argument of MAIL or RCPT, taken apart; None for other verbs."""
    keyword = {"MAIL": "FROM:", "RCPT": "TO:"}.get(verb)
    return parse(argument, keyword) if keyword else None


def address(verb: str, argument: bytes) -> str:
    """The address of MAIL or RCPT; what is none is given as it was written."""
    found = parsed(verb, argument)
    return str(found.path) if found is not None and found.path is not None else text(argument)
