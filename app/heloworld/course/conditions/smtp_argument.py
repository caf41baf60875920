"""The arguments of SMTP's commands and replies, taken apart for the conditions that ask about them."""

from __future__ import annotations

from heloworld.course.conditions.patterns import text
from heloworld.smtp.path import Argument, parse
from heloworld.wire.rows import Exchange


def address(verb: str, argument: bytes) -> str:
    """The address of MAIL or RCPT; what is none is given as it was written."""
    found = _parsed(verb, argument)
    return str(found.path) if found is not None and found.path is not None else text(argument)


def parameters(exchange: Exchange) -> list[str]:
    """The parameters of MAIL or RCPT, such as ``SIZE=100``."""
    found = _parsed(exchange.verb, exchange.argument)
    found_parameters = found.parameters if found is not None else None
    return [f"{key}={value}" if value else key for key, value in (found_parameters or {}).items()]


def keywords(exchange: Exchange) -> set[str]:
    """The keywords that a reply to EHLO announces, in upper case."""
    return {text(line.split(b" ")[0]).upper() for line in exchange.said[1:]}


def _parsed(verb: str, argument: bytes) -> Argument | None:
    keyword = {"MAIL": "FROM:", "RCPT": "TO:"}.get(verb)
    return parse(argument, keyword) if keyword else None
