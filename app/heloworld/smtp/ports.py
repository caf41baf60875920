"""Where SMTP is spoken. Nothing is imported here: the command line asks before anything else is loaded."""

from __future__ import annotations

from typing import Final

PORT: Final = 25
"""The registered port (RFC 5321 §4.5.4.2)."""

TLS_PORT: Final = 465
"""The registered port on which TLS is spoken from the first byte (RFC 8314 §3.3)."""

SUBMISSION_PORT: Final = 587
"""The registered port where people hand in their own mail, and log in for it (RFC 6409 §3.1)."""

LAB_SUBMISSION_PORT: Final = 1587
"""The same in our world."""

LAB_PORT: Final = 2525
"""Where we listen unless told otherwise: a port that needs no privileges."""
