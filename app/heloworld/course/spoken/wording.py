"""A lesson in words, line by line: what is asked, what is reached, what the server says. Words come before marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.lesson import Question
from heloworld.course.play.narration import Narrator
from heloworld.course.play.page import SKIPPED, Answered, Page
from heloworld.course.progress.records import LEFT_OPEN
from heloworld.course.spoken.plain_text import Fill, plain, sentence
from heloworld.lab.durations import clock
from heloworld.wire.events import (
    Closed,
    Delivered,
    Event,
    Handled,
    Judged,
    Opened,
    Published,
    Queued,
    Rewritten,
    TlsStarted,
    Tried,
    Turned,
)
from heloworld.wire.lines import Ending
from heloworld.wire.rows import Row
from heloworld.wire.visible import visible, visible_text

KEYS: Final = (
    "Where the lesson names a key: F2 is /hint, F3 is /show, F5 is /reset, F6 and F12 are /mailbox, F8 is /next.",
    "The tools prompt (Ctrl+]) is /tool, as in /tool dig MX island.test. Shift+Tab is /start, Ctrl+/ is /later, "
    "and the tab zone is /zone.",
    "What you type goes to the server, line by line. /help lists what else can be typed.",
)


def opening(page: Page, fill: Fill) -> Iterator[str]:
    """What is read when a step begins; before it the end of one that was skipped."""
    if page.skipped:
        yield from ("", SKIPPED)
        yield from plain(page.skipped, fill)
    yield ""
    yield f"Lesson {visible_text(page.lesson)}"
    yield f"Step {page.at} of {page.of}: {visible_text(page.step)}"
    yield ""
    yield from plain(page.before, fill)
    yield ""
    yield from tasks(page)


def tasks(page: Page) -> Iterator[str]:
    """The goals, and which of them are reached."""
    for number, task in enumerate(page.tasks, 1):
        state = "reached" if task.is_done else "next" if task.is_next else "open"
        yield f"Goal {number} of {len(page.tasks)}, {state}: {visible_text(task.title)}"


def question(asked: Question, fill: Fill, lead: str = "") -> Iterator[str]:
    """A question, and how to answer it."""
    yield ""
    is_review = bool(lead)
    lead = lead or ("Question, before you type" if asked.when == "before" else "Question, now that it has happened")
    yield f"{lead}: {sentence(asked.ask, fill)}"
    for number, option in enumerate(asked.options, 1):
        yield f"Answer {number}: {sentence(option, fill)}"
    numbers = [f"/{number}" for number in range(1, len(asked.options) + 1)]
    no_idea = " Type /0 if you have no idea." if asked.when == "before" and not is_review else ""
    yield f"Type {', '.join(numbers[:-1])} or {numbers[-1]}.{no_idea}"


def sealed(asked: Question, option: int, fill: Fill) -> str:
    """What is said to a prediction."""
    if option == LEFT_OPEN:
        return "You made no prediction."
    return f"You predict: {_ended(sentence(asked.options[option], fill))} This is sealed until it has happened."


def verdict(asked: Question, option: int, fill: Fill) -> str:
    """What is said to the answer to a check."""
    lead = "Yes." if option == asked.answer else "Look again."
    return f"{lead} {sentence(asked.because(option), fill)}"


def outcome(page: Page, fill: Fill) -> Iterator[str]:
    """What is said once the goals of a step are reached."""
    yield ""
    yield f"All goals of step {page.at} are reached."
    for answered in page.predicted:
        yield _prediction(answered, fill)
    if page.after:
        yield ""
        yield from plain(page.after, fill)


def _prediction(answered: Answered, fill: Fill) -> str:
    if not answered.chosen:
        asked = _ended(sentence(answered.question.ask, fill))
        return f"You were asked: {asked} You made no prediction. {sentence(answered.why, fill)}"
    lead = "And so it was." if answered.is_right else "It went otherwise."
    predicted = _ended(sentence(answered.chosen, fill))
    said = f"You were asked: {_ended(sentence(answered.question.ask, fill))} You predicted: {predicted}"
    return f"{said} {lead} {sentence(answered.why, fill)}"


def _ended(text: str) -> str:
    """A text with a full stop, so that what is read out next does not run into it."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def recap(terms: Sequence[tuple[str, str, str]], fill: Fill) -> Iterator[str]:
    """What was learned, and where it is written."""
    yield ""
    yield "What you know now:"
    for term, means, rfc in terms:
        source = f" RFC {rfc.replace('§', 'section ')}." if rfc else ""
        yield f"{visible_text(term)}: {sentence(means, fill)}{source}"


class Teller(Narrator):
    """Tells what crossed, in sentences.

    Args:
        tells_own: Whether to tell what the learner has sent, too; not where a terminal has shown it already.
    """

    def __init__(self, *, tells_own: bool) -> None:
        super().__init__()
        self.tells_own = tells_own

    def words(self, row: Row, evidence: Evidence, *, is_outside: bool) -> Iterator[str]:
        """Who said what, with words for what hands and eyes would not notice."""
        if row.is_folded:
            return
        if row.event is not None and row.words:
            yield from ((row.words.strip(),) if not row.words.lstrip().startswith("^") else ())
        elif row.event is not None:
            yield from _event(row, evidence, is_outside=is_outside)
        elif row.line is not None and (row.source == "server" or is_outside or self.tells_own):
            who = _between(row, evidence) or _WHO[row.source == "server", is_outside]
            ending = " (this line ends with LF alone)" if row.line.ending is Ending.LF else ""
            yield f"{who}: {visible(row.shown_folded) or '(an empty line)'}{ending}"


_WHO: Final = {
    (True, False): "Server",
    (False, False): "Client",
    (True, True): "Server to the other program",
    (False, True): "Other program",
}


def _between(row: Row, evidence: Evidence) -> str:
    """Who speaks to whom, in a world of several hosts; empty in any other."""
    dialogue = evidence.dialogues.get(row.conn)
    if dialogue is None or not dialogue.opened.server_name:
        return ""
    client, server = dialogue.opened.client_name or "outside", dialogue.opened.server_name
    if row.brief:
        return f"{client} asks {server}"
    return f"{server} to {client}" if row.source == "server" else f"{client} to {server}"


def _event(row: Row, evidence: Evidence, *, is_outside: bool) -> Iterator[str]:
    match row.event:
        case Opened(server_name=server, client_name=client) if server and is_outside:
            yield f"{client or 'Another program'} has connected to {server}."
        case Opened():
            yield "Another program has connected." if is_outside else "Connected."
        case TlsStarted(version=version):
            yield f"Encrypted from here on: {visible_text(version)}."
        case Closed(reason=reason):
            why, between = f" ({visible_text(reason)})" if reason else "", _between(row, evidence)
            if between and is_outside:
                yield f"{between}: the connection is closed{why}."
                return
            yield f"{'The other program has left' if is_outside else 'The connection is closed'}{why}."
        case Delivered(path=path, length=length, seam=seam) as event:
            user = _owner_of(path, evidence)
            if seam:
                yield f"Mailbox {user} did not end in an empty line: it got {seam} more LF."
            yield f"Mailbox {user}: {length} bytes were appended to the file."
            yield from mailbox(user, evidence.mailboxes.delivered(event))
        case Rewritten(path=path, edits=edits):
            gone, come = (sum(each[which] for each in edits) for which in (1, 2))
            yield f"Mailbox {_owner_of(path, evidence)}: {gone} bytes of the file gave way to {come}."
        case _:
            yield from _of_the_world(row.event)


def _of_the_world(event: Event | None) -> Iterator[str]:
    """What belongs to no conversation."""
    match event:
        case Queued(queue_id=queue_id, recipients=recipients):
            yield f"Queue: {visible_text(queue_id)} waits, for {', '.join(map(visible_text, recipients))}."
        case Handled(queue_id=queue_id, recipient=recipient, action=action, reply=reply, next_at=next_at):
            until = f" until {clock(next_at)}" if next_at else ""
            what = f"{visible_text(queue_id)} for {visible_text(recipient)} {action}{until}"
            yield f"Queue: {what}: {visible_text(reply)}."
        case Judged(server=server, method=method, result=result, reason=reason):
            yield f"{visible_text(server)} judges: {method.upper()} {visible_text(result)}. {visible_text(reason)}"
        case Published(origin=origin):
            yield f"Zone {visible_text(origin)}: from now on the name server answers by its new text."
        case Tried():
            yield from _stage(event)
        case Turned(seconds=seconds):
            yield f"The clock was turned by {seconds:.0f} seconds."


def _stage(event: Tried) -> Iterator[str]:
    """What came of a stage of the judge; of one that failed, all that there is to say."""
    if event.passed is not False:
        yield f"Stage {event.stage}: {'passed.' if event.passed else f'skipped. {event.said}'}"
        return
    yield f"Stage {event.stage}: failed. {event.about}"
    yield f"Arrived: {event.said}"
    yield f"Expected: {event.expected}"
    yield f"Perhaps: {event.cause}"
    yield f"Read: {event.source.replace('§', 'section ')}."


def _owner_of(path: str, evidence: Evidence) -> str:
    owner = evidence.mailboxes.owner(path)
    return "" if owner is None else owner.name


def mailbox(user: str, content: bytes) -> Iterator[str]:
    """Lines of a mailbox file, each with its owner in front: what stands in them can pretend to be anything."""
    for line in content.removesuffix(b"\n").split(b"\n") if content else ():
        yield f"{visible_text(user)}: {visible(line)}".rstrip()
