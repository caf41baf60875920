"""A Pygments lexer for IMAP sessions.

It reads transcripts with the RFCs' ``C:`` and ``S:`` in front of each line, and bare ones as they stand in a terminal.
Lines that start with ``#`` are remarks. A line that ends with ``{n}`` announces a literal; in a transcript of lines its
octets cannot be counted, so a server's literal is taken for a message up to a line that begins with ``)``, a response
or a client's line.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, default, words
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace

from heloworld.imap.capabilities import CAPABILITIES
from heloworld.imap.commands import COMMANDS
from heloworld.imap.responses import CODES, DATA
from heloworld.wire.lexer_rules import EOL, NOTHING, WORD_END, groups

_CLIENT = r"^(C:)([ \t]?+)"
_CLIENT_TOKENS = (Generic.Prompt, Whitespace)
_SERVER = r"^(S:)([ \t]?+)"
_SERVER_TOKENS = (Generic.Output, Whitespace)
_EITHER = r"^(?:([CS]:)([ \t]?+)|(?![CS]:))"
_TAG = r"[^\s(){%*\"\\+]+"
_STATUS = r"(?:OK|NO|BAD|BYE|PREAUTH)"
_REMARK = (r"^(#[^\n]*)(\n?)", groups(Comment.Single, Whitespace))
_FIRST_WORDS = tuple({verb.split()[-1] for verb in COMMANDS} | {"UID"})
_PASSING = "|".join(re.escape(name) for name, code in CODES.items() if code.passes)
_RESPONSE = rf"(?=\* |\+(?:[ \r\n]|\Z)|{_TAG} {_STATUS}{WORD_END})"

_WORDS = [
    (r"(\{)([0-9]+)(\+?)(\})", groups(Punctuation, Number.Integer, Operator, Punctuation)),
    (r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*"', String),
    (r"\\(?:\*|[A-Za-z]+)", Name.Decorator),
    (r"[0-9]+" + WORD_END, Number.Integer),
    (r"[0-9*]++(?:[:,][0-9*]++)+" + WORD_END, Number.Integer),
    (r"[+-]FLAGS(?:\.SILENT)?", Name.Attribute),
    (r"[()\[\]]", Punctuation),
    (r"NIL" + WORD_END, Keyword.Constant),
    (
        r"(?:BODY(?:\.PEEK)?|BODYSTRUCTURE|ENVELOPE|FLAGS|UID|INTERNALDATE|RFC822(?:\.[A-Z]+)?)(?![A-Za-z])",
        Name.Attribute,
    ),
    (r'[^\s()\[\]"{]+', Text),
    (r'["{]', Text),
]
"""What stands in the arguments of commands and in data."""


class ImapLexer(RegexLexer):
    """An IMAP session: commands, responses and messages.

    No character is added or lost, but for what `Lexer.get_tokens` itself does to line ends and a byte order mark.
    A view that colours line by line calls `get_tokens_unprocessed` with ``stack=("root", state)``, where state is
    ``header`` inside the header of a message, ``plain`` for a line of a body, ``listing`` for data of the server and
    ``answer`` for a client's line that is no command.
    """

    name = "IMAP session"
    aliases: ClassVar[list[str]] = ["helo-imap", "imap"]
    filenames: ClassVar[list[str]] = ["*.imap"]
    mimetypes: ClassVar[list[str]] = ["text/x-imap-session"]
    url = "https://www.rfc-editor.org/info/rfc3501"

    flags = re.MULTILINE | re.IGNORECASE

    tokens: ClassVar[dict[str, list[Any]]] = {
        "root": [
            _REMARK,
            (_CLIENT, groups(*_CLIENT_TOKENS), "command"),
            (_SERVER, groups(*_SERVER_TOKENS), "response"),
            (rf"^{_RESPONSE}", NOTHING, "response"),
            (r"\n", Whitespace),
            (r"(?=[^\n])", NOTHING, "command"),
        ],
        "command": [
            (r"(DONE)" + EOL, groups(Keyword, Whitespace), "#pop"),
            (
                rf"({_TAG})( )(LOGIN)( +)([^\s]+)( +)([^\n]*)",
                groups(Name.Label, Whitespace, Keyword, Whitespace, String, Whitespace, String.Other),
                ("#pop", "argument"),
            ),
            (
                rf"({_TAG})( )(AUTHENTICATE)( +)([A-Z0-9_-]++)(?:( +)([^\s]+))?",
                groups(Name.Label, Whitespace, Keyword, Whitespace, Name.Constant, Whitespace, String.Other),
                ("#pop", "argument"),
            ),
            (
                rf"({_TAG})( )(UID)( )({'|'.join(_FIRST_WORDS)})" + WORD_END,
                groups(Name.Label, Whitespace, Keyword, Whitespace, Keyword),
                ("#pop", "argument"),
            ),
            (
                rf"({_TAG})( )({'|'.join(_FIRST_WORDS)})" + WORD_END,
                groups(Name.Label, Whitespace, Keyword),
                ("#pop", "argument"),
            ),
            (rf"({_TAG})( )([^\s]+)", groups(Name.Label, Whitespace, Name), ("#pop", "argument")),
            default(("#pop", "argument")),
        ],
        "argument": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            *_WORDS,
        ],
        "response": [
            (r"(\+)(?:( )([^\n]*))?" + EOL, groups(Generic.Subheading, Whitespace, String.Other, Whitespace), "#pop"),
            (
                r"(\*)( )(OK|PREAUTH)" + WORD_END,
                groups(Operator, Whitespace, Generic.Inserted),
                ("#pop", "words", "code"),
            ),
            (r"(\*)( )(NO|BAD|BYE)" + WORD_END, groups(Operator, Whitespace, Generic.Error), ("#pop", "words", "code")),
            (
                rf"(\*)( )(?:([0-9]+)( ))?({'|'.join(DATA)})" + WORD_END,
                groups(Operator, Whitespace, Number.Integer, Whitespace, Keyword),
                ("#pop", "data"),
            ),
            (
                rf"({_TAG})( )(OK)" + WORD_END,
                groups(Name.Label, Whitespace, Generic.Inserted),
                ("#pop", "words", "code"),
            ),
            (
                rf"({_TAG})( )(NO)(?= \[(?:{_PASSING})\])",
                groups(Name.Label, Whitespace, Generic.Deleted),
                ("#pop", "words", "code"),
            ),
            (
                rf"({_TAG})( )(NO|BAD)" + WORD_END,
                groups(Name.Label, Whitespace, Generic.Error),
                ("#pop", "words", "code"),
            ),
            default(("#pop", "data")),
        ],
        "code": [
            (
                r"( )(\[)([A-Z0-9-]+)([^\]\n]*)(\])",
                groups(Whitespace, Punctuation, Name.Constant, Text, Punctuation),
                "#pop",
            ),
            default("#pop"),
        ],
        "words": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r"[^\s]+", Text),
        ],
        "data": [
            (
                r"(\{)([0-9]+)(\})(\r?\n)",
                groups(Punctuation, Number.Integer, Punctuation, Whitespace),
                ("#pop", "message"),
            ),
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (words(tuple(CAPABILITIES), suffix=WORD_END), Name.Builtin),
            *_WORDS,
        ],
        "message": [
            (_SERVER + r"(?=\))", groups(*_SERVER_TOKENS), ("#pop", "data")),
            (r"^(?=\))", NOTHING, ("#pop", "data")),
            (rf"^(?=C:|#|(?:S:[ \t]?+|(?!S:)){_RESPONSE})", NOTHING, "#pop"),
            (
                _EITHER + r"([!-9;-~]++)([ \t]*+)(:)([^\n]*)(\n?)",
                groups(*_SERVER_TOKENS, Name.Tag, Whitespace, Punctuation, String, Whitespace),
            ),
            (_EITHER + r"([^\n]*)(\n)", groups(*_SERVER_TOKENS, Text, Whitespace)),
            (_EITHER + r"([^\n]+)", groups(*_SERVER_TOKENS, Text)),
            (r"[^\n]+", Text),
        ],
        "listing": [(_SERVER, groups(*_SERVER_TOKENS), ("#pop", "response")), default(("#pop", "response"))],
        "header": [
            (
                _EITHER + r"([!-9;-~]++)([ \t]*+)(:)([^\n]*)(\n?)",
                groups(*_SERVER_TOKENS, Name.Tag, Whitespace, Punctuation, String, Whitespace),
                "#pop",
            ),
            (_EITHER + r"([^\n]*)(\n?)", groups(*_SERVER_TOKENS, String, Whitespace), "#pop"),
        ],
        "plain": [(_EITHER + r"([^\n]*)(\n?)", groups(*_SERVER_TOKENS, Text, Whitespace), "#pop")],
        "answer": [
            (_EITHER + r"(\*)" + EOL, groups(*_CLIENT_TOKENS, Keyword, Whitespace), "#pop"),
            (_EITHER + r"([^\n]*)(\n?)", groups(*_CLIENT_TOKENS, String.Other, Whitespace), "#pop"),
        ],
    }

    def __init__(self, **options: object) -> None:
        options.setdefault("stripnl", False)
        options.setdefault("ensurenl", False)
        super().__init__(**options)
