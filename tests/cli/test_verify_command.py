"""``helo verify``: real letters, changed ones and hostile ones, from zone files and from a name server."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from heloworld.cli.main import run
from heloworld.dns.listener import Listener
from heloworld.dns.service import Service
from heloworld.dns.zones.parsing import parse_all
from heloworld.trust.dkim.keys import generate
from heloworld.trust.dkim.sign import Signing, sign
from programs import run as program
from trust.letters import DATA, RFC6376, RFC6376_ZONE, RFC8463, RFC8463_ZONE
from trust.zones import Zone as Table

CHAIN = DATA / "chain-pass.mbox"


@pytest.fixture
def zone() -> str:
    """The zone of the letter's writer."""
    return str(DATA / "chain-pass.zone")


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs the command; gives the exit status, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        status = run(["verify", *map(str, arguments)])
        out = capsys.readouterr()
        return status, out.out, out.err

    return call


Verify = Callable[..., tuple[int, str, str]]


def headings(out: str) -> list[str]:
    """The first two words of each verdict's first line."""
    return re.findall(r"^((?:SPF|DKIM|DMARC) \w+) - ", out, re.MULTILINE)


def flat(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def changed(tmp_path: Path, old: bytes, new: bytes) -> Path:
    data = CHAIN.read_bytes()
    assert old in data
    path = tmp_path / "changed.mbox"
    path.write_bytes(data.replace(old, new))
    return path


def test_a_letter_that_a_real_chain_passed(verify: Verify, zone: str) -> None:
    status, out, err = verify(CHAIN, "--zone", zone)
    assert (status, err) == (0, "")
    assert headings(out) == ["SPF pass", "SPF pass", "DKIM pass", "DMARC pass"]
    for said in (
        "Asked: the zone file of harbour.test, and nobody else",
        "Client: 127.0.1.1 (the topmost Received)",
        "HELO: mail.harbour.test (the topmost Received)",
        "Sender of the envelope: ana@harbour.test (Return-Path)",
        "SPF (HELO) pass, SPF pass, DKIM pass, DMARC pass",
        "decided by mx",
        "look-ups 1 of 10 terms that may ask the DNS, 0 of 2 questions that may find nothing",
        "asked: MX harbour.test = 10 mail.harbour.test",
        "signed fields From: Ana <ana@harbour.test> To: dora@island.test Subject: Ferry",
        "none further From: none of these may be added",
        "asked for reject, in the record of harbour.test",
        "SPF harbour.test pass aligned (relaxed)",
    ):
        assert said in flat(out)
    digest = "hK8LhZNzAgivvfYYYCIvQjs7UmNzOQe0Xj1JxqRsW5M="
    assert f"body hash {digest} in bh= {digest} here, the same" in flat(out)


def test_json_is_one_object_a_verdict(verify: Verify, zone: str) -> None:
    status, out, err = verify(CHAIN, "--zone", zone, "--json")
    found = records(out)
    assert status == 0
    assert [list(each) for each in found] == [
        ["method", "result", "domain", "selector", "policy", "identity", "disposition", "reason", "trace"]
    ] * 4
    assert [each["identity"] for each in found] == ["helo", "mailfrom", "", ""]
    assert [each["disposition"] for each in found] == ["", "", "", "none"]
    told = [(each["method"], each["result"], each["domain"], each["selector"], each["policy"]) for each in found]
    assert told == [
        ("spf", "pass", "mail.harbour.test", "", ""),
        ("spf", "pass", "harbour.test", "", ""),
        ("dkim", "pass", "harbour.test", "2026", ""),
        ("dmarc", "pass", "harbour.test", "", "reject"),
    ]
    assert all(each["reason"].endswith(".") and each["trace"] for each in found)
    assert "helo: Client: 127.0.1.1 (the topmost Received)" in err.splitlines()


def test_a_field_that_was_changed(verify: Verify, zone: str, tmp_path: Path) -> None:
    path = changed(tmp_path, b"Subject: Ferry", b"Subject: [list] Ferry")
    status, out, _ = verify(path, "--zone", zone)
    assert status == 1
    assert headings(out) == ["SPF pass", "SPF pass", "DKIM fail", "DMARC pass"]
    start = path.read_bytes().index(b"Subject: ") - len(path.read_bytes().split(b"\n")[0]) - 1
    assert f"bytes {start:,} to {start + 22:,} of the message: Subject: [list] Ferry" in flat(out)
    hashes = re.search(r"header hash +(\S+) in b=\n +(\S+) here, different", out)
    assert hashes
    assert hashes[1] != hashes[2]


def test_a_body_with_a_footer(verify: Verify, zone: str, tmp_path: Path) -> None:
    path = changed(tmp_path, b"at nine.\n", b"at nine.\n-- \nour list\n")
    status, out, _ = verify(path, "--zone", zone, "--ip", "127.0.0.30", "--json")
    helo, mail_from, dkim, dmarc = records(out)
    assert status == 1
    assert [each["result"] for each in (helo, mail_from, dkim, dmarc)] == ["fail"] * 4
    assert "was added" in dkim["reason"]
    _, out, _ = verify(path, "--zone", zone)
    body = path.read_bytes().split(b"\n", 1)[1]
    assert f"bytes {body.index(b'-- '):,} to {len(body):,} of the message: -- our list" in flat(out)


def test_how_it_came_in_is_as_the_call_says(verify: Verify, zone: str) -> None:
    given = ("--ip", "127.0.0.66", "--helo", "laptop.test", "--from", "<ben@harbour.test>")
    status, out, _ = verify(CHAIN, "--zone", zone, *given)
    assert status == 1
    assert headings(out) == ["SPF none", "SPF fail", "DKIM pass", "DMARC pass"]
    for said in (
        "Client: 127.0.0.66 (--ip)",
        "HELO: laptop.test (--helo)",
        "ben@harbour.test (--from)",
        "decided by -all",
    ):
        assert said in flat(out)
    assert "In none of the zones, so that they do not exist here: laptop.test" in out


SIGNED_AT = 1_795_888_621
RECEIVED = (
    "Return-Path: <ana@harbour.test>\n"
    "Received: from mail.harbour.test (x [127.0.1.1]) by mx.island.test with ESMTP id 4A;\n"
    "\tSat, 28 Nov 2026 18:57:05 +0100\n"
)


def expiring(tmp_path: Path) -> tuple[Path, Path]:
    """A letter whose signature held for a minute, as it lies in its receiver's mailbox, and the zone with the key."""
    key, letter = generate("ed25519"), b"From: ana@harbour.test\nSubject: Ferry\n\nAt nine.\n"
    seal = sign(letter, Signing("harbour.test", "k", key, lifetime=60), now=SIGNED_AT)
    path, zone_file = tmp_path / "letter.eml", tmp_path / "harbour.test.zone"
    path.write_bytes(RECEIVED.encode() + seal.replace(b"\r\n", b"\n") + letter)
    zone_file.write_text(key.zone_line("k", "harbour.test"))
    return path, zone_file


IN_TIME = "and is judged by the date in the topmost Received, 2026-11-28 17:57:05 UTC: it is in time."


@pytest.mark.parametrize(
    ("given", "result", "said"),
    [
        ([], "pass", IN_TIME),
        (["--ip", "127.0.1.1"], "pass", IN_TIME),
        (["--ip", "127.0.0.66"], "fail", "before the time of this check, "),
        (["--at", "now"], "fail", "before the time of --at, "),
        (
            ["--at", "2026-11-28T18:57:30+01:00"],
            "pass",
            "judged by the time of --at, 2026-11-28 17:57:30 UTC: it is in",
        ),
        (["--at", "2026-11-28 17:57:30"], "pass", "judged by the time of --at, 2026-11-28 17:57:30 UTC: it is in"),
        (["--at", "Sat, 28 Nov 2026 18:00:00 +0000"], "fail", "(x=), 119 seconds before the time of --at, 2026-11-28"),
    ],
)
def test_a_signature_has_to_hold_when_the_letter_comes_in(
    verify: Verify, tmp_path: Path, given: list[str], result: str, said: str
) -> None:
    path, zone_file = expiring(tmp_path)
    _, out, _ = verify(path, "--zone", zone_file, *given)
    assert f"DKIM {result}" in headings(out)
    assert said in flat(out)


def test_it_says_when_it_came_in(verify: Verify, tmp_path: Path) -> None:
    path, zone_file = expiring(tmp_path)
    assert "Received on: 2026-11-28 17:57:05 UTC (the topmost Received)" in verify(path, "--zone", zone_file)[1]
    path.write_bytes(path.read_bytes().replace(b"Sat, 28 Nov", b"some day"))
    _, out, _ = verify(path, "--zone", zone_file)
    assert "Received on" not in out
    assert "DKIM fail" in headings(out)


def test_a_bounce_has_the_name_in_helo_as_its_sender(verify: Verify, zone: str) -> None:
    out = verify(CHAIN, "--zone", zone, "--from", "<>")[1]
    assert "Sender of the envelope: <> (--from)" in out
    assert flat(out).count("address postmaster@mail.harbour.test") == 2


@pytest.mark.parametrize(
    ("letter", "records_of", "results"),
    [(RFC8463, RFC8463_ZONE, ["DKIM pass", "DKIM pass"]), (RFC6376, RFC6376_ZONE, ["DKIM pass"])],
    ids=["rfc8463", "rfc6376"],
)
def test_the_letters_of_the_rfcs(
    verify: Verify, tmp_path: Path, letter: bytes, records_of: Table, results: list[str]
) -> None:
    path, zone_file = tmp_path / "letter.eml", tmp_path / "example.com.zone"
    path.write_bytes(letter)
    lines = []
    for name, (record,) in records_of.records.items():
        text = record.removeprefix("TXT ")
        strings = " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
        lines.append(f"{name}. TXT {strings}\n")
    zone_file.write_text("".join(lines))
    status, out, _ = verify(path, "--zone", zone_file)
    assert headings(out)[:-1] == results
    assert "SPF is left out, and DMARC goes by DKIM alone. The letter does not say from which address it came" in out
    assert status == 0
    path.write_bytes(letter.replace(b"hungry", b"hungry!", 1).replace(b"We lost", b"We won", 1))
    status, out, _ = verify(path, "--zone", zone_file)
    assert headings(out)[:-1] == [each.replace("pass", "fail") for each in results]
    assert status == 1


def test_a_message_of_a_mailbox_as_a_reader_hands_it_out(verify: Verify, zone: str, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_bytes(b"From a@b Sat Jan  3 01:05:34 2026\nSubject: x\n\n>From here\n\n" + CHAIN.read_bytes())
    assert headings(verify(f"{box}#2", "--zone", zone)[1])[2] == "DKIM pass"
    assert headings(verify(f"{box}#1", "--zone", zone, "--as", "mutt")[1])[0] == "DKIM none"
    assert verify(box, "--zone", zone)[0] == 2


def test_the_standard_input(zone: str) -> None:
    command = [sys.executable, "-m", "heloworld", "verify", "-", "--zone", zone]
    done = subprocess.run(command, input=CHAIN.read_bytes(), capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    assert headings(done.stdout.decode()) == ["SPF pass", "SPF pass", "DKIM pass", "DMARC pass"]


@pytest.mark.parametrize("no_color", ["", "1"])
def test_a_terminal_has_colours_and_its_own_width(zone: str, no_color: str, tmp_path: Path) -> None:
    evil = changed(tmp_path, b"Subject: Ferry", b"Subject: \x1b[2J\xe2\x80\xaeFerry")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "heloworld", "verify", str(evil), "--zone", zone]
    env = os.environ | {"COLUMNS": "60", "TERM": "xterm", "NO_COLOR": no_color}
    shown: list[bytes] = []
    reader = threading.Thread(target=_read, args=(ours, shown))
    reader.start()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=theirs, env=env, timeout=60)
    os.close(theirs)
    reader.join(30)
    text = b"".join(shown).decode()
    assert done.returncode == 1
    assert ("\x1b[32m" in text, "\x1b[31m" in text) == ((False, False) if no_color else (True, True))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert max(map(len, plain.splitlines())) <= 60
    assert "DKIM fail" in plain


def _read(terminal: int, shown: list[bytes]) -> None:
    with contextlib.suppress(OSError):  # it comes when nobody has the other end any more
        while data := os.read(terminal, 4096):
            shown.append(data)
    os.close(terminal)


async def test_a_name_server_is_asked(zone: str) -> None:
    zones = tuple(parse_all({"harbour.test": Path(zone).read_text()}).values())
    listener = Listener(Service(lambda: zones, lambda _: None))
    host, port = await listener.open("127.0.0.1", 0)
    try:
        out = await program(sys.executable, "-m", "heloworld", "verify", CHAIN, "--resolver", f"localhost:{port}")
    finally:
        await listener.close()
    assert headings(out.decode()) == ["SPF pass", "SPF pass", "DKIM pass", "DMARC pass"]
    assert out.decode().splitlines()[1] == f"Asked: the name server {host}, port {port}"


def test_where_nobody_answers(verify: Verify) -> None:
    status, out, err = verify(CHAIN, "--resolver", "127.0.0.1:1")
    assert (status, err) == (1, "")
    assert headings(out) == ["SPF temperror", "SPF temperror", "DKIM temperror", "DMARC temperror"]
    assert "The name server at 127.0.0.1, port 1, cannot be asked: Connection refused." in out


def test_none_of_the_systems_servers_is_known(verify: Verify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("heloworld.lab.judging.whom_to_ask.RESOLV_CONF", tmp_path / "none")
    status, out, err = verify(CHAIN)
    assert (status, out) == (2, "")
    assert "Name one with --resolver" in err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "Missing argument 'MAIL'"),
        (["{tmp}/none"], 1, "There is no file"),
        (["{tmp}"], 1, "is a folder"),
        (["{chain}#2"], 1, "There is no message number 2"),
        (["{tmp}/" + "x" * 300 + "#1"], 1, "could not be read: File name too long"),
        (["{chain}", "--as", "nobody"], 2, "There is no reader nobody"),
        (["{chain}", "--ip", "mail.test"], 2, "mail.test is no address"),
        (["{chain}", "--from", "ana"], 2, "ana is no address"),
        (["{chain}", "--helo", " "], 2, "There is no name in --helo"),
        (["{chain}", "--at", "noon"], 2, "noon is no time"),
        (["{chain}", "--resolver", "127.0.0.1:0"], 2, "is no name server"),
        (["{chain}", "--resolver", "127.0.0.1:x"], 2, "is no name server"),
        (["{chain}", "--resolver", ""], 2, "is no name server"),
        (["{chain}", "--resolver", "a b"], 2, "There is no host a b"),
        (["{chain}", "--resolver", "127.0.0.1"], 2, "exclude each other"),
        (["{chain}", "--zone", "{tmp}/none.test.zone"], 2, "cannot be read"),
        (["{chain}", "--zone", "{tmp}/\x1b[2J.zone"], 2, "␛[2J.zone"),
        (["{chain}", "--zone", "{bad}"], 2, "line 2: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call(verify: Verify, zone: str, tmp_path: Path, arguments: list[str], status: int, said: str) -> None:
    bad = tmp_path / "bad.test.zone"
    bad.write_text("@ A 127.0.0.1\n@ MX mail\n")
    words = [each.format(tmp=tmp_path, chain=CHAIN, bad=bad) for each in arguments]
    if "--resolver" not in words or words[-1] == "127.0.0.1":
        words += ["--zone", zone]
    found = verify(*words)
    assert found[0] == status
    assert said in flat(found[2])
    assert "Traceback" not in found[2]


HOSTILE = {
    "a field of a megabyte": b"Subject: " + b"x" * 1_048_576 + b"\n",
    "a Received of a megabyte": b"Received: from " + b"(" * 1_048_576 + b"\n",
    "1,000 signatures": b"DKIM-Signature: v=1; a=rsa-sha256; d=harbour.test; s=2026; h=from; bh=AA==; b=AA==\n" * 1_000,
    "100,000 fields": b"X: y\n" * 100_000,
    "bytes of all sorts": b"Subject: " + bytes(each for each in range(256) if each != 10) + b"\nFrom: \xff@\x1b[2J\n",
}


@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE)
def test_hostile_letters(verify: Verify, zone: str, tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "evil.eml"
    path.write_bytes(head + CHAIN.read_bytes().split(b"\n", 1)[1])
    status, out, err = verify(path, "--zone", zone, "--ip", "127.0.1.1", "--from", "ana@harbour.test")
    assert status in {0, 1}
    assert headings(out)
    assert headings(out)[-1].startswith("DMARC")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out + err)
    assert len(out) < 200_000
    assert records(verify(path, "--zone", zone, "--json")[1])


def test_a_loop_of_records(verify: Verify, tmp_path: Path) -> None:
    zone = tmp_path / "harbour.test.zone"
    zone.write_text('@ TXT "v=spf1 include:a.harbour.test -all"\na TXT "v=spf1 include:harbour.test -all"\n')
    status, out, _ = verify(CHAIN, "--zone", zone, "--json")
    spf = records(out)[1]
    assert (status, spf["result"]) == (1, "permerror")
    assert "The records lead in a circle" in spf["reason"]


def test_a_name_that_is_no_text_is_no_trouble(verify: Verify, zone: str) -> None:
    given = ("--from", "a@\udcff\x1b.test", "--helo", "\udcff\x1b[2J")
    _, out, err = verify(CHAIN, "--zone", zone, *given, "--json")
    assert [each["domain"] for each in records(out)[:2]] == ["\ufffd\x1b[2J", "\ufffd\x1b.test"]
    out += verify(CHAIN, "--zone", zone, *given)[1]
    assert not re.search("[\x1b\udcff]", out + err)


def test_what_people_read_is_shown_where_from_names_no_one_domain(verify: Verify, zone: str, tmp_path: Path) -> None:
    path = tmp_path / "two.eml"
    path.write_bytes(b"From: Ana <ana@harbour.test>\r\nFrom: Bank <info@bank.test>\r\n\r\nHi.\r\n")
    out = verify(path, "--zone", zone)[1]
    assert "people read From: Ana <ana@harbour.test> From: Bank <info@bank.test>" in flat(out)
    assert "(none)" not in out
