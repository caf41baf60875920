"""How soon mail is fetched by POP3 and IMAP, beside Dovecot on the same mboxes (Debian: dovecot-imapd, dovecot-pop3d).

Both servers take turns in each round, in a changing order; the ratios are the medians of the rounds' own ratios. The
large mailbox is a fresh copy in every round, which no server has seen. Dovecot runs in a folder of its own, on free
ports of loopback; that needs the superuser, and without Dovecot its columns stay empty.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from large_mailbox import GIGABYTE, make
from peers import median, ratio, shown, tool
from throughput import free_port, running

NOBODY = 65534
USER, PASSWORD, LARGE = "ana", "sesame", "ben"
SEPARATOR = b"From dora@island.test Sat Jan  3 01:05:34 2026\n"
SERVERS = ("helo serve", "Dovecot")
"""Ours is started with ``--quiet`` unless it is asked for its transcript: Dovecot prints none."""

PATIENCE = 120

_DOVECOT = """
base_dir = {folder}/run
log_path = /dev/null
protocols = imap pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = mbox:{folder}/home/%n:INBOX={mail}/%n.mbox
mbox_write_locks = fcntl dotlock
mail_access_groups =
first_valid_uid = 1
auth_mechanisms = plain
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={folder}/home/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that runs.

    Attributes:
        mail: Its folder of mailboxes.
        home: Where it keeps what it knows of them; the same folder where that is so.
        pop3: Its port for POP3.
        imap: Its port for IMAP.
    """

    mail: Path
    home: Path
    pop3: int
    imap: int

    def give(self, user: str, source: Path) -> None:
        """Let a user have a mailbox that nobody has opened."""
        for path in self.mail.glob(f".{user}.mbox*"):
            path.unlink()
        shutil.rmtree(self.home / user, ignore_errors=True)
        shutil.copyfile(source, self.mail / f"{user}.mbox")
        if os.getuid() == 0:
            shutil.chown(self.mail / f"{user}.mbox", NOBODY, NOBODY)


class Session:
    """A client that says what it is told, and counts what comes.

    Args:
        port: Where to.
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._held = b""
        self.until(b"\r\n")

    def say(self, text: str, end: bytes = b"\r\n") -> int:
        """Send something; how many bytes come back, up to an end."""
        self._socket.sendall(text.encode())
        return self.until(end)

    def until(self, end: bytes) -> int:
        """Read up to an end, which is the last that has come; how many bytes."""
        count = 0
        while not self._held.endswith(b"\r\n") or end not in self._held:
            data = self._socket.recv(1 << 20)
            if not data:
                raise ConnectionError(self._held[-200:])
            count += len(data)
            self._held = self._held[-1000:] + data
        self._held = b""
        return count

    def close(self) -> None:
        self._socket.close()


def logged_in(peer: Peer, user: str) -> Session:
    """Somebody who is logged in by POP3."""
    session = Session(peer.pop3)
    session.say(f"USER {user}\r\n")
    session.say(f"PASS {PASSWORD}\r\n", b"+OK Logged in")
    return session


@contextmanager
def pop(peer: Peer, user: str) -> Iterator[Session]:
    """The same, who leaves with QUIT."""
    session = logged_in(peer, user)
    yield session
    session.say("QUIT\r\n")
    session.close()


@contextmanager
def imap(peer: Peer, user: str) -> Iterator[Session]:
    """Somebody who has INBOX selected by IMAP."""
    session = Session(peer.imap)
    session.say(f"a LOGIN {user} {PASSWORD}\r\n", b"a OK")
    session.say("b SELECT INBOX\r\n", b"b OK")
    yield session
    session.say("z LOGOUT\r\n", b"z OK")
    session.close()


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def first_select(peer: Peer) -> float:
    """Log in and SELECT a mailbox that the server has never seen."""

    def work() -> None:
        with imap(peer, LARGE):
            pass

    return timed(work)


def first_stat(peer: Peer) -> float:
    """The same with POP3 and STAT."""

    def work() -> None:
        with pop(peer, LARGE) as session:
            session.say("STAT\r\n", b"+OK ")

    return timed(work)


def log_in_imap(peer: Peer) -> float:
    """Ten logins with SELECT."""

    def work() -> None:
        for _ in range(10):
            with imap(peer, USER):
                pass

    return timed(work)


def log_in_pop(peer: Peer) -> float:
    """Ten logins with STAT."""

    def work() -> None:
        for _ in range(10):
            with pop(peer, USER) as session:
                session.say("STAT\r\n", b"+OK ")

    return timed(work)


def imap_command(words: str) -> Callable[[Peer], float]:
    """One command in a mailbox that is chosen already."""

    def work(peer: Peer) -> float:
        with imap(peer, USER) as session:
            return timed(lambda: session.say(f"c {words}\r\n", b"c OK"))

    return work


def mark(peer: Peer) -> float:
    """STORE of a flag, and CHECK: only then does Dovecot write it into the mailbox."""
    with imap(peer, USER) as session:
        return timed(lambda: session.say("c STORE 1:* +FLAGS (\\Flagged)\r\nd CHECK\r\n", b"d OK"))


def listing(peer: Peer) -> float:
    """LIST of all messages, after the login."""
    with pop(peer, USER) as session:
        return timed(lambda: session.say("LIST\r\n", b"\r\n.\r\n"))


def retrieve(peer: Peer) -> float:
    """RETR of every message, fifty at a time."""

    def work() -> None:
        for start in range(1, COUNT + 1, 50):
            session.say(commands("RETR", start) + "NOOP\r\n", b"\r\n.\r\n+OK\r\n")

    with pop(peer, USER) as session:
        return timed(work)


def delete(peer: Peer) -> float:
    """DELE of every message, fifty at a time, and QUIT, which deletes them."""

    def work() -> None:
        for start in range(1, COUNT + 1, 50):
            session.say(commands("DELE", start) + "STAT\r\n", b"+OK %d " % max(COUNT - start - 49, 0))
        session.say("QUIT\r\n", b"+OK Logging out")

    session = logged_in(peer, USER)
    seconds = timed(work)
    session.close()
    return seconds


def commands(verb: str, start: int) -> str:
    """The same command for fifty messages."""
    return "".join(f"{verb} {number}\r\n" for number in range(start, start + 50))


COUNT = 10_000
Case: TypeAlias = tuple[Callable[[Peer], float], str]
"""What is done, which says how many seconds it took, and its name."""

NEW: Sequence[Case] = (
    (first_select, "never opened: login and SELECT"),
    (first_stat, "never opened: login and STAT"),
)
CASES: Sequence[Case] = (
    (log_in_imap, "IMAP login, SELECT, LOGOUT, ten times"),
    (imap_command("FETCH 1:* FLAGS"), "IMAP FETCH 1:* FLAGS"),
    (imap_command("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)"), "IMAP FETCH 1:*, UID, flags, date, size"),
    (imap_command("FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]"), "IMAP FETCH 1:*, one header field"),
    (imap_command("FETCH 1:* BODY.PEEK[]"), "IMAP FETCH 1:*, texts"),
    (imap_command("SEARCH SUBJECT 77"), "IMAP SEARCH SUBJECT"),
    (log_in_pop, "POP3 login, STAT, QUIT, ten times"),
    (listing, "POP3 LIST"),
    (retrieve, "POP3 RETR of all, 50 at a time"),
)
CHANGES: Sequence[Case] = (
    (mark, "IMAP STORE 1:* +FLAGS and CHECK"),
    (delete, "POP3 DELE of all, and QUIT"),
)
"""What changes the mailbox: it is a fresh one each time, and the server has seen it."""


def chosen(cases: Sequence[Case], words: str) -> Sequence[Case]:
    """The cases that have some words in their name."""
    return [each for each in cases if words in each[1]]


def helo(folder: Path, stack: ExitStack, *, prints: bool = False) -> Peer | None:
    """Start our server."""
    mail, smtp, pop3, imap_port = folder / "mail", free_port(), free_port(), free_port()
    mail.mkdir()
    users = [word for user in (USER, LARGE) for word in ("--login", f"{user}:{PASSWORD}")]
    ports = ("--port", str(smtp), "--pop3-port", str(pop3), "--imap-port", str(imap_port))
    command = [sys.executable, "-m", "heloworld", "serve", "--mail", str(mail), *ports, *users]
    command += [] if prints else ["--quiet"]
    return Peer(mail, mail, pop3, imap_port) if stack.enter_context(running(command, imap_port)) else None


def dovecot(folder: Path, stack: ExitStack) -> Peer | None:
    """Start Dovecot; None where it is not to be had."""
    program = tool("dovecot")
    if program is None or os.getuid() or not Path("/usr/lib/dovecot/pop3").exists():
        return None
    mail, home, pop3, imap_port = folder / "mail", folder / "home", free_port(), free_port()
    for path in (mail, home):
        path.mkdir()
        shutil.chown(path, NOBODY, NOBODY)
    settings = folder / "dovecot.conf"
    names = {"folder": folder, "mail": mail, "uid": NOBODY, "password": PASSWORD, "pop3": pop3, "imap": imap_port}
    settings.write_text(_DOVECOT.format(**names))
    is_there = stack.enter_context(running([program, "-F", "-c", str(settings)], imap_port))
    return Peer(mail, home, pop3, imap_port) if is_there else None


def take_turns(
    peers: Mapping[str, Peer], work: Callable[[Peer], float], rounds: int, prepare: Callable[[Peer], object]
) -> dict[str, list[float]]:
    """Seconds of each server in each round; before each, something is prepared that does not count."""
    found: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, peer in random.sample(list(peers.items()), len(peers)):
            prepare(peer)
            found[name].append(work(peer))
    return found


def row(name: str, found: Mapping[str, Sequence[float]]) -> str:
    """A row of the table: both servers, in milliseconds, and the ratio."""
    ours, theirs = (found.get(server, []) for server in SERVERS)
    cells = [shown(median([1000 * each for each in seconds]), ",.0f", "ms") for seconds in (ours, theirs)]
    return f"| {name} | {' | '.join(cells)} | {shown(median(map(ratio, ours, theirs)))} |"


def small(path: Path) -> None:
    """Write ten thousand letters of 5 kB."""
    body = b"".join(b"%060d\n" % number for number in range(80))
    with path.open("wb") as file:
        for number in range(COUNT):
            file.write(SEPARATOR + b"From: Dora <dora@island.test>\nSubject: letter %d\n\n%s\n" % (number, body))


def main() -> None:
    """Print one table, and below it what could not take part."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each case (default: %(default)s)")
    parser.add_argument("--gigabytes", type=float, default=0.2, help="size of the large mailbox (default: %(default)g)")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the cases that have this in their name")
    parser.add_argument("--transcript", action="store_true", help="let helo serve print every line, as it does unasked")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        make(folder / "large", int(given.gigabytes * GIGABYTE))
        small(folder / "small")
        started: dict[str, Peer] = {}
        starts: tuple[Callable[[Path, ExitStack], Peer | None], ...] = (
            partial(helo, prints=given.transcript),
            dovecot,
        )
        for name, start in zip(SERVERS, starts, strict=True):
            place = folder / name.replace(" ", "-")
            place.mkdir()
            peer = start(place, stack)
            if peer is not None:
                peer.give(USER, folder / "small")
                started[name] = peer
        print(f"| | {SERVERS[0]} | {SERVERS[1]} | ratio |\n| --- | ---: | ---: | ---: |")
        rounds = given.rounds

        def fresh(peer: Peer) -> None:
            peer.give(USER, folder / "small")
            listing(peer)
            log_in_imap(peer)

        for work, name in chosen(NEW, given.only):
            found = take_turns(started, work, rounds, lambda peer: peer.give(LARGE, folder / "large"))
            print(row(f"{given.gigabytes:g} GB {name}", found), flush=True)
        for case, name in chosen(CASES, given.only):
            for peer in started.values():
                case(peer)  # both know the mailbox by now
            print(row(f"{name}, {COUNT:,} x 5 kB", take_turns(started, case, rounds, lambda _: None)), flush=True)
        for case, name in chosen(CHANGES, given.only):
            print(row(f"{name}, {COUNT:,} x 5 kB", take_turns(started, case, rounds, fresh)), flush=True)
    for name in SERVERS:
        if name not in started:
            print(f"\n{name}: did not start (Dovecot needs dovecot-imapd, dovecot-pop3d and the superuser).")


if __name__ == "__main__":
    main()
