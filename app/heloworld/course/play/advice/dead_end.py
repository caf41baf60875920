"""A conversation in which a goal cannot be reached any more: a pure function of the evidence.

What the goal asks for comes before TLS, before a login, or before a state from which no way leads back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heloworld.course.conditions import Condition
from heloworld.course.conditions.base import listed
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.exchange import Command
from heloworld.course.conditions.message import Message
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Goal
from heloworld.lab.protocols import is_open, protocol_of
from heloworld.wire.protocol import Dialogue, Machine
from heloworld.wire.rows import State

DEAD_END: Final = (
    "{why}, and there is no way back in this conversation. "
    "End it with `{farewell}`, press Enter on an empty line to connect again, and do it there while it can be done. "
    "Or press F5: the step begins again."
)
UNDER_TLS: Final = "This conversation is under TLS already; what is asked for comes before that"
LOGGED_IN: Final = "Somebody has logged in already; what is asked for comes before that"
AFTER_HANDSHAKE: Final = (
    "The conversation stands at *{now}* already; what is asked for comes right after the handshake of TLS"
)
TOO_FAR: Final = "The conversation stands at *{now}* already; what is asked for comes before that"

_REFUSALS: Final = {"4xx", "5xx", "refused", "not now", "-ERR", "NO", "BAD"}


def dead_end(goal: Goal, evidence: Evidence, solution: Sequence[Act], begun: int | None) -> str:
    """Why a goal cannot be reached in the prompt's conversation any more, and what to do, as Markdown; else empty.

    Args:
        goal: A goal that is open.
        evidence: All that happened since the lesson began.
        solution: What the step plays: where that ends the conversation with which it begins, so may the learner, and
            where another program speaks in it, the prompt's conversation is beside the point.
        begun: The connection with which the step began; None where there was none.
    """
    own = evidence.own
    is_elsewhere = any(act.outside is not None for act in solution)
    if own is None or not is_open(own) or is_elsewhere or (own.opened.conn == begun and _is_left(solution, own)):
        return ""
    farewell = _farewell(own)
    why = next(filter(None, (_why(each, own) for each in _unmet(goal, evidence, own))), "")
    return DEAD_END.format(why=why, farewell=farewell) if why and farewell else ""


def _is_left(solution: Sequence[Act], own: Dialogue) -> bool:
    """Whether what a step plays goes on in another conversation than the one with which it begins."""
    goes = (act.hang_up == "prompt" or act.connect == "prompt" or act.telnet is not None for act in solution)
    machine = protocol_of(own.opened.protocol).machine
    over = {verb for leads in machine.table.values() for verb, state in leads.items() if machine.is_over(state)}
    lines = [act.send.upper().split()[:2] for act in solution if act.send is not None]
    return any(goes) or any(word in over for words in lines[:-1] for word in words)


def _farewell(own: Dialogue) -> str:
    """The line that ends a conversation where it stands; empty where none does."""
    protocol = protocol_of(own.opened.protocol)
    leads = protocol.machine.table[own.state]
    verb = next((verb for verb, state in leads.items() if protocol.machine.is_over(state)), None)
    return "" if verb is None else protocol.manual().COMMANDS[verb].example


def _unmet(goal: Goal, evidence: Evidence, own: Dialogue) -> Iterator[Condition]:
    """What of a goal is still to be done in this conversation."""
    for each in (*goal.need, *goal.seq):
        conns = [moment.conn for moment in each.moments(evidence)]
        if goal.scope == "connection":
            conns = [conn for conn in conns if conn == own.opened.conn]
        if len(conns) < each.count:
            yield each


def _why(condition: Condition, own: Dialogue) -> str:
    """Why a condition cannot be met in a conversation any more; empty where it can, or where nothing tells."""
    if not isinstance(condition, Command | Message) or condition.outside:
        return ""
    if condition.who is not None and "prompt" not in listed(condition.who):
        return ""
    if own.tls and (condition.tls is False or _offers_tls(condition, own)):
        return UNDER_TLS
    if own.user and condition.login == "":
        return LOGGED_IN
    return _why_of_state(condition, own) if isinstance(condition, Command) else ""


def _why_of_state(condition: Command, own: Dialogue) -> str:
    """Why no way leads to a state in which a command can be sent as it is to be."""
    machine = protocol_of(own.opened.protocol).machine
    verbs, known = set(listed(condition.command)), {verb for leads in machine.table.values() for verb in leads}
    words = {state.word for state in machine.table}
    if condition.protocol not in {None, own.opened.protocol} or not machine.table[own.state]:
        return ""
    ahead = _reachable(machine, own)
    if condition.state is not None and words.issuperset(listed(condition.state)):
        ahead = {state for state in ahead if state.word in listed(condition.state)}
    is_any = "any" in verbs or not verbs <= known or _may_be_refused(condition)
    if ahead and (is_any or any(verbs & _leads(machine, state, own).keys() for state in ahead)):
        return ""
    why = TOO_FAR if not own.tls else AFTER_HANDSHAKE if condition.tls else UNDER_TLS
    return why.format(now=own.state.word)


def _offers_tls(condition: Command | Message, own: Dialogue) -> bool:
    """Whether a reply is asked for that offers what has begun TLS, which is not offered again (RFC 3207 §4.2)."""
    machine = protocol_of(own.opened.protocol).machine
    offers = condition.offers if isinstance(condition, Command) else None
    return offers in {machine.announced[verb] for verb in _that_begin_tls(machine) & machine.announced.keys()}


def _may_be_refused(condition: Command) -> bool:
    """Whether a refusal will do, which a command out of its place gets."""
    replies = condition.reply if isinstance(condition.reply, tuple) else (condition.reply,)
    return any(each is None or each in _REFUSALS or (isinstance(each, int) and each >= 400) for each in replies)


def _that_begin_tls(machine: Machine) -> set[str]:
    return {verb for leads in machine.table.values() for verb, state in leads.items() if state is machine.handshake}


def _leads(machine: Machine, state: State, own: Dialogue) -> dict[str, State]:
    """Where commands lead from a state; under TLS there is no TLS to begin."""
    return {verb: to for verb, to in machine.table[state].items() if not own.tls or to is not machine.handshake}


def _reachable(machine: Machine, own: Dialogue) -> set[State]:
    """The states to which the conversation can still come."""
    found, open_ = {own.state}, [own.state]
    while open_:
        new = set(_leads(machine, open_.pop(), own).values()) - found
        found |= new
        open_ += new
    return found
