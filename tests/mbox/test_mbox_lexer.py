from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name
from pygments.token import Generic, Keyword, Name, Number, String, Token

from heloworld.mbox.lexer import MboxLexer

MAILBOX = """\
From dora@island.test Sat Jan  3 01:05:34 2026
Received: from a
\tby b
Subject: =?utf-8?q?hi?= there
From: <dora@island.test>

From the start
Not: a field? Yes, one.

>>From here
text

From here without a date
"""


def tokens_of(text: str) -> list[tuple[object, str]]:
    return [(kind, value) for _, kind, value in MboxLexer().get_tokens_unprocessed(text)]


def test_each_part_of_a_mailbox_has_a_token_of_its_own() -> None:
    found = tokens_of(MAILBOX)
    for kind, value in [
        (Generic.Heading, "From "),
        (Name.Class, "dora@island.test"),
        (Number, "Sat Jan  3 01:05:34 2026"),
        (Name.Tag, "Received"),
        (String, "\tby b"),
        (String.Escape, "=?utf-8?q?hi?="),
        (Name.Tag, "From"),
        (Name.Label, "<dora@island.test>"),
        (String.Escape, ">>"),
        (Keyword.Pseudo, "From "),
        (Name.Class, "here without a date"),
    ]:
        assert (kind, value) in found
    assert sum(kind is Generic.Heading for kind, _ in found) == 3


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(MAILBOX.splitlines(keepends=True))).map("".join))
def test_no_character_is_lost_and_none_is_an_error_of_the_lexer(text: str) -> None:
    found = tokens_of(text)
    assert "".join(value for _, value in found) == text
    assert all(kind is not Token.Error for kind, _ in found)


def test_pygments_finds_it() -> None:
    assert isinstance(get_lexer_by_name("mbox"), MboxLexer)
    assert find_lexer_class_for_filename("ana.mbox") is MboxLexer
    assert MboxLexer.analyse_text(MAILBOX) > 0.5
    assert MboxLexer.analyse_text("From here on") == 0
