"""The tree walk: from a name upwards, to find a policy, and where an organisation begins (RFC 9989 §4.10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.trust.dmarc.record import Record, parse_record, select
from heloworld.trust.look_up import Answers, Questions, TempError

MOST_LABELS: Final = 7
"""Labels of the second name that is asked; with the first one, a walk is 8 questions at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a name.

    Attributes:
        record: Its record; None where there is none.
        count: How many records there are: of two or more, none counts.
        is_answered: Whether there was an answer.
    """

    record: Record | None = None
    count: int = 0
    is_answered: bool = True


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk.

    Attributes:
        start: Where it began.
        records: Each name with a record, and the record; from the start upwards.
        several: Each name with two or more records, of which none counts, and how many there are.
        unanswered: The name that could not be asked about, which ended the walk; empty where there is none.
        is_whole: Whether it went all the way; it need not where the start has a record that counts.
    """

    start: str
    records: tuple[tuple[str, Record], ...] = ()
    several: tuple[tuple[str, int], ...] = ()
    unanswered: str = ""
    is_whole: bool = True

    def record(self, domain: str) -> Record | None:
        """The record of a name on the way."""
        return dict(self.records).get(domain)

    @property
    def organization(self) -> str:
        """Where the organisation of the start begins (RFC 9989 §4.10.2)."""
        for domain, record in self.records:
            if record.suffix == "n":
                return domain
            if record.suffix == "y" and domain != self.start:
                return ".".join(self.start.split(".")[-domain.count(".") - 2 :])
        return self.records[-1][0] if self.records else self.start

    @property
    def policy_domain(self) -> str:
        """Whose record counts: the start's own, else the organisation's, else the suffix's; empty where none does."""
        names = [domain for domain, _ in self.records]
        wanted = (self.start, self.organization, *(domain for domain, record in self.records if record.suffix == "y"))
        return next((domain for domain in wanted if domain in names), "")


class Walker:
    """Walks for one verdict; no name is asked twice.

    Args:
        questions: Who is asked.
    """

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._found: dict[str, Found] = {}

    async def look(self, domain: str) -> Found:
        """What stands at a name."""
        if domain not in self._found:
            self._found[domain] = await self._look(domain)
        return self._found[domain]

    async def walk(self, start: str) -> Walk:
        """Walk from a name upwards."""
        records: list[tuple[str, Record]] = []
        several: list[tuple[str, int]] = []
        for domain in way_up(start):
            found = await self.look(domain)
            if not found.is_answered:
                return Walk(start, tuple(records), tuple(several), domain)
            if found.count > 1:
                several.append((domain, found.count))
            if found.record is not None:
                records.append((domain, found.record))
                if found.record.suffix == "n" or (found.record.suffix == "y" and domain != start):
                    break
        return Walk(start, tuple(records), tuple(several))

    async def _look(self, domain: str) -> Found:
        said = await self._questions.ask(f"_dmarc.{domain}", "TXT")
        if isinstance(said, TempError):
            return Found(is_answered=False)
        records = select(said.texts) if isinstance(said, Answers) else []
        return Found(parse_record(records[0]) if len(records) == 1 else None, len(records))


def way_up(domain: str) -> list[str]:
    """The names of a walk: the domain, then from its last seven labels up, so that nobody can make it long."""
    labels = domain.split(".")
    above = labels[1:][-MOST_LABELS:]
    return [domain, *(".".join(above[at:]) for at in range(len(above)))]
