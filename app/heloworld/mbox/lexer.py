"""A Pygments lexer for mbox files: ``pygmentize -l mbox``.

It reads as qmail's mbox(5) tells a reader to: any line that starts ``From `` begins a message, wherever it stands.
What is inside a message is coloured as what its Content-Type says that it is, by Pygments' own lexers.
"""

from __future__ import annotations

import contextlib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from itertools import pairwise
from typing import Any, ClassVar, Final, TypeAlias

from pygments.filter import apply_filters
from pygments.lexer import Lexer, RegexLexer
from pygments.lexers import get_lexer_for_filename, get_lexer_for_mimetype
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
    _TokenType,
)
from pygments.util import ClassNotFound

from heloworld.wire.lexer_rules import groups

Tokens: TypeAlias = Iterator[tuple[int, _TokenType, str]]

DEEPEST: Final = 20
"""Parts within parts that are told apart."""


_DATE = r"((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t][^\n]*)"
_MESSAGE = re.compile(r"^From ", re.MULTILINE)
_FIELD = re.compile(
    r"^(content-(?:type|transfer-encoding|disposition))[ \t]*:((?:.*\n[ \t])*.*)$", re.IGNORECASE | re.MULTILINE
)
_EMPTY_LINE = re.compile(r"^\r?\n", re.MULTILINE)
_QUOTED = re.compile(r"^>(?=>*From )", re.MULTILINE)


class _LineLexer(RegexLexer):
    """What is told apart line by line: a separator, a header, the text of a letter."""

    flags = re.MULTILINE

    tokens: ClassVar[dict[str, list[Any]]] = {
        "separator": [
            (
                r"^(From )([^\n]*?)([ \t])" + _DATE + r"(\n?)",
                groups(Generic.Heading, Name.Class, Whitespace, Number, Whitespace),
            ),
            (r"^(From )([^\n]*)(\n?)", groups(Generic.Heading, Name.Class, Whitespace)),
        ],
        "header": [
            (r"^\r?\n", Whitespace),
            (r"^([!-9;-~]++)([ \t]*+)(:)", groups(Name.Tag, Whitespace, Punctuation), "value"),
            (r"[^\n]+", Generic.Error),
            (r"\n", Whitespace),
        ],
        "value": [
            (r"\r?\n(?![ \t])", Whitespace, "#pop"),
            (r"\r?\n", Whitespace),
            (r"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=", String.Escape),
            (r"<[^<>\s]*>", Name.Label),
            (r"([\w-]+)(=)(\"[^\"\n]*\")", groups(Name.Attribute, Operator, String)),
            (r"(?:(?!(?<![\w-])[\w-]+=\"|=\?|<|\r?\n)[^\n])+|[^\n]", String),
        ],
        "text": [
            (r"^(>+)(From )([^\r\n]*)", groups(String.Escape, Keyword.Pseudo, Text)),
            (r"^>[^\r\n]*", Comment),
            (r"\r?\n", Whitespace),
            (r"[^\r\n]+|\r", Text),
        ],
    }


class MboxLexer(Lexer):
    """A mailbox: separators, header fields, parts and what is in them, quoted ``From_`` lines.

    No character is added or lost, neither line ends nor empty lines.
    """

    name = "mbox"
    aliases: ClassVar[list[str]] = ["mbox"]
    filenames: ClassVar[list[str]] = ["*.mbox"]
    mimetypes: ClassVar[list[str]] = ["application/mbox"]
    url = "https://www.rfc-editor.org/rfc/rfc4155"
    version_added = ""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Pygments' form
        super().__init__(**options)
        self._lines = _LineLexer()

    def get_tokens(self, text: str | bytes, unfiltered: bool = False) -> Iterator[tuple[_TokenType, str]]:
        """The tokens of a text; bytes are taken for UTF-8, or else for Latin-1."""
        if isinstance(text, bytes):
            raw = text
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                text = raw.decode("latin-1")
        stream = ((kind, value) for _, kind, value in self.get_tokens_unprocessed(text))
        return stream if unfiltered else apply_filters(stream, self.filters, self)

    def get_tokens_unprocessed(self, text: str) -> Tokens:
        """The tokens, and where each starts."""
        return self._mailbox(text, 0, 0)

    @staticmethod
    def analyse_text(text: str) -> float:
        """How sure it is that a text is an mbox: its first line has to be a separator with a date."""
        return 0.9 if re.match(r"From [^\n]+?[ \t]" + _DATE, text) else 0.0

    # What is in what; every text comes with where it starts in the whole

    def _mailbox(self, text: str, base: int, depth: int) -> Tokens:
        starts = [found.start() for found in _MESSAGE.finditer(text)]
        yield from self._by_lines(text[: starts[0] if starts else len(text)], base, "text")
        for start, stop in pairwise([*starts, len(text)]):
            header = text.find("\n", start, stop) + 1 or stop
            yield from self._by_lines(text[start:header], base + start, "separator")
            yield from self._entity(text[header:stop], base + header, depth)

    def _entity(self, text: str, base: int, depth: int) -> Tokens:
        """A message or a part: header, empty line, body."""
        found = _EMPTY_LINE.search(text)
        stop, body = found.span() if found else (len(text), len(text))
        yield from self._by_lines(text[:body], base, "header")
        yield from self._body(text[body:], base + body, _facts(text[:stop]), depth)

    def _body(self, text: str, base: int, facts: Message, depth: int) -> Tokens:
        """A body, by what the header says of it."""
        kind, boundary = facts.get_content_type(), facts.get_boundary()
        encoding = str(facts.get("content-transfer-encoding", "")).strip().lower()
        if depth < DEEPEST and kind.startswith("multipart/") and boundary:
            yield from self._parts(text, base, boundary, depth + 1)
        elif encoding == "base64":
            yield from _plain(text, base, Literal)
        elif depth < DEEPEST and kind == "message/rfc822":
            yield from self._entity(text, base, depth + 1)
        elif (lexer := _lexer_for(kind, facts.get_filename() or "")) is not None:
            yield from self._inside(text, base, lexer, depth)
        else:
            yield from self._by_lines(text, base, "text")

    def _parts(self, text: str, base: int, boundary: str, depth: int) -> Tokens:
        """What lies between the delimiters (RFC 2046 §5.1.1), and they."""
        at, is_part = 0, False
        for found in re.finditer(rf"^--{re.escape(boundary)}(--)?[ \t]*(\r?\n|\Z)", text, re.MULTILINE):
            yield from self._part(text[at : found.start()], base + at, depth, is_part=is_part)
            end = found.start(2)
            yield base + found.start(), Generic.Subheading, text[found.start() : end]
            yield from _plain(text[end : found.end()], base + end, Whitespace)
            at, is_part = found.end(), found[1] is None
        yield from self._part(text[at:], base + at, depth, is_part=is_part)

    def _part(self, text: str, base: int, depth: int, *, is_part: bool) -> Tokens:
        return self._entity(text, base, depth) if is_part else self._by_lines(text, base, "text")

    def _inside(self, text: str, base: int, lexer: Lexer, depth: int) -> Tokens:
        """A body in a language of its own; the signs that quote a line of it are not part of that."""
        quotes = [found.start() - number for number, found in enumerate(_QUOTED.finditer(text))]
        plain = _QUOTED.sub("", text)
        if isinstance(lexer, MboxLexer):
            tokens = [*self._mailbox(plain, 0, depth + 1)] if depth < DEEPEST else []
        else:
            tokens = [*lexer.get_tokens_unprocessed(plain)]
        if "".join(value for _, _, value in tokens) != plain:
            tokens = [*self._by_lines(plain, 0, "text")]
        return _placed(_quoted(tokens, quotes), base)

    def _by_lines(self, text: str, base: int, state: str) -> Tokens:
        return _placed(self._lines.get_tokens_unprocessed(text, (state,)), base)


def _placed(tokens: Iterable[tuple[int, _TokenType, str]], base: int) -> Tokens:
    """Tokens, one after the other, from where the first starts."""
    for _, kind, value in tokens:
        if value:
            yield base, kind, value
            base += len(value)


def _quoted(tokens: Iterable[tuple[int, _TokenType, str]], places: Iterable[int]) -> Tokens:
    """Tokens with signs that quote at some places between their characters; where they start is left open."""
    left, at = deque(places), 0
    for _, kind, value in tokens:
        done = 0
        while left and left[0] < at + len(value):
            cut = left.popleft() - at
            yield 0, kind, value[done:cut]
            yield 0, String.Escape, ">"
            done = cut
        yield 0, kind, value[done:]
        at += len(value)


def _plain(text: str, base: int, kind: _TokenType) -> Tokens:
    if text:
        yield base, kind, text


def _facts(header: str) -> Message:
    """What a header says of a body."""
    facts = Message()
    for found in _FIELD.finditer(header.replace("\r", "")):
        if found[1] not in facts:
            facts[found[1]] = re.sub(r"\n[ \t]", " ", found[2]).strip()
    return facts


_PLAIN: Final = frozenset({"text/plain", "application/octet-stream", "message/rfc822"})
_KNOWN: Final[Mapping[str, str]] = {"application/javascript": "text/javascript", "text/x-patch": "text/x-diff"}


def _lexer_for(kind: str, name: str) -> Lexer | None:
    """The lexer for a media type, or else for the name of an attached file; None for what is read as it stands."""
    if kind not in _PLAIN:
        with contextlib.suppress(ClassNotFound):
            return get_lexer_for_mimetype(_KNOWN.get(kind, kind))
    if name and kind != "message/rfc822":
        with contextlib.suppress(ClassNotFound):
            return get_lexer_for_filename(name)
    return None
