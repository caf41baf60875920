"""Conditions on a letter between servers: what came of a try to hand it on, and what waits in a queue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from heloworld.course.conditions.base import Condition, Count, Moment
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.mailbox import Natural
from heloworld.course.conditions.patterns import matches
from heloworld.lab.hosts.host_table import ServerName
from heloworld.wire.events import Action, Handled, Queued

Recipient: TypeAlias = Annotated[str | None, Meta(description="A pattern for the address to which the letter goes.")]


class Hop(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came of a try to hand a letter on."""

    about = "a server has tried to hand a letter on to the next one; it belongs to every connection"
    example = '{ hop = "deferred", recipient = "dora@*", reply = "4xx" }'

    hop: Annotated[
        Action,
        Meta(
            description="What became of the letter: the next server has it (`relayed`), it waits for another try "
            "(`deferred`), the sender is told that it failed (`failed`) or was too old (`expired`), or there is nobody "
            "to tell (`dropped`)."
        ),
    ]
    recipient: Recipient = None
    reply: Annotated[
        int | str | None, Meta(description="What the next server replied: a code, or a class such as `4xx`.")
    ] = None
    says: Annotated[
        str | None, Meta(description="A pattern for what came of it in the words of `mailq`, such as `*refused*`.")
    ] = None
    server: Annotated[ServerName | None, Meta(description="Which host has tried it. Left out, it is all one.")] = None
    count: Count = 1

    def __post_init__(self) -> None:
        """Look at what nobody else looks at."""
        if self.reply is not None and not _REPLY.fullmatch(str(self.reply)):
            raise ValueError(f"{self.reply!r} is no reply: write a code of three digits, or 2xx to 5xx")

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When such a try was over."""
        return (
            Moment(number, None)
            for number, event in evidence.queue_steps
            if isinstance(event, Handled)
            and event.action == self.hop
            and self.server in {None, event.server}
            and (self.recipient is None or matches(self.recipient, event.recipient))
            and (self.reply is None or _is_code(str(self.reply), event.reply))
            and (self.says is None or matches(self.says, event.reply))
        )


class Queue(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What waits in a server's queue."""

    is_state = True
    about = "letters wait in a server's queue, now"
    example = '{ queue = "harbour", holds = 1 }'

    queue: Annotated[ServerName, Meta(description="Whose queue.")]
    holds: Annotated[
        Natural | None, Meta(description="How many letters wait there, neither more nor less. Left out: one at least.")
    ] = None
    recipient: Recipient = None
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """Now, if it is so."""
        waiting = len(set(_waiting(self.queue, self.recipient or "*", evidence)))
        if waiting == self.holds or (self.holds is None and waiting):
            yield Moment(evidence.now, None)


def _waiting(server: str, recipient: str, evidence: Evidence) -> Iterator[str]:
    """The letters for somebody that wait on a server, by their queue IDs; one twice where it waits for two."""
    waiting: dict[tuple[str, str], None] = {}
    for _, event in evidence.queue_steps:
        if event.server != server:
            continue
        if isinstance(event, Queued):
            waiting |= dict.fromkeys((event.queue_id, each) for each in event.recipients)
        elif event.action != "deferred":
            waiting.pop((event.queue_id, event.recipient), None)
    return (queue_id for queue_id, each in waiting if matches(recipient, each))


_REPLY = re.compile(r"[2-5](?:[0-9]{2}|xx)")


def _is_code(wanted: str, words: str) -> bool:
    """Whether a server's reply that is quoted in these words is as wanted."""
    quoted = re.search(r"\bsaid: ([2-5][0-9]{2})\b", words)
    return quoted is not None and wanted in {quoted[1], f"{quoted[1][0]}xx"}
