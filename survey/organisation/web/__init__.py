"""The administration pages of the organisation: units over time, desks, staff, rosters, holidays, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, redirect, url_for

from survey.foundation.gate import Audience, for_audience
from survey.organisation.web import desks, events, holidays, rosters, shifts, staff, tables, undoing, units
from survey.organisation.web.visiting import Door
from survey.organisation.web.words import day_of, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from survey.foundation.doors import House
    from survey.organisation.web.visiting import Visitor

__all__ = ["ROUTES", "pages"]


def _start(door: Door) -> Response:
    return redirect(url_for("organisation.units" if door.administers else "organisation.roster"))


class Route(NamedTuple):
    """One address: what answers it, and whether a unit's head may use it for the own units."""

    rule: str
    name: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = ("GET",)
    heads: bool = False


_BOTH = ("GET", "POST")
_SENT = ("POST",)
ROUTES = (
    Route("/", "start", _start, heads=True),
    Route("/don-vi", "units", units.unit_list),
    Route("/don-vi/moi", "new_unit", units.new_unit, _BOTH),
    # A code may hold a slash, so it comes last.
    Route("/don-vi/xem/<path:code>", "unit", units.unit_page),
    Route("/don-vi/doi/<path:code>", "change_unit", units.change, _BOTH),
    Route("/su-kien", "events", events.event_list),
    Route("/su-kien/moi", "new_event", events.new_event, _BOTH),
    Route("/su-kien/<int:event_id>", "event", events.event_page),
    Route("/su-kien/<int:event_id>/rut-lai", "withdraw", events.withdraw, _SENT),
    Route("/quay", "desks", desks.desk_list),
    Route("/quay/moi", "new_desk", desks.new_desk, _BOTH),
    Route("/quay/sua/<path:code>", "edit_desk", desks.edit_desk, _BOTH),
    Route("/can-bo", "staff", staff.staff_list),
    Route("/can-bo/moi", "new_person", staff.new_person, _BOTH),
    Route("/can-bo/xem/<path:code>", "person", staff.person_page),
    Route("/can-bo/doi/<path:code>", "move_person", staff.move, _BOTH),
    Route("/can-bo/nghi/<path:code>", "end_person", staff.end, _BOTH),
    Route("/lich-truc", "roster", rosters.week_page, heads=True),
    Route("/lich-truc/lap", "fill", rosters.fill, _SENT, heads=True),
    Route("/lich-truc/mau/moi", "new_pattern", rosters.new_pattern, _BOTH, heads=True),
    Route("/lich-truc/mau/<int:pattern_id>/ket-thuc", "end_pattern", rosters.end, _SENT, heads=True),
    Route("/lich-truc/ca/moi", "new_shift", rosters.new_shift, _BOTH, heads=True),
    Route("/lich-truc/ca", "shift", shifts.shift_page, heads=True),
    Route("/lich-truc/ca/thay", "substitute", shifts.stand_in, _SENT, heads=True),
    Route("/lich-truc/ca/doi-cho", "swap", shifts.change_places, _SENT, heads=True),
    Route("/lich-truc/ca/bo", "remove_shift", shifts.leave_empty, _SENT, heads=True),
    Route("/ngay-nghi", "holidays", holidays.holiday_list, _BOTH),
    Route("/ngay-nghi/bo", "drop_holiday", holidays.drop, _SENT),
    Route("/bang", "tables", tables.tables_page),
    Route("/bang/nhap", "bring", tables.bring, _SENT),
    Route("/bang/nhap/<token>", "preview", tables.preview_page),
    Route("/bang/nhap/<token>/dong-y", "confirm", tables.confirm, _SENT),
    Route("/bang/nhap/<token>/bo", "discard", tables.discard, _SENT),
    Route("/bang/tat-ca.zip", "every_table", tables.every_table),
    Route("/bang/<name>.csv", "table", tables.one_table),
    Route("/hoan-tac", "undo", undoing.undo, _SENT, heads=True),
)


def pages(house: House, who: Callable[[], Visitor]) -> Blueprint:
    """Make the pages of a house; `who` gives the account that is signed in."""
    door = Door(house=house, who=who)
    blueprint = Blueprint("organisation", __name__, url_prefix="/admin/to-chuc")
    for route in ROUTES:
        blueprint.add_url_rule(route.rule, route.name, _guarded(route, door), methods=list(route.methods))
    blueprint.context_processor(lambda: _shown_everywhere(door))
    return blueprint


def _guarded(route: Route, door: Door) -> Callable[..., Any]:
    audiences = (Audience.ADMINISTRATOR, Audience.UNIT_HEAD) if route.heads else (Audience.ADMINISTRATOR,)

    @for_audience(*audiences)
    def view(**values: Any) -> Any:
        if not route.heads:
            door.check_whole()
        return route.view(door, **values)

    return view


def _shown_everywhere(door: Door) -> dict[str, Any]:
    return {"administers": door.administers, "undoable": undoing.undoable(), "told": told, "day_of": day_of}
