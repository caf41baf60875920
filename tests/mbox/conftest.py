"""Other processes for the tests of the mailbox: real ones, since locks and kills are about processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import settings

settings.register_profile("no deadline", deadline=None)  # machines that test are busy machines
settings.load_profile("no deadline")

Spawn: TypeAlias = "Callable[..., subprocess.Popen[bytes]]"


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """Start Python code in a process of its own, and wait until it has printed a line; it ends with the test."""
    children: list[subprocess.Popen[bytes]] = []

    def start(code: str, *arguments: Path | str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline(), "the child died before it said anything"
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()
