"""What tests of the judge need."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.lab.certificates import LAB_NAMES, Authority


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a certificate and its key, for a server."""
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    path.write_bytes(Authority().issue(LAB_NAMES))
    return path
