"""What deploy/ has for others to run."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
import yaml

from heloworld.cli.web import command
from ui.terminal.terminal import Terminal

DEPLOY = Path(__file__).parents[2] / "deploy"
VALUES = yaml.safe_load((DEPLOY / "jupyterhub" / "values.yaml").read_text(encoding="utf-8"))


def test_a_pod_starts_what_the_command_takes() -> None:
    words = VALUES["singleuser"]["cmd"]
    own = words[words.index("helo") :]
    assert own[:2] == ["helo", "web"]
    assert command.make_context("web", own[2:]).params["own_folder"] is True
    image = (DEPLOY / "jupyterhub" / "Dockerfile").read_text(encoding="utf-8")
    assert all(f'"{word}"' in image for word in words)
    assert not any(VALUES["singleuser"]["networkPolicy"]["egressAllowRules"].values())


def test_whoever_comes_is_let_in() -> None:
    config = VALUES["hub"]["config"]
    assert config["JupyterHub"]["authenticator_class"] == "tmp"
    assert config["Authenticator"]["allow_all"] is True, "JupyterHub 5 lets nobody in who is not named"


@pytest.mark.skipif(sys.platform != "linux", reason="limits addresses, as Linux knows them")
def test_whoever_comes_by_ssh_has_a_folder_until_they_go(tmp_path: Path) -> None:
    script, programs, folders = DEPLOY / "ssh" / "helo-visit", tmp_path / "bin", tmp_path / "folders"
    assert script.stat().st_mode & stat.S_IXUSR
    programs.mkdir()
    folders.mkdir()
    helo = programs / "helo"
    python_path = os.pathsep.join(each for each in sys.path if each)
    helo.write_text(f'#!/bin/sh\nPYTHONPATH="{python_path}" exec "{sys.executable}" -m heloworld "$@"\n')
    helo.chmod(0o755)
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "TMPDIR": str(folders), "PYTHONPATH": None}
    with Terminal([str(script)], env=env) as terminal:
        terminal.wait_for("HELO localhost")
        [folder] = folders.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        terminal.enter("HELO localhost")
        terminal.wait_for(r"\[x\] 1 Say hi")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert list(folders.iterdir()) == []
