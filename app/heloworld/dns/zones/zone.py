"""Zones: what a zone says as data, and what is wrong with its text, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TTL: Final = 300
"""Seconds that an answer may be remembered where the zone says nothing else."""

NEGATIVE_TTL: Final = 60
"""Seconds that a no may be remembered where the zone has no SOA of its own (RFC 2308 §4)."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes:
        name: Whose it is, with the final dot, in lower case.
        kind: Its type: ``MX``.
        ttl: Seconds that it may be remembered.
        data: What it says, as a zone has it, every name in it whole: ``10 mail.harbour.test.``.
        line: The number of its line in the zone; 0 where it is not from a zone's text.
    """

    name: str
    kind: str
    ttl: int
    data: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, or likely to be.

    Attributes:
        line: Its number, from 1.
        sentence: What is wrong; it may hold words of the zone, so it is not safe to show as it is.
        remedy: What helps, in one sentence.
    """

    line: int
    sentence: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone says.

    Attributes:
        origin: Its name, with the final dot, in lower case.
        records: Its records in the order of the text; SOA and NS last, where the text has none.
        faults: What keeps it from being served; there is no record of such lines.
        warnings: What can be served and is hardly meant so.
    """

    origin: str
    records: tuple[Record, ...]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be served."""
        return not self.faults

    def of(self, name: str, kind: str = "") -> tuple[Record, ...]:
        """The records at a name.

        Args:
            name: The name; without a final dot it is in the zone, and ``@`` is the zone itself.
            kind: Of this type alone; of any where it is empty.
        """
        whole = absolute(name, self.origin)
        return tuple(each for each in self.records if each.name == whole and kind.upper() in {"", each.kind})


def absolute(name: str, origin: str) -> str:
    """A name of a zone as a whole one, in lower case.

    Args:
        name: As it is written in the zone.
        origin: The zone's own name, with the final dot.
    """
    if name == "@":
        return origin.lower()
    if name.endswith("."):
        return name.lower()
    return f"{name}.{'' if origin == '.' else origin}".lower()
