"""The judge of servers, judged: a right one passes everything, each with one fault falls at the stage named for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.judge.smtp.suite import SUITE
from judge.gallery.faults import Fault
from judge.gallery.wrong_servers import SERVERS
from judge.on_trial import failed, judged, python, report_is_as_recorded, stages_for

pytestmark = pytest.mark.thorough

VARIES = {"ends-with-its-first-client", "one-envelope-for-all", "delivers-half-a-letter", "locks-nothing"}
"""Faults whose reports depend on who comes first."""


async def test_a_right_server_passes_everything(certificate: Path) -> None:
    verdicts = await judged(SUITE.stages, python("right_server", "{port}", "{mailbox}", str(certificate), "{password}"))
    assert failed(verdicts) == {}
    assert all(verdict.passed for verdict in verdicts)


async def test_a_plain_server_passes_what_it_claims() -> None:
    verdicts = await judged(SUITE.stages, python("right_server", "{port}", "{mailbox}"))
    assert failed(verdicts) == {}
    assert [verdict.stage.name for verdict in verdicts if verdict.passed is None] == ["starttls", "auth"]


@pytest.mark.parametrize("fault", SERVERS.values(), ids=SERVERS)
async def test_a_fault_is_found_at_its_stage(fault: Fault, certificate: Path) -> None:
    command = python("wrong_servers", fault.name, "{port}", "{mailbox}", str(certificate), "{password}")
    verdicts = await judged(stages_for(fault, SERVERS, SUITE), command)
    assert list(failed(verdicts)) == [fault.stage], failed(verdicts)
    is_as_recorded = fault.name in VARIES or report_is_as_recorded("servers", fault, verdicts[-1])
    assert is_as_recorded, "REDRAW=1 writes it anew"
