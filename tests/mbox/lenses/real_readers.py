"""The mail programs themselves: each reads a copy of a mailbox in a private folder and gives its messages.

A message is what the program hands out, without the ``From_`` line: header, empty line and body. Programs that show
a header in their own way (mailutils, Dovecot) give only what can be compared: some of the header, and the body.
"""

import json
import mailbox
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

Messages: TypeAlias = list[bytes]
"""What a program sees; header and body of each."""

Read: TypeAlias = Callable[[Path, Path], Messages | None]
"""Given a mailbox that is its own and an empty folder, the messages; None where it takes the file for no mailbox."""

_SECONDS: Final = 20


class Crashed(Exception):  # noqa: N818 - what happened, not what is wrong
    """The program died of a fault of its own, so that it cannot be asked."""


_NOBODY: Final = 65534


def _run(
    command: list[str], folder: Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "LC_ALL": "C", **environment}
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=folder, env=clean, timeout=_SECONDS)
    if done.returncode < 0:
        raise Crashed(f"{command[0]}: signal {-done.returncode}")
    return done


def _numbered(folder: Path, pattern: str) -> Messages:
    return [path.read_bytes() for path in sorted(folder.glob(pattern))]


def _without_from(message: bytes) -> bytes:
    return message.partition(b"\n")[2] if message.startswith(b"From ") else message


def read_python(box: Path, folder: Path) -> Messages:
    """``mailbox.mbox``, in this very process."""
    opened = mailbox.mbox(box)
    try:
        return [opened.get_bytes(key) for key in opened.keys()]  # noqa: SIM118 - not a mapping
    finally:
        opened.close()


def read_mutt(box: Path, folder: Path) -> Messages | None:
    """mutt, on a terminal of its own: it tags all messages and pipes them, raw, with a mark behind each."""
    mark = b"<<<end of message>>>"
    (folder / "Mail").mkdir()  # or mutt asks whether to make it
    options = (
        f'set pipe_decode=no pipe_split=no wait_key=no quit=yes move=no sort=mailbox-order pipe_sep="{mark.decode()}"'
    )
    keys = f'push "<tag-pattern>~A<enter><tag-prefix><pipe-message>cat > {folder}/out<enter><exit>"'
    command = ["mutt", "-n", "-F", "/dev/null", "-R", "-e", options, "-e", keys, "-f", str(box)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "vt100", "LC_ALL": "C"}
    terminal, theirs = pty.openpty()
    said = b""
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as mutt:
        os.close(theirs)
        with suppress(OSError):  # Linux says EIO when the last program has left a terminal
            while data := os.read(terminal, 65536):
                said += data
                if b"There are no messages" in said or b"No tagged" in said or b"No messages matched" in said:
                    mutt.send_signal(signal.SIGTERM)
                    break
    os.close(terminal)
    if b"is not a mailbox" in said:
        return None
    out = folder / "out"
    return [_without_from(text) for text in out.read_bytes().split(mark)[:-1]] if out.exists() else []


def read_dovecot(box: Path, folder: Path) -> Messages | None:
    """doveadm: header fields as Dovecot sees them, an empty line, and the body."""
    home = folder / "home"
    home.mkdir()
    copy = home / "box"
    shutil.copy(box, copy)
    user, group = (_NOBODY, _NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())
    for path in (home, copy):
        os.chown(path, user, group)
    settings = (
        f"mail_location = mbox:{home}:INBOX={copy}:INDEX=MEMORY\nfirst_valid_uid = 1\nmail_uid = {user}\n"
        f"mail_gid = {group}\nmail_access_groups =\nssl = no\nlog_path = /dev/stderr\nmbox_write_locks = fcntl\n"
    )
    (folder / "dovecot.conf").write_text(settings)
    command = [
        "doveadm",
        "-c",
        str(folder / "dovecot.conf"),
        "-f",
        "json",
        "fetch",
        "hdr body",
        "mailbox",
        "INBOX",
        "all",
    ]
    done = _run(command, folder, HOME=str(home), USER="nobody")
    if b"isn't a valid mbox file" in done.stderr:
        return None
    if b"pread(" in done.stderr and b"failed: Invalid argument" in done.stderr:
        return None
    if b"Next message unexpectedly lost" in done.stderr or b"Couldn't get body size" in done.stderr:
        raise Crashed("doveadm: lost its way in the file that it rewrote")
    assert done.returncode == 0, done.stderr
    fetched = json.loads(done.stdout.decode("latin-1") or "[]", strict=False)
    return [(each["hdr"].removesuffix("\n") + "\n" + each["body"]).encode("latin-1", "replace") for each in fetched]


def read_formail(box: Path, folder: Path) -> Messages:
    """``formail -bs``: each message to a process of its own."""
    done = _run(["formail", "-bs", "sh", "-c", "cat > m$FILENO"], folder, box.read_bytes(), FILENO="000")
    assert done.returncode == 0, done.stderr
    return [_without_from(message) for message in _numbered(folder, "m*")]


def read_git(box: Path, folder: Path) -> Messages | None:
    """``git mailsplit``: each message into a file."""
    done = _run(["git", "mailsplit", "-d6", f"-o{folder}", str(box)], folder)
    if done.returncode:
        return None
    return [_without_from(message) for message in _numbered(folder, "[0-9]*")]


def read_snail(box: Path, folder: Path) -> Messages:
    """s-nail: each message shown as it is, until there is none of that number; its own Status field is left out."""
    mark = "<<<next message>>>"
    most = box.read_bytes().count(b"From ") + 1
    commands = "".join(f"echo {mark}\nShow {number}\n" for number in range(1, most + 1)) + f"echo {mark}\nxit\n"
    command = ["s-nail", "-n", "-N", "-R", "-S", "screen=100000", "-S", "crt=1000000", "-f", str(box)]
    said = _run(command, folder, commands.encode(), LC_ALL="C.UTF-8").stdout
    shown = [text for text in said.split(mark.encode() + b"\n")[1:] if text.startswith(b"[-- Message")]
    messages = [_without_from(text.partition(b"\n")[2]) for text in shown]
    return [re.sub(rb"^Status: [RO]+\n", b"", message, count=1, flags=re.MULTILINE) for message in messages]


def read_mailutils(box: Path, folder: Path) -> Messages | None:
    """GNU mailutils' readmsg: the Subject and some other fields, an empty line, and the body."""
    done = _run(["readmsg", "--no-config", "-f", str(box), "-a", "-p", "*"], folder)
    if done.returncode or b"parse error" in done.stderr.lower():
        return None
    return done.stdout.split(b"\x0c")[:-1]


READERS: Final[Mapping[str, tuple[str, Read]]] = {
    "python": (sys.executable, read_python),
    "mutt": ("mutt", read_mutt),
    "dovecot": ("doveadm", read_dovecot),
    "formail": ("formail", read_formail),
    "git": ("git", read_git),
    "s-nail": ("s-nail", read_snail),
    "mailutils": ("readmsg", read_mailutils),
}
"""By the lens's name: the program that has to be installed, and how to ask it."""


def is_installed(name: str) -> bool:
    """Whether a reader's program is there."""
    return shutil.which(READERS[name][0]) is not None


def read(name: str, content: bytes) -> Messages | None:
    """What a program sees in a mailbox, a copy of which it has in a folder of its own.

    Args:
        name: The lens's name.
        content: The mailbox.

    Raises:
        Crashed: The program died of it.
    """
    with tempfile.TemporaryDirectory(prefix="helo-reader-") as folder:
        box, work = Path(folder, "box.mbox"), Path(folder, "work")
        box.write_bytes(content)
        work.mkdir()
        Path(folder).chmod(0o755)  # Dovecot reads as somebody else, if we are root
        return READERS[name][1](box, work)
