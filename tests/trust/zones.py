"""Zones for verdicts: answers from a table, asked as a verdict asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from heloworld.trust.look_up import Answers, NoData, NXDomain, Said, TempError


@dataclass
class Zone:
    """Answers from a table: of each name, its records as lines like ``MX 10 mail.harbour.test`` or ``TXT v=spf1 -all``.

    ``TIMEOUT`` instead of a record: a question about a type that the name does not have is not answered.
    """

    records: Mapping[str, Sequence[str]]
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, name: str, kind: str, /) -> Said:
        self.asked.append((name, kind))
        return self.look_up(name, kind)

    def look_up(self, name: str, kind: str, hops: int = 0) -> Said:
        lines = self.records.get(name.lower().removesuffix("."))
        if lines is None or hops > 8:
            return NXDomain()
        values = [value for found, _, value in (line.partition(" ") for line in lines) if found == kind]
        for line in lines:
            if line.startswith("CNAME ") and not values:
                return self.look_up(line.removeprefix("CNAME "), kind, hops + 1)
        if not values:
            return TempError() if "TIMEOUT" in lines else NoData()
        if kind == "TXT":
            return Answers(texts=tuple(value.encode("latin-1") for value in values))
        if kind == "MX":
            pairs = (value.partition(" ")[::2] for value in values)
            return Answers(exchanges=tuple((int(first), second.removesuffix(".")) for first, second in pairs))
        return Answers(names=tuple(values)) if kind == "PTR" else Answers(addresses=tuple(values))
