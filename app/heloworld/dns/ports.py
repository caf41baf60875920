"""Where DNS is spoken. Nothing is imported here: the command line asks before anything else is loaded."""

from __future__ import annotations

from typing import Final

PORT: Final = 53
"""The registered port, of UDP and of TCP (RFC 1035 §4.2)."""

TLS_PORT: Final = 853
"""The registered port on which TLS is spoken from the first byte (RFC 7858 §3.1)."""

LAB_PORT: Final = 1053
"""Where we listen unless told otherwise: a port that needs no privileges."""
