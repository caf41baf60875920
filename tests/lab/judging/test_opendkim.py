"""OpenDKIM judges what a host of ours has signed, and asks our name server for the key."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.hosts.host_table import NAME_SERVER
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.world import Lab
from patience import PATIENCE
from programs import needs

if TYPE_CHECKING:
    from lab.conftest import Start

LETTER = (
    b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nSubject: Ferry\r\n\r\nThe last one leaves at nine.\r\n"
)
UNBOUND = """server:
  do-not-query-localhost: no
  local-zone: "test." nodefault
  module-config: "iterator"
forward-zone:
  name: "."
  forward-addr: {}@{}
"""
"""How its resolver is made to ask a server on this machine, for a name that ends in .test (RFC 6761 §6.2)."""


async def judged_by_opendkim(lab: Lab, folder: Path, letter: bytes) -> str:
    """What it would write into Authentication-Results."""
    (folder / "letter.eml").write_bytes(letter)
    (folder / "unbound.conf").write_text(UNBOUND.format(*lab.doors[NAME_SERVER]))
    (folder / "opendkim.conf").write_text(f"Mode v\nResolverConfiguration {folder / 'unbound.conf'}\n")
    pipe = asyncio.subprocess.PIPE
    arguments = ("-x", str(folder / "opendkim.conf"), "-vv", "-t", str(folder / "letter.eml"))
    process = await asyncio.create_subprocess_exec("opendkim", *arguments, stdout=pipe, stderr=pipe)
    async with asyncio.timeout(PATIENCE):
        out, _ = await process.communicate()
    return out.decode()


@needs("opendkim")
@pytest.mark.parametrize("key_type", ["rsa", "ed25519"])
async def test_it_believes_what_we_have_signed_and_nothing_else(
    start: Start, mail: Path, tmp_path: Path, key_type: str
) -> None:
    harbour = Plan(mail, policy=replace(policy(("ana",)), relays="open"), sign="2026", key_type=key_type)
    lab = await start(with_neighbours(harbour, neighbour("island", mail)))

    def talk() -> None:
        client = smtplib.SMTP(source_address=(lab.addresses.local("laptop") or "", 0), timeout=PATIENCE)
        client.connect(*lab.doors["smtp"])
        with contextlib.closing(client):
            client.sendmail("ana@harbour.test", "dora@island.test", LETTER)

    await asyncio.to_thread(talk)
    async with asyncio.timeout(PATIENCE):
        await lab.traffic.quiet()
    letter = lab.mailbox("dora", "island").read_bytes().partition(b"\n")[2].removesuffix(b"\n")
    said = await judged_by_opendkim(lab, tmp_path, letter)
    assert "dkim=pass" in said
    assert f"header.a={key_type}-sha256" in said
    assert "dkim=fail" in await judged_by_opendkim(lab, tmp_path, letter.replace(b"nine", b"ten"))
