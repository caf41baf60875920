"""``helo serve --world``: several hosts in a process of its own."""

from __future__ import annotations

import json
import smtplib
import socket
import subprocess
from itertools import islice
from pathlib import Path

import pytest

from heloworld.lab.hosts.addresses import common_port
from patience import PATIENCE
from serving import Server, command, environment, serving

WORLD = """\
[harbour]
users = ["ana", "postmaster"]
doors = ["pop3"]
accounts = { ana = "sesame" }

[island]
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    path = tmp_path / "world.toml"
    path.write_text(WORLD, encoding="utf-8")
    return path


def send(server: Server, host: str, sender: str, recipient: str) -> None:
    place = server.wait("listening", server=host, protocol="smtp")
    with smtplib.SMTP(place["host"], place["port"], local_hostname="client.test", timeout=PATIENCE) as client:
        client.sendmail(sender, [recipient], b"Subject: hi\r\n\r\nhello\r\n")


def test_each_door_says_whose_it_is_and_where(mail: Path, world: Path) -> None:
    with serving(mail, "--world", world) as server:
        server.wait("listening", 6)
        listening = server.some("listening")
        assert [(each["server"], each["protocol"], each["host"]) for each in listening] == [
            ("harbour", "smtp", "127.0.0.10"),
            ("harbour", "smtp", "127.0.0.1"),
            ("island", "smtp", "127.0.0.20"),
            ("harbour", "pop3", "127.0.0.10"),
            ("harbour", "pop3", "127.0.0.1"),
            ("dns", "dns", "127.0.0.53"),
        ]
        assert len({each["port"] for each in listening if each["protocol"] == "smtp"}) == 1
        assert server.stop() == (0, "")


def test_ports_that_are_asked_for_are_those_of_all_hosts_and_of_the_one_name_server(mail: Path, world: Path) -> None:
    names, fetching = (
        common_port(["127.0.0.53"], 0, any_port=True),
        common_port(["127.0.0.10", "127.0.0.20"], 0, any_port=True),
    )
    with serving(mail, "--world", world, "--dns-port", names, "--imap-port", fetching) as server:
        assert server.wait("listening", server="dns")["port"] == names
        assert {each["server"] for each in server.some("listening", port=fetching)} == {"harbour", "island"}
        assert len(server.some("listening", protocol="dns")) == 1


def test_who_is_at_127_0_0_1_already_stops_nothing_and_is_told(mail: Path, world: Path) -> None:
    """As an ordinary lab is that has a door there."""
    port = common_port(["127.0.0.1", "127.0.0.10", "127.0.0.20"], 0, any_port=True)
    with socket.create_server(("127.0.0.1", port)):
        line = command("serve", "--json", "--world", world, "--mail", mail, "--port", 0, "--pop3-port", port)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(line, text=True, env=environment(), **pipes) as process:  # type: ignore[call-overload]
            listening = [json.loads(line) for line in islice(process.stdout, 6)]
            process.terminate()
            said = process.stderr.read()
    assert [each["host"] for each in listening if each["protocol"] == "pop3"] == ["127.0.0.10", "127.0.0.20"], said
    assert said == (
        f"helo: warning: Cannot listen on 127.0.0.1, port {port}: another program is listening there, "
        "so pop3 of harbour is on 127.0.0.10 alone.\n"
    )
    assert process.returncode == 0


def test_all_hosts_are_in_one_transcript(mail: Path, world: Path) -> None:
    with serving(mail, "--world", world) as server:
        send(server, "harbour", "x@y.test", "ana@harbour.test")
        send(server, "island", "x@y.test", "dora@island.test")
        server.settle(2)
        opened = server.some("opened", protocol="smtp")
        assert [(each["conn"], each["server_name"], each["client_name"]) for each in opened] == [
            (1, "harbour", "laptop"),
            (2, "island", "laptop"),
        ]
        assert [(each["server"], each["path"]) for each in server.some("delivered")] == [
            ("harbour", str(mail / "ana.mbox")),
            ("island", str(mail / "island" / "dora.mbox")),
        ]
        assert server.stop() == (0, "")


def test_a_second_program_that_serves_the_same_files_says_where_its_queue_is(mail: Path, world: Path) -> None:
    with serving(mail, "--world", world) as first:
        first.wait("listening")
        with serving(mail, "--world", world) as second:
            second.wait("listening")
            status, said = second.stop()
        assert first.stop() == (0, "")
    [folder] = (mail / "queue").glob("mail.harbour.test-2")
    assert (status, said) == (
        0,
        "helo: warning: Another program serves the same files: letters for other servers wait in a queue of their own "
        f"here, {folder}.\n",
    )


def test_harbour_alone_has_a_name_too(mail: Path, tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    path.write_text("", encoding="utf-8")
    with serving(mail, "--world", path) as server:
        assert server.wait("listening")["server"] == "harbour"


def test_in_text_each_line_begins_with_the_host(mail: Path, world: Path) -> None:
    line = command("serve", "--world", world, "--mail", mail, "--port", 0)
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        first, at_home, second = (process.stdout.readline() for _ in range(3))
        with smtplib.SMTP("127.0.0.20", int(second.rpartition(":")[2]), timeout=PATIENCE):
            opened = next(line for line in process.stdout if "connected" in line)
        process.terminate()
    assert first.startswith("harbour smtp on 127.0.0.10:")
    assert at_home.startswith("harbour smtp on 127.0.0.1:")
    assert second.startswith("island smtp on 127.0.0.20:")
    assert " (laptop) connected to 127.0.0.20:" in opened
    assert opened.endswith(" (island)\n")


def test_with_an_address_of_the_machine_all_share_it(mail: Path, world: Path) -> None:
    with serving(mail, "--world", world, "--host", "localhost") as server:
        places = {(each["host"], each["port"]) for each in [server.wait("listening", 1), server.wait("listening", 2)]}
        assert {host for host, _ in places} == {"127.0.0.1"}
        assert len(places) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[island]\nuserz = ["dora"]\n', "world.toml, line 2: There is no key `userz` in `island`. Is `users` meant?"),
        ("[ireland]\n", "world.toml, line 1: There is no key `ireland`. Is `island` meant?"),
        ('[island]\nusers = "dora"\n', "world.toml, line 2: `users` in `island` should be a list in brackets"),
        ("[island\n", "world.toml, line 1: This is no TOML"),
        ('[harbour]\nlocked = ["zoe"]\n', "world.toml asks for a world that cannot be: there is no user 'zoe'."),
        ('[harbour]\nseed = { ana = "gone.mbox" }\n', "There is no gone.mbox beside the lesson."),
        (None, "cannot be read"),
    ],
)
def test_what_cannot_be_is_one_sentence(mail: Path, tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "world.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    line = command("serve", "--json", "--world", path, "--mail", mail, "--port", 0)
    done = subprocess.run(line, capture_output=True, text=True, env=environment(), timeout=PATIENCE)
    assert done.returncode == (1 if "gone" in says else 2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_of_the_course_is_imported_without_a_world() -> None:
    code = "import sys; from heloworld.cli.serve import command; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [*command()[:1], "-c", f"import json; {code}"], capture_output=True, text=True, env=environment(), check=True
    )
    assert not [name for name in json.loads(done.stdout) if name.startswith("heloworld.course")]
