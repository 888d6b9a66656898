"""`hailong kiosk`: the register of tablets, what is wrong with them, ending one, inviting one."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from typing import TYPE_CHECKING

import click

from kiosk.fleet.domain.refusals import NotOnePlaceError
from kiosk.fleet.services import tablets, unanswered
from kiosk.fleet.services.finding import spot_at_desk, spot_in_hall, tablet_by_code, units_below
from kiosk.fleet.services.listing import days_since_answer
from kiosk.pairing.domain import LONGEST_INVITATION, Placing, Wish, shown
from kiosk.pairing.services import invite, revoke
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.output import format_option, show
from survey.organisation.records import unit_ids

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.fleet.services import Tablet
    from kiosk.pairing.domain import Spot

BY = "command line"
_unit_option = click.option("--unit", metavar="CODE", help="Only this unit and the units below it.")


@click.group("kiosk")
def kiosk() -> None:
    """Look after the tablets of the offices."""


@kiosk.command("list")
@_unit_option
@click.option("--revoked", is_flag=True, help="Also the tablets of the past.")
@format_option
def list_tablets(unit: str | None, form: str, *, revoked: bool) -> None:
    """List the tablets with their place and how they do; the age of the last answer is told in days."""
    at = now()
    with open_house() as house, house.store.reading() as connection:
        codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
        found = tablets(connection, unit_ids=units_below(connection, unit, at=at), at=at, revoked=revoked)
    show([_row(one, codes, at) for one in found], form)


def _row(one: Tablet, codes: dict[int, str], at: datetime) -> dict[str, object]:
    beat = one.heartbeat
    return {
        "code": one.device.code,
        "name": one.device.label,
        "unit": codes.get(one.device.spot.unit_id),
        "desk": one.desk_name,
        "status": one.status.value,
        "alerts": " ".join(one.alerts),
        "last_seen": beat.heard_at.isoformat() if beat else None,
        "app_version": beat.app_version if beat else None,
        "battery": beat.battery if beat else None,
        "queue": beat.queue if beat else None,
        "aside": one.set_aside,
        "clock_off_s": round(beat.skew_ms / 1000) if beat else None,
        "last_answer_days": days_since_answer(beat, at),
    }


@kiosk.command("alerts")
@_unit_option
@format_option
def list_alerts(unit: str | None, form: str) -> None:
    """List why somebody should look after a tablet, and the units with served files and no answer."""
    at = now()
    with open_house() as house, house.store.reading() as connection:
        codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
        found = tablets(connection, unit_ids=units_below(connection, unit, at=at), at=at)
        quiet = unanswered(connection, found, at=at)
    rows: list[dict[str, object]] = [
        {"unit": codes[one.unit_id], "tablet": None, "alert": "unanswered", "day": one.day, "files": one.served}
        for one in quiet.values()
    ]
    rows += [
        {
            "unit": codes[one.device.spot.unit_id],
            "tablet": one.device.code,
            "alert": kind.value,
            "day": None,
            "files": None,
        }
        for one in found
        for kind in one.alerts
    ]
    show(rows, form)


@kiosk.command("revoke")
@click.argument("code")
def revoke_tablet(code: str) -> None:
    """End the tablet CODE at once: nothing it sends is believed; a queue file of it still is."""
    at = now()
    with open_house() as house, house.store.writing() as connection:
        device = tablet_by_code(connection, code, at=at).device
        revoke(connection, device, by=None, at=at, note=BY)
    click.echo(f"{device.code} is no longer paired.")


@kiosk.command("invite")
@click.option("--desk", metavar="CODE", help="The desk at which the tablet will stand.")
@click.option("--unit", metavar="CODE", help="The unit in whose hall it will stand.")
@click.option("--name", default="", help="What the office calls it; not a person's name.")
@click.option(
    "--minutes",
    default=10,
    show_default=True,
    type=click.IntRange(1, LONGEST_INVITATION.days * 24 * 60),
    help="How long the invitation is good.",
)
def invite_tablet(desk: str | None, unit: str | None, name: str, minutes: int) -> None:
    """Print an address that pairs the one tablet it is opened on, with no further question."""
    with open_house() as house, house.store.writing() as connection:
        placing = Placing(label=name, spot=_place(connection, desk, unit))
        wish = Wish(placing=placing, by=None, lifetime=timedelta(minutes=minutes))
        code = invite(connection, wish, at=now(), secret=house.secret, random=SystemRandom())
        base_url = house.settings.base_url.rstrip("/")
    click.echo(f"{base_url}/kiosk/#{shown(code)}")
    click.echo(f"Open it on the tablet within {minutes} minutes; it pairs one tablet.")


def _place(connection: Connection, desk: str | None, unit: str | None) -> Spot:
    if desk is not None and unit is None:
        return spot_at_desk(connection, desk)
    if unit is not None and desk is None:
        return spot_in_hall(connection, unit)
    raise NotOnePlaceError
