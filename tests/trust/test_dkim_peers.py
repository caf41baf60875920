"""DKIM beside others: what one signs the other verifies (dkimpy, OpenDKIM)."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from heloworld.trust.dkim.keys import SigningKey, from_seed, generate
from heloworld.trust.dkim.sign import Signing, sign
from heloworld.trust.dkim.verify import verify
from programs import needs, run
from trust.random_letters import letter, names
from trust.zones import Zone

LETTERS: Final = 500
NOW: Final = 1_795_888_621
METHODS: Final = ("simple", "relaxed")
SEED: Final = bytes(range(32))
DOMAIN: Final = "harbour.test"


@pytest.fixture(scope="module")
def dkimpy() -> Any:  # noqa: ANN401 - a package without types
    pytest.importorskip("nacl", reason="PyNaCl is not installed")
    return pytest.importorskip("dkim", reason="dkimpy is not installed")


@pytest.fixture(scope="module")
def keys() -> dict[str, SigningKey]:
    return {"rsa": generate(bits=1024), "ed25519": from_seed(SEED)}


def _pem(key: SigningKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _zone(keys: dict[str, SigningKey]) -> Zone:
    return Zone({f"{name}._domainkey.{DOMAIN}": [f"TXT {key.record}"] for name, key in keys.items()})


def test_what_we_sign_dkimpy_verifies(dkimpy: Any, keys: dict[str, SigningKey]) -> None:  # noqa: ANN401
    random = Random(6376)
    records = _zone(keys).records

    def ask(name: bytes, **_rest: object) -> bytes:
        return records[name.decode().rstrip(".")][0].removeprefix("TXT ").encode()

    for number in range(LETTERS):
        kind = random.choice(list(keys))
        signing = Signing(DOMAIN, kind, keys[kind], names(random), random.choice(METHODS), random.choice(METHODS))
        text = letter(random)
        signed = sign(text, signing, now=NOW) + text
        assert dkimpy.verify(signed, dnsfunc=ask), (number, signed)


async def test_what_dkimpy_signs_we_verify(dkimpy: Any, keys: dict[str, SigningKey]) -> None:  # noqa: ANN401
    random = Random(8463)
    zone = _zone(keys)
    private = {"rsa": _pem(keys["rsa"]), "ed25519": base64.b64encode(SEED)}
    for number in range(LETTERS):
        kind = random.choice(list(keys))
        text = letter(random)
        field = dkimpy.sign(
            text, kind.encode(), DOMAIN.encode(), private[kind],
            canonicalize=(random.choice(METHODS).encode(), random.choice(METHODS).encode()),
            signature_algorithm=f"{kind}-sha256".encode(),
            include_headers=[name.encode() for name in names(random) if name != "Received"],
        )  # fmt: skip
        (verdict,) = await verify(zone, field + text, now=NOW)
        assert verdict.result == "pass", (number, verdict.lines, field + text)


@needs("opendkim-genkey")
@needs("opendkim-testmsg")
async def test_what_opendkim_testmsg_signs_with_sha_1_we_refuse(tmp_path: Path) -> None:
    await run("opendkim-genkey", "-b", "1024", "-d", DOMAIN, "-s", "2026", "-D", tmp_path)
    strings = re.findall(r'"([^"]*)"', (tmp_path / "2026.txt").read_text(encoding="ascii"))
    zone = Zone({f"2026._domainkey.{DOMAIN}": [f"TXT {''.join(strings)}"]})
    head = b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nDate: Sat, 28 Nov 2026 18:00:00 +0000\r\n"
    text = head + b"Subject:  Ferry\r\n\r\nAt  nine. \r\n\r\n\r\n"
    options = ("-C", "-d", DOMAIN, "-s", "2026", "-k", tmp_path / "2026.private")
    signed = await run("opendkim-testmsg", *options, stdin=text)
    (verdict,) = await verify(zone, signed, now=NOW)
    assert (verdict.result, verdict.algorithm) == ("permerror", "rsa-sha1")
    assert verdict.reason == "a=rsa-sha1 uses SHA-1, which may not be believed any more."


@needs("opendkim")
@pytest.mark.parametrize("method", METHODS)
async def test_what_we_sign_opendkim_verifies(tmp_path: Path, keys: dict[str, SigningKey], method: str) -> None:
    public = tmp_path / "keys"
    public.write_text(f"rsa._domainkey.{DOMAIN} {keys['rsa'].record}\n", encoding="ascii")
    config = tmp_path / "opendkim.conf"
    config.write_text(f"TestPublicKeys {public}\nMode v\nSocket local:{tmp_path / 'socket'}\n", encoding="ascii")
    text = b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nSubject: Ferry\r\n\r\nAt  nine. \r\n\r\n"
    field = sign(text, Signing(DOMAIN, "rsa", keys["rsa"], (), method, method), now=NOW)
    for name, message, word in (("good", field + text, b"succeeded"), ("bad", field + text + b"More.\r\n", b"failed")):
        path = tmp_path / f"{name}.eml"
        path.write_bytes(message)
        said = await run("sh", "-c", 'opendkim -x "$1" -t "$2" 2>&1 || true', "sh", config, path)
        assert word in said, said
