"""Programs of other people, run beside a server in the loop of the test."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import shutil
from pathlib import Path

import pytest

from heloworld.lab.certificates import Authority
from patience import PATIENCE


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


async def run(*command: object, stdin: bytes = b"") -> bytes:
    """What a program prints; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"TERM": "dumb"},
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, problem = await process.communicate(stdin)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    assert process.returncode == 0, problem
    return out


async def run_in_terminal(*command: object) -> None:
    """Run a program of the whole screen to its end; it must succeed."""
    ours, its = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdin=its, stdout=its, stderr=its, env=os.environ | {"TERM": "vt100"}
    )
    os.close(its)
    shown = asyncio.create_task(asyncio.to_thread(_read, ours))
    try:
        async with asyncio.timeout(PATIENCE):
            status = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    assert status == 0, (await shown)[-500:]


def _read(terminal: int) -> bytes:
    """What is shown, until nobody has the terminal any more."""
    shown = b""
    with contextlib.suppress(OSError):
        while data := os.read(terminal, 4096):
            shown += data
    os.close(terminal)
    return shown


@pytest.fixture
def ca(authority: Authority, tmp_path: Path) -> Path:
    """The authority that signs the server's certificate, in a file."""
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.certificate_pem)
    return path
