"""A name server, and what it records."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from heloworld.wire.events import Address, Event
from loopback import Facts, nothing_goes_wrong_unseen
from names.world import name_server

settings.register_profile("no deadline", deadline=None)  # machines that test are busy machines
settings.load_profile("no deadline")


__all__ = ["nothing_goes_wrong_unseen"]


@pytest.fixture
async def facts() -> Facts:
    return Facts()


@pytest.fixture
async def events(facts: Facts) -> list[Event]:
    return facts.events


@pytest.fixture
async def server(facts: Facts, nothing_goes_wrong_unseen: None) -> AsyncIterator[Address]:
    async with name_server(facts.record) as address:
        yield address
