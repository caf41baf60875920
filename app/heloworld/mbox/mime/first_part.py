"""Which part of a message is read first (RFC 2046 §5.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from heloworld.mbox.mime.parts import Part

_PLAIN: Final = "text/plain"


def first_part(parts: Sequence[Part], top: int = 0) -> int:
    """The number of the part to show first.

    It is the first one that is to be read and that holds something; of alternatives, the plain text. What is attached,
    what is inside of another message and what programs write for programs comes only where nothing else is there.

    Args:
        parts: The parts of a message, in their order.
        top: The one among which and whose own the part is looked for.
    """
    below: dict[int, list[int]] = {}
    for number, part in enumerate(parts[top + 1 :], top + 1):
        if part.parent is not None:
            below.setdefault(part.parent, []).append(number)
    found = _to_read(top, parts, below)
    if found is not None:
        return found
    inside = _own_parts(top, parts, below)
    return next((number for is_fit in _OTHERWISE for number in inside if is_fit(parts[number])), top)


def _own_parts(top: int, parts: Sequence[Part], below: dict[int, list[int]]) -> list[int]:
    """A part and all parts in it, in their order, but for those of a message in it."""
    found, waiting = [], [top]
    while waiting:
        number = waiting.pop()
        found.append(number)
        if parts[number].inner is None:
            waiting += reversed(below.get(number, ()))
    return found


def _to_read(number: int, parts: Sequence[Part], below: dict[int, list[int]]) -> int | None:
    """The first part to read of one part; None where it has none."""
    part = parts[number]
    if not part.has_parts:
        return number if _is_text(part) and not part.is_attached and _holds_something(part) else None
    if part.inner is not None:
        return None
    found = [each for each in (_to_read(child, parts, below) for child in below.get(number, ())) if each is not None]
    if part.kind == "multipart/alternative":
        found.sort(key=lambda each: parts[each].kind != _PLAIN)
    return found[0] if found else None


def _is_text(part: Part) -> bool:
    return part.text is not None and part.kind.startswith(("text/", "multipart/"))


def _holds_something(part: Part) -> bool:
    return bool(part.text and not part.text.isspace())


_OTHERWISE: Final[Sequence[Callable[[Part], bool]]] = (
    lambda part: part.text is not None and not part.is_attached and _holds_something(part),
    lambda part: part.inner is not None,
    _holds_something,
    lambda part: part.text is not None,
)
"""What is shown where nothing is to be read, in this order."""
