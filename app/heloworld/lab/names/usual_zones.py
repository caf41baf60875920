"""The zones of free play, where one server has one address and everybody's mail."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final

TEST: Final = """\
@    SOA ns.harbour.test. postmaster.harbour.test. 1 3600 600 86400 60
@    NS  ns.harbour.test.
"""
"""All of ``.test``: whatever is not below it in a zone of its own does not exist."""

_HARBOUR: Final = """\
@     MX  10 mail
@     TXT "v=spf1 mx -all"
mail  {kind:<3} {address}
ns    {kind:<3} {address}
www   CNAME mail
"""


def usual_zones(host: str) -> Mapping[str, str]:
    """Origin → text: all of ``.test``, and in it harbour.test.

    Args:
        host: Where the server listens; its address is that of every host.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = ipaddress.ip_address("127.0.0.1")
    kind = "A" if address.version == 4 else "AAAA"
    zones = {"test": TEST, "harbour.test": _HARBOUR.format(kind=kind, address=address)}
    name, _, above = address.reverse_pointer.partition(".")
    return zones | {above: f"{name} PTR mail.harbour.test.\n"}
