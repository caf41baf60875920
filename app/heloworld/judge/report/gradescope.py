"""A judgement as ``results.json`` of the Gradescope autograder.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from heloworld.judge.report.failure import failure_lines
from heloworld.judge.report.lines import COLUMNS
from heloworld.judge.stage import Suite
from heloworld.judge.verdict import Verdict


def gradescope(suite: Suite, verdicts: Sequence[Verdict], seed: int) -> str:
    """A JSON object with one test a stage, each of one point; what has nothing to be asked has none."""
    tests = [_test(number, verdict) for number, verdict in enumerate(verdicts, 1)]
    output = f"helo judge {suite.name}, judged with --seed {seed}."
    seconds = round(sum(verdict.seconds for verdict in verdicts))
    return json.dumps({"execution_time": seconds, "output": output, "tests": tests}, indent=2) + "\n"


def _test(number: int, verdict: Verdict) -> dict[str, object]:
    """One stage."""
    counts = verdict.passed is not None or verdict.is_untried
    told = verdict.skipped or verdict.stage.about
    if verdict.failure is not None:
        told = "\n".join(line.text for line in failure_lines(verdict, COLUMNS))
    return {
        "number": str(number),
        "name": verdict.stage.name,
        "score": 1 if verdict.passed else 0,
        "max_score": 1 if counts else 0,
        "status": "failed" if verdict.passed is False or verdict.is_untried else "passed",
        "output": told,
        "output_format": "text",
    }
