"""The name server as other people's programs see it: dig, drill, host, nslookup and kdig."""

from __future__ import annotations

import asyncio
import shutil

import pytest

from heloworld.dns import dig
from heloworld.dns.asking import ask
from heloworld.dns.questions import parse, to_wire
from heloworld.wire.events import Address
from patience import PATIENCE


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


async def run(server: Address, command: str, status: int = 0) -> str:
    """What a program prints; {host} and {port} stand for the server."""
    words = command.format(host=server[0], port=server[1]).split()
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(PATIENCE):
        out, _ = await process.communicate()
    assert process.returncode == status, out
    return out.decode()


@needs("dig")
@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("MX harbour.test", ["10 mail.harbour.test.", "20 spare.harbour.test."]),
        ("TXT harbour.test", ['"v=spf1 mx -all"']),
        ("A www.harbour.test", ["mail.harbour.test.", "127.0.0.10"]),
        ("A x.wild.harbour.test +tcp", ["127.0.0.12"]),
        ("-x 127.0.0.10", ["mail.harbour.test."]),
        ("A nobody.harbour.test", []),
    ],
)
async def test_dig_is_content(server: Address, question: str, lines: list[str]) -> None:
    printed = await run(server, f"dig @{{host}} -p {{port}} +short {question}")
    assert sorted(printed.splitlines()) == sorted(lines)


@needs("dig")
@pytest.mark.parametrize(
    ("question", "status", "flags", "warns"),
    [
        ("MX harbour.test", "NOERROR", "qr aa rd", True),
        ("MX harbour.test +norec", "NOERROR", "qr aa", False),
        ("MX mail.harbour.test", "NOERROR", "qr aa rd", True),
        ("MX nobody.harbour.test", "NXDOMAIN", "qr aa rd", True),
        ("A example.com", "REFUSED", "qr rd", True),
        ("A harbour.test +edns=1 +noednsneg", "BADVERS", "qr rd", True),
    ],
)
async def test_dig_prints_status_and_flags(
    server: Address, question: str, status: str, flags: str, *, warns: bool
) -> None:
    printed = await run(server, f"dig @{{host}} -p {{port}} {question}")
    assert f"status: {status}" in printed
    assert f"flags: {flags};" in printed
    assert (dig.RECURSION in printed) is warns
    assert "malformed" not in printed.lower()


@needs("dig")
async def test_dig_asks_again_over_tcp_where_an_answer_is_cut_off(server: Address) -> None:
    printed = await run(server, "dig @{host} -p {port} TXT big.harbour.test")
    assert ";; Truncated, retrying in TCP mode." in printed
    assert "ANSWER: 20" in printed
    assert "Transfer failed" in await run(server, "dig @{host} -p {port} AXFR harbour.test")


@needs("dig")
async def test_our_dig_prints_what_the_real_one_prints(server: Address) -> None:
    for asked in ("MX harbour.test", "A www.harbour.test", "MX nobody.harbour.test", "A x.sub.harbour.test +norec"):
        real = await run(server, f"dig @{{host}} -p {{port}} {asked} +nocookie +nocmd +nostats")
        question = parse(f"dig {asked}")
        reply = await ask(server, to_wire(question))
        ours = "\n".join(dig.lines(question, reply.data, server))

        def essence(text: str) -> set[str]:
            lines = (" ".join(line.split()) for line in text.splitlines())
            return {line.partition(", id:")[0] for line in lines if line} - {";; Got answer:", "; (1 server found)"}

        assert {each for each in essence(ours) if not each.startswith((";; SERVER", ";; MSG SIZE"))} == essence(real)


@needs("drill")
async def test_drill_is_content(server: Address) -> None:
    printed = await run(server, "drill -p {port} @{host} harbour.test MX")
    assert "rcode: NOERROR" in printed
    assert "10 mail.harbour.test." in printed
    assert "NXDOMAIN" in await run(server, "drill -p {port} @{host} nobody.harbour.test MX")
    assert "x" * 200 in await run(server, "drill -t -p {port} @{host} big.harbour.test TXT")


@needs("host")
async def test_host_is_content(server: Address) -> None:
    printed = await run(server, "host -p {port} -t MX harbour.test {host}")
    assert "harbour.test mail is handled by 10 mail.harbour.test." in printed
    assert "not found: 3(NXDOMAIN)" in await run(server, "host -p {port} nobody.harbour.test {host}", status=1)
    assert "has no MX record" in await run(server, "host -p {port} -t MX mail.harbour.test {host}")


@needs("nslookup")
async def test_nslookup_is_content(server: Address) -> None:
    printed = await run(server, "nslookup -port={port} -type=MX harbour.test {host}")
    assert "mail exchanger = 10 mail.harbour.test." in printed
    assert "NXDOMAIN" in await run(server, "nslookup -port={port} nobody.harbour.test {host}", status=1)


@needs("kdig")
async def test_kdig_is_content(server: Address) -> None:
    printed = await run(server, "kdig @{host} -p {port} MX harbour.test")
    assert "status: NOERROR" in printed
    assert "10 mail.harbour.test." in printed
    assert "WARNING" not in printed
    assert "x" * 200 in await run(server, "kdig @{host} -p {port} +tcp TXT big.harbour.test")
