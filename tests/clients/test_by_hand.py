"""SMTP by hand: a script of lines through openssl and nc."""

from __future__ import annotations

import subprocess

import pytest

from .conftest import Post, needs


def nc_knows(option: str) -> bool:
    """Whether this nc has an option; there are several programs of that name."""
    try:
        usage = subprocess.run(["nc", "-h"], capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return option in (usage.stdout + usage.stderr).partition("\n\t")[0].partition("[-")[2].partition("]")[0]


@needs("openssl")
def test_openssl_starttls(post: Post) -> None:
    place = f"127.0.0.1:{post.server.port}"
    command = ("openssl", "s_client", "-starttls", "smtp", "-quiet", "-crlf", "-connect", place)
    result = post.run(*command, stdin=post.script)
    assert result.returncode == 0
    assert b"250 2.0.0 Ok: queued as " in result.stdout
    assert result.stdout.endswith(b"221 2.0.0 Bye\r\n")
    assert post.has_arrived()


@needs("openssl")
def test_openssl_tls(post: Post) -> None:
    place = f"127.0.0.1:{post.server.tls_port}"
    result = post.run("openssl", "s_client", "-quiet", "-crlf", "-connect", place, stdin=post.script)
    assert result.returncode == 0
    assert result.stdout.startswith(b"220 mail.harbour.test ESMTP\r\n")
    assert post.has_arrived()


@needs("nc")
@pytest.mark.parametrize("options", [("-C",), ("-C", "-N")], ids=["waiting", "half-closing"])
def test_nc(post: Post, options: tuple[str, ...]) -> None:
    if not all(nc_knows(option[1]) for option in options):
        pytest.skip(f"this nc does not know {' '.join(options)}")
    result = post.run("nc", *options, "127.0.0.1", post.server.port, stdin=post.script)
    assert result.returncode == 0
    assert [line[:3] for line in result.stdout.splitlines()[-5:]] == [b"250", b"250", b"354", b"250", b"221"]
    assert post.has_arrived()


@needs("nc")
def test_nc_that_neither_quits_nor_waits(post: Post) -> None:
    if not nc_knows("N"):
        pytest.skip("this nc does not know -N")
    result = post.run("nc", "-C", "-N", "127.0.0.1", post.server.port, stdin=post.script.removesuffix(b"QUIT\n"))
    assert b"250 2.0.0 Ok: queued as " in result.stdout.splitlines()[-1]
    assert post.has_arrived()


@needs("nc")
def test_nc_with_bare_line_feeds_is_still_waiting(post: Post) -> None:
    if not nc_knows("N"):
        pytest.skip("this nc does not know -N")
    result = post.run("nc", "-N", "127.0.0.1", post.server.port, stdin=post.script)
    assert result.stdout.endswith(b"354 End data with <CR><LF>.<CR><LF>\r\n")
    post.server.settle(post.calls + 1)
    assert len(post.server.some("delivered")) == post.before
