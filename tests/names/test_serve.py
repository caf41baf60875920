"""``helo serve --dns-port``: zones in files, what is printed, and what is said of a zone that is wrong."""

from __future__ import annotations

import subprocess
from pathlib import Path

import dns.message
import dns.query
import pytest

from heloworld.dns.zones.parsing import parse_all
from heloworld.errors import UsageError
from heloworld.lab.names.usual_zones import usual_zones
from heloworld.lab.names.zone_files import read
from patience import PATIENCE
from serving import Server, command, environment, serving


def asked(server: Server, name: str, kind: str) -> dns.message.Message:
    port = int(server.wait("listening", protocol="dns")["port"])
    query = dns.message.make_query(name, kind)
    return dns.query.udp_with_fallback(query, "127.0.0.1", PATIENCE, port)[0]


def test_the_usual_names_are_answered_for_and_the_events_are_as_documented(tmp_path: Path) -> None:
    with serving(tmp_path, "--dns-port", 0) as server:
        assert "10 mail.harbour.test." in asked(server, "harbour.test", "MX").to_text()
        opened, closed = server.wait("opened"), server.wait("closed")
        assert (opened["protocol"], opened["transport"], closed["reason"]) == ("dns", "udp", "")
        assert [each["from"] for each in server.some("bytes")] == ["client", "server"]
        assert server.said("client").encode("latin-1")[12:].startswith(b"\x07harbour\x04test")
        assert asked(server, "island.test", "MX").rcode() == dns.rcode.NXDOMAIN
        assert server.stop() == (0, "")


def test_a_zone_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "island.test.zone").write_text("@ MX 10 mail\nmail A 127.0.0.20\n@ TXT v=spf1 mx\n")
    with serving(tmp_path / "mail", "--dns-port", 0, "--zone", tmp_path / "island.test.zone") as server:
        assert "10 mail.island.test." in asked(server, "island.test", "MX").to_text()
        assert asked(server, "harbour.test", "MX").rcode() == dns.rcode.REFUSED
        status, said = server.stop()
    assert status == 0
    assert said.startswith("helo: warning: ")
    assert "island.test.zone, line 3: Without quotation marks these are 2 texts" in said


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("harbour.test.zone", "@ MX mail\n", "line 1: MX wants a number and a name behind it, and this is not that."),
        ("harbour.test.zone", "$GENERATE 1-9999999999 x A 127.0.0.1\n", "line 1: $GENERATE is not allowed"),
        ("names", "@ MX 10 mail\n", "does not say which zone it holds."),
        ("missing", None, "cannot be read: No such file or directory."),
    ],
)
def test_a_zone_that_is_wrong_is_a_sentence_with_file_and_line(
    tmp_path: Path, name: str, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    line = command("serve", "--port", 0, "--mail", tmp_path, "--dns-port", 0, "--zone", tmp_path / name)
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") <= 2


def test_a_zone_without_a_port_is_a_wrong_call(tmp_path: Path) -> None:
    line = command("serve", "--mail", tmp_path, "--zone", tmp_path / "harbour.test.zone")
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert "--dns-port" in done.stderr


def test_which_zone_a_file_holds(tmp_path: Path) -> None:
    for name, text in (("a.test.db", "@ A 127.0.0.1\n"), ("b", "$ORIGIN B.test.\n@ A 127.0.0.1\n")):
        (tmp_path / name).write_text(text)
    zones, warnings = read([tmp_path / "a.test.db", tmp_path / "b"])
    assert list(zones) == ["a.test", "b.test"]
    assert warnings == []
    with pytest.raises(UsageError, match=r"are both a\.test"):
        read([tmp_path / "a.test.db"] * 2)
    (tmp_path / "c.test.zone").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="is no text in UTF-8"):
        read([tmp_path / "c.test.zone"])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "localhost"])
def test_the_usual_zones_are_sound_wherever_the_server_listens(host: str) -> None:
    assert all(zone.is_sound and not zone.warnings for zone in parse_all(usual_zones(host)).values())


def test_as_text_a_question_and_its_answer_are_one_line(tmp_path: Path) -> None:
    line = command("serve", "--port", 0, "--mail", tmp_path, "--dns-port", 0)
    with subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        port = int(process.stdout.readline().rpartition(":")[2])
        dns.query.udp(dns.message.make_query("harbour.test", "MX"), "127.0.0.1", PATIENCE, port)
        told = process.stdout.readline()
        dns.query.tcp(dns.message.make_query("x.test", "A"), "127.0.0.1", PATIENCE, port)
        told += process.stdout.readline()
        process.terminate()
    assert told.splitlines()[0].startswith("1 Q: MX harbour.test = 10 mail.harbour.test.  (asked by 127.0.0.1:")
    assert told.splitlines()[1].startswith("2 Q: A x.test = NXDOMAIN  (asked by 127.0.0.1:")
