import time
from importlib.metadata import entry_points

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import (
    STANDARD_TYPES,
    Comment,
    Error,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
    _TokenType,
)

from heloworld.smtp.lexer import SmtpLexer

Token = tuple[_TokenType, str]

PIECES = [
    *("C: ", "S: ", "C:", "S:", "# ", "\n", "\r\n", "\r", " ", "\t", ".", "..", "<", ">", "@", "=", "-", ":", "*"),
    *(
        "220 ",
        "250-",
        "250 ",
        "354 ",
        "354",
        "334 ",
        "550 ",
        "421",
        "2.1.0",
        "5.1.1 ",
        "EHLO x",
        "MAIL FROM:<a@b.test>",
    ),
    *(
        "AUTH PLAIN AGEA",
        "DATA",
        "Subject: x",
        "SIZE=10",
        "SIZE 10",
        "PIPELINING",
        "text",
        "é",
        "\x00",
        "\x0b",
        "\x85",
    ),
]

transcripts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


def lex(text: str) -> list[Token]:
    """The tokens that show something."""
    return [(token, value) for token, value in SmtpLexer().get_tokens(text) if token is not Whitespace]


def line(text: str, before: str = "") -> list[Token]:
    """The tokens of the last line of a transcript, without the ``C:`` or ``S:``."""
    tokens = lex(before + text)
    return tokens[len(lex(before)) :][1:]


SAY_GO_ON = "S: 354 go on\n"
IN_BODY = SAY_GO_ON + "C:\n"


class TestCommands:
    def test_mail(self) -> None:
        assert lex("C: MAIL FROM:<dora@island.test> SIZE=1000 BODY=8BITMIME\n") == [
            (Generic.Prompt, "C:"),
            (Keyword, "MAIL"),
            (Keyword.Pseudo, "FROM"),
            (Punctuation, ":"),
            (Punctuation, "<"),
            (String, "dora@island.test"),
            (Punctuation, ">"),
            (Name.Attribute, "SIZE"),
            (Operator, "="),
            (Number.Integer, "1000"),
            (Name.Attribute, "BODY"),
            (Operator, "="),
            (Name.Constant, "8BITMIME"),
        ]

    def test_case_does_not_matter(self) -> None:
        assert [token for token, _ in line("C: rcpt to:<a@b.test>")] == [
            token for token, _ in line("C: RCPT TO:<a@b.test>")
        ]

    def test_an_unknown_word_is_no_keyword(self) -> None:
        assert line("C: MAILX now") == [(Name, "MAILX"), (Text, "now")]

    def test_a_login_shows_its_secret_as_such(self) -> None:
        assert line("C: AUTH PLAIN AGFuYQBzZWNyZXQ=") == [
            (Keyword, "AUTH"),
            (Name.Constant, "PLAIN"),
            (String.Other, "AGFuYQBzZWNyZXQ="),
        ]

    def test_the_answer_to_a_challenge_is_no_command(self) -> None:
        challenge = "S: 334 VXNlcm5hbWU6\n"
        assert line("S: 334 VXNlcm5hbWU6") == [(Generic.Subheading, "334"), (String.Other, "VXNlcm5hbWU6")]
        assert line("C: QUIT", challenge) == [(String.Other, "QUIT")]
        assert line("C: *", challenge) == [(Keyword, "*")]
        assert line("C: QUIT", challenge + "C: YW5h\nS: 235 2.7.0 welcome\n") == [(Keyword, "QUIT")]

    def test_bare_lines_are_commands_too(self) -> None:
        assert lex("HELO localhost") == [(Keyword, "HELO"), (Text, "localhost")]


class TestReplies:
    @pytest.mark.parametrize(
        ("digit", "token"),
        [("2", Generic.Inserted), ("3", Generic.Subheading), ("4", Generic.Deleted), ("5", Generic.Error)],
    )
    def test_the_class_is_seen(self, digit: str, token: _TokenType) -> None:
        assert line(f"S: {digit}51 text") == [(token, f"{digit}51"), (Text, "text")]
        assert line(f"S: {digit}51") == [(token, f"{digit}51")]

    def test_codes_text_and_address(self) -> None:
        assert lex("S: 550 5.1.1 <x@harbour.test>: User unknown") == [
            (Generic.Output, "S:"),
            (Generic.Error, "550"),
            (Number.Float, "5.1.1"),
            (Text, " "),
            (Punctuation, "<"),
            (String, "x@harbour.test"),
            (Punctuation, ">"),
            (Text, ": User unknown"),
        ]

    def test_what_ehlo_brings(self) -> None:
        assert line("S: 250-mail.harbour.test") == [
            (Generic.Inserted, "250"),
            (Punctuation, "-"),
            (Text, "mail.harbour.test"),
        ]
        assert line("S: 250-SIZE 1000") == [
            (Generic.Inserted, "250"),
            (Punctuation, "-"),
            (Name.Builtin, "SIZE"),
            (Number.Integer, "1000"),
        ]
        assert line("S: 250-X-OWN yes")[2:] == [(Name.Builtin, "X-OWN"), (Name.Constant, "yes")]
        assert line("S: 250 8BITMIME")[1:] == [(Name.Builtin, "8BITMIME")]
        assert line("S: 250 Ok")[1:] == [(Text, "Ok")]

    def test_bare_replies(self) -> None:
        assert lex("220 hi") == [(Generic.Inserted, "220"), (Text, "hi")]

    def test_what_is_no_reply_is_text(self) -> None:
        assert line("S: 2500 x") == [(Text, "2500 x")]
        assert line("S: 999 x") == [(Text, "999 x")]


class TestMessages:
    def test_header_and_body(self) -> None:
        message = SAY_GO_ON + "C: Subject: hello\nC:  world\nC:\nC: Subject: no\n"
        assert lex(message)[3:] == [
            (Generic.Prompt, "C:"),
            (Name.Tag, "Subject"),
            (Punctuation, ":"),
            (String, " hello"),
            (Generic.Prompt, "C:"),
            (String, " world"),
            (Generic.Prompt, "C:"),
            (Generic.Prompt, "C:"),
            (Text, "Subject: no"),
        ]

    def test_a_text_without_a_header_is_body(self) -> None:
        assert line("C: QUIT", SAY_GO_ON) == [(Text, "QUIT")]
        assert line("C: Subject: no", SAY_GO_ON + "C: hello you\n") == [(Text, "Subject: no")]

    @pytest.mark.parametrize("before", [SAY_GO_ON, SAY_GO_ON + "C: Subject: x\n", IN_BODY, IN_BODY + "C: text\n"])
    def test_the_lone_dot_ends_it(self, before: str) -> None:
        assert line("C: .", before) == [(Keyword, ".")]
        assert line("C: QUIT", before + "C: .\n") == [(Keyword, "QUIT")]

    def test_a_doubled_dot_is_marked(self) -> None:
        assert line("C: ..hidden", IN_BODY) == [(String.Escape, "."), (Text, ".hidden")]
        assert line("C: QUIT", IN_BODY + "C: ..\n") == [(Text, "QUIT")]

    def test_the_server_may_end_it(self) -> None:
        assert line("C: QUIT", IN_BODY + "C: text\nS: 421 too slow\n") == [(Keyword, "QUIT")]

    def test_the_first_of_many_lines_with_354_does_not_start_it(self) -> None:
        assert line("C: QUIT", "S: 354-wait\n") == [(Keyword, "QUIT")]
        assert line("C: QUIT", "S: 354-wait\nS: 354\n") == [(Text, "QUIT")]

    def test_a_bare_session(self) -> None:
        session = "354 go\nSubject: x\n\n# no remark\nQUIT\n..\n.\nQUIT\n"
        assert lex(session)[2:] == [
            (Name.Tag, "Subject"),
            (Punctuation, ":"),
            (String, " x"),
            (Text, "# no remark"),
            (Text, "QUIT"),
            (String.Escape, "."),
            (Text, "."),
            (Keyword, "."),
            (Keyword, "QUIT"),
        ]


class TestTheWhole:
    def test_remarks_stand_anywhere_in_a_transcript(self) -> None:
        remark = (Comment.Single, "# look")
        for before in ("", SAY_GO_ON, IN_BODY, "S: 334 x\n"):
            assert remark in lex(before + "# look\n")

    @given(transcripts)
    def test_keeps_every_character(self, text: str) -> None:
        tokens = list(SmtpLexer().get_tokens_unprocessed(text))
        assert "".join(value for _, _, value in tokens) == text
        assert all(position == len("".join(v for _, _, v in tokens[:n])) for n, (position, _, _) in enumerate(tokens))

    @given(transcripts)
    def test_knows_a_token_for_everything(self, text: str) -> None:
        tokens = list(SmtpLexer().get_tokens(text))
        assert "".join(value for _, value in tokens) == text.replace("\r\n", "\n").replace("\r", "\n").removeprefix(
            "\ufeff"
        )
        assert not [value for token, value in tokens if token is Error]
        assert {token for token, _ in tokens} <= set(STANDARD_TYPES)

    @pytest.mark.parametrize(
        "text",
        ["C: " + "<" * 50_000, "S: 250 <" + "@" * 50_000, SAY_GO_ON + "C: " + "x" * 50_000, "C: " + "a<" * 25_000],
    )
    def test_hostile_lines_take_no_more_time_than_others(self, text: str) -> None:
        start = time.perf_counter()
        assert "".join(value for _, value in SmtpLexer().get_tokens(text)) == text
        assert time.perf_counter() - start < 5

    def test_a_single_line_can_be_coloured_in_its_state(self) -> None:
        tokens = SmtpLexer().get_tokens_unprocessed("C: MAIL", stack=("root", "body"))
        assert [token for _, token, _ in tokens] == [Generic.Prompt, Whitespace, Text]

    def test_pygments_is_told_about_it(self) -> None:
        told = entry_points(group="pygments.lexers", name="smtp")
        if not told:
            pytest.skip("the package is not installed, so it has no entry points")
        assert next(iter(told)).load() is SmtpLexer
