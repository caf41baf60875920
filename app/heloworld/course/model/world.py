"""The world of a lesson, as its `[world]` says it: the server, who lives there, where the prompt is."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from heloworld.lab.doors import DoorName

Id: TypeAlias = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Positive: TypeAlias = Annotated[int, Meta(ge=1)]
Sentence: TypeAlias = Annotated[str, Meta(min_length=1)]


class Refusing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the server refuses in this lesson."""

    command: Annotated[str, Meta(description="The verb, or `.` for the lone dot.")]
    reply: Annotated[Sentence, Meta(description="What the server says instead, in full.")]
    match: Annotated[str, Meta(description="A pattern for the command's argument.")] = "*"
    times: Annotated[Positive | None, Meta(description="How often; left out, it is always.")] = None


class World(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the lesson's server and mailboxes are like."""

    users: Annotated[tuple[Id, ...], Meta(description="Who has a mailbox.")] = ("ana", "ben", "cleo", "postmaster")
    dialect: Annotated[str, Meta(description="How mailboxes quote: naive, mboxo, mboxrd, mboxcl or mboxcl2.")] = (
        "mboxrd"
    )
    dialects: Annotated[dict[str, str], Meta(description="The same for single mailboxes.")] = {}
    seed: Annotated[
        dict[str, str], Meta(description="Whose mailbox begins as a copy of which file beside the lesson.")
    ] = {}
    refuse: Annotated[
        tuple[Refusing, ...], Meta(description="What the server refuses, besides what it always does.")
    ] = ()
    size_limit: Annotated[Positive | None, Meta(description="Bytes that a message may have.")] = None
    recipient_limit: Annotated[Positive | None, Meta(description="Recipients that a message may have.")] = None
    locked: Annotated[
        tuple[str, ...], Meta(description="Mailboxes that another program has locked, until it was noticed once.")
    ] = ()
    accounts: Annotated[
        dict[str, str], Meta(description="Who may log in, and with which password, to send mail or to fetch it.")
    ] = {}
    methods: Annotated[
        tuple[Literal["PLAIN", "LOGIN", "CRAM-MD5"], ...],
        Meta(min_length=1, description="How one may log in to send mail."),
    ] = ("PLAIN", "LOGIN")
    own_name_only: Annotated[
        bool, Meta(description="Whether nobody who has logged in may send under another address than their own.")
    ] = False
    prompt: Annotated[DoorName, Meta(description="The door at which the prompt connects.")] = "smtp"
    doors: Annotated[
        tuple[DoorName, ...],
        Meta(
            description="Where the server listens besides `smtp`; at `smtps` TLS is spoken from the first byte, "
            "at `submission` TLS and the login come first."
        ),
    ] = ()
