"""Whoever has come over the web has no program judged on a machine that is not theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld import visiting
from heloworld.errors import UsageError
from heloworld.judge.watched import task_of


def test_a_visitors_program_is_not_started_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "server.py").touch()
    line = "python3 server.py {port} {mailbox}"
    assert task_of("smtp", ("greeting",), line, tmp_path).command.words[1:]
    monkeypatch.setenv(visiting.VARIABLE, "1")
    with pytest.raises(UsageError) as refused:
        task_of("smtp", ("greeting",), line, tmp_path)
    assert refused.value.sentence == "No program of yours can be started here: this machine is not yours."
