"""What every test stands on: nothing of the machine's own settings reaches a test."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: what we start would ignore it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Some machines forbid Python to keep what it has compiled. Every worker would then rewrite all tests again, and every
# `helo` that a test starts would compile the whole program.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("house", deadline=None)  # a busy machine is no fault
settings.load_profile("house")

_AMBIENT = ("NO_COLOR", "COLORFGBG", "TEXTUAL", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "COLUMNS", "LINES")


_LONG_ID = 200
"""Characters."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A case of a long text is named by its length: names go to and fro between workers, and into the environment."""
    is_long = isinstance(val, str | bytes) and len(val) > _LONG_ID
    return f"{argname}-of-{len(val)}" if is_long else None  # type: ignore[arg-type]


def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor: half of the time a test waits, for a terminal or for another program."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is collected stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _nobody(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and no settings."""
    home = mkdtemp(prefix="home", dir=tmp_path_factory.getbasetemp())
    for name in [*_AMBIENT, *(name for name in os.environ if name.startswith("XDG_"))]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """A folder for mailboxes."""
    return tmp_path / "mail"
