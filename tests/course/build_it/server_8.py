"""The last server of part 6: it announces PIPELINING and SIZE, and keeps both promises."""

import re

from trusted import Trusted, serve

LIMIT = 2_000_000


class Offering(Trusted):
    """Refuses beforehand what is too large."""

    offers = ("PIPELINING", f"SIZE {LIMIT}")

    def takes(self, rest):
        size = re.search(rb"\bSIZE=(\d+)", rest.upper())
        if size is not None and int(size[1]) > LIMIT:
            self.say("552 Too large")
            return False
        return True

    def keep(self, text):
        return "552 Too large" if sum(map(len, text)) > LIMIT else super().keep(text)


serve(Offering)
