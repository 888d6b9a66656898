"""`/admin/kiosk/<code>`: how one tablet does, what was done to it, and everything that can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, flash, make_response, redirect, render_template, url_for

from kiosk.fleet.domain import PAUSES, TIMING, desks_as_chosen, hours_of
from kiosk.fleet.services import habits_of
from kiosk.fleet.services.configuring import desks_around
from kiosk.fleet.web import words
from kiosk.fleet.web.deeds import Asked, done
from kiosk.fleet.web.reading import LANGUAGES, held, ticked
from kiosk.fleet.web.visiting import own_tablet
from kiosk.pairing.domain import EventKind, pin_of
from kiosk.pairing.records import events, posts
from kiosk.pairing.web import place_groups
from kiosk.queue.records import set_aside_by_reason
from survey.accounts.records import accounts
from survey.foundation.clock import local_day, now
from survey.foundation.errors import ForbiddenError, NotFoundError, Refusal
from survey.organisation.services import office_calendar
from survey.organisation.web.words import gettext, weekday_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response as Answer

    from kiosk.fleet.domain import Habits
    from kiosk.fleet.services import Tablet
    from kiosk.fleet.web.visiting import FleetDoor
    from kiosk.pairing.domain import Device, Event
    from kiosk.pairing.web import Group, Place

_OWN_DEEDS = {EventKind.KEY_CHANGED, EventKind.UNPAIRED}
_NAMED = {EventKind.PAIRED, EventKind.RENAMED}


def tablet_page(door: FleetDoor, code: str, problem: Refusal | None = None) -> Response:
    """Show one tablet."""
    at = now()
    with door.house.store.reading() as connection:
        one = own_tablet(door, connection, code, at=at)
        values = _told(door, connection, one, at)
    page = render_template("kiosk/fleet/tablet.html", one=one, at=at, problem=problem, words=words, **values)
    return make_response(page, problem.status if problem else 200)


def _told(door: FleetDoor, connection: Connection, one: Tablet, at: datetime) -> dict[str, Any]:
    device = one.device
    history = events(connection, [device.device_id]).get(device.device_id, [])
    names = {each.account_id: each.display_name or each.name for each in accounts(connection)}
    habits = habits_of(connection, device)
    groups = place_groups(door, connection) if door.manages else []
    return {
        "manages": door.manages and device.active,
        "newest": one.heartbeat is not None and one.heartbeat.app_version == door.app_version(),
        "history": [(event, _doer(event, names), _note(event)) for event in history],
        "ticked": ticked(device, habits),
        "hours": _hours(connection, device, habits, at),
        "held": held(device, habits),
        "aside": set_aside_by_reason(connection, device.device_id),
        "aside_days": door.house.settings.trace_days,
        "pin": pin_of(door.house.secret, device.code, device.pin_number) if door.manages else "",
        "groups": groups,
        "place_now": _place_of(groups, lambda place: place.spot == device.spot),
        "place_before": _before(connection, device, groups),
        "name_before": _name_before(device, history),
        **_words(),
    }


def _words() -> dict[str, Any]:
    return {
        "statuses": words.status_words(),
        "alert_names": words.alert_names(),
        "remedies": words.remedies(),
        "commands": words.command_words(),
        "reason_words": words.reason_words(),
        "reason_remedies": words.reason_remedies(),
        "event_words": words.event_words(),
        "hands": words.hand_words(),
        "weekdays": weekday_words(),
        "notice_languages": LANGUAGES,
        "bounds": PAUSES,
        "usual": TIMING,
        "pause_names": {
            "idle_s": gettext("Starts again without a touch after (seconds)"),
            "countdown_s": gettext("Counts down before that for (seconds)"),
            "lockout_s": gettext("Pause between two people (seconds)"),
        },
    }


def _hours(connection: Connection, device: Device, habits: Habits, at: datetime) -> str:
    around = desks_as_chosen(habits, device.spot.unit_id, desks_around(connection, device))
    found = hours_of(around, office_calendar(connection), local_day(at))
    if found is None:
        return gettext("not told")
    names = weekday_words()
    days = ", ".join(names[day] for day in found.days) or gettext("closed")
    return f"{found.opens:%H:%M}–{found.closes:%H:%M}: {days}"


def _doer(event: Event, names: dict[int, str]) -> str:
    if event.account_id is not None:
        return names.get(event.account_id, "")
    return gettext("the tablet itself") if event.kind in _OWN_DEEDS else gettext("command line")


def _note(event: Event) -> str:
    if event.kind in {EventKind.ASKED, EventKind.TAKEN_BACK}:
        return words.command_words().get(event.note, event.note)
    return event.note


def _place_of(groups: Sequence[Group], fits: Callable[[Place], bool]) -> Place | None:
    return next((place for group in groups for place in group.places if fits(place)), None)


def _before(connection: Connection, device: Device, groups: Sequence[Group]) -> Place | None:
    """Give where the tablet stood before, if the visitor may put it back there."""
    stood = posts(connection, device.device_id)
    if len(stood) < 2 or stood[-2].spot == device.spot:  # noqa: PLR2004 - the place now and the one before
        return None
    return _place_of(groups, lambda place: place.spot == stood[-2].spot)


def _name_before(device: Device, history: Sequence[Event]) -> str:
    """Give what the tablet was called before it was renamed; empty when it never was."""
    called = [event.note for event in history if event.kind in _NAMED]
    return called[1] if len(called) > 1 and called[1] != device.label else ""


def change_tablet(door: FleetDoor, code: str) -> Answer:
    """Do what a form of the page asks for; show the page again with what was typed where it cannot be done."""
    try:
        with door.house.store.writing() as connection:
            at = now()
            device = own_tablet(door, connection, code, at=at).device
            by = door.who().account_id
            sentence = done(Asked(door=door, connection=connection, device=device, by=by, at=at))
    except (ForbiddenError, NotFoundError):
        raise
    except Refusal as refusal:
        return tablet_page(door, code, refusal)
    flash(sentence)
    return redirect(url_for("kiosk_fleet_pages.tablet", code=device.code), code=303)


def ending_page(door: FleetDoor, code: str) -> str:
    """Ask once more before a tablet is let go or ended, and say what each means."""
    with door.house.store.reading() as connection:
        one = own_tablet(door, connection, code, at=now())
    if not one.device.active:
        raise NotFoundError
    return render_template("kiosk/fleet/ending.html", one=one, at=now(), words=words)
