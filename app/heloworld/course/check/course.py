"""Rules that take all lessons together: ids, what a lesson needs, and in what order terms are taught."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from heloworld.course.check.prose import texts
from heloworld.course.check.source import Source
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import Lesson

SHORTEST = 3
"""Letters that a term must have to be looked for in other lessons."""


@dataclass(frozen=True)
class SourcePlace:
    """Where a lesson stands among those that it may need.

    Attributes:
        lessons: All lessons of its course, in order, itself among them.
        others: Lessons of another course that it may need, too.
        unread: What those of its course are called that cannot be read; they have faults of their own.
    """

    lessons: Sequence[Lesson]
    others: Sequence[Lesson] = ()
    unread: frozenset[str] = frozenset()


def course_faults(source: Source, place: SourcePlace) -> Iterator[Fault]:
    """What is wrong with a lesson among the others.

    Args:
        source: The lesson.
        place: Where it stands.
    """
    yield from _ids(source, place)
    yield from _needs(source, place)
    yield from _explained(source)
    yield from _too_soon(source, place)


def _ids(source: Source, place: SourcePlace) -> Iterator[Fault]:
    head = source.lesson.head
    for other in place.lessons:
        if other.id == head.id and other.path.absolute() != source.path.absolute():
            says = f"The id `{head.id}` is taken by {other.path.name}."
            yield source.fault(source.key(head, "id"), "same-id", says)


def _needs(source: Source, place: SourcePlace) -> Iterator[Fault]:
    head = source.lesson.head
    line = source.key(head, "needs")
    order = {lesson.id: number for number, lesson in enumerate(place.lessons)}
    here = order.get(head.id, len(order))
    for name in head.needs:
        if name == head.id or head.id in _all_needs(name, place):
            yield source.fault(line, "cycle", f"`{name}` needs `{head.id}` itself: neither can come first.")
        elif name in order:
            if order[name] > here:
                yield source.fault(line, "needs-later", f"`{name}` is needed, and comes later in the course.")
        elif name not in place.unread and not any(other.id == name for other in place.others):
            yield source.fault(line, "unknown-lesson", f"There is no lesson `{name}` to be needed.")


def _all_needs(name: str, place: SourcePlace) -> set[str]:
    """All that a lesson needs, also by way of others."""
    needs: Mapping[str, tuple[str, ...]] = {lesson.id: lesson.head.needs for lesson in (*place.others, *place.lessons)}
    found: set[str] = set()
    left = [name]
    while left:
        for each in needs.get(left.pop(), ()):
            if each not in found:
                found.add(each)
                left.append(each)
    return found


def _explained(source: Source) -> Iterator[Fault]:
    """A term that is taught stands in the lesson's text."""
    head = source.lesson.head
    prose = "\n".join(line for _, line in (*source.prose, *source.examples))
    for term in head.teaches:
        if re.search(rf"(?<!\w){re.escape(term)}", prose, re.IGNORECASE) is None:
            says = f"`{term}` is said to be taught here, and does not stand in the text."
            yield source.fault(source.key(head, "teaches"), "unexplained", says)


def _too_soon(source: Source, place: SourcePlace) -> Iterator[Fault]:
    """No term is used before the lesson that teaches it."""
    ids = [lesson.id for lesson in place.lessons]
    if source.lesson.id not in ids:
        return
    here = ids.index(source.lesson.id)
    until_here = place.lessons[: here + 1]
    needs = {name for lesson in until_here for name in lesson.head.needs}
    needs |= {name for first in needs for name in _all_needs(first, place)}
    before = [*until_here, *(lesson for lesson in place.others if lesson.id in needs)]
    strangers = [lesson for lesson in place.others if lesson.id not in needs] if len(before) > len(until_here) else []
    known = {term for lesson in before for term in lesson.head.teaches}
    read = list(_read(source))
    for other in (*place.lessons[here + 1 :], *strangers):
        for term in other.head.teaches:
            if term not in known and len(term) >= SHORTEST and (line := _first_use(term, read)) is not None:
                known.add(term)
                where = "which is not needed here" if other in strangers else "which comes later"
                says = f"`{term}` is used here, and is taught in `{other.id}`, {where}."
                yield source.fault(line, "used-before-taught", says)


def _read(source: Source) -> Iterator[tuple[int, str]]:
    """What a learner reads, each with its line."""
    yield from source.prose
    for fence, key, text in texts(source):
        if key not in {"summary", "means"}:
            yield source.key(fence, key), text


def _first_use(term: str, read: Iterable[tuple[int, str]]) -> int | None:
    """The first line on which a term stands as a word of its own, as it is written."""
    pattern = re.compile(rf"(?<![\w.@/-]){re.escape(term)}(?![\w@/-]|\.\w)")
    return min((line for line, text in read if pattern.search(text)), default=None)
