"""How a gallery of faulty programs is kept: one class a fault, with the stage at which it must fail first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Fault(Generic[P]):
    """A program with one fault.

    Attributes:
        name: What it is called, after its class.
        stage: Where it must fail first.
        about: What is wrong with it.
        program: The class.
    """

    name: str
    stage: str
    about: str
    program: type[P]


class Gallery(dict[str, Fault[P]]):
    """Faulty programs by their names, in the order of the stages."""

    def fault(self, stage: str) -> Callable[[type[P]], type[P]]:
        """Hang a class up: ``KeepsDots`` becomes ``keeps-dots``, its docstring says what is wrong with it."""

        def hang(program: type[P]) -> type[P]:
            name = re.sub(r"(?<!^)(?=[A-Z])", "-", program.__name__).lower()
            self[name] = Fault(name, stage, program.__doc__ or "", program)
            return program

        return hang
