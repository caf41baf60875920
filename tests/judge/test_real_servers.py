"""Servers of other people, each as mail.harbour.test, pass the stages that they claim, but for what is written down."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from heloworld.judge.program.command import Command
from heloworld.judge.smtp.suite import SUITE
from judge.on_trial import failed, judged_patiently, skipped

pytestmark = pytest.mark.thorough

ADAPTERS = Path(__file__).parent / "adapters"
PLACES = ("{port}", "{mailbox}")


@dataclass(frozen=True)
class Server:
    """A server.

    Attributes:
        command: What starts it.
        lacks: The stages about what it does not announce.
        fails: The stages at which it falls, and why that is its own fault.
    """

    command: tuple[str, ...]
    lacks: frozenset[str] = frozenset({"starttls", "auth"})
    fails: Mapping[str, str] = field(default_factory=dict)


SERVERS = {
    "aiosmtpd": Server(
        (sys.executable, str(ADAPTERS / "aiosmtpd_server.py"), *PLACES),
        frozenset({"pipelining", "starttls", "auth"}),
    ),
    "exim4": Server((str(ADAPTERS / "exim.sh"), *PLACES)),
    "smtpd": Server(
        (str(ADAPTERS / "opensmtpd.sh"), *PLACES),
        frozenset({"pipelining", "starttls", "auth"}),
        {
            "bare-lf": "OpenSMTPD 6.8 ends a letter at LF, dot, LF; RFC 5321 §2.3.8 and §4.1.1.4 say CR LF.",
            "locks": "Its mail.mboxfile uses flock alone, which no other mail program on Linux looks at.",
            "size": "It takes MAIL with a SIZE that is larger than the limit it has announced (RFC 1870 §6.1).",
        },
    ),
    "postfix": Server((str(ADAPTERS / "postfix.sh"), *PLACES)),
}


def must_be_there(name: str, folder: Path) -> None:
    """Skip where a server is not installed with all its libraries, or cannot be given a world of its own."""
    if name == "aiosmtpd":
        return
    look = f"path=$(command -v {name}) && ! ldd $path | grep 'not found'"
    if subprocess.run([ADAPTERS / "world.sh", "sh", "-c", look], cwd=folder, capture_output=True).returncode:
        pytest.skip(f"{name} is not installed, or has no world of its own here")


@pytest.mark.parametrize("name", SERVERS)
async def test_a_server_passes_what_it_claims(name: str, tmp_path: Path) -> None:
    must_be_there(name, tmp_path)
    server = SERVERS[name]
    verdicts = await judged_patiently(SUITE.stages, Command(server.command), server.fails)
    assert set(failed(verdicts)) == set(server.fails), failed(verdicts)
    assert skipped(verdicts) == server.lacks
