"""The pages of codes, slips and prints, the screen of a desk, and the address one-stop systems call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint

from survey.foundation.clock import moment_of
from survey.foundation.gate import Audience, for_audience
from survey.organisation.web.visiting import Door
from survey.organisation.web.words import told
from survey.touchpoint.web import codes, prints, screen, slips
from survey.touchpoint.web.api import calls
from survey.touchpoint.web.words import doer

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.doors import House
    from survey.organisation.web.visiting import Visitor

__all__ = ["calls", "pages"]

_OFFICES = (Audience.ADMINISTRATOR, Audience.UNIT_HEAD)
_BOTH = ("GET", "POST")
_SENT = ("POST",)


class _Route(NamedTuple):
    """One address and what answers it."""

    rule: str
    name: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = ("GET",)
    audiences: tuple[Audience, ...] = _OFFICES


_ROUTES = (
    _Route("/admin/ma/", "codes", codes.code_list),
    _Route("/admin/ma/cap", "issue", codes.issue, _SENT),
    _Route("/admin/ma/xem/<code>", "code", codes.code_page),
    _Route("/admin/ma/xem/<code>/ma.svg", "picture", codes.picture),
    _Route("/admin/ma/thu-hoi/<code>", "revoke", codes.revoke, _SENT),
    _Route("/admin/ma/doi/<code>", "replace", codes.replace, _SENT),
    _Route("/admin/ma/in", "print", prints.print_page, _BOTH),
    _Route("/admin/ma/in/<int:job_id>", "job", prints.job_page),
    _Route("/admin/ma/in/<int:job_id>/lai", "again", prints.again, _SENT),
    _Route("/admin/ma/in/<int:job_id>/tai", "sheet", prints.sheet),
    # A desk's code may hold a slash, so it comes last.
    _Route("/admin/ma/phieu/<path:code>", "slips", slips.slips_page, _BOTH),
    _Route("/review/quay/<path:code>/man-hinh", "screen", screen.screen_page, audiences=(Audience.STAFF,)),
)


def pages(house: House, who: Callable[[], Visitor]) -> Blueprint:
    """Make the pages of a house; `who` gives the account that is signed in."""
    door = Door(house=house, who=who)
    blueprint = Blueprint("touchpoint", __name__)
    for route in _ROUTES:
        blueprint.add_url_rule(route.rule, route.name, _guarded(route, door), methods=list(route.methods))
    blueprint.context_processor(lambda: {"told": told, "moment_of": moment_of, "doer": doer})
    return blueprint


def _guarded(route: _Route, door: Door) -> Callable[..., Any]:
    @for_audience(*route.audiences)
    def view(**values: Any) -> Any:
        return route.view(door, **values)

    return view
