from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, String, Text, Token

from heloworld import paths
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


PARTS = """\
From dora@island.test Sat Jan  3 01:05:34 2026
Content-Type: multipart/mixed;
 boundary="rope"

--not a rope
--rope
Content-Type: text/html

<p class="x">Hi &amp; bye</p>
<!-- a
>From b -->
--rope
Content-Type: Application/JSON; charset=utf-8

{"key": true}
--rope
Content-Type: text/x-python

def f(x): return x + 1
--rope
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="b.py"

import os
--rope
Content-Type: image/png
Content-Transfer-Encoding: base64

aGVsbG8=
--rope
Content-Type: message/rfc822

Subject: inside
Content-Type: application/json

[null]
--rope
Content-Type: application/mbox

>From ana@harbour.test Sat Jan  3 01:05:34 2026
To: ben

>>From quoted twice
--rope
Content-Type: application/x-nobody-knows

what is this
--rope--
the end

From ben@harbour.test Sat Jan  3 01:05:34 2026
Content-Type: text/css

b { color: red }
"""


def test_what_is_inside_is_told_apart_by_its_content_type() -> None:
    found = tokens_of(PARTS)
    for kind, value in [
        (Name.Attribute, "boundary"),
        (Text, "--not a rope"),
        (Generic.Subheading, "--rope"),
        (Name.Tag, "p"),
        (Name.Entity, "&amp;"),
        (Comment.Multiline, "<!-- a\n"),
        (String.Escape, ">"),
        (Comment.Multiline, "From b -->"),
        (Name.Tag, '"key"'),
        (Keyword.Constant, "true"),
        (Keyword, "def"),
        (Name.Namespace, "os"),
        (Literal, "aGVsbG8=\n"),
        (Name.Tag, "Subject"),
        (Keyword.Constant, "null"),
        (Name.Class, "ana@harbour.test"),
        (Keyword.Pseudo, "From "),
        (Text, "what is this"),
        (Generic.Subheading, "--rope--"),
        (Text, "the end"),
        (Keyword, "color"),
    ]:
        assert (kind, value) in found, value
    assert found.count((Generic.Subheading, "--rope")) == 8
    assert "".join(value for _, value in found) == PARTS


def test_parts_within_parts_end_somewhere() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n" for at in range(2000))
    forwarded = "Content-Type: message/rfc822\n\n" * 2000
    for text in ("From a\n" + deep, "From a\n" + forwarded, "From a\nA: " + "w" * 200_000 + '="'):
        assert "".join(value for _, value in tokens_of(text)) == text


@pytest.mark.parametrize("path", sorted(paths.samples().glob("*.mbox")), ids=lambda path: path.stem)
def test_every_sample_comes_out_as_it_went_in(path: Path) -> None:
    raw = path.read_bytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    for content in (raw, text):
        found = [*MboxLexer().get_tokens(content)]
        assert "".join(value for _, value in found) == text
        assert all(kind is not Token.Error for kind, _ in found)


LINES = st.sampled_from([*MAILBOX.splitlines(keepends=True), *PARTS.splitlines(keepends=True), "\r\n", "\r", "\x00"])


@given(text=st.text(max_size=60) | st.lists(LINES, max_size=40).map("".join))
@example("\n\nFrom a\r\n\r\nb\r\n\n\n")
def test_no_character_is_lost(text: str) -> None:
    assert "".join(value for _, value in MboxLexer().get_tokens(text)) == text
    at = 0
    for start, kind, value in MboxLexer().get_tokens_unprocessed(text):
        assert (start, kind is Token.Error and "Content-Type" not in text) == (at, False)
        at += len(value)


def test_pygments_finds_it() -> None:
    assert isinstance(get_lexer_by_name("mbox"), MboxLexer)
    assert find_lexer_class_for_filename("ana.mbox") is MboxLexer
    assert MboxLexer.analyse_text(MAILBOX) > 0.5
    assert MboxLexer.analyse_text("From here on") == 0
