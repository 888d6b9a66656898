"""`/admin/kiosk/moi`: a place is chosen first, and an address pairs the tablet it is opened on."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from kiosk.fleet.domain.refusals import NothingToTakeBackError
from kiosk.fleet.web.visiting import reached
from kiosk.pairing.domain import Placing, Wish, shown
from kiosk.pairing.records import open_invitations, withdraw_invitation
from kiosk.pairing.services import invite
from kiosk.pairing.web import chosen_place, place_groups
from survey.foundation.clock import now
from survey.foundation.errors import Refusal
from survey.organisation.web.words import gettext
from survey.touchpoint import qr

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.wrappers import Response as Answer

    from kiosk.fleet.web.visiting import FleetDoor
    from kiosk.pairing.domain import Invitation

MINUTES = (10, 60, 24 * 60)
"""How long an invitation may live, as the form offers it."""


def invitation_page(door: FleetDoor) -> Answer:
    """Ask where the tablet will stand; show the address, once."""
    if request.method == "GET":
        return _page(door)
    try:
        return _page(door, code=_invited(door))
    except Refusal as refusal:
        return _page(door, problem=refusal)


def _invited(door: FleetDoor) -> str:
    typed = request.form.get("minutes", "")
    minutes = next((each for each in MINUTES if str(each) == typed), MINUTES[0])
    with door.house.store.writing() as connection:
        place = chosen_place(place_groups(door, connection), request.form.get("place", ""))
        placing = Placing(label=request.form.get("label", ""), spot=place.spot)
        wish = Wish(placing=placing, by=door.who().account_id, lifetime=timedelta(minutes=minutes))
        return invite(connection, wish, at=now(), secret=door.house.secret, random=SystemRandom())


def _page(door: FleetDoor, *, code: str = "", problem: Refusal | None = None) -> Response:
    address = f"{door.house.settings.base_url.rstrip('/')}/kiosk/#{shown(code)}" if code else ""
    with door.house.store.reading() as connection:
        values: dict[str, Any] = {
            "groups": place_groups(door, connection),
            "waiting": _waiting(door, connection),
        }
    page = render_template(
        "kiosk/fleet/invite.html",
        code=shown(code) if code else "",
        address=address,
        picture=qr.svg(address) if address else "",
        chosen=request.form,
        problem=problem,
        lifetimes={10: gettext("10 minutes"), 60: gettext("1 hour"), 24 * 60: gettext("24 hours")},
        **values,
    )
    return make_response(page, problem.status if problem else 200)


def _waiting(door: FleetDoor, connection: Connection) -> list[tuple[Invitation, str]]:
    """List the invitations to the visitor's units that no tablet has taken yet."""
    found = open_invitations(connection, at=now(), unit_ids=reached(door, connection))
    names = {place.spot: place.name for group in place_groups(door, connection) for place in group.places}
    return [(one, names.get(one.placing.spot, "")) for one in found]


def withdraw(door: FleetDoor, invitation_id: int) -> Answer:
    """End an invitation that nobody took."""
    at = now()
    with door.house.store.writing() as connection:
        own = {one.invitation_id for one, _place in _waiting(door, connection)}
        if invitation_id not in own or not withdraw_invitation(connection, invitation_id, at=at):
            raise NothingToTakeBackError
    flash(gettext("The invitation is taken back."))
    return redirect(url_for("kiosk_fleet_pages.invitation"), code=303)
