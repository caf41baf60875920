"""A verdict as one JSON object a line."""

from __future__ import annotations

from heloworld.judge.verdict import Verdict
from heloworld.output import ascii_json


def json_line(verdict: Verdict) -> str:
    """``stage``, ``passed`` (true, false; null for skipped), ``said``, ``expected``, ``cause``, ``seconds``.

    Of a stage that was skipped, ``cause`` says why; ``said`` and ``expected`` are empty where nothing is wrong.
    """
    failure = verdict.failure
    return ascii_json(
        {
            "stage": verdict.stage.name,
            "passed": verdict.passed,
            "said": failure.said if failure is not None else "",
            "expected": failure.expected if failure is not None else "",
            "cause": failure.cause if failure is not None else verdict.skipped,
            "seconds": round(verdict.seconds, 3),
        }
    )
