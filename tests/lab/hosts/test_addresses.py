"""Who a client is taken to be, where hosts share an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.lab.hosts.addresses import Addresses
from heloworld.lab.plan import Plan, neighbour, with_neighbours

EVERYWHERE = "0.0.0.0"


@pytest.mark.parametrize(
    ("host", "client", "peer"),
    [
        (EVERYWHERE, "127.0.0.1", ("unknown", "127.0.0.5")),
        (EVERYWHERE, "192.0.2.9", ("unknown", "192.0.2.9")),
        ("192.0.2.1", "192.0.2.1", ("unknown", "127.0.0.5")),
        ("192.0.2.1", "192.0.2.9", ("unknown", "192.0.2.9")),
    ],
)
def test_another_machine_keeps_its_address(mail: Path, host: str, client: str, peer: tuple[str, str]) -> None:
    addresses = Addresses(with_neighbours(Plan(mail), neighbour("island", mail)), host)
    assert addresses.caller(1, (client, 40_000)) == "laptop"
    assert addresses.peer(1, client) == peer
