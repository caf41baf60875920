"""Letters with known signatures, and the keys that go with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from trust.zones import Zone

DATA: Final = Path(__file__).parent / "data" / "dkim"
NOW: Final = 1_795_888_700
"""A moment soon after the letter from harbour was signed."""


def chain_pass() -> bytes:
    """A letter that OpenDKIM signed and a chain of Postfix, OpenDKIM and OpenDMARC passed; as an mbox holds it."""
    return (DATA / "chain-pass.mbox").read_bytes().split(b"\n", 1)[1].rstrip(b"\n") + b"\n"


def harbour_zone() -> Zone:
    """The zone with its key, as opendkim-genkey wrote it."""
    strings = re.findall(r'"([^"]*)"', (DATA / "2026.zone").read_text(encoding="ascii"))
    return Zone({"2026._domainkey.harbour.test": [f"TXT {''.join(strings)}"]})


RFC8463: Final = (DATA / "rfc8463.eml").read_bytes()
"""The letter of RFC 8463 appendix A, with both signatures."""

RFC8463_SEED: Final = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
RFC8463_ZONE: Final = Zone(
    {
        "brisbane._domainkey.football.example.com": [
            "TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        ],
        "test._domainkey.football.example.com": [
            "TXT v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08"
            "a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG"
            "4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
        ],
    }
)

RFC6376: Final = (DATA / "rfc6376.eml").read_bytes()
"""The letter of RFC 6376 appendix A.2, as its errata 3192 and 4926 have it."""

RFC6376_ZONE: Final = Zone(
    {
        "brisbane._domainkey.example.com": [
            "TXT v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn"
            "7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVj"
            "H4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
        ],
    }
)
