"""The keys with which the servers of a world sign: made once a process, so that a new world has them at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from heloworld.trust.dkim.keys import SigningKey

RSA: Final = "rsa"
ED25519: Final = "ed25519"

_PLACEHOLDER: Final = re.compile(r"\{dkim\.([a-z0-9]+(?:-[a-z0-9]+)*)\}")
"""What stands in the text of a zone for the line of a key, by its selector."""


_KEYS: Final[dict[tuple[str, str, str], SigningKey]] = {}
"""The keys that there are, by their domains, selectors and types."""

_MAKING: Final = threading.Lock()


def key_of(domain: str, selector: str, key_type: str = RSA) -> SigningKey:
    """The key of a domain.

    Args:
        domain: The domain.
        selector: The name of the key.
        key_type: `RSA`, with 2048 bits, which every verifier knows (RFC 8301 §3.2), or `ED25519` (RFC 8463).
    """
    with _MAKING:
        known = (domain, selector, key_type)
        if known not in _KEYS:
            from heloworld.trust.dkim.keys import generate

            _KEYS[known] = generate(key_type)
        return _KEYS[known]


def zone_line(domain: str, selector: str, key_type: str = RSA) -> str:
    """The line of its zone that publishes a key, as opendkim-genkey prints it."""
    return key_of(domain, selector, key_type).zone_line(selector, domain)


def with_keys(domain: str, text: str, key_types: Mapping[str, str]) -> str:
    """The text of a zone with the lines of its keys where it has a place for them: ``{dkim.2026}``.

    Args:
        domain: The zone's name.
        text: The text.
        key_types: Domain → of which type its key is; `RSA` where it is not named.
    """
    key_type = key_types.get(domain, RSA)
    return _PLACEHOLDER.sub(lambda found: zone_line(domain, found[1], key_type).rstrip("\n"), text)


def all_with_keys(zones: Mapping[str, str], key_types: Mapping[str, str]) -> dict[str, str]:
    """The same for several zones, origin → text."""
    return {origin: with_keys(origin, text, key_types) for origin, text in zones.items()}


def with_places(zones: Mapping[str, str]) -> dict[str, str]:
    """The same with a short line in each place, so that a zone can be checked without its keys, line by line."""
    return {origin: _PLACEHOLDER.sub(r'\1._domainkey TXT "v=DKIM1; p="', text) for origin, text in zones.items()}
