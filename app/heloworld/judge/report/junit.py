"""A judgement as JUnit XML, which CI systems and GitHub Classroom read (https://github.com/testmoapp/junitxml)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from heloworld.judge.report.failure import failure_lines
from heloworld.judge.report.lines import COLUMNS
from heloworld.judge.stage import Suite
from heloworld.judge.verdict import Verdict


def junit(suite: Suite, verdicts: Sequence[Verdict], seed: int) -> str:
    """A document with one test case a stage; what was not tried counts as failed."""
    failures = sum(verdict.passed is False or verdict.is_untried for verdict in verdicts)
    counts = {
        "tests": str(len(verdicts)),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(sum(verdict.passed is None and not verdict.is_untried for verdict in verdicts)),
        "time": f"{sum(verdict.seconds for verdict in verdicts):.3f}",
    }
    root = ET.Element("testsuites", {"name": "helo judge", **counts})
    group = ET.SubElement(root, "testsuite", {"name": f"helo judge {suite.name}", **counts})
    properties = ET.SubElement(group, "properties")
    ET.SubElement(properties, "property", name="seed", value=str(seed))
    for verdict in verdicts:
        time = f"{verdict.seconds:.3f}"
        name = f"helo.judge.{suite.name}"
        _add(ET.SubElement(group, "testcase", classname=name, name=verdict.stage.name, time=time), verdict)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(case: ET.Element, verdict: Verdict) -> None:
    """What came of one stage."""
    if verdict.failure is not None:
        failure = ET.SubElement(case, "failure", message=verdict.failure.said, type=verdict.stage.name)
        failure.text = "\n".join(line.text for line in failure_lines(verdict, COLUMNS))
    elif verdict.is_untried:
        ET.SubElement(case, "failure", message=verdict.skipped, type="not tried")
    elif verdict.passed is None:
        ET.SubElement(case, "skipped", message=verdict.skipped)
