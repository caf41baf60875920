"""How a gallery of faulty programs is kept: one class a fault, with the stage at which it must fail first.

Programs of the gallery are started hundreds of times, so they import little.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    P = TypeVar("P", bound=type)


class Fault:
    """A program with one fault.

    Attributes:
        name: What it is called, after its class.
        stage: Where it must fail first.
        about: What is wrong with it.
        program: The class.
    """

    def __init__(self, stage: str, program: type[Any]) -> None:
        self.name = re.sub(r"(?<!^)(?=[A-Z]|(?<=[a-z])\d)", "-", program.__name__).lower()
        self.stage, self.about, self.program = stage, program.__doc__, program


class Gallery(dict[str, Fault]):
    """Faulty programs by their names, in the order of the stages."""

    def fault(self, stage: str) -> Callable[[P], P]:
        """Hang a class up: ``KeepsDots`` becomes ``keeps-dots``, its docstring says what is wrong with it."""

        def hang(program: P) -> P:
            fault = Fault(stage, program)
            self[fault.name] = fault
            return program

        return hang
