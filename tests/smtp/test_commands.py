import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp.commands import COMMANDS, EXTENSIONS, parse
from heloworld.smtp.completion import complete, suggest
from heloworld.smtp.states import END_OF_DATA, HANDSHAKE, TABLE, SmtpState
from heloworld.wire.rows import State

SOURCE = re.compile(r"RFC \d{4}( §[A-Z0-9]+(\.\d+)*)?")
SENTENCE = re.compile(r"[A-Z0-9].*[.?]")
OF_RFC_5321 = {"EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "VRFY", "EXPN", "HELP", "NOOP", "QUIT"}
ANNOUNCED_BY_POSTFIX = {
    *(
        "PIPELINING",
        "SIZE",
        "VRFY",
        "ETRN",
        "STARTTLS",
        "AUTH",
        "ENHANCEDSTATUSCODES",
        "8BITMIME",
        "DSN",
        "SMTPUTF8",
    ),
    "CHUNKING",
}

states = st.sampled_from([*TABLE])


class TestTheRecords:
    def test_are_there_for_every_verb(self) -> None:
        assert set(COMMANDS) >= OF_RFC_5321 | {"STARTTLS", "AUTH", END_OF_DATA}
        assert set(EXTENSIONS) >= ANNOUNCED_BY_POSTFIX

    def test_point_to_the_section_of_their_command(self) -> None:
        sections = {verb: COMMANDS[verb].source for verb in OF_RFC_5321}
        order = ("MAIL", "RCPT", "DATA", "RSET", "VRFY", "EXPN", "HELP", "NOOP", "QUIT")
        expected = {verb: f"RFC 5321 §4.1.1.{number}" for number, verb in enumerate(order, start=2)}
        assert sections == expected | dict.fromkeys(("EHLO", "HELO"), "RFC 5321 §4.1.1.1")

    @pytest.mark.parametrize("verb", COMMANDS)
    def test_are_fit_for_a_learner(self, verb: str) -> None:
        record = COMMANDS[verb]
        assert record.verb == verb
        assert record.syntax.startswith(verb)
        assert SOURCE.fullmatch(record.source)
        for sentence in (record.summary, record.effect, record.instead or record.summary):
            assert SENTENCE.fullmatch(sentence), sentence
            assert len(sentence) <= 160
            assert "!" not in sentence

    @pytest.mark.parametrize("verb", [verb for verb in COMMANDS if verb != END_OF_DATA])
    def test_give_an_example_of_themselves(self, verb: str) -> None:
        example, argument = parse(COMMANDS[verb].example.encode())
        assert example == verb
        assert bool(argument) <= (" " in COMMANDS[verb].syntax)

    def test_the_words_that_are_of_no_use_here_are_legal_nowhere(self) -> None:
        useless = {verb for verb, record in COMMANDS.items() if record.instead}
        assert useless == {"BDAT", "ETRN", "TURN", "LHLO", "GET", "POST"}
        assert not useless & {verb for state, row in TABLE.items() for verb in row if state is not SmtpState.CHUNKS}
        assert useless & set(TABLE[SmtpState.CHUNKS]) == {"BDAT"}, "it is there only where a server takes it"

    def test_an_extension_of_a_command_is_explained(self) -> None:
        announced = {record.extension for record in COMMANDS.values() if record.extension}
        assert announced <= set(EXTENSIONS)

    @pytest.mark.parametrize("keyword", EXTENSIONS)
    def test_extensions_are_fit_for_a_learner(self, keyword: str) -> None:
        record = EXTENSIONS[keyword]
        assert record.keyword == keyword == keyword.upper()
        assert SENTENCE.fullmatch(record.summary)
        assert len(record.summary) <= 160
        assert SOURCE.fullmatch(record.source)


class TestParse:
    @pytest.mark.parametrize(
        ("line", "verb", "argument"),
        [
            (b"HELO localhost", "HELO", b"localhost"),
            (b"helo localhost\r\n", "HELO", b"localhost"),
            (b"MAIL FROM:<dora@island.test> SIZE=10", "MAIL", b"FROM:<dora@island.test> SIZE=10"),
            (b"RCPT  TO:<ana@harbour.test> ", "RCPT", b"TO:<ana@harbour.test>"),
            (b"QUIT", "QUIT", b""),
            (b"QUIT ", "QUIT", b""),
            (b"xyzzy 1", "XYZZY", b"1"),
            (b"", "", b""),
            (b" HELO x", "HELO", b"x"),
            (b".", "", b"."),
            (b"Subject: hello", "", b"Subject: hello"),
            (b"HELO\tlocalhost", "HELO", b"localhost"),
            (b"8BIT on ", "", b"8BIT on"),
            ("MÄIL from".encode(), "", "MÄIL from".encode()),
            (b"NOOP \xff\x00", "NOOP", b"\xff\x00"),
        ],
    )
    def test_takes_a_line_apart(self, line: bytes, verb: str, argument: bytes) -> None:
        assert parse(line) == (verb, argument)

    @given(st.binary(max_size=60))
    def test_takes_any_bytes(self, line: bytes) -> None:
        verb, argument = parse(line)
        assert re.fullmatch("[A-Z]*", verb)
        assert argument in line


class TestComplete:
    def test_offers_what_fits_now(self) -> None:
        assert complete(SmtpState.GREETED, "MA")[0] == "MAIL FROM:<dora@island.test>"
        assert complete(SmtpState.CONNECTED, "he") == ("HELO localhost", "HELP")
        assert complete(SmtpState.CONNECTED, "MA") == ()
        assert complete(SmtpState.RCPT, "DA") == ("DATA",)

    def test_offers_the_people_of_the_small_world(self) -> None:
        people = tuple(f"RCPT TO:<{name}@harbour.test>" for name in ("ana", "ben", "cleo", "postmaster"))
        assert complete(SmtpState.MAIL, "RCPT TO:<") == people
        assert complete(SmtpState.MAIL, "rcpt to:<C") == people[2:3]

    def test_offers_a_header_and_the_dot_inside_the_text(self) -> None:
        assert complete(SmtpState.DATA, "") == ("Subject: ", ".")
        assert complete(SmtpState.DATA, "s") == ("Subject: ",)

    def test_offers_nothing_that_ends_a_login(self) -> None:
        assert complete(SmtpState.AUTH, "") == ()

    @pytest.mark.parametrize("state", [SmtpState.CLOSED, SmtpState.OPEN, SmtpState.TLS])
    def test_offers_nothing_where_nothing_may_be_said(self, state: State) -> None:
        assert complete(state, "") == ()

    @pytest.mark.parametrize("state", TABLE)
    def test_offers_every_legal_command_in_order(self, state: State) -> None:
        offered = dict.fromkeys(parse(line.encode())[0] for line in complete(state, ""))
        wanted = [verb for verb in TABLE[state] if verb not in {HANDSHAKE, END_OF_DATA}]
        assert [verb for verb in offered if verb] == wanted

    @given(states, st.text(max_size=12) | st.sampled_from(["M", "mail FROM:<", "rcpt", "H", "s", "."]))
    def test_goes_on_with_what_was_typed(self, state: State, typed: str) -> None:
        assert all(line.lower().startswith(typed.lower()) for line in complete(state, typed))

    @given(states, st.integers(0, 40))
    def test_finds_every_line_by_any_beginning_of_it(self, state: State, length: int) -> None:
        for line in complete(state, ""):
            assert line in complete(state, line[:length].swapcase())


class TestSuggest:
    @pytest.mark.parametrize(
        ("state", "verb", "word"),
        [
            (SmtpState.CONNECTED, "MAIL", "HELO"),
            (SmtpState.CONNECTED, "RCPT", "HELO"),
            (SmtpState.GREETED, "RCPT", "MAIL FROM"),
            (SmtpState.GREETED, "DATA", "RCPT TO"),
            (SmtpState.MAIL, "DATA", "RCPT TO"),
            (SmtpState.MAIL, "MAIL", "RSET"),
            (SmtpState.RCPT, "MAIL", "RSET"),
            (SmtpState.RCPT, "AUTH", "RSET"),
            (SmtpState.QUEUED, "DATA", "MAIL FROM"),
            (SmtpState.RCPT, END_OF_DATA, "DATA"),
            (SmtpState.DATA, "QUIT", "dot"),
            (SmtpState.CLOSED, "HELO", "connect"),
            (SmtpState.OPEN, "HELO", "220"),
            (SmtpState.TLS, "EHLO", "handshake"),
            (SmtpState.AUTH, "QUIT", "*"),
            (SmtpState.CONNECTED, "GET", "HTTP"),
            (SmtpState.RCPT, "BDAT", "DATA"),
            (SmtpState.CONNECTED, "", "begins like this"),
        ],
    )
    def test_says_what_is_missing(self, state: State, verb: str, word: str) -> None:
        assert word in suggest(state, verb)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("MIAL", "MAIL"),
            ("RECPT", "RCPT"),
            ("RCTP", "RCPT"),
            ("HELLO", "HELO"),
            ("HLEO", "HELO"),
            ("ELHO", "EHLO"),
            ("EHL", "EHLO"),
            ("QIUT", "QUIT"),
            ("STARTLS", "STARTTLS"),
            ("DTA", "DATA"),
            ("EXIT", "QUIT"),
            ("FROM", "MAIL"),
        ],
    )
    @pytest.mark.parametrize("state", [SmtpState.CONNECTED, SmtpState.GREETED, SmtpState.MAIL, SmtpState.RCPT])
    def test_finds_the_verb_behind_a_slip(self, state: State, typed: str, meant: str) -> None:
        assert suggest(state, typed).endswith(f"Did you mean {meant}?")

    @pytest.mark.parametrize("line", [b"1EHLO localhost", b"12 ehlo localhost", b" 3EHLO"])
    def test_finds_the_verb_behind_a_digit(self, line: bytes) -> None:
        verb, rest = parse(line)
        said = suggest(SmtpState.CONNECTED, verb, rest)
        assert said.endswith("in front of the word. Did you mean EHLO?")

    @pytest.mark.parametrize("line", [b"1 Main Street", b"2Dear Ana", b"1EHLOx", b"7", b"1:EHLO", b"1EHLO:x", b""])
    def test_takes_no_other_line_for_that(self, line: bytes) -> None:
        verb, rest = parse(line)
        assert suggest(SmtpState.MAIL, verb, rest) == suggest(SmtpState.MAIL, "")

    def test_names_what_fits_where_nothing_is_near(self) -> None:
        said = suggest(SmtpState.MAIL, "XYZZY")
        assert "RCPT" in said
        assert "MAIL" not in said

    @pytest.mark.parametrize("state", TABLE)
    @pytest.mark.parametrize("verb", [*COMMANDS, HANDSHAKE, "XYZZY", "A" * 500, ""])
    def test_has_a_sentence_for_whatever_does_not_fit_and_none_for_what_does(self, state: State, verb: str) -> None:
        said = suggest(state, verb)
        assert bool(said) is (verb not in TABLE[state])
        assert len(said) <= 160

    @given(states, st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=20))
    def test_is_a_sentence_whatever_the_word(self, state: State, verb: str) -> None:
        said = suggest(state, verb)
        assert verb in TABLE[state] or SENTENCE.fullmatch(said)
