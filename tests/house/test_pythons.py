"""`.ci/pythons` finds every other Python to be tried, in PATH or among pyenv's, and no shim that leads nowhere."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def put(path: Path, says: str) -> None:
    """A program that says of itself which Python it is; an empty word makes it a shim that leads nowhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{f'echo {says}' if says else 'exit 127'}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(not (ROOT / ".ci/pythons").exists(), reason="there is no .ci in what is installed")
def test_other_pythons_are_found_wherever_they_are(tmp_path: Path) -> None:
    path, system, pyenv = tmp_path / "bin", tmp_path / "usr", tmp_path / "pyenv"
    put(path / "python3", "3.11.7")
    put(path / "python3.11", "3.11.7 /opt/bin/python3.11")
    put(system / "python3.11", "3.11.2 /usr/bin/python3.11")
    put(path / "python3.12", "")
    put(pyenv / "versions/3.12.1/bin/python", "3.12.1 /opt/3.12.1/python")
    put(path / "python3.13", "3.13.0 /usr/bin/python3.13")
    put(pyenv / "versions/3.13.0/bin/python", "3.13.0 /opt/3.13.0/python")
    put(path / "python3.14", "3.12.1 /usr/bin/python3.12")
    env = {"PATH": f"{path}{os.pathsep}/usr/bin{os.pathsep}/bin", "SYSTEM": str(system), "PYENV_ROOT": str(pyenv)}
    done = subprocess.run([ROOT / ".ci/pythons"], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["/usr/bin/python3.11", "/opt/3.12.1/python", "/usr/bin/python3.13"]
