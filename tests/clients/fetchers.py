"""Programs that fetch mail by either protocol and hand it on: how they are set up."""

from __future__ import annotations

import pytest

from .post_office import PASSWORD, USER, PostOffice

AT_ONCE, LATER = "from the first byte", "later"
TLS = pytest.mark.parametrize("tls", ["", AT_ONCE, LATER])

_FETCHMAIL_TLS = {"": 'sslproto ""', AT_ONCE: "ssl", LATER: 'sslproto "tls1.2+"'}


def door(protocol: str, tls: str) -> str:
    """The door for TLS from the first byte, or the other one."""
    return f"{protocol}s" if tls == AT_ONCE else protocol


def fetchmail(office: PostOffice, protocol: str, tls: str, *options: str) -> bytes:
    """Run fetchmail; all that it has handed on so far."""
    got = office.home / "got"
    trust = f'sslcertck sslcertfile "{office.authority}"' if tls else ""
    names = "uidl" if "keep" in options else ""
    settings = office.write(
        "fetchmailrc",
        f"poll localhost service {office.ports[door(protocol, tls)]} protocol {protocol} {names} user {USER} "
        f'password {PASSWORD} mda "cat >> {got}" {" ".join(options)} options {_FETCHMAIL_TLS[tls]} {trust}\n',
    )
    office.run("fetchmail", "-f", settings, "-i", office.home / "ids", "--pidfile", office.home / "pid", "--nosyslog")
    return got.read_bytes()


def getmail(office: PostOffice, protocol: str, tls: str) -> bytes:
    """Run getmail; what it has handed on, without the line that it adds to letters which came by IMAP."""
    got = office.home / "got"
    kind = f"Simple{protocol.upper()}{'SSL' if tls else ''}Retriever"
    trust = f"ca_certs = {office.authority}\n" if tls else ""
    office.write(
        "getmailrc",
        f"[retriever]\ntype = {kind}\nserver = localhost\nport = {office.ports[door(protocol, tls)]}\n"
        f"username = {USER}\npassword = {PASSWORD}\n{trust}"
        f'[destination]\ntype = MDA_external\npath = /usr/bin/tee\narguments = ("-a", "{got}")\n'
        "allow_root_commands = true\nignore_stderr = true\n"
        "[options]\ndelete = true\nread_all = true\ndelivered_to = false\nreceived = false\n",
    )
    office.run("getmail", f"--getmaildir={office.home}", "--rcfile=getmailrc")
    return got.read_bytes().replace(b"X-getmail-retrieved-from-mailbox: INBOX\n", b"")
