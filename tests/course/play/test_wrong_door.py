"""A program at the wrong door: whoever has mixed up the two ways of TLS is told so."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from course.play.learner import Learner
from heloworld.course.play.advice.wrong_door import NO_HANDSHAKE, TLS_AT_ONCE
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from patience import PATIENCE
from shipped import COURSE


def speak_plainly(address: tuple[str, int]) -> None:
    with socket.create_connection(address, PATIENCE) as client:
        client.sendall(b"EHLO me\r\n")
        client.recv(100)


def begin_with_tls(address: tuple[str, int]) -> None:
    context = ssl.create_default_context()
    with socket.create_connection(address, PATIENCE) as client, pytest.raises(ssl.SSLError):
        context.wrap_socket(client, server_hostname="localhost")


@pytest.mark.parametrize(
    ("door", "comes", "said"), [("smtps", speak_plainly, NO_HANDSHAKE), ("smtp", begin_with_tls, TLS_AT_ONCE)]
)
async def test_who_mixes_up_the_two_ways_of_tls_is_told(
    door: str, comes: Callable[[tuple[str, int]], None], said: str, tmp_path: Path
) -> None:
    lesson = COURSE.find("3.3")
    assert lesson is not None
    async with Playground(lesson, tmp_path) as ground:
        learner = Learner(ground, Progress.load(file=tmp_path / "progress.json"))
        await learner.begin(0)
        await asyncio.to_thread(comes, ground.lab.doors[door])
        async with asyncio.timeout(PATIENCE):
            while learner.session.runner.misstep is None:
                await asyncio.sleep(0.01)
                learner.look()
        assert learner.session.runner.misstep.say == said
