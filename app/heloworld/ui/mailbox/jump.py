"""Where to jump to: a message by its number, or a byte of the file."""

from __future__ import annotations

from heloworld.errors import HeloError, MailboxError
from heloworld.mbox.finding import locations
from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.question import Desk, Question
from heloworld.ui.widgets.common.ask_line import Ask


class Jump(Question):
    """Asks for a place.

    Args:
        desk: Where it is asked.
        text: The mailbox.
    """

    asks = (Ask.JUMP,)

    def __init__(self, desk: Desk, text: MailboxText) -> None:
        super().__init__(desk)
        self._text = text

    def typed(self, text: str) -> None:  # noqa: ARG002 - whatever it is, what was said is not about it
        """Take back what was said of another place."""
        self.desk.say(self, "")

    def entered(self, text: str) -> Pane | None:
        """Go there, or say why that cannot be."""
        try:
            wanted = locations.place(text)
            if wanted.message is not None:
                return self._to_message(wanted.message)
            if wanted.percent is not None:
                return self._to_byte(max(self._text.size - 1, 0) * wanted.percent // 100)
            return self._to_byte(wanted.offset or 0)
        except HeloError as error:
            self.desk.say(self, error.sentence, is_trouble=True)
            return None

    def _to_message(self, number: int) -> Pane:
        """Choose a message, counted from 1; who was in the file stays there.

        Raises:
            MailboxError: There is no such message.
        """
        known, side = self.desk.messages.known, self.desk.leader
        if not 1 <= number <= known:
            raise MailboxError(f"There are {known:,} messages{'' if self._text.is_complete else ' so far'}.", "")
        self.desk.choose(number - 1)
        return side

    def _to_byte(self, offset: int) -> Pane:
        """Show a byte.

        Raises:
            MailboxError: There is no such byte, or it is not known yet in which line it is.
        """
        text = self._text
        if offset >= text.size:
            raise MailboxError(f"The file ends at byte {max(text.size - 1, 0):,}.", "")
        if offset >= text.scanned and not self.desk.shows_dump:
            raise MailboxError(f"Lines are known up to byte {text.scanned:,} so far.", "")
        self.desk.show_byte(offset)
        return Pane.FILE
