"""Whether the program runs for somebody who has come over the web, to a machine that is not theirs."""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "HELO_VISITOR"
"""The variable of the environment that says so; ``helo web`` sets it for each visitor's program."""


def is_visitor() -> bool:
    """Whether programs and files of this machine are out of reach."""
    return bool(os.environ.get(VARIABLE))
