"""A Pygments lexer for SMTP sessions.

It reads transcripts with the RFCs' ``C:`` and ``S:`` in front of each line, and bare ones as they stand in a terminal.
Lines that start with ``#`` are remarks. What a client's line is depends on what the server said before: after 354 it
is text of a message, after 334 an answer to a challenge.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, default, words
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace

from heloworld.smtp.commands import COMMANDS, EXTENSIONS
from heloworld.smtp.states import END_OF_DATA
from heloworld.wire.lexer_rules import EOL, NOTHING, WORD_END, body_rules, groups, header_rules

_CLIENT = r"^(C:)([ \t]?+)"
_CLIENT_TOKENS = (Generic.Prompt, Whitespace)
_REMARK = (r"^(#[^\n]*)(\n?)", groups(Comment.Single, Whitespace))
_SERVER_SPEAKS = r"^(?=S:)"

_VERBS = tuple(verb for verb in COMMANDS if verb != END_OF_DATA)
_KEYWORDS = "|".join(map(re.escape, EXTENSIONS))

_CLASSES = (
    ("2", Generic.Inserted),
    ("3", Generic.Subheading),
    ("4", Generic.Deleted),
    ("5", Generic.Error),
)
"""A reply's class by its first digit; four tokens that every style tells apart where it can."""


class SmtpLexer(RegexLexer):
    """An SMTP session: commands, replies and messages.

    No character is added or lost, but for what `Lexer.get_tokens` itself does to line ends and a byte order mark.
    A view that colours line by line calls `get_tokens_unprocessed` with ``stack=("root", state)``, where state is
    ``header`` or ``body`` inside a message, ``plain`` for a line of a body whose dot is text, and ``challenge`` after
    334.
    """

    name = "SMTP session"
    aliases: ClassVar[list[str]] = ["smtp"]
    filenames: ClassVar[list[str]] = ["*.smtp"]
    mimetypes: ClassVar[list[str]] = ["text/x-smtp-session"]
    url = "https://www.rfc-editor.org/info/rfc5321"

    flags = re.MULTILINE | re.IGNORECASE

    tokens: ClassVar[dict[str, list[Any]]] = {
        "root": [
            _REMARK,
            (_CLIENT, groups(*_CLIENT_TOKENS), "command"),
            (r"^(S:)([ \t]?+)", groups(Generic.Output, Whitespace), "reply"),
            (r"^(354)( [^\n]*)?" + EOL, groups(Generic.Subheading, Text, Whitespace), "bare-header"),
            (r"^(?=[2-5][0-9]{2}(?:[ -]|\r?$))", NOTHING, "reply"),
            (r"\n", Whitespace),
            (r"(?=[^\n])", NOTHING, "command"),
        ],
        "command": [
            (
                r"(AUTH)([ \t]++)([A-Z0-9_-]++)([ \t]++)([^\s]+)",
                groups(Keyword, Whitespace, Name.Constant, Whitespace, String.Other),
                ("#pop", "argument"),
            ),
            (r"(AUTH)([ \t]++)([A-Z0-9_-]++)", groups(Keyword, Whitespace, Name.Constant), ("#pop", "argument")),
            (words(_VERBS, suffix=WORD_END), Keyword, ("#pop", "argument")),
            (r"[^\s<]+", Name, ("#pop", "argument")),
            default(("#pop", "argument")),
        ],
        "argument": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r"(FROM|TO)(:)", groups(Keyword.Pseudo, Punctuation)),
            (r"(<)([^<>\n]*)(>)", groups(Punctuation, String, Punctuation)),
            (r"([A-Z0-9][A-Z0-9-]*+)(=)([0-9]+)" + WORD_END, groups(Name.Attribute, Operator, Number.Integer)),
            (r"([A-Z0-9][A-Z0-9-]*+)(=)([^\s]*)", groups(Name.Attribute, Operator, Name.Constant)),
            (r"[^\s<]+", Text),
            (r"<", Punctuation),
        ],
        "reply": [
            (r"(354)( [^\n]*)?" + EOL, groups(Generic.Subheading, Text, Whitespace), ("#pop", "header")),
            (
                r"(334)(?:( )([^\n]*))?" + EOL,
                groups(Generic.Subheading, Whitespace, String.Other, Whitespace),
                ("#pop", "challenge"),
            ),
            (
                r"(250)(?-i:(-)([A-Z0-9][A-Z0-9-]{2,})|( )(" + _KEYWORDS + r"))(?=[ =\r\n]|\Z)",
                groups(Generic.Inserted, Punctuation, Name.Builtin, Whitespace, Name.Builtin),
                ("#pop", "offer"),
            ),
            *(
                (
                    rf"({digit}[0-9]{{2}})(?:(-)|( )|(?=\r?$))",
                    groups(token, Punctuation, Whitespace),
                    ("#pop", "words"),
                )
                for digit, token in _CLASSES
            ),
            default(("#pop", "text")),
        ],
        "words": [
            (r"[245]\.[0-9]{1,3}\.[0-9]{1,3}" + WORD_END, Number.Float, ("#pop", "text")),
            default(("#pop", "text")),
        ],
        "text": [
            (r"\n", Whitespace, "#pop"),
            (r"(<)([^<>\s@]*@[^<>\s]*)(>)", groups(Punctuation, String, Punctuation)),
            (r"[^\n<]+|<", Text),
        ],
        "offer": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r"=", Operator),
            (r"[0-9]+" + WORD_END, Number.Integer),
            (r"[^\s=]+", Name.Constant),
        ],
        "challenge": [
            _REMARK,
            (_SERVER_SPEAKS, NOTHING, "#pop"),
            (
                r"^(?:(C:)([ \t]?+)|(?!C:))(\*)" + EOL,
                groups(*_CLIENT_TOKENS, Keyword, Whitespace),
                "#pop",
            ),
            (r"^(?:(C:)([ \t]?+)|(?!C:))([^\n]*)(\n)", groups(*_CLIENT_TOKENS, String.Other, Whitespace), "#pop"),
            (r"^(?:(C:)([ \t]?+)|(?!C:))([^\n]+)", groups(*_CLIENT_TOKENS, String.Other), "#pop"),
        ],
        "header": [
            _REMARK,
            (_SERVER_SPEAKS, NOTHING, "#pop"),
            *header_rules(_CLIENT, _CLIENT_TOKENS, "body"),
            (r"[^\n]+", Text),
            (r"\n", Whitespace),
        ],
        "body": [
            _REMARK,
            (_SERVER_SPEAKS, NOTHING, "#pop"),
            *body_rules(_CLIENT, _CLIENT_TOKENS),
            (_CLIENT + r"([^\n]*)(\n?)", groups(*_CLIENT_TOKENS, Text, Whitespace)),
            (r"[^\n]+", Text),
            (r"\n", Whitespace),
        ],
        "plain": [(_CLIENT + r"([^\n]*)(\n?)", groups(*_CLIENT_TOKENS, Text, Whitespace), "#pop")],
        "bare-header": [*header_rules(r"^", (), "bare-body")],
        "bare-body": [
            *body_rules(r"^", ()),
            (r"[^\n]+", Text),
            (r"\n", Whitespace),
        ],
    }

    def __init__(self, **options: object) -> None:
        options.setdefault("stripnl", False)
        options.setdefault("ensurenl", False)
        super().__init__(**options)
