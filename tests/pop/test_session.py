"""What the server answers: cases that no recording has."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.pop.answers.answer import Answer, Todo
from heloworld.pop.maildrop import MaildropBusy, MaildropTrouble, MessageGone
from heloworld.pop.policy import Policy
from heloworld.pop.session import Session
from heloworld.pop.states import PopState
from heloworld.wire.events import Bytes
from heloworld.wire.sasl import Passwords
from pop.mailbox import LETTERS, PASSWORDS, Mailbox
from pop.told import OPENED, TLS, dissected, of


class Talk:
    """A session with its mailbox, and everything that crosses."""

    def __init__(self, mailbox: Mailbox | None = None, policy: Policy | None = None) -> None:
        self.mailbox = mailbox or Mailbox.of()
        self.session = Session(policy or Policy(), Passwords(PASSWORDS), offers_tls=True)
        self.dissector = dissected()
        self.todo = Todo.GO_ON
        self._heard(self.session.greeting)

    def is_over(self) -> bool:
        """Whether the server hangs up now."""
        return self.todo is Todo.CLOSE

    def _heard(self, data: bytes) -> None:
        self.dissector.feed([Bytes(1, 0.0, "server", data)])

    def say(self, *lines: str | bytes) -> bytes:
        """Say lines; what is answered to the last of them."""
        said = b""
        for line in lines:
            text = line.encode() if isinstance(line, str) else line
            self.dissector.feed([Bytes(1, 0.0, "client", text + b"\r\n")])
            answer = self._after(self.session.command(text))
            self.todo, said = answer.todo, answer.data + b"".join(answer.body)
            self._heard(said)
            if answer.todo is Todo.START_TLS:
                self.session.tls_started()
                self.dissector.feed([TLS])
        return said

    def _after(self, answer: Answer) -> Answer:
        match answer.todo:
            case Todo.OPEN:
                return self._open()
            case Todo.UPDATE:
                return self.session.updated() if self.mailbox.fails is None else self.session.not_updated(ValueError())
        return answer

    def _open(self) -> Answer:
        try:
            return self.session.opened(self.mailbox.open())
        except (MaildropBusy, MaildropTrouble) as error:
            return self.session.not_opened(error)


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.say("USER ana", "PASS harbour")
    return talk


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


# Logging in


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("USER ana", "PASS harbour "), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("USER nobody", "PASS harbour"), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("USER ana@harbour.test", "PASS harbour"), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("USER", "PASS"), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("user ANA", "pass harbour"), b"+OK Logged in.\r\n"),
        (("  USER ana  ", "PASS harbour"), b"+OK Logged in.\r\n"),
        (("USER ana", "PASS wrong", "PASS harbour"), b"-ERR No username given.\r\n"),
        (("USER ana", "STAT"), b"-ERR Unknown command.\r\n"),
        (("APOP ana c4c9334bac560ecc979e58001b3e22fb",), b"-ERR Unknown command.\r\n"),
        (("AUTH PLAIN",), b"+ \r\n"),
        (("AUTH PLAIN", "AGFuYQBoYXJib3Vy"), b"+OK Logged in.\r\n"),
        (("auth plain AGFuYQBoYXJib3Vy",), b"+OK Logged in.\r\n"),
        (("USER ben", "AUTH PLAIN AGFuYQBoYXJib3Vy"), b"+OK Logged in.\r\n"),
        (("AUTH PLAIN " + in_base64("ana\0ana\0harbour"),), b"+OK Logged in.\r\n"),
        (("AUTH PLAIN " + in_base64("ben\0ana\0harbour"),), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("AUTH PLAIN " + in_base64("ana\0harbour"),), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("AUTH PLAIN " + in_base64("\0\0harbour"),), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("AUTH PLAIN =",), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("AUTH PLAIN nonsense!",), b"-ERR Invalid base64 in response\r\n"),
        (("AUTH PLAIN", "AGFu"), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("AUTH PLAIN", "AGF"), b"-ERR Invalid base64 in response\r\n"),
        (("AUTH PLAIN", ""), b"-ERR [AUTH] Authentication failed.\r\n"),
        (("AUTH PLAIN", "*", "USER ana", "PASS harbour"), b"+OK Logged in.\r\n"),
        (("AUTH LOGIN", "YW5h"), b"+ UGFzc3dvcmQ6\r\n"),
        (("AUTH LOGIN YW5h", "aGFyYm91cg=="), b"+OK Logged in.\r\n"),
        (("AUTH LOGIN", "YW5h", "*"), b"-ERR Authentication aborted by client.\r\n"),
        (("AUTH CRAM-MD5",), b"-ERR [AUTH] Unsupported authentication mechanism.\r\n"),
        (("STLS", "USER ana", "PASS harbour"), b"+OK Logged in.\r\n"),
        (("STLS", "STLS"), b"-ERR TLS is already active.\r\n"),
    ],
)
def test_logging_in(lines: tuple[str, ...], said: bytes) -> None:
    assert Talk().say(*lines) == said


def test_who_is_in_cannot_log_in_again(talk: Talk) -> None:
    for line in ("USER ben", "PASS harbour", "AUTH PLAIN", "STLS", "APOP x"):
        assert talk.say(line) == f"-ERR Unknown command: {line.split()[0]}\r\n".encode()


def test_a_busy_maildrop_does_not_count_as_logged_in() -> None:
    talk = Talk()
    talk.mailbox.users = 1
    assert talk.say("USER ana", "PASS harbour") == b"-ERR [IN-USE] Mailbox is locked by another session.\r\n"
    assert talk.say("STAT") == b"-ERR Unknown command.\r\n"
    talk.mailbox.users = 0
    assert talk.say("USER ana", "PASS harbour") == b"+OK Logged in.\r\n"


# Messages


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("LIST 1 ", "+OK 1 407"),
        ("LIST  1", "+OK 1 407"),
        ("LIST 01", "+OK 1 407"),
        ("LIST -1", "-ERR Invalid message number: -1"),
        ("LIST 1.", "-ERR Invalid message number: 1."),
        ("LIST 99999999999999999999", "-ERR There's no message 99999999999999999999."),
        ("LIST 999999999999999999999", "-ERR Invalid message number: 999999999999999999999"),
        ("LIST " + "x" * 5_000, "-ERR Invalid message number: " + "x" * 40),
        ("LIST \x1b[31mé\x00", "-ERR Invalid message number: ?[31m???"),
        ("LIST ١", "-ERR Invalid message number: ??"),
        ("UIDL 1 2", "-ERR Noise after message number:  2"),
        ("RETR 1 2", "-ERR Noise after message number:  2"),
        ("DELE 1 2", "-ERR Noise after message number:  2"),
        ("DELE", "-ERR Invalid message number: "),
        ("DELE 5", "-ERR There's no message 5."),
        ("TOP", "-ERR Invalid message number: "),
        ("TOP 1 -1", "-ERR Invalid size: -1"),
        ("TOP 1 1 1", "-ERR Invalid size: 1 1"),
        ("STAT 1", "+OK 4 1753"),
        ("RSET 1", "+OK"),
        ("XYZZY", "-ERR Unknown command: XYZZY"),
        ("Subject: hi", "-ERR Unknown command."),
        ("ÄÖ", "-ERR Unknown command."),
    ],
)
def test_answers(talk: Talk, line: str, said: str) -> None:
    assert talk.say(line) == f"{said}\r\n".encode()


def test_top_of_more_lines_than_there_are_is_everything(talk: Talk) -> None:
    assert talk.say("TOP 1 99999999") == b"+OK\r\n" + LETTERS[0] + b".\r\n"
    assert talk.say("TOP 4 5") == b"+OK\r\n" + LETTERS[3] + b".\r\n"


def test_a_letter_without_a_last_line_end_gets_one() -> None:
    talk = Talk(Mailbox.of([b"Subject: x\r\n\r\nend"]))
    talk.say("USER ana", "PASS harbour")
    assert talk.say("RETR 1") == b"+OK 17 octets\r\nSubject: x\r\n\r\nend\r\n.\r\n"


def test_an_empty_maildrop() -> None:
    talk = Talk(Mailbox.of([]))
    talk.say("USER ana", "PASS harbour")
    assert talk.say("STAT") == b"+OK 0 0\r\n"
    assert talk.say("LIST") == b"+OK 0 messages:\r\n.\r\n"
    assert talk.say("UIDL") == b"+OK\r\n.\r\n"
    assert talk.say("RETR 1") == b"-ERR There's no message 1.\r\n"


def test_what_somebody_else_deletes_is_gone(talk: Talk) -> None:
    del talk.mailbox.letters[2]
    assert talk.say("STAT") == b"+OK 3 1308\r\n"
    assert talk.say("LIST") == b"+OK 3 messages:\r\n1 407\r\n3 710\r\n4 191\r\n.\r\n"
    assert talk.say("RETR 2") == b"-ERR Message is deleted.\r\n"
    assert talk.say("UIDL 3") == b"+OK 3 000000036b0b188d\r\n"


def test_what_goes_in_the_same_moment_is_gone_too(talk: Talk) -> None:
    talk.mailbox.fails = MessageGone()
    assert talk.say("RETR 2") == b"-ERR Message is deleted.\r\n"
    assert talk.say("TOP 2 0") == b"-ERR Message is deleted.\r\n"


def test_a_file_that_cannot_be_read_is_said(talk: Talk) -> None:
    talk.mailbox.fails = MaildropTrouble()
    assert talk.say("RETR 2") == b"-ERR [SYS/TEMP] Mailbox cannot be read now.\r\n"
    assert talk.say("STAT") == b"+OK 4 1753\r\n"


# Mistakes


def test_the_twentieth_mistake_is_one_too_many() -> None:
    talk = Talk()
    assert talk.say(*["NOOP"] * 19) == b"-ERR Unknown command.\r\n"
    assert not talk.is_over()
    assert talk.say("NOOP") == b"-ERR Unknown command.\r\n-ERR Too many invalid bad commands.\r\n"
    assert talk.is_over()


def test_after_the_login_a_command_that_works_forgives(talk: Talk) -> None:
    for _ in range(3):
        talk.say(*["LIST 9"] * 19, "NOOP")
        assert not talk.is_over()
    assert talk.say(*["LIST 9"] * 20).endswith(b"-ERR Too many bad commands.\r\n")
    assert talk.is_over()


def test_before_it_nothing_forgives() -> None:
    talk = Talk()
    talk.say(*["USER ana", "PASS wrong"] * 19)
    assert not talk.is_over()
    talk.say("CAPA", "USER ana", "PASS wrong")
    assert talk.is_over()


# What is known from outside agrees with what the server knows


WORDS = st.sampled_from(
    [
        *("USER ana", "USER", "PASS harbour", "PASS x", "AUTH", "AUTH PLAIN", "AUTH LOGIN", "AUTH X", "STLS", "CAPA"),
        *("AUTH PLAIN AGFuYQBoYXJib3Vy", "AGFuYQBoYXJib3Vy", "YW5h", "aGFyYm91cg==", "*", "", ".", "STAT", "LIST"),
        *("LIST 1", "UIDL", "UIDL 2", "RETR 2", "RETR 9", "TOP 2 1", "TOP 2", "DELE 1", "DELE 2", "RSET", "NOOP"),
        *("LAST", "APOP x y", "QUIT", "X", "\x00", "GET / HTTP/1.1"),
    ]
)


@given(st.lists(st.one_of(WORDS, WORDS, WORDS, st.text(max_size=8)), max_size=40), st.booleans())
def test_the_dissector_knows_what_the_server_knows(lines: list[str], fails: bool) -> None:
    talk = Talk(policy=Policy(error_limit=100))
    for line in lines:
        talk.say(line.encode("utf-8", "replace").replace(b"\n", b"").replace(b"\r", b""))
        talk.mailbox.fails = MaildropTrouble() if fails else None
        dialogue, session = of(talk.dissector), talk.session
        assert dialogue.state is session.state
        assert not dialogue.awaits_reply
        assert dialogue.tls is session.authorization.tls
        if session.transaction is not None:
            assert dialogue.user.lower() == b"ana"
            assert dialogue.marks.marked == (session.transaction.marked if session.state not in OVER else set())
        if session.state in OVER:
            return
    assert OPENED.conn in talk.dissector.sessions


OVER = {PopState.UPDATE, PopState.CLOSED}
