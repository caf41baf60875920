"""What is loaded, and by whom: what the import contracts of pyproject.toml cannot see."""

from __future__ import annotations

import ast
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from heloworld.lab.protocols import protocols
from heloworld.wire.protocol import Protocol
from judge.small_programs import TALKS, typed

ROOT: Final = Path(__file__).parents[2]
HOUSE: Final = ROOT / "app/heloworld"

LETTER: Final = str(ROOT / "tests/trust/data/dkim/chain-pass.mbox")
ZONE: Final = str(ROOT / "tests/trust/data/dkim/chain-pass.zone")
SAMPLE: Final = str(ROOT / "sample_mboxes/attached.mbox")
RECORD: Final = str(ROOT / "tests/classroom/greeted.jsonl")
LESSON: Final = str(ROOT / "lessons/1-saying-hi/01-connect-and-be-greeted.md")
LOADED: Final = "print(*(name for name in sys.modules if '.' not in name or name.startswith('heloworld')))"
ALLOWED: Final = {
    "mbox/lexer.py: pygments",
    "wire/lexer_rules.py: pygments",
    "paths.py: platformdirs",
    "output.py: click",
}
SCREEN: Final = {"textual", "rich", "heloworld.ui.app"}
COMMAND: Final = f"import sys; from heloworld.cli.main import run; assert run(sys.argv[1:]) == 0; {LOADED}"


def _loaded(code: str, *arguments: str) -> set[str]:
    """What a piece of Python that prints it has loaded: modules and packages, those of the house with all they hold."""
    command = [sys.executable, "-c", code, *arguments]
    out = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT / "app").stdout
    return set(out.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("heloworld.cli.main", {"textual", "rich", "aiosmtpd", "cryptography", "pygments", "heloworld.wire"}),
        ("heloworld.lab.serving.serve", {"textual", "rich", "cryptography", "pygments", "dns"}),
        ("heloworld.lab.names.dns_server", {"textual", "rich", "aiosmtpd", "cryptography", "pygments", "dns"}),
        ("heloworld.dns.protocol", {"textual", "rich", "pygments", "asyncio", "dns"}),
        ("heloworld.lab.world", {"heloworld.relay.queue_manager", "heloworld.trust", "heloworld.dns", "dns"}),
        ("heloworld.trust.spf.check", {"asyncio", "cryptography", "dns", "heloworld.dns", "heloworld.wire"}),
        ("heloworld.trust.dkim.sign, heloworld.trust.dkim.verify", {"asyncio", "cryptography", "dns", "heloworld.dns"}),
        ("heloworld.trust.dmarc.evaluate, heloworld.trust.authentication_results", {"asyncio", "cryptography", "dns"}),
        ("heloworld.wire.client", {"textual", "rich", "aiosmtpd", "cryptography", "click"}),
        ("heloworld.mbox.writing.append", {"textual", "rich", "aiosmtpd", "click"}),
        ("heloworld.mbox.reading.index", {"textual", "rich", "aiosmtpd", "click", "asyncio"}),
        ("heloworld.course.play.first_mail", {"textual", "rich", "aiosmtpd"}),
    ],
)
def test_what_a_module_does_not_load(module: str, forbidden: set[str]) -> None:
    assert forbidden.isdisjoint(_loaded(f"import sys, {module}; {LOADED}"))


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["--help"], {*SCREEN, "aiosmtpd", "cryptography", "pygments", "asyncio"}),
        (["--version"], {"heloworld.cli.mbox", "heloworld.cli.lessons"}),
        (["lab", "--help"], {*SCREEN, "heloworld.cli.mbox", "heloworld.cli.lessons", "heloworld.lab"}),
        (["connect", "--help"], {*SCREEN, "ssl"}),
        (["serve", "--help"], {*SCREEN, "asyncio"}),
        (["mbox", "--help"], SCREEN),
        (["verify", "--help"], {*SCREEN, "asyncio", "dns", "heloworld.trust"}),
        (["verify", LETTER, "--zone", ZONE], {*SCREEN, "aiosmtpd", "pygments", "heloworld.course"}),
        (["judge", "--help"], {*SCREEN, "asyncio", "heloworld.judge", "heloworld.lab"}),
        (["judge", "smtp", "--help"], {*SCREEN, "asyncio", "heloworld.judge", "heloworld.lab"}),
        (["judge", "smtp", "--stage", "goodbye", *typed(TALKS)], {*SCREEN, "aiosmtpd", "cryptography", "pygments"}),
        (["lessons", "--help"], {*SCREEN, "heloworld.course"}),
        (["mbox", SAMPLE, "--list"], {*SCREEN, "aiosmtpd", "cryptography", "pygments"}),
        (["mbox", SAMPLE, "--count"], {*SCREEN, "aiosmtpd", "cryptography", "pygments"}),
        (["mbox", SAMPLE, "--show", "1"], {*SCREEN, "aiosmtpd", "cryptography", "pygments"}),
        (["mbox", SAMPLE, "--compare", "naive,mutt"], {*SCREEN, "aiosmtpd", "cryptography", "pygments"}),
        (["lessons", "list"], {*SCREEN, "aiosmtpd"}),
        (["class", "--help"], {*SCREEN, "asyncio", "heloworld.classroom"}),
        (["board", "--help"], {*SCREEN, "asyncio", "heloworld.classroom"}),
        (["join"], {*SCREEN, "aiosmtpd", "cryptography"}),
        (["lessons", "check", LESSON], SCREEN),
        (["lessons", "export", "1.1"], SCREEN),
        (["hand-in", "--help"], {*SCREEN, "asyncio", "heloworld.classroom", "heloworld.course"}),
        (["grade", "--help"], {*SCREEN, "asyncio", "heloworld.classroom", "heloworld.course"}),
        (["replay", "--help"], {*SCREEN, "asyncio", "heloworld.lab"}),
        (["replay", "--text", RECORD], {*SCREEN, "aiosmtpd", "cryptography", "heloworld.course"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_a_command_does_not_load(arguments: list[str], forbidden: set[str]) -> None:
    assert forbidden.isdisjoint(_loaded(COMMAND, *arguments))


def test_the_server_alone_does_not_load_the_screen(tmp_path: Path) -> None:
    arguments = ["serve", "--port", "0", "--mail", str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT / "app"
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        loaded = set(server.stdout.read().splitlines()[-1].split())
    assert "aiosmtpd" in loaded
    assert loaded.isdisjoint({*SCREEN, "cryptography", "pygments", "dns"})


@pytest.mark.parametrize("room", ["wire", "mbox", "paths.py", "errors.py", "output.py"])
def test_what_stands_on_the_standard_library_alone(room: str) -> None:
    where = HOUSE / room
    paths = sorted(where.rglob("*.py")) if where.is_dir() else [where]
    foreign = {
        f"{path.relative_to(HOUSE)}: {name}"
        for path in paths
        for name in _imported(path)
        if name not in sys.stdlib_module_names | {"heloworld"}
    }
    assert foreign <= ALLOWED


def _imported(path: Path) -> Iterator[str]:
    """The packages that a file names in its imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)


@pytest.mark.parametrize("protocol", protocols(), ids=lambda protocol: protocol.name)
def test_the_contracts_know_every_protocols_room(protocol: Protocol) -> None:
    room = ".".join(protocol.follow.__module__.split(".")[:2])
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.split(" | ") for contract in contracts for layer in contract.get("layers", ())]
    assert any(room in layer for layer in layers)
    assert any(room in contract.get("forbidden_modules", ()) for contract in contracts)


def _named(path: Path) -> Iterator[str]:
    """The modules of the house that a file names in its imports, wherever in it and for whatever reason."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_no_files_import_each_other_in_a_circle() -> None:
    """Not even for types alone, or late: what one needs of the other has a file of its own."""
    files = {".".join(path.relative_to(HOUSE.parent).with_suffix("").parts): path for path in HOUSE.rglob("*.py")}
    needs = {module: {*_named(path)} & files.keys() - {module} for module, path in files.items()}
    assert sum(map(len, needs.values())) > len(files)
    while free := {module for module, others in needs.items() if not others & needs.keys()}:
        needs = {module: others for module, others in needs.items() if module not in free}
    assert set(needs) == set()
