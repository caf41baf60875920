"""Random values: no program can know them beforehand, and the same seed gives the same ones."""

from __future__ import annotations

import random
from typing import Final

_WORDS: Final = (
    "anchor", "amber", "barge", "beacon", "breeze", "buoy", "cabin", "canvas", "chart", "cliff", "coral", "current",
    "delta", "dock", "drift", "ebb", "ferry", "fjord", "gale", "gull", "harbour", "heron", "hull", "inlet", "island",
    "jetty", "kelp", "lagoon", "lantern", "ledge", "mast", "mist", "oar", "pearl", "pebble", "pier", "quay", "raft",
    "reef", "sail", "shell", "shore", "sound", "storm", "tide", "wave", "wharf", "wind",
)  # fmt: skip
_HOSTS: Final = ("island", "shore", "laptop", "ferry", "lighthouse")


class Values:
    """A source of values for one stage.

    Args:
        seed: The seed of the run.
        stage: The name of the stage, so that each has its own, whichever others run.
    """

    def __init__(self, seed: int, stage: str) -> None:
        self.random = random.Random(f"{seed}:{stage}")  # noqa: S311 - nothing secret

    def word(self) -> str:
        """A short word."""
        return self.random.choice(_WORDS)

    def words(self, count: int) -> str:
        """So many words."""
        return " ".join(self.word() for _ in range(count))

    def token(self) -> str:
        """Twelve hexadecimal digits that stand nowhere else."""
        return f"{self.random.getrandbits(48):012x}"

    def host(self) -> str:
        """The name of a client: ``ferry-1f3c.test``."""
        return f"{self.random.choice(_HOSTS)}-{self.random.getrandbits(16):04x}.test"

    def address(self) -> str:
        """An address of somebody elsewhere: ``pearl.4711@island.test``."""
        return f"{self.word()}.{self.random.randrange(1000, 10000)}@island.test"
