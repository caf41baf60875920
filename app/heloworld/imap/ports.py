"""Where IMAP is spoken. Nothing is imported here: the command line asks before anything else is loaded."""

from __future__ import annotations

from typing import Final

PORT: Final = 143
"""The registered port (RFC 3501 §2.1)."""

TLS_PORT: Final = 993
"""The registered port on which TLS is spoken from the first byte (RFC 8314 §3.2)."""

LAB_PORT: Final = 1143
"""Where we listen unless told otherwise: a port that needs no privileges."""
