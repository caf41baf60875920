"""The session held against what Dovecot answered to the same lines, word by word."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from heloworld.pop import commands, manual
from heloworld.pop.answers.answer import Answer, Todo
from heloworld.pop.policy import Policy
from heloworld.pop.session import Session
from heloworld.wire.events import Bytes
from heloworld.wire.rows import Outcome
from heloworld.wire.sasl import Passwords
from pop.mailbox import LATE, PASSWORDS, Mailbox
from pop.told import dissected, of

RECORDED = Path(__file__).parent / "recorded"

_LINE = re.compile(r"(?:(?P<name>[a-z]): )?(?P<side>[CS]): (?P<text>.*)")


class Replay:
    """The lines of one recording, played against our own session in the same order."""

    def __init__(self, mailbox: Mailbox, policy: Policy) -> None:
        self.mailbox, self._policy = mailbox, policy
        self._sessions: dict[str, Session] = {}
        self._said: dict[str, deque[bytes]] = {}
        self.compared = 0

    async def play(self, recording: Path) -> None:
        current = ""
        for text in recording.read_text(encoding="utf-8").splitlines():
            line = _LINE.fullmatch(text)
            if line is None:
                current = self._happened(text, current)
            elif line["side"] == "C":
                await self._ask(line["name"] or current, _bytes(line["text"]))
            else:
                self._hear(line["name"] or current, _bytes(line["text"]))
        assert not any(self._said.values())

    def _happened(self, remark: str, current: str) -> str:
        if begun := re.fullmatch(
            r"# connection (?:([a-z]) |from \S+ )to port 110|# connection from \S+ to 110", remark
        ):
            current = begun[1] or "a"
            self._sessions[current] = Session(self._policy, Passwords(PASSWORDS), offers_tls=True)
            self._said[current] = deque([b"+OK Dovecot (Debian) ready."])
        elif remark.startswith("# TLS:"):
            self._sessions[current].tls_started()
        elif remark.startswith("# a mail is appended"):
            self.mailbox.letters[5] = LATE
        return current

    async def _ask(self, name: str, line: bytes) -> None:
        session = self._sessions[name]
        answer = await _after(session, self.mailbox, session.command(line))
        said = answer.data + b"".join(answer.body)
        assert said.endswith(b"\r\n")
        self._said[name] += said[:-2].split(b"\r\n")

    def _hear(self, name: str, line: bytes) -> None:
        said = self._said[name].popleft()
        if not (said.startswith(b"+OK ") and b"ready" in said):
            assert said == line
            self.compared += 1


async def _after(session: Session, mailbox: Mailbox, answer: Answer) -> Answer:
    if answer.todo is Todo.OPEN:
        return session.opened(mailbox.open())
    if answer.todo is Todo.UPDATE:
        assert session.transaction is not None
        await session.transaction.maildrop.delete(session.transaction.marked)
        return session.updated()
    return answer


def _bytes(text: str) -> bytes:
    """A recording has bytes as latin-1 text, tabs as ``\\t``."""
    return text.replace("\\t", "\t").encode("latin-1")


def recordings() -> Iterator[object]:
    for name, compared, validity, policy in (
        ("orders", 113, 0x6B0B188D, Policy()),
        ("delete-stls-auth", 120, 0x6B0B18BF, Policy()),
        ("plaintext-refused", 12, 0, Policy(requires_tls=True)),
        ("http", 4, 0, Policy(error_limit=3)),
    ):
        yield pytest.param(name, compared, validity, policy, id=name)


@pytest.mark.parametrize(("name", "compared", "validity", "policy"), recordings())
async def test_we_answer_as_dovecot_does(name: str, compared: int, validity: int, policy: Policy) -> None:
    mailbox = Mailbox.of()
    mailbox.validity, mailbox.is_locked = validity, False
    replay = Replay(mailbox, policy)
    await replay.play(RECORDED / f"{name}.txt")
    assert replay.compared >= compared


@pytest.mark.parametrize("name", ["orders", "plaintext-refused"])
def test_the_dissector_follows_a_recording(name: str) -> None:
    lines = [
        Bytes(1, 0.0, "client" if line["side"] == "C" else "server", _bytes(line["text"]) + b"\r\n")
        for line in map(_LINE.fullmatch, (RECORDED / f"{name}.txt").read_text(encoding="utf-8").splitlines())
        if line is not None
    ]
    dissector = dissected()
    dissector.feed(lines)
    exchanges = [*of(dissector).exchanges]
    asked = [commands.parse(line.data[:-2])[0] for line in lines if line.source == "client"]
    assert [exchange.verb for exchange in exchanges] == ["", *asked]
    assert all(exchange.outcome is not Outcome.UNCLEAR for exchange in exchanges)
    assert not of(dissector).awaits_reply
    assert all(manual.remedy(exchange) for exchange in exchanges if exchange.is_refused)
