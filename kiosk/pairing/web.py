"""`/admin/kiosk/ghep`: a manager before a tablet types its code, compares four digits and says where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from kiosk.pairing.domain import Pairing, Placing, Spot, check_digits, pin_of, shown
from kiosk.pairing.domain.refusals import NoPlaceError, UnequalDigitsError, WrongPairingCodeError
from kiosk.pairing.services import approve, look_up, refuse
from survey.foundation.clock import now
from survey.foundation.errors import Refusal
from survey.foundation.gate import Audience, for_audience
from survey.organisation.records import desks
from survey.organisation.web.visiting import Door, today
from survey.organisation.web.words import gettext, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response as Answer

    from kiosk.pairing.domain import Device
    from survey.foundation.doors import House
    from survey.organisation.web.visiting import Visitor

ADDRESS = "/admin/kiosk/ghep"
_TYPED_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A desk or a hall a tablet may be put at, as the form names it."""

    value: str
    name: str
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The places of one unit, its hall first."""

    unit_name: str
    places: tuple[Place, ...]


def pages(house: House, who: Callable[[], Visitor]) -> Blueprint:
    """Make the page of a house; `who` gives the account that is signed in."""
    door = Door(house=house, who=who)
    blueprint = Blueprint("kiosk_pairing_pages", __name__)

    @for_audience(Audience.ADMINISTRATOR, Audience.UNIT_HEAD)
    def pair() -> Answer:
        return _decided(door) if request.method == "POST" else _asked(door)

    blueprint.add_url_rule(ADDRESS, "pair", pair, methods=["GET", "POST"])
    return blueprint


def _asked(door: Door) -> Response:
    """Ask for the code; with one, which a scanned picture brings, ask for the place."""
    typed = request.args.get("ma", "").strip()[:_TYPED_MOST]
    if not typed:
        return _page(door, typed)
    try:
        return _page(door, typed, pairing=_found(door, typed))
    except Refusal as refusal:
        return _page(door, typed, problem=refusal)


def _found(door: Door, typed: str) -> Pairing:
    with door.house.store.writing() as connection:
        found = look_up(connection, typed, account_id=door.who().account_id, at=now())
    # Only after the transaction: a wrong code has to be counted.
    if found is None:
        raise WrongPairingCodeError(typed=typed)
    return found


def _decided(door: Door) -> Answer:
    typed = request.form.get("ma", "").strip()[:_TYPED_MOST]
    pairing = None
    try:
        pairing = _found(door, typed)
        if request.form.get("deed") == "refuse":
            with door.house.store.writing() as connection:
                refuse(connection, pairing, at=now())
            flash(gettext("The tablet was turned away."))
            return redirect(ADDRESS)
        device = _paired(door, pairing)
    except Refusal as refusal:
        return _page(door, typed, pairing=pairing, problem=refusal)
    return _page(door, "", device=device)


def _paired(door: Door, pairing: Pairing) -> Device:
    if request.form.get("same") != "1":
        raise UnequalDigitsError
    with door.house.store.writing() as connection:
        spot = chosen_place(place_groups(door, connection), request.form.get("place", "")).spot
        placing = Placing(label=request.form.get("label", ""), spot=spot)
        by = door.who().account_id
        return approve(connection, pairing, placing, by=by, at=now(), random=SystemRandom())


def chosen_place(groups: list[Group], value: str) -> Place:
    """Find the place a form names; one of another unit is not among them, whatever the form says."""
    place = next((one for group in groups for one in group.places if one.value == value), None)
    if place is None:
        raise NoPlaceError
    return place


def place_groups(door: Door, connection: Connection) -> list[Group]:
    """List the places of the visitor's units: the own one and those below."""
    every = [desk for desk in desks(connection).values() if desk.valid_to is None or desk.valid_to >= today()]
    groups = []
    for unit_id, unit in door.seen(connection).items():
        hall = Place(
            value=f"unit:{unit.code}",
            name=gettext("Hall: %(unit)s", unit=unit.name),
            spot=Spot(unit_id=unit_id, desk_id=None),
        )
        own = [
            Place(value=f"desk:{desk.code}", name=desk.name, spot=Spot(unit_id=unit_id, desk_id=desk.desk_id))
            for desk in every
            if desk.unit_id == unit_id
        ]
        groups.append(Group(unit_name=unit.name, places=(hall, *own)))
    return groups


def _page(
    door: Door,
    typed: str,
    *,
    pairing: Pairing | None = None,
    device: Device | None = None,
    problem: Refusal | None = None,
) -> Response:
    secret = door.house.secret
    values: dict[str, Any] = {
        "typed": typed,
        "chosen": request.form,
        "problem": problem,
        "told": told,
        "device": device,
        "pin": pin_of(secret, device.code, device.pin_number) if device else "",
        "code": shown(pairing.user_code) if pairing else "",
        "check": check_digits(secret, pairing.public_key) if pairing else "",
        "persistent": pairing.persistent if pairing else None,
        "groups": [],
    }
    if pairing:
        with door.house.store.reading() as connection:
            values["groups"] = place_groups(door, connection)
    page = render_template("kiosk/fleet/pair.html", **values)
    return make_response(page, problem.status if problem else 200)
