"""The tabs of the lower pane: hosts have their names where there is room, and what matters never goes."""

from __future__ import annotations

from heloworld.ui.mailbox_choice import Mailbox
from heloworld.ui.widgets.places.place_tabs import QUEUE, ZONE, Place, tabs

ANA, MASTER = Place("mailbox", Mailbox("ana")), Place("mailbox", Mailbox("postmaster"))
DORA = Place("mailbox", Mailbox("dora", "island"))
ALL = (ANA, MASTER, DORA, Place(QUEUE), Place(ZONE))


def line(width: int, chosen: Place = ANA, news: dict[Place, str] | None = None) -> str:
    return "".join(tab.text for tab in tabs(ALL, chosen, news or {}, width))


def test_hosts_have_their_names_where_there_is_room() -> None:
    assert line(80) == "harbour:[ana] postmaster  │ island: dora  │  queue  zone "
    assert line(50) == "[ana] postmaster │ dora │ queue  zone "


def test_postmasters_go_first_and_then_whoever_has_nothing_new() -> None:
    assert line(30) == "[ana]│ dora │ queue  zone "
    assert line(25, news={DORA: "1 new"}) == "[ana]│ dora 1 new │ queue  zone "


def test_what_is_new_is_said_and_can_be_clicked() -> None:
    news = {DORA: "1 new", Place(QUEUE): "2"}
    found = {tab.text: tab for tab in tabs(ALL, ANA, news, 80)}
    assert found[" dora 1 new "].place == DORA
    assert found[" queue 2 "].style == "bold $good"
