"""A name server, what it records, and an eye on what goes wrong behind the back of a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import settings

from heloworld.wire.events import Address, Event
from names.world import name_server

settings.register_profile("no deadline", deadline=None)  # machines that test are busy machines
settings.load_profile("no deadline")


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
async def server(events: list[Event]) -> AsyncIterator[Address]:
    strays: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: strays.append(context))
    async with name_server(events) as address:
        yield address
    assert strays == []
