"""Why a goal is not reached: the first of its conditions that is not met, and what there was instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from heloworld.course.conditions import CONDITIONS, Condition
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.letter import Letter
from heloworld.course.conditions.mailbox import Mailbox, Readers
from heloworld.course.conditions.message import Message
from heloworld.course.conditions.names import ZoneNow
from heloworld.course.conditions.queue import Hop, Queue
from heloworld.course.conditions.report import Report
from heloworld.course.conditions.verdict import Verdict
from heloworld.course.model.lesson import Goal, Misstep
from heloworld.wire.events import Handled
from heloworld.wire.rows import Exchange
from heloworld.wire.visible import visible, visible_text

Place = Callable[[int], str]
"""From a row of the transcript to what says where that was sent, such as ``at line 69``."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that is not met.

    Attributes:
        key: The key of the fence under which it stands: ``need``, ``any``, ``seq``, ``none`` or ``match``.
        number: Which one it is there, from 0.
        says: What is so instead, as a sentence.
    """

    key: str
    number: int
    says: str


def unmet(fence: Goal | Misstep, evidence: Evidence, place: Place) -> Unmet | None:
    """The first condition of a goal or a misstep that is not met; None where each is met by itself.

    Args:
        fence: The goal, or the misstep.
        evidence: All that happened.
        place: Tells where something was sent.
    """
    found = [_Case(evidence, conn, place).first(fence) for conn in _connections(fence, evidence)]
    return max(found, key=lambda each: each[0])[1]


def _lists(fence: Goal | Misstep) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Conditions by the key under which they stand."""
    for key in ("match",) if isinstance(fence, Misstep) else ("need", "any", "seq", "none"):
        yield key, getattr(fence, key)


def _connections(fence: Goal | Misstep, evidence: Evidence) -> list[int | None]:
    """The connections that count, each by itself; None alone where all count together."""
    if isinstance(fence, Goal) and fence.scope == "lesson":
        return [None]
    moments = [each for _, conditions in _lists(fence) for one in conditions for each in one.moments(evidence)]
    return list(dict.fromkeys(each.conn for each in moments if each.conn is not None)) or [None]


@dataclass(frozen=True, slots=True)
class _Case:
    """What happened on one connection, or on all together, and what is asked of it."""

    evidence: Evidence
    conn: int | None
    place: Place

    def first(self, fence: Goal | Misstep) -> tuple[int, Unmet | None]:
        """How many conditions are met before the first that is not, and that one."""
        met, after = 0, -1
        for key, conditions in _lists(fence):
            if key == "any":
                if conditions and not any(self._numbers(each, -1) for each in conditions):
                    return met, Unmet(key, 0, "None of these has happened.")
                met += bool(conditions)
                continue
            for at, each in enumerate(conditions):
                numbers = self._numbers(each, after if key in {"seq", "match"} else -1)
                if key == "none" and numbers:
                    return met, Unmet(key, at, f"This must not happen, and it did {self.place(numbers[0])}.")
                if key != "none" and not numbers:
                    return met, Unmet(key, at, self._why(each, after))
                met, after = met + 1, numbers[0] if numbers else after
        return met, None

    def _numbers(self, condition: Condition, after: int) -> list[int]:
        """When a condition was met often enough, since something else."""
        moments = (
            each for each in condition.moments(self.evidence) if self.conn is None or each.conn in {None, self.conn}
        )
        return [each.number for each in moments if each.number > after][condition.count - 1 :]

    def _why(self, condition: Condition, after: int) -> str:
        """What is so instead of what a condition asks for."""
        moments = list(condition.moments(self.evidence))
        if len(moments) >= condition.count:
            here = self.place(moments[-1].number)
            other = "not after what is asked for before it" if moments[-1].number <= after else "on another connection"
            return f"This happened {here}, {other}."
        if moments:
            often = "once" if len(moments) == 1 else f"{len(moments)} times"
            return f"This must happen {condition.count} times, and happened {often}."
        if isinstance(condition, Readers):
            return f"{_asked(condition, 'agree')} is asked for, and it is not so."
        for key in _keys(condition):
            near = next(_with(condition, set(_keys(condition)) - {key}).moments(self.evidence), None)
            if near is not None:
                return f"{_asked(condition, key)} is asked for; {self._instead(condition, key, near.number)}."
        return self._nothing(condition)

    def _instead(self, condition: Condition, key: str, number: int) -> str:
        """What there was in place of a key's value, where all else was as it should be."""
        if isinstance(condition, Mailbox | Letter | ZoneNow | Queue | Report):
            return "all else is as it should be"
        if isinstance(condition, Hop):
            tries = {at: event for at, event in self.evidence.queue_steps if isinstance(event, Handled)}
            return f"what came of it {self.place(number)} was `{visible_text(tries[number].reply)}`"
        if isinstance(condition, Verdict):
            event = next(event for at, event in self.evidence.verdicts if at == number)
            return f"{self.place(number)} it was `{visible_text(event.result)}`: {visible_text(event.reason)}"
        if key not in _INSTEAD:
            what = f"the {_THING[_kind(condition)]} that there was"
            return f"{what} {self.place(number)} is not like that"
        exchange = next(each.exchange for each in self.evidence.spoken if each.number == number)
        return f"{self.place(number)} {_INSTEAD[key](exchange)}"

    def _nothing(self, condition: Condition) -> str:
        """What to say where more than one key keeps a condition from being met."""
        kind = _kind(condition)
        if isinstance(condition, Message):
            other = msgspec.structs.replace(condition, mail="refused" if condition.mail == "accepted" else "accepted")
            near = next(_with(other, set()).moments(self.evidence), None)
            if near is not None and not any(_with(condition, set()).moments(self.evidence)):
                return f"{_asked(condition, kind)} is asked for; {self._instead(condition, 'reply', near.number)}."
        if not any(_with(condition, set()).moments(self.evidence)):
            return f"Nothing like {_asked(condition, kind)} has happened."
        alone = [key for key in _keys(condition) if not any(_with(condition, {key}).moments(self.evidence))]
        wanted = " with ".join(_asked(condition, key) for key in alone or _keys(condition))
        return f"{wanted} is asked for, and there was no such {_THING[kind]}."


_THING: Final = {
    "command": "command",
    "greeting": "greeting",
    "mail": "letter",
    "mailbox": "mailbox",
    "readers": "mailbox",
    "connection": "connection",
    "untagged": "response",
    "letter": "letter",
    "rewritten": "change",
    "asked": "question",
    "zone": "record",
    "hop": "try",
    "queue": "letter in that queue",
    "report": "report",
    "verdict": "verdict",
}


def _said(exchange: Exchange) -> str:
    return f"the server said `{visible(exchange.reply[-1])}`"


def _sent(exchange: Exchange) -> str:
    return f"`{visible(b' '.join(filter(None, (exchange.verb.encode(), exchange.argument))))}` was sent"


_INSTEAD: Final[Mapping[str, Callable[[Exchange], str]]] = {
    "reply": _said,
    "enhanced": _said,
    "says": _said,
    "offers": _said,
    "argument": _sent,
    "address": _sent,
    "parameter": _sent,
    "state": lambda exchange: f"the state was `{exchange.before.word}`",
}
"""By key: what there was in an exchange."""


def _kind(condition: Condition) -> str:
    """The key that says which condition it is."""
    return next(name for name, record in CONDITIONS.items() if isinstance(condition, record))


def _keys(condition: Condition) -> list[str]:
    """The keys that say more than the kind of a condition and how often it is to be met."""
    return [name for name, default in _defaults(condition) if name != "count" and getattr(condition, name) != default]


def _with(condition: Condition, keys: set[str]) -> Condition:
    """A condition that says no more than some of its keys do, and wants it once."""
    assert isinstance(condition, msgspec.Struct)
    return msgspec.structs.replace(
        condition, **{name: default for name, default in _defaults(condition) if name not in keys}
    )


def _defaults(condition: Condition) -> Iterator[tuple[str, Any]]:
    """The keys that may be left out, and what they are then."""
    assert isinstance(condition, msgspec.Struct)
    for field in msgspec.structs.fields(condition):
        if not field.required:
            yield field.name, field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _asked(condition: Condition, key: str) -> str:
    return f"`{key} = {_toml(getattr(condition, key))}`"


def _toml(value: object) -> str:
    """A value as it stands in the lesson."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(each)}' for key, each in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)
