"""How a verdict asks the DNS: a callable of its own, so that this room knows no resolver.

Whoever wants a verdict hands in an `Ask`. Every verdict asks through `Questions`, which remembers what was asked and
what came back, for the trace, and puts an end to it: no letter can make a receiver ask for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

MOST: Final = 250
"""Questions that one verdict may ask. What the RFCs allow stays below it; a letter that needs more is not judged."""

LONGEST_WORDS: Final = 1_000
"""Characters of an answer that a line shows."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The records of the type that was asked for, at the end of any aliases.

    Attributes:
        texts: Of TXT: the text of each record, its strings joined.
        addresses: Of A and AAAA: each address in numbers.
        names: Of PTR: each name, without its final dot.
        exchanges: Of MX: each preference and name, without its final dot; an empty name is the null MX.
        server: Who said so; empty where that is not known.
        is_remembered: Whether nobody was asked for it now: the answer of an earlier time is still good.
    """

    texts: tuple[bytes, ...] = ()
    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    exchanges: tuple[tuple[int, str], ...] = ()
    server: str = ""
    is_remembered: bool = False

    def __len__(self) -> int:
        return len(self.texts) + len(self.addresses) + len(self.names) + len(self.exchanges)


@dataclass(frozen=True, slots=True)
class NoData:
    """The name exists and has no record of the type; the fields are as those of `Answers`."""

    server: str = ""
    is_remembered: bool = False


@dataclass(frozen=True, slots=True)
class NXDomain:
    """There is no such name; the fields are as those of `Answers`."""

    server: str = ""
    is_remembered: bool = False


@dataclass(frozen=True, slots=True)
class TempError:
    """Nobody answered, or the name server has a problem of its own: the same may be answered later.

    Attributes:
        reason: What happened, as a sentence.
        server: Who was asked.
    """

    reason: str = "The name server does not answer."
    server: str = ""


Said: TypeAlias = Answers | NoData | NXDomain | TempError


class Ask(Protocol):
    """Asks the DNS for the records of a name. Never raises: what goes wrong is an answer, too."""

    async def __call__(self, name: str, kind: str, /) -> Said:
        """Ask.

        Args:
            name: Without a final dot; may be one that the DNS cannot have, which then does not exist.
            kind: ``TXT``, ``A``, ``AAAA``, ``MX`` or ``PTR``.
        """


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and what came back.

    Attributes:
        name: The name.
        kind: The type.
        said: The answer.
    """

    name: str
    kind: str
    said: Said

    @property
    def is_remembered(self) -> bool:
        """Whether nobody had to be asked: the answer was known from an earlier time."""
        return not isinstance(self.said, TempError) and self.said.is_remembered

    @property
    def words(self) -> str:
        """Both in one line, as in ``MX harbour.test = 10 mail.harbour.test``."""
        return f"{self.kind} {self.name} = {in_words(self.said)}"


class TooManyQuestions(Exception):  # noqa: N818 - a state of the verdict
    """A verdict has asked `MOST` questions, and wants to ask another."""


class Questions:
    """Asks for one verdict.

    Args:
        ask: Whom to ask.
        most: Questions that may be asked.
    """

    def __init__(self, ask: Ask, most: int = MOST) -> None:
        self._ask = ask
        self._most = most
        self._told = 0
        self.asked: list[Question] = []

    async def ask(self, name: str, kind: str) -> Said:
        """Ask, and remember.

        Raises:
            TooManyQuestions: This would be one too many.
        """
        if len(self.asked) >= self._most:
            raise TooManyQuestions
        said = await self._ask(name, kind)
        if isinstance(said, Answers) and not len(said):
            said = NoData(said.server, said.is_remembered)
        self.asked.append(Question(name, kind, said))
        return said

    def take(self) -> tuple[Question, ...]:
        """What was asked since the last call of this."""
        new = tuple(self.asked[self._told :])
        self._told = len(self.asked)
        return new


def in_words(said: Said) -> str:
    """An answer, as one line; texts as they stand, with marks for what is no printable ASCII."""
    match said:
        case Answers():
            texts = (f'"{text.decode("ascii", "backslashreplace")}"' for text in said.texts)
            exchanges = (f"{preference} {name or '.'}" for preference, name in said.exchanges)
            words = ", ".join([*texts, *said.addresses, *said.names, *exchanges])
            return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
        case NoData():
            return "no such record"
        case NXDomain():
            return "no such name"
        case TempError():
            return f"no answer: {said.reason}"
