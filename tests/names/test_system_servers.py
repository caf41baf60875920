"""The servers that the machine asks; and an end to all waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from heloworld.dns.patient_resolver import PatientResolver
from heloworld.dns.resolver import Answer, LooksUp
from heloworld.dns.system_servers import system_servers
from heloworld.errors import LookUpError, UsageError


def test_whom_the_system_asks(tmp_path: Path) -> None:
    conf = tmp_path / "resolv.conf"
    conf.write_text(
        "# nameserver 9.9.9.9\nsearch test\nnameserver 192.0.2.1\nnameserver\nnameserver fe80::1%eth0\nnameserver x\n"
    )
    assert system_servers(conf) == ["192.0.2.1", "fe80::1%eth0"]
    conf.write_text("nameserver 192.0.2.1\n" * 9)
    assert len(system_servers(conf)) == 3


def test_where_nothing_says_whom_to_ask(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be read .*--resolver"):
        system_servers(tmp_path / "none")
    (tmp_path / "empty").write_text("search test\n")
    with pytest.raises(UsageError, match=r"names no name server.*--zone"):
        system_servers(tmp_path / "empty")


@dataclass
class Server:
    """A resolver that answers or does not, and takes its time."""

    answers: bool
    clock: list[float]
    takes: float = 0.0
    asked: int = 0

    async def look_up(self, name: str, kind: str) -> Answer:
        self.asked += 1
        self.clock[0] += self.takes
        if not self.answers:
            raise LookUpError(f"It does not answer {name}.")
        return Answer(name, kind, exists=True)


@dataclass
class Some:
    """Several of them, and the clock that they move."""

    servers: list[Server] = field(default_factory=list)
    clock: list[float] = field(default_factory=lambda: [0.0])

    def resolver(self, patience: float = 30.0) -> PatientResolver:
        return PatientResolver(cast("list[LooksUp]", list(self.servers)), patience, lambda: self.clock[0])


async def test_the_next_one_is_asked_and_stays_the_first() -> None:
    some = Some()
    dead, alive = Server(False, some.clock, 4.0), Server(True, some.clock)
    some.servers = [dead, alive]
    resolver = some.resolver()
    for _ in range(20):
        assert (await resolver.look_up("a.test", "A")).exists
    assert (dead.asked, alive.asked) == (1, 20)


async def test_all_waiting_has_an_end() -> None:
    some = Some()
    some.servers = [Server(False, some.clock, 4.0)]
    resolver = some.resolver(10.0)
    said = []
    for number in range(6):
        with pytest.raises(LookUpError) as caught:
            await resolver.look_up(f"{number}.test", "A")
        said.append(caught.value.sentence)
    assert some.servers[0].asked == 3
    assert said[2:4] == [
        "It does not answer 2.test.",
        "The answers have taken 10 seconds, and nobody is asked any more.",
    ]
