"""The public test suite of RFC 7208: all 203 cases (data/spf, with its licence)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from heloworld.trust.spf.check import check_mail_from
from trust.zones import Zone

SUITE: Final = Path(__file__).parent / "data" / "spf" / "rfc7208-tests.yml"


def _records(zone: dict[str, list[Any]] | None) -> dict[str, list[str]]:
    """The suite's zone; a name without TXT has its SPF records as TXT, as the suite wants it."""
    table: dict[str, list[str]] = {}
    for name, entries in (zone or {}).items():
        pairs = [("TIMEOUT", "") if each == "TIMEOUT" else next(iter(each.items())) for each in entries]
        has_text = any(kind == "TXT" for kind, _ in pairs)
        lines = table.setdefault(name.lower(), [])
        for kind, value in pairs:
            if value == "NONE" or (kind == "SPF" and has_text):
                continue
            wanted = "TXT" if kind == "SPF" else kind
            lines.append("TIMEOUT" if kind == "TIMEOUT" else f"{wanted} {_value(wanted, value)}")
    return table


def _value(kind: str, value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) if kind == "MX" else "".join(value)
    return str(value)


CASES: Final = [
    pytest.param(_records(part["zonedata"]), case, id=name)
    for part in yaml.safe_load_all(SUITE.read_text(encoding="utf-8"))
    for name, case in part["tests"].items()
]


def test_all_of_the_suite_is_there() -> None:
    assert len(CASES) == 203


@pytest.mark.parametrize(("records", "case"), CASES)
async def test_case(records: dict[str, list[str]], case: dict[str, Any]) -> None:
    verdict = await check_mail_from(
        Zone(records), client=case["host"], sender=case["mailfrom"], helo=case["helo"], receiver="receiver"
    )
    wanted = case["result"]
    assert verdict.result == (wanted if isinstance(wanted, str) else wanted[0]), verdict.lines
    assert verdict.reason.endswith(".")
    if "explanation" in case and verdict.result == "fail":
        assert verdict.explanation == case["explanation"].replace("DEFAULT", "")
