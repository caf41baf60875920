"""Where POP3 is spoken. Nothing is imported here: the command line asks before anything else is loaded."""

from __future__ import annotations

from typing import Final

PORT: Final = 110
"""The registered port (RFC 1939 §3)."""

TLS_PORT: Final = 995
"""The registered port on which TLS is spoken from the first byte (RFC 8314 §3.1)."""

LAB_PORT: Final = 1110
"""Where we listen unless told otherwise: a port that needs no privileges."""
