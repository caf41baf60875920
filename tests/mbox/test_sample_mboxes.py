"""The sample mailboxes: what their README says of them is true."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.mbox.dialects import RULES, Dialect
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.messages import text
from heloworld.mbox.reading.message import record, split
from mbox.eyes import shown, spans_of
from mbox.sample_table import COMMAND, ROOT, table, written

SAMPLES = sorted(paths.samples().glob("*.mbox"))
DELIVERED = (("dora@island.test", 1795679411), ("ana@harbour.test", 1795681204))
README = (paths.samples() / "README.md").read_text(encoding="utf-8")


def test_the_table_of_readers_is_what_the_lenses_see() -> None:
    assert written(README) == table(), f"sample_mboxes/README.md is out of date; run: {COMMAND}"


def test_the_command_that_writes_the_table_writes_this_one() -> None:
    before = (paths.samples() / "README.md").read_bytes()
    subprocess.run([sys.executable, "tests/mbox/sample_table.py"], cwd=ROOT, check=True)
    assert (paths.samples() / "README.md").read_bytes() == before


def test_every_file_has_a_row_and_every_row_a_file() -> None:
    teaches = README.partition("<!-- readers -->")[0]
    assert sorted(re.findall(r"^\| `([^`]+)` \| .{40,} \|$", teaches, re.MULTILINE)) == [path.name for path in SAMPLES]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_all_domains_are_reserved_ones(path: Path) -> None:
    domains = re.findall(rb"@([A-Za-z0-9.-]+)", path.read_bytes())
    assert all(domain.endswith(b".test") for domain in domains)


def test_the_dialects_hold_the_same_letters() -> None:
    letters = [split(b"From x\n" + letter) for letter in shown("mboxcl2", sample("dialect-mboxcl2")) or []]
    for dialect in (each for each in Dialect if each is not Dialect.NAIVE):
        content = sample(f"dialect-{dialect.value}")
        ours = []
        for letter, (who, at) in zip(letters, DELIVERED, strict=True):
            header = re.sub(rb"Content-Length: .*\n", b"", letter.header)
            ours.append(record(header + b"\n" + letter.body, sender=who, at=at, dialect=dialect))
        assert content == b"".join(ours)
        assert (b"\n>From Monday" in content) is bool(RULES[dialect].quoting)


def test_what_the_readme_says_of_single_files() -> None:
    assert len(spans_of("mboxcl2", sample("dialect-mboxcl2"))) == 2
    assert b"Believe no number" in b"".join((shown("mutt", sample("length-lies")) or [])[:1])
    first = b"".join(text(paths.samples() / "length-zero.mbox", LENSES["mutt"], 1))
    assert first.endswith(b"Content-Length: 0\n\n")
    assert (shown("mutt", sample("torn-tail")) or [])[1].endswith(b"when the l")
    assert (shown("python", sample("torn-tail")) or [])[1].endswith(b"when the li")


def test_the_fields_that_lock_out_and_hide_do_not_get_through_our_delivery() -> None:
    for name in ("length-locks-out", "forged-record"):
        content = sample(name)
        letters = shown("naive", content) or []
        assert len(shown("dovecot", content) or []) < len(letters)
        delivered = b"".join(record(letter, sender="dora@island.test", at=0) for letter in letters)
        seen = shown("dovecot", delivered)
        assert seen is not None
        assert len(seen) == len(letters)


def sample(name: str) -> bytes:
    return (paths.samples() / f"{name}.mbox").read_bytes()
