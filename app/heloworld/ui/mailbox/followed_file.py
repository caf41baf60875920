"""The file of the mailbox screen: what is known of it, as it is read and as it changes, and through whose eyes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from heloworld.errors import HeloError, MailboxError
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.lines import GLANCE, MailboxText
from heloworld.mbox.reading.watch import FileNews, news_of, watch
from heloworld.ui.background import Follower, InThread, Later
from heloworld.ui.mailbox import where
from heloworld.ui.mailbox.eyes import Eyes
from heloworld.wire.visible import visible_text


class FollowedFile:
    """A mailbox that is read to its end, and followed from then on.

    Args:
        path: The mailbox.
        reader: Whose eyes to look with; those on which most programs agree, if None.
        in_thread: Has something done in a thread.
        later: Has what came of it told in the thread of the screen.
        hear: Is told what is new.
        say: Is told that `status` is another.

    Attributes:
        text: Its lines and messages.
        eyes: Whose eyes they are.
        news: What is known of it.

    Raises:
        UsageError: There is no such reader.
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read, or the reader takes it for no mailbox.
    """

    def __init__(
        self,
        path: Path,
        reader: str | None,
        in_thread: InThread,
        later: Later,
        hear: Callable[[FileNews], object],
        say: Callable[[], object],
    ) -> None:
        self.text = text = MailboxText(path)
        self._tell = hear
        try:
            text.scan(GLANCE)
            self.eyes = Eyes(text, reader, in_thread, later, say)
        except HeloError:
            text.close()
            raise
        self.news = news_of(text)
        self._follower = Follower(in_thread, partial(watch, text), partial(later, self.hear), text.close)

    @property
    def status(self) -> str:
        """What the title says of it."""
        return where.status(self.news, self.eyes.said)

    def start(self) -> None:
        """Have the rest of it read, and whatever comes."""
        self._follower.start()
        self._have_others_count()

    def stop(self) -> None:
        """Follow it no more."""
        self.eyes.stop()
        self._follower.stop()

    def give_way(self) -> None:
        """Something was moved on the screen, which is to be seen before more is read."""
        self.eyes.give_way()
        self._follower.give_way()

    def hear(self, news: FileNews) -> None:
        """There are news of it."""
        self.news = news
        self._tell(news)
        self._have_others_count()

    def read_as(self, warn: Callable[[str], object], reader: str) -> None:
        """Look at it with another reader's eyes, or warn why that cannot be; the sentence is safe to show."""
        try:
            self.eyes.take(reader)
        except MailboxError as error:
            warn(visible_text(error.sentence))
        else:
            self.hear(news_of(self.text, Change.REREAD))

    def _have_others_count(self) -> None:
        if self.news.percent is None:
            self.eyes.count_others()
