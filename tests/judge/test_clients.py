"""The judge of clients, judged: a right one passes everything, each with one fault falls at the stage named for it."""

from __future__ import annotations

import pytest

from heloworld.judge.client.suite import suite
from heloworld.judge.program.command import Command
from judge.gallery.faults import Fault
from judge.gallery.wrong_clients import CLIENTS
from judge.on_trial import failed, judged, python, report_is_as_recorded, stages_for

pytestmark = pytest.mark.thorough

PLACES = ("{host}", "{port}", "{from}", "{to}", "{cafile}")


def wrong(fault: str) -> Command:
    return python("wrong_clients", fault, *PLACES)


VARIES = {"takes-a-line-for-a-reply", "takes-a-piece-for-a-reply"}
"""Faults whose reports depend on who comes first."""


async def test_a_right_client_passes_everything() -> None:
    verdicts = await judged(suite().stages, python("right_client", *PLACES))
    assert failed(verdicts) == {}
    assert all(verdict.passed for verdict in verdicts)


@pytest.mark.parametrize("fault", CLIENTS.values(), ids=CLIENTS)
async def test_a_fault_is_found_at_its_stage(fault: Fault) -> None:
    verdicts = await judged(stages_for(fault, CLIENTS, suite()), wrong(fault.name))
    assert list(failed(verdicts)) == [fault.stage], failed(verdicts)
    is_as_recorded = fault.name in VARIES or report_is_as_recorded("clients", fault, verdicts[-1])
    assert is_as_recorded, "REDRAW=1 writes it anew"
