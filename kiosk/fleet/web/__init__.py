"""The pages of tablets: the register by unit, alerts, one tablet with all that can be done, invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint

from kiosk.fleet.web import inviting, register, tablet
from kiosk.fleet.web.visiting import MANAGERS, READERS, FleetDoor
from survey.foundation.clock import moment_of
from survey.foundation.gate import Audience, for_audience
from survey.organisation.web.words import day_of, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.doors import House
    from survey.organisation.web.visiting import Visitor

__all__ = ["pages"]


class _Route(NamedTuple):
    """One address and what answers it."""

    rule: str
    name: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = ("GET",)
    audiences: tuple[Audience, ...] = READERS


_ROUTES = (
    _Route("/admin/kiosk/", "register", register.register),
    _Route("/admin/kiosk/canh-bao", "alerts", register.alert_page),
    _Route("/admin/kiosk/moi", "invitation", inviting.invitation_page, ("GET", "POST"), MANAGERS),
    _Route("/admin/kiosk/moi/<int:invitation_id>/thoi", "withdraw", inviting.withdraw, ("POST",), MANAGERS),
    _Route("/admin/kiosk/<code>", "tablet", tablet.tablet_page),
    _Route("/admin/kiosk/<code>", "change", tablet.change_tablet, ("POST",), MANAGERS),
    _Route("/admin/kiosk/<code>/thoi", "ending", tablet.ending_page, audiences=MANAGERS),
)


def pages(house: House, who: Callable[[], Visitor], app_version: Callable[[], str]) -> Blueprint:
    """Make the pages of a house; `who` gives the account that is signed in, `app_version` the edition served."""
    door = FleetDoor(house=house, who=who, app_version=app_version)
    blueprint = Blueprint("kiosk_fleet_pages", __name__)
    for route in _ROUTES:
        blueprint.add_url_rule(route.rule, route.name, _guarded(route, door), methods=list(route.methods))
    blueprint.context_processor(lambda: {"told": told, "moment_of": moment_of, "day_of": day_of})
    return blueprint


def _guarded(route: _Route, door: FleetDoor) -> Callable[..., Any]:
    @for_audience(*route.audiences)
    def view(**values: Any) -> Any:
        return route.view(door, **values)

    return view
