"""The world of a lesson, as its `[world]` says it: the servers, who lives there, where the prompt is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from heloworld.lab.doors import FRONT, HARBOUR, DoorName
from heloworld.lab.hosts.host_table import HOSTS, LAPTOP, SeatName

Id: TypeAlias = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Selector: TypeAlias = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Positive: TypeAlias = Annotated[int, Meta(ge=1)]
Sentence: TypeAlias = Annotated[str, Meta(min_length=1)]


class Refusing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the server refuses in this lesson."""

    command: Annotated[str, Meta(description="The verb, or `.` for the lone dot.")]
    reply: Annotated[Sentence, Meta(description="What the server says instead, in full.")]
    match: Annotated[str, Meta(description="A pattern for the command's argument.")] = "*"
    times: Annotated[Positive | None, Meta(description="How often; left out, it is always.")] = None


class Members(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mailing list of a host: what is sent to its address goes to all members."""

    name: Annotated[Id, Meta(description="What stands before the `@`: `ferry` for `ferry@list.shore.test`.")]
    members: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[^@\s<>]+@[a-z0-9.-]+\.test$")], ...],
        Meta(min_length=1, description="The addresses of its members."),
    ]
    tag: Annotated[str, Meta(description="What is put before each subject, such as `[ferry]`.")] = ""
    footer: Annotated[str, Meta(description="The line that is put below each plain text.")] = ""
    rewrites_from: Annotated[
        bool, Meta(description="Whether the list writes itself into From, and the author into Reply-To.")
    ] = False
    on_top: Annotated[
        str,
        Meta(
            pattern=r"^([!-9;-~]+: [ -~]+)?$",
            description="A header field that is put on top of each letter, such as `Subject: Come at once`.",
        ),
    ] = ""
    folds: Annotated[
        bool, Meta(description="Whether what each subject says goes to a line of its own, as a folded field has it.")
    ] = False


class Server(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a server and its mailboxes are like."""

    users: Annotated[tuple[Id, ...], Meta(description="Who has a mailbox; left out, those who always have.")] = ()
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
    doors: Annotated[
        tuple[DoorName, ...],
        Meta(
            description="Where the server listens besides `smtp`; at `smtps` TLS is spoken from the first byte, "
            "at `submission` TLS and the login come first."
        ),
    ] = ()
    relay: Annotated[
        Literal["nobody", "login", "open"],
        Meta(
            description="For whom it hands letters on to other servers: for nobody, for whoever has logged in, or for "
            "anybody (an open relay)."
        ),
    ] = "nobody"
    late_check: Annotated[
        bool,
        Meta(
            description="Whether it takes letters for any name of its own domain, finds out later that there is no "
            "such mailbox, and reports that to the sender."
        ),
    ] = False
    greylist: Annotated[
        int, Meta(ge=0, description="Seconds that strangers have to stay away before their mail is taken.")
    ] = 0
    checks: Annotated[
        tuple[Literal["spf", "dkim", "dmarc"], ...],
        Meta(
            description="What the server finds out about letters that come in: `spf`, `dkim`, `dmarc`. It writes that "
            "down in Authentication-Results, and takes away what others wrote there in its name."
        ),
    ] = ()
    enforce: Annotated[
        tuple[Literal["spf", "dmarc"], ...],
        Meta(
            description="Which of these it acts upon: `spf` refuses a recipient where it fails, `dmarc` does with the "
            "letter what the owner of the domain asks for."
        ),
    ] = ()
    spam: Annotated[
        bool,
        Meta(
            description="Whether the server counts points for what spam looks like, and puts letters with many of them "
            "into the spam folder."
        ),
    ] = False
    sign: Annotated[
        Selector | None,
        Meta(
            description="The selector with which the server signs what it sends on, and what its own users hand in. "
            "Its key is made for each run: `{dkim.2026}` in the text of a zone stands for the line that publishes it."
        ),
    ] = None
    key_type: Annotated[
        Literal["rsa", "ed25519"],
        Meta(description="Of which type the key for `sign` is: `rsa`, with 2048 bits, or `ed25519` (RFC 8463)."),
    ] = "rsa"
    ends: Annotated[
        tuple[Literal["LF.LF", "LF.CRLF", "CRLF.LF", "CRLF.CRCRLF"], ...],
        Meta(
            description="What the server takes for the end of a message besides CRLF, dot, CRLF. For lessons alone: "
            "no other world has it."
        ),
    ] = ()
    bare: Annotated[
        Literal["mend", "keep"],
        Meta(
            description="What becomes of a CR or an LF that stands alone when the server hands a letter on: it becomes "
            "a line end, or stays as it is (`keep`). The latter is for lessons alone, too."
        ),
    ] = "mend"
    forwards: Annotated[
        dict[str, str],
        Meta(
            description="Whose mail goes on to which address, instead of into the mailbox; the envelope's sender stays."
        ),
    ] = {}
    mailing_lists: Annotated[
        tuple[Members, ...],
        Meta(description="Mailing lists of the server, in its domain `list`: at shore `list.shore.test`."),
    ] = ()
    asleep: Annotated[bool, Meta(description="Whether it takes no connections, as if it were switched off.")] = False

    def __post_init__(self) -> None:
        """See that what is acted upon is found out."""
        for each in self.enforce:
            if each not in self.checks:
                raise ValueError(f"`enforce` names {each}, and `checks` does not: nobody finds it out")
        if self.key_type != "rsa" and not self.sign:
            raise ValueError("`key_type` stands without `sign`: there is no key")

    @property
    def is_lenient(self) -> bool:
        """Whether letters could be smuggled into it or through it."""
        return bool(self.ends) or self.bare == "keep"

    @property
    def needs_names(self) -> bool:
        """Whether it can do nothing without a name server."""
        return bool(self.checks or self.spam or self.sign or self.forwards or self.mailing_lists)


class World(Server, frozen=True):
    """What the lesson's world is like; where there is but harbour, its keys stand here."""

    prompt: Annotated[DoorName, Meta(description="The door at which the prompt connects.")] = "smtp"
    seat: Annotated[SeatName, Meta(description="The host from which the prompt speaks, in a world of several.")] = (
        "laptop"
    )
    harbour: Annotated[
        Server | None, Meta(description="Harbour's own table, for a world of several hosts, instead of keys here.")
    ] = None
    island: Annotated[Server | None, Meta(description="The server `mail.island.test`.")] = None
    shore: Annotated[Server | None, Meta(description="The server `mail.shore.test`.")] = None
    zones: Annotated[
        dict[str, str],
        Meta(
            description="The names of the world: a domain in quotation marks, and the text of its zone. A server's "
            "domain that is not here has an MX record. Addresses, SOA, NS and PTR records are added."
        ),
    ] = {}

    def __post_init__(self) -> None:
        """See that nothing is said twice."""
        super().__post_init__()
        if self.harbour is None:
            return
        for key in SERVER_KEYS:
            if getattr(self, key) != getattr(_USUAL, key):
                raise ValueError(f"`{key}` stands beside `[world.harbour]`: move it there")

    @property
    def servers(self) -> Mapping[str, Server]:
        """Name of the host → its server, with its users; harbour's first."""
        return dict(self._servers())

    def _servers(self) -> Iterator[tuple[str, Server]]:
        for name, server in ((HARBOUR, self.harbour or self), ("island", self.island), ("shore", self.shore)):
            if server is not None:
                users = server.users or HOSTS[name].users
                yield name, msgspec.structs.replace(server, users=users)

    @property
    def has_several(self) -> bool:
        """Whether there are hosts beside harbour, so that all have addresses of their own."""
        others = self.island is not None or self.shore is not None
        return others or self.seat != LAPTOP or bool(self.zones) or (self.harbour or self).needs_names

    @property
    def all_doors(self) -> tuple[DoorName, ...]:
        """Harbour's doors besides the front door, the prompt's among them."""
        own = (self.harbour or self).doors
        return (*own, *(() if self.prompt == FRONT or self.prompt in own else (self.prompt,)))


_USUAL = Server()
SERVER_KEYS = tuple(field.name for field in msgspec.structs.fields(Server))
"""The keys of a server's table."""
