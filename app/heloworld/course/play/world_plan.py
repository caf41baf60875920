"""From a lesson to the world in which it is played: the plan of its server, its mailboxes, what hands do in it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from heloworld.course.conditions.evidence import LARGEST_MAILBOX, Mailboxes
from heloworld.course.conditions.patterns import expression
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.world import Refusing, World
from heloworld.errors import HeloError
from heloworld.lab import script
from heloworld.lab.doors import FRONT
from heloworld.lab.plan import Plan, policy
from heloworld.mbox.dialects import Dialect


def plan_for(lesson: Lesson, mail: Path) -> Plan:
    """The plan of a lesson's world; it listens on any free port.

    Args:
        lesson: The lesson.
        mail: The folder for its mailboxes.

    Raises:
        HeloError: The lesson asks for what no world can be.
    """
    world = lesson.head.world
    try:
        _refuse_strangers(world)
        return Plan(
            mail,
            doors=dict.fromkeys((*world.doors, *(() if world.prompt == FRONT else (world.prompt,))), 0),
            prompt=world.prompt,
            accounts=world.accounts,
            policy=policy(
                world.users,
                map(_refusal, world.refuse),
                size_limit=world.size_limit,
                recipient_limit=world.recipient_limit,
                methods=world.methods,
                is_own_name_only=world.own_name_only,
            ),
            dialect=Dialect(world.dialect),
            dialects={user: Dialect(name) for user, name in world.dialects.items()},
            seeds={user: seed_file(lesson.path, name) for user, name in world.seed.items()},
            locked=frozenset(world.locked),
        )
    except ValueError as error:
        raise HeloError(f"The lesson {lesson.id} asks for a world that cannot be: {error}.", _REMEDY) from error


_REMEDY = "Try: helo lessons check"


def plans_in(folder: Path) -> Callable[[Lesson], Plan]:
    """What plans a lesson's world, each with its mailboxes in a folder of its own.

    Args:
        folder: Where these folders lie.
    """
    return lambda lesson: plan_for(lesson, folder / lesson.id)


def _refuse_strangers(world: World) -> None:
    """Only users have mailboxes: any other name could lead out of the folder.

    Raises:
        ValueError: Somebody has a seed, a lock or a dialect, and no mailbox.
    """
    for name in (*world.dialects, *world.seed, *world.locked, *world.accounts):
        if name not in world.users:
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


def to_lab(act: Act) -> script.Act:
    """What a lesson's act is to the hands in its world."""
    if act.connect is not None:
        return script.Connect(act.connect, act.door)
    if act.hang_up is not None:
        return script.HangUp(act.hang_up)
    if act.outside is not None:
        return script.Send(act.outside.encode(), "outside", b"\n" if act.ending == "LF" else script.CRLF)
    return script.Send((act.send or "").encode())


def mailboxes_of(lesson: Lesson, mail: Path) -> Mailboxes:
    """A lesson's mailboxes, as conditions look at them.

    Args:
        lesson: The lesson.
        mail: The folder where they lie.

    Raises:
        HeloError: A seed is missing, or does not lie beside the lesson.
    """
    try:
        seeds = {user: seed_file(lesson.path, name).read_bytes() for user, name in lesson.head.world.seed.items()}
    except OSError as error:
        raise HeloError(
            f"{error.filename} cannot be read: {error.strerror}.", "Ask whoever wrote the lesson."
        ) from error
    return Mailboxes(mail, lesson.head.world.users, seeds)


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
