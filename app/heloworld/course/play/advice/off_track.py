"""Where a session has left the way that a step needs, and what brings it back: a pure function of the evidence.

A misstep is what a lesson foresees; this is what can go wrong in every lesson. It is said as long as it is so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.names import Asked, ZoneNow
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Goal, Step
from heloworld.course.play.advice import usual_way
from heloworld.course.play.advice.dead_end import dead_end
from heloworld.course.play.advice.fallen_back import fallen_back
from heloworld.course.play.advice.hang_up import has_gone_idle, hung_up
from heloworld.course.play.advice.letter_lines import letter_lines
from heloworld.course.play.advice.lone_dot import NOT_ALONE, has_company
from heloworld.course.play.advice.prompt_part import is_without_prompt
from heloworld.course.play.goals import is_cut_off
from heloworld.lab.doors import door_of
from heloworld.lab.protocols import is_open, protocol_of
from heloworld.lab.tools import door_called
from heloworld.wire.events import Opened
from heloworld.wire.lines import Ending
from heloworld.wire.protocol import Dialogue, Machine
from heloworld.wire.rows import Outcome, State
from heloworld.wire.visible import visible

IN_LETTER = (
    "`{line}` has become text of the letter: no command is heard until a line with a lone dot. "
    "End this letter with the dot, and begin another with `MAIL`. Or press F5: the step begins again."
)
CUT_OFF = (
    "A part of this was done in a conversation that is over. It has to happen in one conversation: "
    "{connect}do it again from its beginning, or press F5: the step begins again."
)
GONE_BACK = (
    "This step began where the conversation stood at *{begun}*, and now it stands at *{now}*. "
    "Bring it back there, or press F5: the step begins again."
)
_NEXT = "Next, "
"""How it begins what is no mistake, but only what comes next."""
GOES_ON = (
    _NEXT + "bring this conversation from *{now}* to *{begun}*, where the step goes on{words}. "
    "Or press F5: the step begins again."
)
"""In a step that may be done in several conversations, and where the last command has led nearer."""
GOES_ON_AGAIN = (
    _NEXT + "press Enter on an empty line: that connects again, for this conversation is over.{back} "
    "Or press F5: the step begins again."
)
"""In such a step, where a conversation has ended, as it may."""
ENDED = (
    "That conversation is over, and this step needs an open one. "
    "Press Enter on an empty line: that connects again.{back} Or press F5: the step begins again."
)
ELSEWHERE = (
    "This conversation speaks {here}, and this step is about {there}. Press Ctrl+], and `telnet localhost {name}` "
    "calls that server. Or press F5: the step begins again."
)
LOGGING_IN = (
    "The server waits for the other half of a login, a line of base64, and this step wants none. "
    "A lone `*` gives the login up."
)
PAUSED = (
    "The server has said `+`: it takes what you type for the rest of `{verb}`, commands too. "
    "If that was a slip, press Enter until the prompt is back. Or press F5: the step begins again."
)
LF_ALONE = (
    "Your program ends its lines with LF alone. SMTP wants CR and LF, so the dot at the end of this letter will not be "
    "heard. Leave that program with Ctrl+C, start it again so that it sends both (`nc -C`, on macOS `nc -c`; "
    "`openssl s_client -crlf`), and send the letter once more."
)
_BACK = " Then bring the conversation back to *{begun}*."
_CONNECT = "press Enter on an empty line to connect again, and "

_LOGIN = "AUTH"
"""The word of the state in which a login is under way, in each protocol that has one."""

LONGEST = 60
"""Characters of a line that are quoted."""


class Stand(NamedTuple):
    """Where a conversation stands. A state means something to the machine of its own protocol, and to no other.

    Attributes:
        protocol: What is spoken, by its name in a transcript.
        state: The state.
    """

    protocol: str
    state: State

    @property
    def machine(self) -> Machine:
        """The states that there are."""
        return protocol_of(self.protocol).machine


class Begun(NamedTuple):
    """Where in the transcript a step began.

    Attributes:
        conn: The prompt's connection; None where there was none.
        row: The number of the next row.
    """

    conn: int | None = None
    row: int = 0


NOWHERE: Final = Begun()
"""A step of which nothing is known."""


def stand_of(dialogue: Dialogue | None) -> Stand | None:
    """Where a conversation stands now; None where there is none."""
    return Stand(dialogue.opened.protocol, dialogue.state) if dialogue is not None else None


def conn_of(dialogue: Dialogue | None) -> int | None:
    """Which connection a conversation has; None where there is none."""
    return dialogue.opened.conn if dialogue is not None else None


def beginning(protocol: str) -> Stand:
    """Where a conversation stands when the server has greeted."""
    return Stand(protocol, protocol_of(protocol).machine.path[0])


def is_no_mistake(said: str, evidence: Evidence | None) -> bool:
    """Whether what `off_track` says is only what comes next, or that the server has hung up on silence."""
    return said.startswith(_NEXT) or (bool(said) and evidence is not None and has_gone_idle(evidence))


def where_begun(stood: Stand | None, step: Step, before: Sequence[Act], home: str) -> Stand | None:
    """Where the session stood when a step began, as far as the step can be played from there.

    Where it cannot, the learner had gone further than the steps before lead, and what counts is where these lead.

    Args:
        stood: Where it really stood; None where there was no conversation.
        step: The step.
        before: The solutions of all steps before it.
        home: What the prompt speaks where the lesson begins.
    """
    if stood is None:
        return None
    *_, (planned, _) = way_through(beginning(home), before)
    if planned.protocol != stood.protocol or is_playable(stood, step.solution):
        return stood
    return planned if is_playable(planned, step.solution) or _is_before(planned, stood) else stood


def is_playable(begun: Stand, solution: Sequence[Act]) -> bool:
    """Whether each line that a step needs makes sense where it is sent."""
    needed = {act.send.encode() for act in solution if act.send is not None and act.needed}
    return all(
        not _is_command(stand.protocol, line)
        if stand.state.is_text
        else any(word in stand.machine.table[stand.state] for word in _verbs(line.decode()))
        for stand, line in way_through(begun, solution)
        if line in needed and line
    )


def off_track(
    step: Step, goal: Goal | None, begun: Stand | None, evidence: Evidence, home: str, at: Begun = NOWHERE
) -> str:
    """What has to be undone, and how, as Markdown; empty while the session is where it can go on.

    Args:
        step: The step where the learner is.
        goal: Its first goal that is open; None where it is done.
        begun: Where the session stood when the step began; None where there was none, or it was not known as ours yet.
        evidence: All that happened since the lesson began.
        home: What the prompt speaks where the lesson begins.
        at: Where in the transcript the step began.
    """
    if step.judge is not None:
        return fallen_back(step, goal, evidence)
    own = evidence.own
    conn, since = at
    if goal is not None and _ends_lines_wrongly(step, evidence):
        return LF_ALONE
    if goal is None or own is None:
        return ""
    now = Stand(own.opened.protocol, own.state)
    first = beginning(begun.protocol if begun is not None else home)
    back = _BACK.format(begun=begun.state.word) if begun is not None and _is_before(first, begun) else ""
    is_apart = is_without_prompt(step.solution) or _asks_names_alone(goal)
    if not is_apart and (said := hung_up(evidence)):
        return said.format(back=back)
    way = list(way_through(begun or first, step.solution))
    if _is_elsewhere(now, way) and now.protocol != (begun or first).protocol:  # where it begins, the step leads on
        here, there = protocol_of(now.protocol), protocol_of(first.protocol)
        return ELSEWHERE.format(here=here.label, there=there.label, name=there.name)
    if _is_logging_in(own) and not any(_is_secret(own, text) for _, text in way):
        return LOGGING_IN
    return (
        _in_letter(own, {text for stand, text in way if stand == now}, evidence)
        or _in_pause(own, step.solution)
        or dead_end(goal, evidence, step.solution, conn)
        or ("" if is_apart else _gone_back(own, begun, step, back, is_free=goal.scope == "lesson"))
        or (_cut_off(own, is_apart=is_apart) if is_cut_off(goal, evidence, since) else "")
    )


def _cut_off(own: Dialogue, *, is_apart: bool) -> str:
    """What is said of what was begun in a conversation that is over; it may have been another program's."""
    return CUT_OFF.format(connect="" if is_apart or is_open(own) else _CONNECT)


def _is_elsewhere(now: Stand, way: Sequence[tuple[Stand, bytes]]) -> bool:
    """Whether the prompt talks to a server that has no part in what the step plays; in steps that play anything."""
    return len(way) > 1 and now.protocol not in {stand.protocol for stand, _ in way}


def _in_letter(own: Dialogue, wanted: Collection[bytes], evidence: Evidence) -> str:
    """What is said of a command that has become text of the letter."""
    line = _command_in_letter(own, wanted, evidence)
    if line is None:
        return ""
    return NOT_ALONE if has_company(line) else IN_LETTER.format(line=visible(line)[:LONGEST].replace("`", "'"))


def _in_pause(own: Dialogue, solution: Sequence[Act]) -> str:
    """What is said of a command that waits for the rest of it."""
    verb = _unwanted_pause(own, solution)
    return "" if verb is None else PAUSED.format(verb=verb)


def _gone_back(own: Dialogue, begun: Stand | None, step: Step, back: str, *, is_free: bool) -> str:
    """What is said where the conversation stands before the place where the step began, and the step does not.

    Nothing has to lead back where a step may be done in several conversations, and its first line leads on from here.

    Args:
        own: The conversation.
        begun: Where it stood when the step began.
        step: The step.
        back: What is said of the way back from a new conversation.
        is_free: Whether the step may be done in several conversations.
    """
    now = Stand(own.opened.protocol, own.state)
    if begun is None or not _is_before(now, begun):
        return ""
    if any(_is_before(stand, begun) for stand, _ in way_through(begun, step.solution)):
        return ""
    is_over, goes_on = now.state is now.machine.closed, is_free and _leads_on(now, begun, step)
    if goes_on and not is_over:
        return ""
    back = "" if goes_on else back
    if is_over:
        return (GOES_ON_AGAIN if is_free else ENDED).format(back=back)
    words = usual_way.words(now.machine, now.state, begun.state)
    said = f": with {', then '.join(f'`{word}`' for word in words)}" if words else ""
    is_on_its_way = is_free or usual_way.is_nearer(now.machine, own, begun.state)
    return (GOES_ON if is_on_its_way else GONE_BACK).format(begun=begun.state.word, now=now.state.word, words=said)


def _asks_names_alone(goal: Goal) -> bool:
    """Whether a goal is about names alone, for which no conversation is needed."""
    asked = (*goal.need, *goal.seq)
    return bool(asked) and all(isinstance(each, Asked | ZoneNow) for each in asked)


def _leads_on(now: Stand, begun: Stand, step: Step) -> bool:
    """Whether a step can be played from here as well, and its first line leads where the step began, or further."""
    _, *after = [stand for stand, _ in way_through(now, step.solution)]
    return bool(after) and is_playable(now, step.solution) and not _is_before(after[0], begun)


def _ends_lines_wrongly(step: Step, evidence: Evidence) -> bool:
    """Whether another program writes a letter in lines that end with LF alone, where that is not the point."""
    theirs = [act for act in step.solution if act.outside is not None]
    if not theirs or any(act.ending == "LF" for act in theirs):
        return False
    conns = {it.event.conn for it in evidence.happened if it.outside and isinstance(it.event, Opened)}
    return any(
        (row := next(letter_lines(dialogue, evidence), None)) is not None
        and row.line is not None
        and row.line.ending is Ending.LF
        for conn, dialogue in evidence.dialogues.items()
        if conn in conns and is_open(dialogue)
    )


def _is_logging_in(own: Dialogue) -> bool:
    """Whether the server has asked for the other half of a login, and nobody has answered yet."""
    return is_open(own) and not own.awaits_reply and own.state.word == _LOGIN


def _is_secret(own: Dialogue, line: bytes) -> bool:
    """Whether a line is one that logs somebody in; in IMAP a tag stands before the verb."""
    words = line.decode("latin-1").upper().split()[:2]
    return any(word in protocol_of(own.opened.protocol).secret for word in words)


def _command_in_letter(own: Dialogue, wanted: Collection[bytes], evidence: Evidence) -> bytes | None:
    """A line of the letter that is being written which looks as if it was meant for the server, and is not wanted."""
    if not is_open(own) or own.awaits_reply:
        return None
    for row in letter_lines(own, evidence):
        line = row.line.text if row.line is not None else b""
        is_meant_for_it = _is_command(own.opened.protocol, line) or has_company(line)
        if line not in wanted and is_meant_for_it:
            return line
    return None


def _unwanted_pause(own: Dialogue, solution: Sequence[Act]) -> str | None:
    """The command that waits for its other half, or for a literal, where no line of the step begins such a thing."""
    is_on_way = own.state in protocol_of(own.opened.protocol).machine.path
    if not own.state.is_text or is_on_way or own.awaits_reply or not own.exchanges:
        return None
    asked = own.exchanges[-1]
    lines = [act.send.upper() for act in solution if act.send is not None]
    is_wanted = any(asked.verb in line and ("{" in line) == (b"{" in asked.argument) for line in lines)
    return None if is_wanted or asked.outcome is not Outcome.GO_ON else asked.verb


def _is_command(protocol: str, line: bytes) -> bool:
    return any(pattern.fullmatch(line) for pattern in _commands(protocol))


@cache
def _commands(protocol: str) -> tuple[re.Pattern[bytes], ...]:
    """What a command of a protocol looks like: a verb alone, with a word, or with all that follows a colon."""
    found = []
    for command in protocol_of(protocol).manual().COMMANDS.values():
        form = re.match(r"[A-Z]+(?: [A-Z]+:)?", command.syntax)
        if form is not None and not command.instead:
            rest = command.syntax[form.end() :].strip()
            more = rb".*" if form[0].endswith(":") else rb" +\S+" if rest and not rest.startswith("[") else rb""
            found.append(re.compile(re.escape(form[0].encode()) + more + rb"\s*", re.IGNORECASE))
    return tuple(found)


def _is_before(now: Stand, then: Stand) -> bool:
    """Whether a state comes earlier on the way through a session; what is not on it, as the closed one, comes first.

    In conversations of two protocols there is no earlier and no later.
    """
    machine = then.machine
    path = (machine.closed, machine.start, *machine.path)
    if now.protocol != then.protocol or then.state not in path:
        return False
    return (path.index(now.state) if now.state in path else len(path)) < path.index(then.state)


def _verbs(line: str) -> list[str]:
    """The words of a line that may be its verb: a tag may stand before it, and the lone dot is one."""
    return line.upper().split()[:2]


def _after(stand: Stand, line: str) -> Stand:
    """Where a line leads when the server agrees; a tag may stand before the verb."""
    leads = stand.machine.table[stand.state]
    state = next((leads[word] for word in _verbs(line) if word in leads), stand.state)
    return stand._replace(state=state)


def way_through(begun: Stand, solution: Sequence[Act]) -> Iterator[tuple[Stand, bytes]]:
    """The prompt's way through what a lesson plays: where it stands and what is sent there, and where it ends.

    Args:
        begun: Where it begins.
        solution: What is played.
    """
    stand = begun
    for act in solution:
        machine = stand.machine
        if act.send is not None:
            stand = beginning(stand.protocol) if stand.state is machine.closed else stand  # a line connects
            yield stand, act.send.encode()
            stand = _after(stand, act.send)
        elif act.connect == "prompt":
            yield stand, b""
            stand = beginning(stand.protocol if act.door is None else door_of(act.door).protocol)
        elif act.telnet is not None:
            stand = beginning(door_of(door_called(act.telnet) or stand.protocol).protocol)
        elif act.hang_up == "prompt":
            stand = stand._replace(state=machine.closed)
        if stand.state is machine.handshake:
            stand = stand._replace(state=next(iter(machine.table[stand.state].values())))
    yield stand, b""
