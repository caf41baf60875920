"""What the Pygments lexers of several rooms write their rules with. Nobody but a lexer imports this."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pygments.lexer import bygroups


def groups(*tokens: object) -> Callable[..., Any]:
    """One token for each group of a rule; a rule without groups takes nothing and only changes the state."""
    return cast("Callable[..., Any]", bygroups(*tokens))  # type: ignore[no-untyped-call]
