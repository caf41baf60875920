"""Rules about names in a lesson that must mean something: users, readers, dialects, seeds, commands, states."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterable, Iterator

from heloworld.course.check.source import Source
from heloworld.course.conditions import Condition
from heloworld.course.conditions.base import listed
from heloworld.course.conditions.exchange import Command
from heloworld.course.conditions.letter import Letter, Rewritten
from heloworld.course.conditions.mailbox import Mailbox, Readers
from heloworld.course.conditions.names import ZoneNow
from heloworld.course.conditions.untagged import Untagged
from heloworld.course.model import toml_lines
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import Goal, Misstep
from heloworld.course.model.world import Server
from heloworld.course.play.world_plan import check_refusal, seed_file
from heloworld.errors import HeloError
from heloworld.lab.doors import HARBOUR
from heloworld.lab.hosts.host_table import HOSTS
from heloworld.lab.judging.keys import with_places
from heloworld.lab.names.zone_check import zone_faults
from heloworld.lab.protocols import protocol_of, protocols
from heloworld.mbox.dialects import SEPARATOR, Dialect
from heloworld.mbox.lenses import LENSES


def world_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with the names in a lesson's world and conditions."""
    yield from _users(source)
    yield from _dialects(source)
    yield from _seeds(source)
    yield from _refusals(source)
    yield from _zones(source)
    for step in source.lesson.steps:
        for fence in step.fences:
            if isinstance(fence, Goal):
                for each in (*fence.need, *fence.any, *fence.none, *fence.seq):
                    yield from _condition(source, fence, each)
            elif isinstance(fence, Misstep):
                for each in fence.match:
                    yield from _condition(source, fence, each)


def _users(source: Source) -> Iterator[Fault]:
    for server, line in _servers(source):
        for key in ("dialects", "seed", "locked", "accounts"):
            for name in getattr(server, key):
                if name not in server.users:
                    says = f"There is no user `{name}` in this world.{_meant(name, server.users)}"
                    yield source.fault(line(key), "unknown-user", says)


def _servers(source: Source) -> Iterator[tuple[Server, Callable[[str], int]]]:
    """The servers of the world, each with what tells the line of one of its keys."""
    head = source.lesson.head
    for name, server in head.world.servers.items():
        table = "world" if name == HARBOUR and head.world.harbour is None else f"world.{name}"
        yield server, functools.partial(source.key_in, head, table)


def _dialects(source: Source) -> Iterator[Fault]:
    known = [each.value for each in Dialect]
    for server, line in _servers(source):
        for key, names in (("dialect", [server.dialect]), ("dialects", server.dialects.values())):
            for name in names:
                if name not in known:
                    yield source.fault(
                        line(key), "unknown-dialect", f"There is no dialect `{name}`.{_meant(name, known)}"
                    )


def _seeds(source: Source) -> Iterator[Fault]:
    for server, line in _servers(source):
        for name in server.seed.values():
            try:
                with seed_file(source.path, name).open("rb") as file:
                    beginning = file.read(len(SEPARATOR))
            except (HeloError, OSError) as error:
                yield source.fault(line("seed"), "seed", str(error))
                continue
            if beginning not in {b"", SEPARATOR}:
                says = f"{name} is no mbox: it does not begin with `From `, as a message there does."
                yield source.fault(line("seed"), "seed", says)


def _refusals(source: Source) -> Iterator[Fault]:
    head, commands = source.lesson.head, protocol_of("smtp").manual().COMMANDS
    for refusing in (each for server, _ in _servers(source) for each in server.refuse):
        line = source.word(head, refusing.reply)
        try:
            check_refusal(refusing)
        except ValueError:
            says = "A refusal is one line with a code that begins with 4 or 5, and text: `450 4.2.0 Try again`."
            yield source.fault(line, "refusal", says)
        if refusing.command.upper() not in commands:
            says = f"There is no command `{refusing.command}` to refuse.{_meant(refusing.command.upper(), commands)}"
            yield source.fault(line, "unknown-command", says)


def _zones(source: Source) -> Iterator[Fault]:
    head = source.lesson.head
    for origin, line, says in zone_faults(with_places(head.world.zones)) if head.world.zones else ():
        begin = source.key_in(head, "world.zones", origin)
        yield source.fault(begin + toml_lines.line_in_text(source.lines[begin - 1], line), "zone", says)


def _condition(source: Source, fence: Goal | Misstep, condition: Condition) -> Iterator[Fault]:
    """The names in one condition."""
    servers = source.lesson.head.world.servers
    wanted = getattr(condition, "server", None)
    if wanted is not None and wanted not in servers:
        says = f"There is no host `{wanted}` in this world.{_meant(wanted, servers)}"
        yield source.fault(source.word(fence, f'"{wanted}"'), "unknown-host", says)
        return
    for rule, what, names, known in _names(condition, servers[wanted or HARBOUR].users):
        for name in names:
            if name not in known:
                says = f"There is no {what} `{name}`.{_meant(name, known)}"
                yield source.fault(source.word(fence, f'"{name}"'), rule, says)
    if isinstance(condition, ZoneNow):
        domains = [HOSTS[name].domain for name in servers] + [*source.lesson.head.world.zones]
        if condition.zone not in domains:
            says = f"There is no zone `{condition.zone}` in this world.{_meant(condition.zone, domains)}"
            yield source.fault(source.word(fence, f'"{condition.zone}"'), "unknown-zone", says)
    if isinstance(condition, Command):
        for verb in listed(condition.command):
            if (guess := _misspelt(verb)) is not None:
                says = f"There is no command `{verb}`. Is `{guess}` meant?"
                yield source.fault(source.word(fence, f'"{verb}"'), "unknown-command", says)


_Names = tuple[str, str, Iterable[str], Iterable[str]]


def _names(condition: Condition, users: tuple[str, ...]) -> Iterator[_Names]:
    """The names in a condition: the rule, what they name, the names, those that there are."""
    match condition:
        case Mailbox(mailbox=user, reader=reader):
            yield "unknown-user", "user", [user], users
            yield "unknown-reader", "reader", [reader], LENSES
        case Readers(readers=readers, of=user):
            yield "unknown-user", "user", [user], users
            yield "unknown-reader", "reader", readers, LENSES
        case Letter(of=user) | Rewritten(rewritten=user):
            yield "unknown-user", "user", [user], users
        case Command(state=str() | tuple() as states) | Untagged(state=str() | tuple() as states):
            known = dict.fromkeys(each.word for protocol in protocols() for each in protocol.machine.table)
            yield "unknown-state", "state", listed(states), known


def _misspelt(verb: str) -> str | None:
    """The command that is likely to be meant by a word that is none."""
    commands = {each for protocol in protocols() for each in protocol.manual().COMMANDS}
    if verb.upper() in {*commands, "ANY"}:
        return None
    close = difflib.get_close_matches(verb.upper(), sorted(commands), n=1, cutoff=0.7)
    return close[0] if close else None


def _meant(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f" Is `{close[0]}` meant?" if close else f" There are: {', '.join(names)}."
