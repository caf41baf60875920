"""How soon letters are judged: SPF, DKIM and DMARC here, beside dkimpy with pyspf, which judge SPF and DKIM alone.

All are asked in one process, take turns in each round in a changing order, and get every answer of the DNS from a
table; the ratios are the medians of the rounds' own ratios. Half of the letters are signed with RSA, half with Ed25519,
and every tenth was changed on the way: only ours looks for what was changed.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import random
import time
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Final

from peers import NOT_INSTALLED, median, ratio, shown

from heloworld.trust.dkim.keys import SigningKey, generate
from heloworld.trust.dkim.sign import Signing, sign
from heloworld.trust.dkim.verify import verify
from heloworld.trust.dmarc.evaluate import evaluate
from heloworld.trust.look_up import Answers, NXDomain, Said
from heloworld.trust.message import parse
from heloworld.trust.spf.check import check_mail_from

DOMAIN: Final = "harbour.test"
CLIENT: Final = "127.0.0.10"
SENDER: Final = f"ana@{DOMAIN}"
HELO: Final = f"mail.{DOMAIN}"
NOW: Final = 1_795_888_621
SPF: Final = b"v=spf1 ip4:192.0.2.0/24 mx -all"
BODY: Final = b"The last one leaves at nine.\r\n" * 40


class World:
    """Letters, keys and the zone they go with."""

    def __init__(self, count: int) -> None:
        self.keys: dict[str, SigningKey] = {"rsa": generate(), "ed25519": generate("ed25519")}
        self.letters = [self._letter(number) for number in range(count)]
        self.texts = {f"{kind}._domainkey.{DOMAIN}": key.record.encode() for kind, key in self.keys.items()}
        self.texts |= {DOMAIN: SPF, f"_dmarc.{DOMAIN}": b"v=DMARC1; p=reject"}

    async def ask(self, name: str, kind: str, /) -> Said:
        """The zone, as ours asks it."""
        if kind == "TXT" and name in self.texts:
            return Answers(texts=(self.texts[name],))
        if (name, kind) == (DOMAIN, "MX"):
            return Answers(exchanges=((10, HELO),))
        return Answers(addresses=(CLIENT,)) if (name, kind) == (HELO, "A") else NXDomain()

    def look_up(self, name: str, kind: str, *_rest: object) -> list[tuple[tuple[str, str], object]]:
        """The zone, as pyspf asks it."""
        found: dict[tuple[str, str], object] = {(DOMAIN, "MX"): (10, HELO), (HELO, "A"): CLIENT}
        if kind == "TXT" and name in self.texts:
            found[name, kind] = (self.texts[name],)
        return [((name, kind), found[name, kind])] if (name, kind) in found else []

    def _letter(self, number: int) -> bytes:
        kind = ("rsa", "ed25519")[number % 2]
        head = f"From: Ana <{SENDER}>\r\nTo: dora@island.test\r\nSubject: Ferry {number}\r\n\r\n".encode()
        field = sign(head + BODY, Signing(DOMAIN, kind, self.keys[kind]), now=NOW)
        return field + head + BODY + (b"-- \r\nlist\r\n" if number % 10 == 0 else b"")


async def ours(world: World, *, with_dmarc: bool) -> int:
    """Judge all letters; how many passed DKIM."""
    passed = 0
    for letter in world.letters:
        message = parse(letter)
        spf = await check_mail_from(world.ask, client=CLIENT, sender=SENDER, helo=HELO)
        dkim = await verify(world.ask, message, now=NOW)
        if with_dmarc:
            await evaluate(world.ask, message, spf, dkim)
        passed += dkim[0].result == "pass"
    return passed


def theirs(world: World, dkim: ModuleType, spf: ModuleType) -> int:
    """The same with dkimpy and pyspf, without DMARC."""
    passed = 0
    for letter in world.letters:
        spf.query(CLIENT, SENDER, HELO).check()
        passed += dkim.verify(letter, dnsfunc=lambda name, **_rest: world.texts.get(name.decode().rstrip(".")))
    return passed


def _module(name: str) -> ModuleType | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(name)
        except ImportError:
            return None


def _peers(world: World) -> Mapping[str, Callable[[], int]]:
    dkim, spf, nacl = _module("dkim"), _module("spf"), _module("nacl")
    if dkim is None or spf is None or nacl is None:
        return {}
    spf.__dict__["DNSLookup"] = world.look_up
    return {"dkimpy + pyspf": partial(theirs, world, dkim, spf)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds (default: %(default)s)")
    parser.add_argument("--count", type=int, default=1_000, help="letters of a round (default: %(default)s)")
    given = parser.parse_args()
    world = World(given.count)
    programs: dict[str, Callable[[], int]] = {
        "helo, SPF and DKIM": lambda: asyncio.run(ours(world, with_dmarc=False)),
        "helo, all three": lambda: asyncio.run(ours(world, with_dmarc=True)),
        **_peers(world),
    }
    found: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(given.rounds):
        for name in random.sample(list(programs), len(programs)):
            started = time.perf_counter()
            passed = programs[name]()
            found[name].append(time.perf_counter() - started)
            assert passed == given.count - len(range(0, given.count, 10)), f"{name} passed {passed} letters"
    print(f"| | {given.count:,} letters | ratio |\n| --- | ---: | ---: |")
    for name, seconds in found.items():
        ratios = (ratio(their, our) for our, their in zip(found["helo, SPF and DKIM"], seconds, strict=True))
        print(f"| {name} | {shown(median(seconds), '.2f', 's')} | {shown(median(ratios))} |")
    if len(programs) == 2:
        print(f"\ndkimpy, pyspf or PyNaCl: {NOT_INSTALLED}.")


if __name__ == "__main__":
    main()
