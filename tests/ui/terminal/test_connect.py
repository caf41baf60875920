"""``helo connect`` with a URL, in a real terminal, to a server that is started for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from serving import serving
from ui.terminal.terminal import helo

LOGIN = {
    "pop3": (("USER ana", r"\+OK"), ("PASS sesame", r"\+OK Logged in\.")),
    "imap": (("a1 LOGIN ana sesame", "a1 OK"),),
}
LEAVING = {"pop3": "QUIT", "imap": "a9 LOGOUT"}


@pytest.mark.parametrize("door", ["pop3", "pop3s", "imap", "imaps"])
def test_logging_in_by_hand_under_tls(tmp_path: Path, door: str) -> None:
    authority, protocol = tmp_path / "ca.pem", door.removesuffix("s")
    with serving(tmp_path / "mail", f"--{door}-port", 0, "--login", "ana:sesame", "--ca", authority) as server:
        port = server.wait("listening", protocol=door)["port"]
        starttls = [] if door.endswith("s") else ["--starttls"]
        with helo("connect", f"{door}://localhost:{port}", "--cacert", str(authority), *starttls) as terminal:
            terminal.wait_for(r"TLSv1\.3")
            terminal.wait_for(rf"{protocol.upper()} ▸")
            for line, answer in LOGIN[protocol]:
                terminal.enter(line)
                terminal.wait_for(f"S: {answer}")
            terminal.enter(LEAVING[protocol])
            terminal.wait_for("closed, Enter connects ▸")
        assert server.wait("tls")["version"] == "TLSv1.3"
