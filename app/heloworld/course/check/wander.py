"""No trap: whatever a learner does first, the right way still leads to the goals, or a sentence says what to undo.

Before any line of a step's solution something wrong is done, at random; then the solution goes on. If that does not
reach the goals, a learner does the step again in the same conversation. Where that leads nowhere either, the page must
say so, or the server, with a refusal; then a learner begins anew in the same world: hangs up and plays the whole way
again. Where even that does not help, the page must say what has to be undone, at once and in the end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.course.check.fences import with_lines
from heloworld.course.check.play import Rehearsal
from heloworld.course.check.source import Source
from heloworld.course.model.act import Act
from heloworld.course.model.faults import Fault
from heloworld.course.play.runner import Runner
from heloworld.errors import HeloError
from heloworld.lab.doors import door_of

WANDERINGS: Final = 6
"""How often each step is played with detours, unless told otherwise."""

ODDS: Final = 0.25
"""How likely something wrong is done before a right line."""


def _lines(*lines: str) -> tuple[Act, ...]:
    return tuple(Act(send=line) for line in lines)


_HANGING_UP: Final = ((Act(hang_up="prompt"),), (Act(hang_up="prompt"), Act(connect="prompt")))

DETOURS: Final[Mapping[str, tuple[tuple[Act, ...], ...]]] = {
    "smtp": (
        _lines("XYZZY"),
        _lines("NOOP"),
        _lines(""),
        _lines("HELO localhost"),
        _lines("EHLO localhost"),
        _lines("MAIL FROM:<dora@island.test>"),
        _lines("RCPT TO:<ana@harbour.test>"),
        _lines("RCPT TO:<cleo@harbour.test>"),
        _lines("RCPT TO:<nobody@harbour.test>"),
        _lines("DATA"),
        _lines("RSET"),
        _lines("STARTTLS"),
        _lines("STARTTLS", "EHLO localhost"),
        _lines("EHLO localhost", "STARTTLS", "EHLO localhost"),
        _lines("AUTH PLAIN"),
        _lines("AUTH PLAIN AGRvcmEAbGFudGVybg=="),
        _lines("EHLO localhost", "AUTH PLAIN AGRvcmEAbGFudGVybg=="),
        _lines("QUIT"),
        _lines("."),
        _lines("One line too many."),
        _lines("Subject: something else"),
        *_HANGING_UP,
        _lines("MAIL FROM:<dora@island.test>", "RCPT TO:<ben@harbour.test>", "DATA", "Subject: x", "", "Hi Ben", "."),
        _lines("MAIL FROM:<>", "RCPT TO:<cleo@harbour.test>", "DATA", "To: ana@harbour.test", "", "Hi Cleo", "."),
    ),
    "pop3": (
        _lines("XYZZY"),
        _lines("NOOP"),
        _lines(""),
        _lines("HELO localhost"),
        _lines("a1 LOGIN ana sesame"),
        _lines("USER ana"),
        _lines("USER ana", "PASS open"),
        _lines("PASS sesame"),
        _lines("AUTH PLAIN"),
        _lines("STAT"),
        _lines("LIST 1"),
        _lines("RETR 1"),
        _lines("RETR 99"),
        _lines("TOP 1"),
        _lines("DELE 1"),
        _lines("DELE 2"),
        _lines("DELE 2", "QUIT"),
        _lines("RSET"),
        _lines("QUIT"),
        *_HANGING_UP,
    ),
    "imap": (
        _lines("XYZZY"),
        _lines("NOOP"),
        _lines(""),
        _lines("HELO localhost"),
        _lines("USER ana"),
        _lines("LOGIN ana sesame"),
        _lines("a9 LOGIN ana open"),
        _lines("a9 login ana sesame"),
        _lines("SELECT INBOX"),
        _lines("a9 SELECT INBOX"),
        _lines("a9 SELECT Nowhere"),
        _lines("a9 EXAMINE INBOX"),
        _lines("a9 FETCH 1"),
        _lines("a9 FETCH 1 BODY[]"),
        _lines("a9 FETCH 99 FLAGS"),
        _lines("a9 SEARCH ALL"),
        _lines("a9 STORE 1 +FLAGS Flagged"),
        _lines(r"a9 STORE 1 FLAGS (\Deleted)"),
        _lines(r"a9 STORE 2 +FLAGS (\Deleted)", "a9 EXPUNGE"),
        _lines("a9 EXPUNGE 1"),
        _lines("a9 IDLE"),
        _lines("a9 IDLE", "a9 NOOP"),
        _lines("DONE"),
        _lines("a9 CLOSE"),
        _lines("a9 LOGOUT"),
        *_HANGING_UP,
    ),
}
"""What learners do at the prompt that is not asked for, by what is spoken there: an unknown word, a command out of
order, a letter to somebody else, a letter deleted.
"""


@dataclass(frozen=True, slots=True)
class Wandering:
    """One way through a step with detours.

    Attributes:
        step: The step, from 0.
        acts: What is done.
        seed: What the detours were drawn with.
    """

    step: int
    acts: tuple[Act, ...]
    seed: str


def wanderings(
    lesson: str, solutions: Sequence[Sequence[Act]], count: int, protocol: str = "smtp"
) -> Iterator[Wandering]:
    """Ways through the steps of a lesson, the same at every call.

    Args:
        lesson: The lesson's id.
        solutions: The solution of each step.
        count: How many ways through each step.
        protocol: What is spoken at the prompt.
    """
    for step, solution in enumerate(solutions):
        for number in range(count if solution else 0):
            seed = f"{lesson} {step + 1} {number}"
            chance = random.Random(seed)  # noqa: S311 - no secret: it has to be the same at every call
            acts: list[Act] = []
            at = chance.randrange(len(solution))
            for place, act in enumerate(solution):
                if place == at or chance.random() < ODDS:
                    acts += chance.choice(DETOURS[protocol])
                acts.append(act)
            yield Wandering(step, tuple(acts), seed)


async def traps(source: Source, rehearsal: Rehearsal, count: int) -> list[Fault]:
    """Steps that a mistake can make impossible without a word about it."""
    faults = []
    solutions = [step.solution for step in source.lesson.steps]
    protocol = door_of(source.lesson.head.world.prompt).protocol
    for each in wanderings(source.lesson.id, solutions, count, protocol):
        if not await _leads_on(rehearsal, each):
            step = source.lesson.steps[each.step]
            open_goals = ", ".join(f"`{goal.id}`" for goal in step.goals if not rehearsal.runner.is_reached(goal))
            says = (
                f"A detour makes {open_goals} impossible, and nothing says what to undo (seed `{each.seed}`): "
                f"{_told(each.acts)}. Let the goal be reached all the same, or write a misstep with `lasting = true`."
            )
            faults.append(source.fault(step.line, "trap", says))
    return faults


async def traps_after_wrongs(source: Source, rehearsal: Rehearsal) -> list[Fault]:
    """The same for what the lesson itself expects to go wrong."""
    faults = []
    for number, step in enumerate(source.lesson.steps):
        for wrong in step.wrongs:
            acts = tuple(act for act, _ in with_lines(source, wrong, wrong.acts))
            if not await _leads_on(rehearsal, Wandering(number, (*acts, *step.solution), "")):
                says = (
                    f"After this the goal `{wrong.on}` cannot be reached any more, and nothing says what to undo. "
                    "Let the goal be reached all the same, or give the misstep `lasting = true`."
                )
                faults.append(source.fault(wrong.line, "trap", says))
    return faults


async def _leads_on(rehearsal: Rehearsal, wandering: Wandering) -> bool:
    """Whether the step is done in the end, or its page says what to undo."""
    await rehearsal.begin(wandering.step)
    runner = rehearsal.runner
    if await _done(rehearsal, wandering.acts):
        return True
    says_at_once, is_told, now = bool(runner.undo), _tells(runner), rehearsal.ground.evidence.now
    if await _done(rehearsal, runner.step.solution):
        return True
    is_refused = any(each.exchange.is_refused for each in rehearsal.ground.evidence.spoken if each.number >= now)
    if not (is_told or is_refused or _tells(runner)):
        return False
    begins = (Act(hang_up="outside"), Act(hang_up="prompt"), Act(connect="prompt"))
    again = (*begins, *runner.way_here, *runner.step.solution)
    return await _done(rehearsal, again) or (says_at_once and bool(rehearsal.runner.undo))


def _tells(runner: Runner) -> bool:
    """Whether the page says anything about what went wrong, as it must where the same way again leads nowhere."""
    return bool(runner.undo) or runner.misstep is not None


async def _done(rehearsal: Rehearsal, acts: Sequence[Act]) -> bool:
    """Play on, whatever fails; whether the step's goals are reached at any time."""
    for act in acts:
        try:
            await rehearsal.play(act)
        except HeloError:
            continue  # a closed connection is no more than that: the next line opens another
        if rehearsal.runner.is_step_done:
            return True
    return False


def _told(acts: Sequence[Act]) -> str:
    """What was done, in a line."""
    return " / ".join(act.in_words for act in acts)
