"""Whose page may open a socket."""

from __future__ import annotations

import pytest

from heloworld.web.origin import is_own

PROXY = {"X-Forwarded-For": "192.0.2.7"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "127.0.0.1:8000"},
        {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000"},
        {"Host": "localhost:8000", "Origin": "http://localhost:8000"},
        {"Host": "[::1]:8000", "Origin": "http://[::1]:8000"},
        {"Host": "class.example", "Origin": "https://class.example", **PROXY},
        {"Host": "class.example:443", "Origin": "https://class.example", **PROXY},
        {"Host": "127.0.0.1:8000", "X-Forwarded-Host": "Class.example, inner", "Origin": "https://class.example"},
    ],
)
def test_our_own(headers: dict[str, str]) -> None:
    assert is_own(headers, is_local=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8001"},
        {"Host": "127.0.0.1:8000", "Origin": "http://evil.example"},
        {"Host": "127.0.0.1:8000", "Origin": "null"},
        {"Host": "127.0.0.1:8000", "Origin": "file://"},
        {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:99999"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Host": "class.example", "Origin": "https://evil.example", **PROXY},
        {"Host": "class.example", "Origin": "http://class.example:8080", **PROXY},
        {},
    ],
)
def test_somebody_elses(headers: dict[str, str]) -> None:
    assert not is_own(headers, is_local=True)


def test_a_server_for_a_network_has_whatever_name_leads_to_it() -> None:
    assert is_own({"Host": "class.example:8000", "Origin": "http://class.example:8000"}, is_local=False)
    assert not is_own({"Host": "class.example:8000", "Origin": "http://evil.example"}, is_local=False)
