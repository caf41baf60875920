"""The arguments of MAIL and RCPT: a path in angle brackets, then parameters (RFC 5321 §4.1.2).

What Postfix accepts is accepted: a space after the colon, an address without brackets, a source route (ignored, as
RFC 5321 §4.1.1.3 asks). What would be ambiguous or could carry something past the server is not.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a0-\U0010ffff-]+"
_LABEL = r"[A-Za-z0-9\u00a0-\U0010ffff](?:[A-Za-z0-9_\u00a0-\U0010ffff-]*[A-Za-z0-9\u00a0-\U0010ffff])?"
_LOCAL = rf"(?:{_ATEXT}(?:\.{_ATEXT})*|\"(?:[\x20\x21\x23-\x5b\x5d-\x7e\u00a0-\U0010ffff]|\\[\x20-\x7e])*\")"
_DOMAIN = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[\x21-\x5a\x5e-\x7e]+\])"

# These two take long to compile, and nobody needs them before the first MAIL.


@functools.cache
def _address() -> re.Pattern[str]:
    return re.compile(rf"(?P<local>{_LOCAL})(?:@(?P<domain>{_DOMAIN}))?")


@functools.cache
def _route() -> re.Pattern[str]:
    return re.compile(rf"@{_DOMAIN}(?:,@{_DOMAIN})*:")


_BRACKETED = re.compile(r'<(?P<path>(?:"(?:[^"\\]|\\.)*"|[^"<>])*)>(?P<rest>.*)', re.DOTALL)
_BARE = re.compile(r"(?P<path>[^\s<>]+)(?P<rest>.*)", re.DOTALL)
_PARAMETER = re.compile(r"(?P<key>[A-Za-z0-9][A-Za-z0-9-]*)(?:=(?P<value>[\x21-\x3c\x3e-\x7e\u00a0-\U0010ffff]+))?")

LOCAL_LIMIT, DOMAIN_LIMIT = 64, 255
"""Octets in a local part and in a domain (RFC 5321 §4.5.3.1)."""


@dataclass(frozen=True, slots=True)
class Path:
    """A reverse-path or forward-path.

    Attributes:
        local: The local part as written; empty for the null reverse-path ``<>``.
        domain: The domain as written; empty where none was given.
    """

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}" if self.domain else self.local

    @property
    def is_null(self) -> bool:
        """Whether this is ``<>``, the sender of bounces (RFC 5321 §4.5.5)."""
        return not self.local


@dataclass(frozen=True, slots=True)
class Argument:
    """What came after ``FROM:`` or ``TO:``.

    Attributes:
        path: The path, or None where it is no path.
        parameters: Keyword in upper case → value (empty for a keyword alone), or None where they are malformed.
    """

    path: Path | None
    parameters: dict[str, str] | None


def parse(argument: bytes, keyword: str) -> Argument | None:
    """The argument of MAIL (``FROM:``) or RCPT (``TO:``).

    Args:
        argument: All that followed the verb.
        keyword: ``FROM:`` or ``TO:``.

    Returns:
        None where the keyword is not there or nothing follows it.
    """
    try:
        text = argument.decode("utf-8")
    except UnicodeDecodeError:
        return Argument(None, {})
    if text[: len(keyword)].upper() != keyword:
        return None
    text = text[len(keyword) :].strip(" ")
    if not text:
        return None
    match = (_BRACKETED if text.startswith("<") else _BARE).fullmatch(text)
    if match is None:
        return Argument(None, {})
    rest = match["rest"]
    parameters = _parameters(rest) if not rest or rest.startswith(" ") else None
    return Argument(_path(match["path"].strip(" ")), parameters)


def _path(text: str) -> Path | None:
    """A path without its brackets."""
    if not text:
        return Path("", "")
    route = _route().match(text)
    match = _address().fullmatch(text[route.end() :] if route else text)
    if match is None:
        return None
    local, domain = match["local"], match["domain"] or ""
    if len(local.encode()) > LOCAL_LIMIT or len(domain.encode()) > DOMAIN_LIMIT:
        return None
    return Path(local, domain)


def _parameters(text: str) -> dict[str, str] | None:
    """Parameters separated by spaces."""
    found: dict[str, str] = {}
    for word in text.split():
        match = _PARAMETER.fullmatch(word)
        if match is None:
            return None
        found[match["key"].upper()] = match["value"] or ""
    return found
