"""The zones of a world in the lower pane: one editor, and a place for each zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from heloworld.lab.plan import Plan
from heloworld.ui.widgets.places.place_tabs import ZONE, Place
from heloworld.ui.workbench.aside import Titles

if TYPE_CHECKING:
    from heloworld.lab.names.zone_folder import ZoneFile
    from heloworld.ui.widgets.places.zone_editor import ZoneEditor


class Zones:
    """The zones of a world of several hosts; in any other there are none.

    Attributes:
        editor: Where one of them is written in; None before `have`.
    """

    def __init__(self) -> None:
        self.editor: ZoneEditor | None = None
        self._files: dict[str, ZoneFile] = {}
        self._plan: Plan

    def have(self, plan: Plan) -> None:
        """Know the zones of a world of several hosts, and have an editor for them, which shows harbour's first."""
        from heloworld.lab.names.zone_folder import zone_files  # with dnspython, which other worlds do not need
        from heloworld.ui.widgets.places.zone_editor import ZoneEditor

        self._plan, self._files = plan, {each.origin: each for each in zone_files(plan)}
        first = next(iter(self._files.values()))
        if self.editor is None:
            self.editor = ZoneEditor(first, plan)
        else:
            self.editor.open(first, plan)

    @property
    def places(self) -> tuple[Place, ...]:
        """A place for each, harbour's first."""
        return tuple(Place(ZONE, origin=each) for each in self._files)

    def open(self, place: Place) -> None:
        """Show the zone of a place, if it is one of a zone and not shown already."""
        if self.editor is not None and place.origin not in {"", self.editor.origin}:
            self.editor.open(self._files[place.origin], self._plan)

    @property
    def way_to_next(self) -> str:
        """Which zone is shown of how many, and how one comes to the next."""
        shown = self.editor.origin if self.editor is not None else ""
        number, count = list(self._files).index(shown) + 1, len(self._files)
        return f" · {number} of {count}, ^o: the next" if number < count else f" · {number} of {count}"

    @property
    def widget(self) -> ZoneEditor | None:
        """What is shown."""
        return self.editor

    @property
    def stop(self) -> Widget | None:
        """What takes the keys."""
        return None if self.editor is None else self.editor.text

    @property
    def titles(self) -> Titles:
        """What the border says."""
        return Titles("") if self.editor is None else Titles(self.editor.title, self.editor.place + self.way_to_next)

    @property
    def is_faulty(self) -> bool:
        """Whether the zone that is shown cannot be used."""
        return self.editor is not None and self.editor.is_mounted and self.editor.is_faulty

    def save(self) -> None:
        """Save what was edited."""
        if self.editor is not None:
            self.editor.save()

    @staticmethod
    def one_of(places: Sequence[Place], here: Place) -> tuple[Place, ...]:
        """Places with one for all zones: the one that is shown, or the first.

        Args:
            places: All of them.
            here: The one that is shown.
        """
        zones = [each for each in places if each.kind == ZONE]
        shown = here if here in zones else next(iter(zones), None)
        return tuple(each for each in places if each.kind != ZONE or each == shown)
