"""The stages of the judge by their names, as lessons ask for them; the judge itself stands above the course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

JudgeName: TypeAlias = Literal["smtp", "client", "mbox"]
"""The kinds of program that are judged."""

STAGES: Final[Mapping[JudgeName, tuple[str, ...]]] = {
    "smtp": (
        "greeting",
        "hello",
        "goodbye",
        "small-talk",
        "envelope",
        "order",
        "message",
        "append",
        "again",
        "transparency",
        "quoting",
        "pieces",
        "at-once",
        "refusals",
        "contents",
        "bare-lf",
        "gone",
        "promise",
        "locks",
        "pipelining",
        "size",
        "starttls",
        "auth",
    ),
    "client": (
        "greeting",
        "hello",
        "multi-line",
        "envelope",
        "crlf",
        "dots",
        "end",
        "waits",
        "refusals",
        "eight-bit",
        "pieces",
        "gone",
        "starttls",
    ),
    "mbox": (
        "empty",
        "one",
        "several",
        "look-alikes",
        "show",
        "no-such-message",
        "unquoting",
        "no-final-newline",
        "crlf",
        "bytes",
        "large",
        "append",
        "append-again",
        "append-quoting",
        "locks",
        "beside",
    ),
}
"""The stages of each kind, in the order in which they are played."""
