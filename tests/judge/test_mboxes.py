"""The judge of mailbox programs, judged: a right one passes everything, each with one fault falls at its stage."""

from __future__ import annotations

import pytest

from heloworld.judge.mbox.suite import SUITE
from judge.gallery.faults import Fault
from judge.gallery.wrong_mboxes import MBOXES
from judge.on_trial import failed, judged, python, report_is_as_recorded, stages_for

pytestmark = pytest.mark.thorough

VARIES = {"writes-the-whole-file-anew"}
"""Faults whose reports depend on who comes first."""


async def test_a_right_program_passes_everything() -> None:
    verdicts = await judged(SUITE.stages, python("right_mbox"))
    assert failed(verdicts) == {}
    assert all(verdict.passed for verdict in verdicts)


@pytest.mark.parametrize("fault", MBOXES.values(), ids=MBOXES)
async def test_a_fault_is_found_at_its_stage(fault: Fault) -> None:
    verdicts = await judged(stages_for(fault, MBOXES, SUITE, without="large"), python("wrong_mboxes", fault.name))
    assert list(failed(verdicts)) == [fault.stage], failed(verdicts)
    is_as_recorded = fault.name in VARIES or report_is_as_recorded("mboxes", fault, verdicts[-1])
    assert is_as_recorded, "REDRAW=1 writes it anew"
