"""The mailbox as a client knows it: numbers that change only when it is told so (RFC 3501 §5.2, §7.4.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from heloworld.imap import wording
from heloworld.imap.answers.reply import Inconsistent, line
from heloworld.imap.grammar.flags import SYSTEM
from heloworld.imap.mailbox import Message, Snapshot


class View:
    r"""What a client has been told of its mailbox.

    Args:
        snapshot: The mailbox when it was chosen.
        recent_from: The first UID that is \Recent to this session.
        read_only: Whether it was chosen for reading only.

    Attributes:
        messages: The messages, by number from 1 on, with the flags that were told last.
        recent: The UIDs of those that are \Recent to this session.
        read_only: Whether nothing can be changed.
        uid_validity: As it was when the mailbox was chosen.
    """

    def __init__(self, snapshot: Snapshot, *, recent_from: int, read_only: bool) -> None:
        self.messages = list(snapshot.messages)
        self.recent = snapshot.recent(recent_from)
        self.read_only = read_only
        self.uid_validity = snapshot.uid_validity
        self._snapshot = snapshot
        self._uids: list[int] | None = None
        self._places: dict[int, int] | None = None
        self._gone: set[int] = set()
        self._top = snapshot.uid_next
        self._written: dict[tuple[frozenset[str], bool], bytes] = {}
        self._told_recent = len(self.recent)
        self._told_keywords = len(snapshot.keywords)

    @property
    def uids(self) -> list[int]:
        """The UIDs of all messages, ascending."""
        if self._uids is None:
            self._uids = [each.uid for each in self.messages]
        return self._uids

    @property
    def snapshot(self) -> Snapshot:
        """The mailbox as it was when it was looked at last."""
        return self._snapshot

    @property
    def gone(self) -> Collection[int]:
        """The UIDs of messages that somebody has removed, of which the client has not been told."""
        return self._gone

    def has_arrivals(self, snapshot: Snapshot) -> bool:
        """Whether there may be messages in a mailbox of which the client has not been told."""
        return snapshot.uid_next > self._top

    def spelled(self, flags: Collection[str]) -> frozenset[str]:
        """Flags, keywords spelled as they are in this mailbox already: their case does not count."""
        known = {keyword.lower(): keyword for keyword in self._snapshot.keywords}
        return frozenset(known.get(flag.lower(), flag) for flag in flags)

    def flags(self, message: Message) -> bytes:
        """The flags of a message as they are told."""
        key = (message.flags, message.uid in self.recent)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self._write_flags(*key)
        return written

    def _write_flags(self, flags: frozenset[str], is_recent: bool) -> bytes:
        keywords = [each for each in self._snapshot.keywords if each in flags]
        others = sorted(flags.difference(SYSTEM, keywords))
        recent = [r"\Recent"] if is_recent else []
        words = [*(flag for flag in SYSTEM if flag in flags), *recent, *keywords, *others]
        return f"FLAGS ({' '.join(words)})".encode("ascii", "replace")

    def opening(self) -> Iterator[bytes]:
        """What is told of a mailbox that has just been chosen (RFC 3501 §6.3.1)."""
        yield from self._flag_lines()
        yield line(wording.EXISTS.format(count=len(self.messages)))
        yield line(wording.RECENT.format(count=len(self.recent)))
        unseen = next((number for number, each in enumerate(self.messages, 1) if r"\Seen" not in each.flags), 0)
        if unseen:
            yield line(wording.UNSEEN.format(number=unseen))
        yield line(wording.UID_VALIDITY.format(uid_validity=self.uid_validity))
        yield line(wording.UID_NEXT.format(uid_next=self._snapshot.uid_next))

    def learn(self, snapshot: Snapshot, *, told: Collection[int] = ()) -> None:
        """Take in flags that the client knows already, or is about to be told, without a word.

        Args:
            snapshot: The mailbox as it is now.
            told: The UIDs of the messages.
        """
        now = {each.uid: each for each in snapshot.messages} if told else {}
        places = self._numbers() if told else {}
        for uid in told:
            if uid in now and uid in places:
                self.messages[places[uid] - 1] = now[uid]

    def news(self, snapshot: Snapshot, *, recent_from: int, may_expunge: bool, with_uids: bool) -> Iterator[bytes]:
        r"""What has changed since the client was told last.

        Args:
            snapshot: The mailbox as it is now.
            recent_from: The first UID of those that are \Recent if they are new.
            may_expunge: Whether numbers may change now (RFC 3501 §7.4.1).
            with_uids: Whether UIDs are told beside flags (RFC 3501 §6.4.8).

        Raises:
            Inconsistent: The UIDs of the mailbox are others now.
        """
        if snapshot.uid_validity != self.uid_validity:
            raise Inconsistent
        if snapshot is self._snapshot and not (self._gone and may_expunge):
            return
        self._snapshot = snapshot
        self._written.clear()
        now = {each.uid: each for each in snapshot.messages}
        yield from self._removed(now, may_expunge=may_expunge)
        yield from self._arrived(snapshot, recent_from)
        yield from self.keyword_lines()
        yield from self._changed(now, with_uids=with_uids)

    def keyword_lines(self) -> Iterator[bytes]:
        """Tell the flags that occur, if there are more than before."""
        if len(self._snapshot.keywords) != self._told_keywords:
            yield from self._flag_lines()

    def _flag_lines(self) -> Iterator[bytes]:
        self._told_keywords = len(self._snapshot.keywords)
        flags = " ".join((*SYSTEM, *self._snapshot.keywords))
        yield line(wording.FLAGS.format(flags=flags))
        yield line(wording.READ_ONLY_FLAGS if self.read_only else wording.PERMANENT_FLAGS.format(flags=flags))

    def _removed(self, now: Collection[int], *, may_expunge: bool) -> Iterator[bytes]:
        self._gone = {uid for uid in self.uids if uid not in now}
        if not self._gone or not may_expunge:
            return
        numbers = [number for number, uid in enumerate(self.uids, 1) if uid in self._gone]
        self.messages = [each for each in self.messages if each.uid not in self._gone]
        self.recent -= self._gone
        self._gone, self._uids, self._places = set(), None, None
        for number in reversed(numbers):
            yield line(wording.EXPUNGED.format(number=number))

    def _arrived(self, snapshot: Snapshot, recent_from: int) -> Iterator[bytes]:
        fresh = [each for each in snapshot.messages if each.uid >= self._top]
        self._top = max(self._top, snapshot.uid_next)
        if fresh:
            self.messages += fresh
            self._uids = self._places = None
            self.recent |= {each.uid for each in fresh if each.uid >= recent_from and not each.is_old}
            yield line(wording.EXISTS.format(count=len(self.messages)))
        if len(self.recent) != self._told_recent:
            self._told_recent = len(self.recent)
            yield line(wording.RECENT.format(count=len(self.recent)))

    def _changed(self, now: dict[int, Message], *, with_uids: bool) -> Iterator[bytes]:
        for number, known in enumerate(self.messages, 1):
            message = now.get(known.uid, known)
            if message.flags != known.flags:
                self.messages[number - 1] = message
                uid = b"UID %d " % message.uid if with_uids else b""
                yield b"* %d FETCH (%s%s)\r\n" % (number, uid, self.flags(message))

    def _numbers(self) -> dict[int, int]:
        """UID → number."""
        if self._places is None:
            self._places = {uid: number for number, uid in enumerate(self.uids, 1)}
        return self._places
