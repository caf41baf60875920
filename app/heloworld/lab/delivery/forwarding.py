"""Where letters go on to that came for somebody here: the address that a user has given, and the members of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from heloworld.lab.plan import Plan
from heloworld.smtp.letter import Letter


class Forwarding:
    """What one server sends on.

    Args:
        plan: What the server is like.
    """

    def __init__(self, plan: Plan) -> None:
        self._policy = plan.policy
        self._forwards = plan.forwards
        self._lists = {each.address: each for each in plan.lists}
        self._bounces = {each.bounces for each in plan.lists}
        self._list_owner = plan.policy.users[0]

    def parts(self, letter: Letter) -> Iterator[Letter]:
        """What becomes of a letter: one for those who keep their mail or have it forwarded, and one for each list."""
        lists = [user for _, user in letter.recipients if user in self._lists]
        people = tuple((path, user) for path, user in letter.recipients if user not in self._lists)
        if people or letter.elsewhere:
            yield self._forwarded(replace(letter, recipients=people))
        for number, address in enumerate(lists):
            is_alone = not people and not letter.elsewhere and not number
            queue_id = letter.queue_id if is_alone else f"{letter.queue_id}{number + 1}"
            yield self._lists[address].post(letter, self._policy, queue_id)

    def _forwarded(self, letter: Letter) -> Letter:
        """The letter with other recipients in place of those who have theirs forwarded; its sender stays.

        What comes back to a list is kept by whoever runs it, who may have all other mail forwarded: to a member, say.
        """
        if not any(user in self._forwards or user in self._bounces for _, user in letter.recipients):
            return letter
        here: dict[str, str] = {}
        elsewhere = dict.fromkeys(letter.elsewhere)
        fields = list(letter.fields)
        for path, user in letter.recipients:
            if user in self._bounces:
                here.setdefault(self._list_owner, path)
                continue
            target = self._forwards.get(user)
            owner = user if target is None else self._policy.owner(target)
            if target is not None:
                fields.insert(0, f"Delivered-To: {path}")
            if owner is not None:
                here.setdefault(owner, target or path)
            elif target is not None:
                elsewhere[target] = None
        return replace(
            letter,
            recipients=tuple((path, user) for user, path in here.items()),
            elsewhere=tuple(elsewhere),
            fields=tuple(fields),
        )
