"""``helo serve``: a real process, from its first line to its exit status."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from heloworld.lab.certificates import Authority
from heloworld.lab.serving.stdout_writer import KEEP
from heloworld.wire.transcript import parse
from patience import PATIENCE
from serving import Server, command, environment, serving


@pytest.fixture
def server(mail: Path) -> Iterator[Server]:
    with serving(mail) as server:
        yield server


def run(*arguments: object, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """A `helo serve` that is expected to end by itself."""
    line = [*before, *command("serve", *arguments)]
    return subprocess.run(line, capture_output=True, text=True, env=environment(), timeout=PATIENCE)


def send(port: int, content: bytes = b"Subject: hi\r\n\r\nhello\r\n") -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.test", timeout=PATIENCE) as client:
        client.sendmail("dora@island.test", ["ana@harbour.test"], content)


def test_the_events_are_as_documented(server: Server) -> None:
    send(server.port)
    server.wait("closed")
    assert server.events[0] == {"event": "listening", "protocol": "smtp", "host": "127.0.0.1", "port": server.port}
    kinds = [event["event"] for event in server.events]
    assert kinds[1] == "opened"
    assert kinds[-1] == "closed"
    assert set(kinds) == {"listening", "opened", "bytes", "delivered", "closed"}
    opened, [delivered] = server.events[1], server.some("delivered")
    assert opened.keys() == {"event", "conn", "at", "protocol", "client", "server", "tls"}
    assert (opened["protocol"], opened["server"], opened["tls"]) == ("smtp", ["127.0.0.1", server.port], False)
    assert server.some("bytes")[0].keys() == {"event", "conn", "at", "from", "text", "tls"}
    assert server.said("server").startswith(
        "220 mail.harbour.test ESMTP\r\n250-mail.harbour.test\r\n250-PIPELINING\r\n"
    )
    assert server.said("client").endswith("\r\nhello\r\n.\r\nQUIT\r\n") or "quit" in server.said("client")
    assert delivered.keys() == {"event", "conn", "at", "recipient", "path", "offset", "length", "queue_id", "text"}
    box = server.mailbox("ana")
    assert (delivered["path"], delivered["offset"], delivered["length"]) == (str(box), 0, box.stat().st_size)
    assert list(parse(map(json.dumps, server.events), "stdout"))
    assert server.stop() == (0, "")


def test_quiet_prints_where_it_listens_and_no_transcript(mail: Path) -> None:
    with serving(mail, "--quiet") as server:
        send(server.port)
        assert server.mailbox("ana").stat().st_size
        assert server.stop() == (0, "")
        assert [event["event"] for event in server.events] == ["listening"]


def test_bytes_are_given_as_they_crossed(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.sendall(bytes(range(256)))
        server.wait("bytes", from_="client")
    server.wait("closed")
    assert server.said("client").encode("latin-1") == bytes(range(256))


def test_a_second_port_for_tls(mail: Path) -> None:
    with serving(mail, "--tls-port", 0) as server:
        assert server.events[1]["protocol"] == "smtps"
        assert server.tls_port not in {0, server.port}
        assert server.stop() == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second(server: Server, number: int) -> None:
    with (
        socket.create_connection(("127.0.0.1", server.port)) as one,
        socket.create_connection(("127.0.0.1", server.port)),
    ):
        server.wait("opened", 2)
        one.sendall(b"EHLO client.test\r\nMAIL FROM:<dora@island.test>\r\n")
        server.wait("bytes", from_="client")
        start = time.monotonic()
        assert server.stop(number) == (0, "")
        assert time.monotonic() - start < 1.5
        assert [event["reason"] for event in server.some("closed")] == ["shutdown"] * 2
        one.settimeout(PATIENCE)
        heard = b""
        while chunk := one.recv(65536):
            heard += chunk
        assert heard.endswith(b"421 4.3.2 mail.harbour.test Service shutting down\r\n")


def test_two_signals_are_one(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    assert server.stop(signal.SIGINT)[0] in {0, -signal.SIGINT, 130}


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_it_ends_when_its_reader_goes_though_nothing_happens(mail: Path, options: tuple[str, ...]) -> None:
    line = [*command("serve", "--port", "0", "--mail", mail, *options)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        assert process.poll() is None
        process.stdout.close()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == b""


def test_a_pipe_of_which_it_is_itself_the_reader_does_not_end_it(mail: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    end = os.open(tmp_path / "pipe", os.O_RDWR)
    line = [*command("serve", "--port", "0", "--mail", mail, "--json")]
    with os.fdopen(end, "r+b", buffering=0) as pipe, subprocess.Popen(line, stdout=pipe, env=environment()) as process:
        send(json.loads(pipe.readline())["port"])
        assert process.poll() is None
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_nobody_reads_what_is_printed_any_more(mail: Path) -> None:
    line = [*command("serve", "--json", "--port", "0", "--mail", mail)]
    # Asyncio drops a connection that it accepts while it closes the door, and warns of that itself.
    lenient = environment() | {"PYTHONWARNINGS": ""}
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=lenient) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        port = json.loads(process.stdout.readline())["port"]
        process.stdout.close()
        with contextlib.suppress(smtplib.SMTPException, OSError):
            while process.poll() is None:
                send(port)
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_full_disk_behind_the_output_ends_it_with_a_sentence(mail: Path, options: tuple[str, ...]) -> None:
    line = command("serve", "--port", 0, "--mail", mail, *options)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            line, stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), timeout=PATIENCE, check=False
        )
    said = "helo: The output could not be written: No space left on device. Make room there, or print to another place."
    assert (done.returncode, done.stderr) == (1, f"{said}\n")


def test_a_reader_who_does_not_read_does_not_hold_up_anything(mail: Path) -> None:
    line = [*command("serve", "--port", "0", "--mail", mail, "--json")]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        port = json.loads(process.stdout.readline())["port"]
        for _ in range(3):
            send(port, b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 20_000)
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == b""


def test_deliveries_go_on_and_what_is_left_out_is_counted(mail: Path) -> None:
    """More mail than may wait, behind a reader who reads nothing until it has all been delivered."""
    line = [*command("serve", "--port", "0", "--mail", mail, "--json")]
    large = b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 40_000
    count = 1.5 * KEEP / len(large)
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        for _ in range(ceil(count)):
            send(port, large)
        assert (mail / "ana.mbox").read_bytes().count(b"\nSubject: large\n") == ceil(count)
        events: list[dict[str, Any]] = []
        while not events or events[-1]["event"] != "omitted":
            events.append(json.loads(process.stdout.readline()))
        assert events[-1].keys() == {"event", "count"}
        assert events[-1]["count"] > 0
        assert list(parse(map(json.dumps, events), "stdout"))
        send(port)
        while events[-1].get("text") != "221 2.0.0 Bye\r\n":
            events.append(json.loads(process.stdout.readline()))
        process.terminate()
        assert process.wait(PATIENCE) == 0


# The certificate of the authority


def test_a_client_may_check_the_certificate(mail: Path, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    with serving(mail, "--ca", ca) as server:
        assert server.wait("authority") == {"event": "authority", "path": str(ca)}
        context = ssl.create_default_context(cafile=str(ca))
        with smtplib.SMTP("localhost", server.port, local_hostname="client.test", timeout=PATIENCE) as client:
            assert client.starttls(context=context)[0] == 220
        assert server.stop() == (0, "")


def test_the_certificate_of_an_earlier_server_is_written_anew(mail: Path, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.touch()
    for before in (b"", None):
        with serving(mail, "--ca", ca) as server:
            server.wait("authority")
            assert ca.read_bytes() != before
            assert ca.read_bytes().startswith(b"-----BEGIN CERTIFICATE-----\n")
            assert server.stop() == (0, "")


def test_where_the_certificate_is_stands_in_the_text(mail: Path, tmp_path: Path) -> None:
    line = command("serve", "--port", "0", "--mail", mail, "--ca", tmp_path / "\x1b.pem")
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("smtp on 127.0.0.1:")
        assert process.stdout.readline() == f"authority in {tmp_path}/␛.pem\n"
        process.terminate()


OTHERS = {
    "letter": b"Dear Ana, \xff\n",
    "key": b"-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n",
    "rubbish": b"-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n",
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_any_other_file_is_not_written_to(mail: Path, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "file"
    other.write_bytes(content)
    error = one_sentence(run("--port", "0", "--mail", mail, "--ca", other))
    assert error == (f"helo: {other} exists, and is not a certificate of this program. Name another file with --ca.\n")
    assert other.read_bytes() == content


def test_a_certificate_of_somebody_else_is_not_written_to(mail: Path, tmp_path: Path) -> None:
    other = tmp_path / "cert.pem"
    other.write_bytes(Authority().issue(["mail.island.test"]))
    one_sentence(run("--port", "0", "--mail", mail, "--ca", other))


def test_a_certificate_that_cannot_be_written(mail: Path, tmp_path: Path) -> None:
    error = one_sentence(run("--port", "0", "--mail", mail, "--ca", tmp_path / "none" / "ca.pem"))
    assert "ca.pem cannot be written: No such file or directory. Name another file with --ca." in error
    assert "is not a certificate" in one_sentence(run("--port", "0", "--mail", mail, "--ca", tmp_path))


# Text


def test_text_for_people(mail: Path) -> None:
    line = command("serve", "--port", "0", "--mail", mail)
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("smtp on 127.0.0.1:")
        send(int(first.rpartition(":")[2]), b"Subject: \x1b[2J\r\n\r\n")
        process.terminate()
        rest = process.stdout.read()
        assert process.wait(PATIENCE) == 0
    assert "1 S: 220 mail.harbour.test ESMTP\n" in rest
    assert "1 C: Subject: ␛[2J\n" in rest
    assert "\x1b" not in rest


def test_text_where_the_terminal_knows_only_ascii(mail: Path) -> None:
    line = command("serve", "--port", "0", "--mail", mail)
    ascii_only = environment() | {"PYTHONIOENCODING": "ascii"}
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ascii_only) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        send(int(process.stdout.readline().rpartition(":")[2]), "Subject: é\r\n\r\n".encode())
        process.terminate()
        assert "1 C: Subject: \\xe9\n" in process.stdout.read()
        assert process.stderr.read() == ""


def test_without_a_stdout(mail: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    line = ["sh", "-c", 'exec "$@" >&-', "sh", *command("serve", "--port", port, "--mail", mail)]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stderr is not None
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                send(port)
                break
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                assert process.poll() is None
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == ""


# What cannot be: one sentence, one remedy, exit status 1


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("helo: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_port_that_is_taken(server: Server, mail: Path) -> None:
    error = one_sentence(run("--port", server.port, "--mail", mail))
    assert error == (
        f"helo: Cannot listen on 127.0.0.1, port {server.port}: another program is listening there. "
        "Choose another port with --port, or --port 0 for any.\n"
    )


def test_a_host_that_is_none_of_ours(mail: Path) -> None:
    result = run("--host", "192.0.2.1", "--port", "0", "--mail", mail)
    (error,) = result.stderr.splitlines()
    assert error.startswith("helo: Cannot listen on 192.0.2.1, port 0: this machine has no such address.")
    assert result.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "warnings"),
    [
        ((), 1),
        (("--submission-port", "0"), 1),
        (("--pop3-port", "0"), 2),
        (("--imaps-port", "0"), 2),
        (("--imap-port", "0", "--login", "ana:other"), 1),
    ],
)
def test_others_can_read_mail_whose_password_everybody_knows(
    mail: Path, arguments: tuple[str, ...], warnings: int
) -> None:
    with serving(mail, "--host", "0.0.0.0", *arguments) as server:
        server.wait("listening", 1 + sum(each.endswith("-port") for each in arguments))
        _, error = server.stop()
    said = error.splitlines()
    assert len(said) == warnings
    if warnings > 1:
        assert "the password of ana, ben, cleo, postmaster here, sesame: whoever reaches" in said[1]


def test_a_port_that_needs_privileges(mail: Path) -> None:
    limit = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    if not limit.exists() or int(limit.read_text(encoding="ascii")) <= 25:
        pytest.skip("here everybody may listen on any port")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may listen on any port, and setpriv, which would change that, is not installed")
    unprivileged = ["setpriv", "--bounding-set=-net_bind_service"] if os.geteuid() == 0 else []
    assert "port 25: that needs privileges." in one_sentence(run("--port", "25", "--mail", mail, before=unprivileged))


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    error = one_sentence(run("--port", "0", "--mail", tmp_path / "file" / "mail"))
    assert "cannot hold mailboxes: Not a directory. Name another with --mail." in error
    error = one_sentence(run("--port", "0", "--mail", tmp_path / "file"))
    assert f"{tmp_path / 'file'} is a file, not a folder. Name a folder with --mail." in error
