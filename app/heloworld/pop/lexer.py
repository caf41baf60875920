"""A Pygments lexer for POP3 sessions.

It reads transcripts with the RFCs' ``C:`` and ``S:`` in front of each line, and bare ones as they stand in a terminal.
Lines that start with ``#`` are remarks. What a server's line is depends on what the client asked: after RETR and TOP
a +OK is followed by a message, after ``+`` the client's line is an answer to a challenge.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, default, words
from pygments.token import Comment, Generic, Keyword, Name, Number, Punctuation, String, Text, Whitespace

from heloworld.pop.capabilities import CAPABILITIES
from heloworld.pop.commands import COMMANDS
from heloworld.pop.replies import CODES
from heloworld.wire.lexer_rules import EOL, NOTHING, WORD_END, body_rules, groups, header_rules

_CLIENT = r"^(C:)([ \t]?+)"
_CLIENT_TOKENS = (Generic.Prompt, Whitespace)
_SERVER = r"^(S:)([ \t]?+)"
_SERVER_TOKENS = (Generic.Output, Whitespace)
_EITHER = r"^(?:(S:)([ \t]?+)|(?!S:))"
_REMARK = (r"^(#[^\n]*)(\n?)", groups(Comment.Single, Whitespace))
_STATUS = r"(?:\+OK|-ERR)(?=[ \r\n]|\Z)|\+(?=[ \r\n]|\Z)"
_PASSING = "|".join(re.escape(name) for name, code in CODES.items() if code.passes)

_LISTED = [
    (r"(\.)" + EOL, groups(Keyword, Whitespace), "#pop"),
    (r"([0-9]+)([ \t]++)([0-9]+)" + EOL, groups(Number.Integer, Whitespace, Number.Integer, Whitespace), "#pop"),
    (r"([0-9]+)([ \t]++)([!-~]{1,70})" + EOL, groups(Number.Integer, Whitespace, Name.Constant, Whitespace), "#pop"),
    (words(tuple(CAPABILITIES), suffix=WORD_END), Name.Builtin, ("#pop", "offer")),
    default(("#pop", "words")),
]
"""What a line of a listing holds: sizes, unique names, capabilities, methods."""


class PopLexer(RegexLexer):
    """A POP3 session: commands, replies, listings and messages.

    No character is added or lost, but for what `Lexer.get_tokens` itself does to line ends and a byte order mark.
    A view that colours line by line calls `get_tokens_unprocessed` with ``stack=("root", state)``, where state is
    ``header`` or ``body`` inside a message, ``plain`` for a line of a body, ``listing`` for a line of a listing and
    ``answer`` for a client's line after ``+``.
    """

    name = "POP3 session"
    aliases: ClassVar[list[str]] = ["helo-pop", "pop3"]
    filenames: ClassVar[list[str]] = ["*.pop3"]
    mimetypes: ClassVar[list[str]] = ["text/x-pop3-session"]
    url = "https://www.rfc-editor.org/info/rfc1939"

    flags = re.MULTILINE | re.IGNORECASE

    tokens: ClassVar[dict[str, list[Any]]] = {
        "root": [
            _REMARK,
            (_CLIENT, groups(*_CLIENT_TOKENS), "command"),
            (_SERVER + rf"(?={_STATUS})", groups(*_SERVER_TOKENS), "reply"),
            (_SERVER, groups(*_SERVER_TOKENS), "listed"),
            (rf"^(?={_STATUS})", NOTHING, "reply"),
            (r"^(?=\.\r?$|[0-9]+[ \t])", NOTHING, "listed"),
            (r"\n", Whitespace),
            (r"(?=[^\n])", NOTHING, "command"),
        ],
        "command": [
            (r"(PASS)( )([^\n]*)", groups(Keyword, Whitespace, String.Other), ("#pop", "argument")),
            (r"(USER)([ \t]++)([^\s]+)", groups(Keyword, Whitespace, String), ("#pop", "argument")),
            (
                r"(AUTH)([ \t]++)([A-Z0-9_-]++)([ \t]++)([^\s]+)",
                groups(Keyword, Whitespace, Name.Constant, Whitespace, String.Other),
                ("#pop", "argument"),
            ),
            (r"(AUTH)([ \t]++)([A-Z0-9_-]++)", groups(Keyword, Whitespace, Name.Constant), ("#pop", "argument")),
            (r"(RETR|TOP)" + WORD_END, Keyword, ("#pop", "fetched", "argument")),
            (words(tuple(COMMANDS), suffix=WORD_END), Keyword, ("#pop", "argument")),
            (r"[^\s]+", Name, ("#pop", "argument")),
            default(("#pop", "argument")),
        ],
        "argument": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r"[0-9]+" + WORD_END, Number.Integer),
            (r"[^\s]+", Text),
        ],
        "reply": [
            (r"\+OK", Generic.Inserted, ("#pop", "words")),
            (rf"(-ERR)(?=[ \t]+\[(?:{_PASSING})\])", groups(Generic.Deleted), ("#pop", "code")),
            (r"-ERR", Generic.Error, ("#pop", "code")),
            (
                r"(\+)(?:( )([^\n]*))?" + EOL,
                groups(Generic.Subheading, Whitespace, String.Other, Whitespace),
                ("#pop", "answer"),
            ),
            default(("#pop", "words")),
        ],
        "code": [
            (
                r"([ \t]++)(\[)([A-Z0-9/-]+)(\])",
                groups(Whitespace, Punctuation, Name.Constant, Punctuation),
                ("#pop", "words"),
            ),
            default(("#pop", "words")),
        ],
        "words": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r"[0-9]+" + WORD_END, Number.Integer),
            (r"[^\s]+", Text),
        ],
        "offer": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r"[^\s]+", Name.Constant),
        ],
        "listed": _LISTED,
        "listing": [(_SERVER, groups(*_SERVER_TOKENS), ("#pop", "listed")), default(("#pop", "listed"))],
        "answer": [
            _REMARK,
            (r"^(?=S:)", NOTHING, "#pop"),
            (r"^(?:(C:)([ \t]?+)|(?!C:))(\*)" + EOL, groups(*_CLIENT_TOKENS, Keyword, Whitespace), "#pop"),
            (r"^(?:(C:)([ \t]?+)|(?!C:))([^\n]*)(\n)", groups(*_CLIENT_TOKENS, String.Other, Whitespace), "#pop"),
            (r"^(?:(C:)([ \t]?+)|(?!C:))([^\n]+)", groups(*_CLIENT_TOKENS, String.Other), "#pop"),
        ],
        "fetched": [
            _REMARK,
            (_SERVER + r"(\+OK)(?=[ \r\n])", groups(*_SERVER_TOKENS, Generic.Inserted), ("#pop", "header", "words")),
            (r"^(\+OK)(?=[ \r\n])", groups(Generic.Inserted), ("#pop", "bare-header", "words")),
            default("#pop"),
        ],
        "header": [
            _REMARK,
            (r"^(?=C:)", NOTHING, "#pop"),
            *header_rules(_SERVER, _SERVER_TOKENS, "body"),
            (r"[^\n]+", Text),
            (r"\n", Whitespace),
        ],
        "body": [
            _REMARK,
            (r"^(?=C:)", NOTHING, "#pop"),
            *body_rules(_SERVER, _SERVER_TOKENS),
            (_SERVER + r"([^\n]*)(\n?)", groups(*_SERVER_TOKENS, Text, Whitespace)),
            (r"[^\n]+", Text),
            (r"\n", Whitespace),
        ],
        "plain": [(_EITHER + r"([^\n]*)(\n?)", groups(*_SERVER_TOKENS, Text, Whitespace), "#pop")],
        "bare-header": [*header_rules(r"^", (), "bare-body")],
        "bare-body": [*body_rules(r"^", ()), (r"[^\n]+", Text), (r"\n", Whitespace)],
    }

    def __init__(self, **options: object) -> None:
        options.setdefault("stripnl", False)
        options.setdefault("ensurenl", False)
        super().__init__(**options)
