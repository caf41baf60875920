"""A real Postfix on loopback, with a configuration of its own, that serves island.test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from patience import PATIENCE

USERS = ("dora", "emil", "postmaster")

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.island.test
mydomain = island.test
myorigin = island.test
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination = island.test
local_recipient_maps = texthash:{folder}/etc/users
local_transport = virtual
transport_maps = inline:{{ {{ harbour.test = smtp:[127.0.0.1]:{back} }} }}
alias_maps =
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/users
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 100
maillog_file = {folder}/log
maillog_file_prefixes = /var, /dev/stdout, /tmp
smtp_tls_security_level = may
smtpd_banner = $myhostname ESMTP Postfix
biff = no
"""
_SERVICES = (
    "{port} inet n - n - - smtpd",
    "pickup unix n - n 60 1 pickup",
    "cleanup unix n - n - 0 cleanup",
    "qmgr unix n - n 300 1 qmgr",
    "rewrite unix - - n - - trivial-rewrite",
    "bounce unix - - n - 0 bounce",
    "defer unix - - n - 0 bounce",
    "trace unix - - n - 0 bounce",
    "verify unix - - n - 1 verify",
    "flush unix n - n 1000? 0 flush",
    "proxymap unix - - n - - proxymap",
    "smtp unix - - n - - smtp",
    "relay unix - - n - - smtp",
    "error unix - - n - - error",
    "retry unix - - n - - error",
    "virtual unix - n n - - virtual",
    "anvil unix - - n - 1 anvil",
    "tlsmgr unix - - n 1000? 1 tlsmgr",
    "postlog unix-dgram n - n - 1 postlogd",
)


def daemons() -> Path | None:
    """Where Postfix has its programs; None where there is none, or we may not start one."""
    if shutil.which("postfix") is None or os.geteuid() != 0:
        return None
    return next((path for path in map(Path, ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")) if path.is_dir()), None)


@dataclass
class Postfix:
    """A Postfix that runs.

    Attributes:
        port: Where it takes mail.
        folder: Everything of it.
    """

    port: int
    folder: Path

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def box(self, user: str, count: int = 1) -> str:
        """A user's mailbox, waited for until so many letters are in it."""
        path, until = self.folder / "mail" / f"{user}.mbox", time.monotonic() + PATIENCE
        while time.monotonic() < until:
            text = path.read_text("latin-1") if path.exists() else ""
            if text.count("\nReturn-Path: ") >= count and text.endswith("\n\n"):
                return text
            threading.Event().wait(0.05)
        raise AssertionError(self.log())


@contextmanager
def postfix(back: int) -> Iterator[Postfix]:
    """Start one, and end it.

    Args:
        back: The port where it hands mail for harbour.test on.
    """
    where = daemons()
    assert where is not None
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = int(door.getsockname()[1])
    try:
        _furnish(folder, where, port, back)
        command = ["postfix", "-c", str(folder / "etc"), "start-fg"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            try:
                _wait(port, process)
                yield Postfix(port, folder)
            finally:
                process.terminate()
                process.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _furnish(folder: Path, where: Path, port: int, back: int) -> None:
    folder.chmod(0o755)
    for name in ("etc", "spool", "data", "mail"):
        (folder / name).mkdir()
    (folder / "mail").chmod(0o777)
    shutil.chown(folder / "data", "postfix")
    (folder / "etc/main.cf").write_text(_MAIN.format(folder=folder, daemons=where, back=back))
    (folder / "etc/master.cf").write_text("".join(f"{line}\n".format(port=port) for line in _SERVICES))
    (folder / "etc/users").write_text("".join(f"{user}@island.test {user}.mbox\n" for user in USERS))


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                if line.recv(3) == b"220":
                    return
        except OSError:
            threading.Event().wait(0.05)
        if process.poll() is not None:
            break
    process.terminate()
    out = process.communicate()[0]
    raise AssertionError(out.decode())
