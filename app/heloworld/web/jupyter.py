"""HELO World in JupyterLab and JupyterHub: what jupyter-server-proxy asks its entry points for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

_ICON: Final = Path(__file__).with_name("page") / "icon.svg"

_PATIENCE: Final = 20
"""Seconds for the web server to be there; a pod that has just been started is slow."""


def setup() -> dict[str, object]:
    """How the web server is started for one learner, in the learner's own folder, and what stands on its tile.

    It listens on a Unix socket of the learner's: whoever else is on the machine has no way past Jupyter's login.
    """
    return {
        "command": [sys.executable, "-m", "heloworld", "web", "--own-folder", "--socket", "{unix_socket}"],
        "unix_socket": True,
        "timeout": _PATIENCE,
        "new_browser_tab": True,
        "launcher_entry": {"title": "HELO World", "icon_path": str(_ICON), "category": "Notebook"},
    }
