"""From a lesson to the world in which it is played: the plan of its server, its mailboxes, what hands do in it."""

from __future__ import annotations

import functools
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from heloworld.course.conditions.evidence import LARGEST_MAILBOX, Mailboxes
from heloworld.course.conditions.patterns import expression
from heloworld.course.model import world_file
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.world import Members, Refusing, Server, World
from heloworld.errors import HeloError, UsageError
from heloworld.lab import script
from heloworld.lab.delivery.mailing_list import MailingList
from heloworld.lab.doors import HARBOUR
from heloworld.lab.judging.keys import all_with_keys
from heloworld.lab.names.world_zones import world_zones
from heloworld.lab.plan import Plan, for_a_lesson, for_a_room, neighbour, policy, with_list, with_neighbours
from heloworld.lab.tools import door_called
from heloworld.mbox.dialects import Dialect


def plan_for(lesson: Lesson, mail: Path) -> Plan:
    """The plan of a lesson's world; it listens on any free port, and its servers wait for whoever reads or talks.

    Args:
        lesson: The lesson.
        mail: The folder for its mailboxes.

    Raises:
        HeloError: The lesson asks for what no world can be.
    """
    try:
        plan = for_a_lesson(plan_of(lesson.head.world, mail, lesson.path))
    except ValueError as error:
        raise HeloError(
            f"The lesson {lesson.id} asks for a world that cannot be: {error}.", f"{_REMEDY} {lesson.path}"
        ) from error
    return replace(plan, calls=any(step.judge is None and step.goals for step in lesson.steps))


def plan_of(world: World, mail: Path, source: Path, *, names_hosts: bool = False) -> Plan:
    """The plan of a world as a file asks for it; it listens on any free port.

    Args:
        world: The world.
        mail: The folder for its mailboxes.
        source: The file; seeds lie beside it.
        names_hosts: Whether hosts have names and addresses of their own even where there is but one.

    Raises:
        ValueError: There can be no such world; why, in words.
        HeloError: A seed is missing, or does not lie beside the file.
    """
    plans = {name: _server_plan(name, server, mail, source) for name, server in world.servers.items()}
    harbour = replace(plans.pop(HARBOUR), doors=dict.fromkeys(world.all_doors, 0), prompt=world.prompt)
    if not world.has_several and not names_hosts:
        return harbour
    whole = with_neighbours(harbour, *plans.values(), seat=world.seat)
    return replace(whole, zones=all_with_keys(world.zones, whole.key_types))


def _server_plan(name: str, server: Server, mail: Path, source: Path) -> Plan:
    """The plan of one server."""
    _refuse_strangers(server)
    usual = policy(
        server.users,
        map(_refusal, server.refuse),
        server=name,
        size_limit=server.size_limit,
        recipient_limit=server.recipient_limit,
    )
    plan = replace(
        Plan(mail) if name == HARBOUR else neighbour(name, mail),
        doors=dict.fromkeys(server.doors, 0),
        accounts=server.accounts,
        policy=replace(
            usual,
            methods=server.methods,
            is_own_name_only=server.own_name_only,
            relays=server.relay,
            checks_late=server.late_check,
            ends=server.ends,
        ),
        dialect=Dialect(server.dialect),
        dialects={user: Dialect(dialect) for user, dialect in server.dialects.items()},
        seeds={user: seed_file(source, seed) for user, seed in server.seed.items()},
        locked=frozenset(server.locked),
        greylist=server.greylist,
        checks=server.checks,
        enforce=server.enforce,
        spam=server.spam,
        sign=server.sign or "",
        key_type=server.key_type,
        keeps_bare=server.bare == "keep",
        forwards=server.forwards,
        asleep=server.asleep,
    )
    return functools.reduce(with_list, (_mailing_list(each, plan) for each in server.mailing_lists), plan)


def _mailing_list(members: Members, plan: Plan) -> MailingList:
    settings = msgspec.structs.asdict(members)
    return MailingList(domain=f"list.{plan.policy.domain}", **settings)


_REMEDY = "Try: helo lessons check"


def plan_in(file: Path, mail: Path) -> Plan:
    """The plan of the world in a file; it listens on any free port.

    Args:
        file: What stands in a lesson's `[world]`, at the top level; seeds lie beside it.
        mail: The folder for its mailboxes.

    Raises:
        UsageError: The file cannot be read, or asks for what no world can be.
    """
    try:
        return plan_of(_refuse_lenient(world_file.read(file), file), mail, file, names_hosts=True)
    except ValueError as error:
        raise UsageError(
            f"{file} asks for a world that cannot be: {error}.", "Users have mailboxes, and nobody else."
        ) from error


def _refuse_lenient(world: World, file: Path) -> World:
    """A world that anybody may use; servers through which letters can be smuggled are for lessons.

    Raises:
        UsageError: There is such a server.
    """
    for name, server in world.servers.items():
        if server.is_lenient:
            raise UsageError(
                f"{file}: letters could be smuggled into {name}, or through it.",
                "Leave `ends` and `bare` out: only a lesson's world has them.",
            )
    return world


def room_plan(lesson: Lesson, mail: Path, course: str = "") -> Plan:
    """The plan of a lesson's world for a room full of learners, who reach it with programs of their own.

    Args:
        lesson: The lesson.
        mail: The folder for its mailboxes.
        course: What `helo lessons run` needs behind it to find the lesson.

    Raises:
        UsageError: The lesson's world makes sense on the learner's own screen alone.
        HeloError: The lesson asks for what no world can be.
    """
    if why := own_screen(lesson):
        raise UsageError(
            f"The world of the lesson {lesson.id} is on the learner's own screen alone: {why}.",
            f"Take it there: helo lessons run {lesson.id}{course}",
        )
    return for_a_room(plan_for(lesson, mail))


def own_screen(lesson: Lesson) -> str:
    """Why a lesson cannot be done from another machine, as a clause; empty where it can.

    A mailbox that is there from the beginning can be reached from elsewhere where POP3 or IMAP leads to it.
    """
    world = lesson.head.world
    servers = world.servers.values()
    has_files = any(each.seed or each.dialects or each.locked for each in servers)
    names_files = any(word in step.before for step in lesson.steps for word in ("{mail}", "{letters}"))
    reasons = {
        "it is about a program of the learner's own, which the judge starts": lesson.is_judged,
        "it has several hosts, and a lesson's names and addresses are there": world.has_several,
        "its text leads to files on the learner's own machine": names_files,
        "its server takes letters that others refuse": any(each.is_lenient for each in servers),
        "it has mailboxes to look into, and neither POP3 nor IMAP leads to them": has_files and not _is_fetched(lesson),
    }
    return next((reason for reason, is_so in reasons.items() if is_so), "")


def shares_mail(lesson: Lesson) -> bool:
    """Whether a lesson can be done from other machines, but its mailboxes are the same ones for all who do it."""
    return _is_fetched(lesson) and not own_screen(lesson)


def _is_fetched(lesson: Lesson) -> bool:
    return any(door.startswith(("pop3", "imap")) for door in lesson.head.world.all_doors)


def plans_in(folder: Path) -> Callable[[Lesson], Plan]:
    """What plans a lesson's world, each with its mailboxes in a folder of its own.

    Args:
        folder: Where these folders lie.
    """
    return lambda lesson: plan_for(lesson, folder / lesson.id)


def _refuse_strangers(server: Server) -> None:
    """Only users have mailboxes: any other name could lead out of the folder.

    Raises:
        ValueError: Somebody has a seed, a lock or a dialect, and no mailbox.
    """
    for name in (*server.dialects, *server.seed, *server.locked, *server.accounts, *server.forwards):
        if name not in server.users:
            raise ValueError(f"there is no user {name!r}")


def check_refusal(refusing: Refusing) -> None:
    """Look whether a server can refuse what a lesson has it refuse.

    Raises:
        ValueError: The reply is none that refuses.
    """
    policy((), [_refusal(refusing)])


def _refusal(refusing: Refusing) -> tuple[str, str, str, int | None]:
    """What the server refuses, as `policy` wants it."""
    return (refusing.command.upper(), r"\A" + expression(refusing.match), refusing.reply, refusing.times)


def to_lab(act: Act) -> script.Deed:
    """What a lesson's act is to the hands in its world.

    Raises:
        HeloError: It calls somebody whom there is in no world.
    """
    if act.connect is not None:
        return script.Connect(act.connect, act.door, act.seat)
    if act.telnet is not None:
        return script.Connect("prompt", _called(act.telnet), act.seat)
    if act.dig is not None:
        return script.Ask(act.dig)
    if act.zone is not None:
        return script.Edit(act.zone, act.add, act.drop)
    if act.later is not None:
        return script.Later(None if act.later == "next" else act.later)
    if act.hang_up is not None:
        return script.HangUp(act.hang_up)
    ending = b"\n" if act.ending == "LF" else script.CRLF
    if act.outside is not None:
        return script.Send(act.outside.encode(), "outside", ending)
    return script.Send((act.send or "").encode(), "prompt", ending)


def _called(line: str) -> str:
    """The door that ``telnet`` leads to.

    Raises:
        HeloError: There is no such host, or no such service.
    """
    door = door_called(line) if line.strip() else None
    if door is None:
        raise HeloError(f"telnet {line} leads nowhere.", "Name a host of the world; after it perhaps pop3.")
    return door


def mailboxes_of(lesson: Lesson, mail: Path) -> Mailboxes:
    """A lesson's mailboxes, as conditions look at them.

    Args:
        lesson: The lesson.
        mail: The folder where they lie.

    Raises:
        HeloError: A seed is missing, or does not lie beside the lesson.
    """
    try:
        boxes = {name: _boxes(lesson, server, mail, name) for name, server in lesson.head.world.servers.items()}
    except OSError as error:
        raise HeloError(
            f"{error.filename} cannot be read: {error.strerror}.", "Ask whoever wrote the lesson."
        ) from error
    harbour = boxes.pop(HARBOUR)
    return Mailboxes(harbour.folder, harbour.users, harbour.seeds, boxes)


def zones_of(plan: Plan) -> Callable[[], Mapping[str, str]]:
    """A world's zones as it begins, origin → text, made once somebody asks for them; none where there is one host."""

    @functools.cache
    def texts() -> Mapping[str, str]:
        return world_zones(plan) if plan.address else {}

    return texts


def _boxes(lesson: Lesson, server: Server, mail: Path, name: str) -> Mailboxes:
    """The mailboxes of one server; raises `OSError` where a seed cannot be read."""
    seeds = {user: seed_file(lesson.path, seed).read_bytes() for user, seed in server.seed.items()}
    return Mailboxes(mail if name == HARBOUR else mail / name, server.users, seeds)


def seed_file(lesson: Path, name: str) -> Path:
    """A file that a mailbox begins as: a plain one beside the lesson, and never one from elsewhere.

    Args:
        lesson: The lesson's file.
        name: The seed's name.

    Raises:
        HeloError: It is missing, is too large, or does not lie beside the lesson.
    """
    path = lesson.parent / name
    if Path(name).name != name or name == "..":
        raise HeloError(f"{name} does not lie beside the lesson.", "A seed is the name of a file in the same folder.")
    try:
        facts = path.lstat()
    except (OSError, ValueError) as error:
        raise HeloError(f"There is no {name} beside the lesson.", "A seed is a file in the same folder.") from error
    if not stat.S_ISREG(facts.st_mode):
        raise HeloError(f"{name} is not a plain file.", "A link could lead out of the lesson's folder: copy the file.")
    if facts.st_size > LARGEST_MAILBOX:
        raise HeloError(f"{name} is too large.", f"A seed has {LARGEST_MAILBOX // 1024 // 1024} MiB at most.")
    return path
