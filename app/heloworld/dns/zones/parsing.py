"""From the text of zones to what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heloworld.dns.zones.zone import Zone


def parse_all(texts: Mapping[str, str]) -> dict[str, Zone]:
    """Several zones of one world, each of which knows the others' names.

    Args:
        texts: Origin → text.
    """
    return {origin: parse(text, origin, known=texts) for origin, text in texts.items()}


def parse(text: str, origin: str, *, known: Sequence[str] | Mapping[str, str] = ()) -> Zone:
    """Read the text of a zone. SOA and NS are added where it has none, so that a lesson writes what it teaches.

    Args:
        text: The zone, as RFC 1035 §5 has it; ``$ORIGIN`` and ``$TTL`` are its only directives.
        origin: The zone's name.
        known: The names of other zones of the world, for the warnings.
    """
    from heloworld.dns.zones.zone_reader import read  # dnspython, which takes a while to load

    return read(text, origin, tuple(known))
