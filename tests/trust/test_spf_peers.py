"""SPF beside pyspf: records at random, and both come to the same."""

from __future__ import annotations

import ipaddress
import warnings
from collections.abc import Callable
from random import Random
from typing import Any, Final

import pytest

from heloworld.trust.spf.check import check_mail_from
from trust.zones import Zone

RECORDS: Final = 500
CLIENTS: Final = ("127.0.0.10", "127.0.0.66", "192.0.2.1", "2001:db8::1")
NAMES: Final = ("harbour.test", "mail.harbour.test", "island.test", "shore.test", "nowhere.test")
MECHANISMS: Final = (
    "a", "mx", "a:{}", "mx:{}", "a/24", "mx:{}/16//64", "include:{}", "exists:{}", "exists:%{{i}}.{}", "ptr", "ptr:{}",
    "ip4:127.0.0.0/24", "ip4:192.0.2.1", "ip6:2001:db8::/32", "ip4:127.0.0.300", "a:%{{d1r}}.{}",
    "exists:%{{l}}.%{{o}}", "unknown", "redirect={}", "exp=why.{}", "moo=%{{s}}", "all",
)  # fmt: skip


@pytest.fixture(scope="module")
def pyspf() -> Any:  # noqa: ANN401 - a package without types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("spf", reason="pyspf is not installed")


def _record(random: Random, owner: str) -> str:
    """A record. It neither leads to itself at once nor has an unknown modifier twice: pyspf alone refuses these."""
    others = [name for name in NAMES if name != owner]
    terms = [
        random.choice(("", "", "", "-", "~", "?")) * ("=" not in term) + term.format(random.choice(others))
        for term in random.choices(MECHANISMS, k=random.randrange(5))
    ]
    return " ".join(["v=spf1", *dict.fromkeys(terms), *random.choices(("-all", "~all", "", "?all"))]).strip()


def _zone(random: Random) -> dict[str, list[str]]:
    zone = {name: [f"TXT {_record(random, name)}"] for name in NAMES[:4]}
    for name in NAMES[:4]:
        zone[name] += [random.choice(("A 127.0.0.10", "A 127.0.0.66", "AAAA 2001:db8::1", "MX 10 mail.harbour.test"))]
        zone[f"why.{name}"] = ["TXT You may not."]
    zone["mail.harbour.test"] += ["A 127.0.0.10", "MX 5 island.test"]
    zone["10.0.0.127.in-addr.arpa"] = ["PTR mail.harbour.test"]
    return zone


def _answers(zone: dict[str, list[str]]) -> Callable[..., list[tuple[tuple[str, str], Any]]]:
    """A zone as pyspf asks it."""

    def look_up(name: str, kind: str, *_rest: object) -> list[tuple[tuple[str, str], Any]]:
        found = []
        for line in zone.get(name.lower().rstrip("."), ()):
            this, _, value = line.partition(" ")
            if this == kind:
                found.append(((name, kind), _value(kind, value)))
        return found

    return look_up


def _value(kind: str, value: str) -> object:
    if kind == "TXT":
        return (value.encode(),)
    if kind == "MX":
        preference, host = value.split(" ")
        return int(preference), host
    return ipaddress.ip_address(value).packed if kind == "AAAA" else value


async def test_both_come_to_the_same(pyspf: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    random = Random(7208)
    seen = set()
    for number in range(RECORDS):
        zone = _zone(random)
        monkeypatch.setattr(pyspf, "DNSLookup", _answers(zone))
        client, name = random.choice(CLIENTS), random.choice(NAMES[:4])
        verdict = await check_mail_from(Zone(zone), client=client, sender=f"ana@{name}", helo="laptop.test")
        theirs, _, _ = pyspf.query(client, f"ana@{name}", "laptop.test").check()
        assert verdict.result == theirs, "\n".join([str((number, client, name, zone)), *verdict.lines])
        seen.add(theirs)
    assert seen >= {"pass", "fail", "softfail", "neutral", "permerror"}
