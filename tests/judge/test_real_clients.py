"""Clients of other people pass every stage, through a few lines each that give them our words and our exit status."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from heloworld.judge.client.suite import suite
from heloworld.judge.program.command import Command
from judge.on_trial import failed, judged_patiently, skipped

ADAPTERS = Path(__file__).parent / "adapters"
PLACES = ("{host}", "{port}", "{from}", "{to}")
CAFILE = "{cafile}"


@dataclass(frozen=True)
class Client:
    """A client.

    Attributes:
        command: What starts it.
        needs: What tells by its exit status whether it is installed.
        fails: The stages at which it falls, and why that is its own fault.
    """

    command: tuple[str, ...]
    needs: tuple[str, ...]
    fails: Mapping[str, str] = field(default_factory=dict)


CLIENTS = {
    "curl": Client((str(ADAPTERS / "curl.sh"), *PLACES, CAFILE), ("curl", "--version")),
    "msmtp": Client((str(ADAPTERS / "msmtp.sh"), *PLACES, CAFILE), ("msmtp", "--version")),
    "swaks": Client(
        (str(ADAPTERS / "swaks.sh"), *PLACES, CAFILE),
        ("perl", "-MNet::SSLeay", "-e1"),
        {"starttls": "swaks 20201014 takes what was read behind the 220 for the reply to its EHLO under TLS."},
    ),
    "smtplib": Client((sys.executable, str(ADAPTERS / "smtplib_client.py"), *PLACES, CAFILE), (sys.executable, "-V")),
    "Net::SMTP": Client(("perl", str(ADAPTERS / "net_smtp.pl"), *PLACES), ("perl", "-MNet::SMTP", "-e1")),
}


def must_be_there(name: str, client: Client) -> None:
    """Skip where a client is not installed."""
    is_found = shutil.which(client.needs[0]) and (name != "swaks" or shutil.which(name))
    if not is_found or subprocess.run(client.needs, capture_output=True).returncode:
        pytest.skip(f"{name} is not installed")


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_client_passes_every_stage(name: str) -> None:
    client = CLIENTS[name]
    must_be_there(name, client)
    verdicts = await judged_patiently(suite().stages, Command(client.command), client.fails)
    assert set(failed(verdicts)) == set(client.fails), failed(verdicts)
    assert skipped(verdicts) == (set() if CAFILE in client.command else {"starttls"})
