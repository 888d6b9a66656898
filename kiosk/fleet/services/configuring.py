"""What one tablet is told: the document it shows people from, and the tag by which it knows an older one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kiosk.fleet.domain import TAKE, desks_as_chosen, hours_of, languages, short_form, standing_notice, told
from kiosk.fleet.records import habits_of
from kiosk.pairing.domain import pin_of, to_text
from survey.foundation.clock import local_day
from survey.foundation.hashing import keyed_hash
from survey.intake.places import NothingToAskError, place_name
from survey.intake.records import place_names
from survey.organisation.domain import on_duty
from survey.organisation.records import desks, shifts, staff_by_id
from survey.organisation.services import office_calendar, unit_after
from survey.questionnaire.records import version_asked
from survey.touchpoint.domain import TouchpointKind
from survey.touchpoint.records import active_at, unit_stands

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device
    from survey.organisation.domain import Desk

PIN_ITERATIONS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who tells a tablet: by which secret, at which moment, and which edition of the app is served."""

    secret: bytes
    at: datetime
    app_version: str


def configuration(connection: Connection, device: Device, teller: Teller) -> dict[str, Any]:
    """Put together what a tablet is told; `version` changes whenever anything else does."""
    today = local_day(teller.at)
    unit_id = unit_now(connection, device.spot.unit_id, today)
    names = place_names(connection, unit_id, device.spot.desk_id, None, day=today)
    unit_name, desk_name, field = (names[0], names[1], names[2]) if names else ("", None, None)
    habits = habits_of(connection, [device.device_id])[device.device_id]
    around = desks_as_chosen(habits, device.spot.unit_id, desks_around(connection, device))
    hours = hours_of(around, office_calendar(connection), today)
    document = {
        "device": {"code": device.code, "name": device.label},
        "place": {"unit": unit_name, "desk": desk_name, "title": place_name(unit_name, desk_name, field)},
        **_asked(connection, unit_id, today, {"unit": unit_name, "desk": desk_name}),
        "timing": habits.timing,
        "hours": hours
        and {"days": list(hours.days), "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"},
        "sleep": hours is not None and habits.sleeps,
        "hand": habits.hand and habits.hand.value,
        "staff": _staff(connection, device, teller.at),
        "notice": standing_notice(device.notice, habits, today) or None,
        "locked": device.locked,
        "pin": _pin(teller.secret, device.code, device.pin_number),
        "rotating": habits.rotates and desk_code(connection, device) is not None,
        "app_version": teller.app_version,
    }
    return {"version": _tag(document), **document}


def configuration_tag(connection: Connection, device: Device, teller: Teller) -> str:
    """Give the tag of what a tablet is told; an empty one while there is nothing to ask."""
    try:
        tag: str = configuration(connection, device, teller)["version"]
    except NothingToAskError:
        return ""
    return tag


def unit_now(connection: Connection, unit_id: int, day: date) -> int:
    """Give the unit that stands for a unit on a day; the unit itself when it ended without an heir."""
    if unit_stands(connection, unit_id, day=day):
        return unit_id
    after = unit_after(connection, unit_id, day)
    return unit_id if after is None else after


def desks_around(connection: Connection, device: Device, known: dict[int, Desk] | None = None) -> list[Desk]:
    """Give the desk of a tablet, or every desk of the unit whose hall it stands in."""
    every = desks(connection) if known is None else known
    if device.spot.desk_id is not None:
        return [every[device.spot.desk_id]]
    return [desk for desk in every.values() if desk.unit_id == device.spot.unit_id]


def desk_code(connection: Connection, device: Device) -> str | None:
    """Give the code in force of a tablet's desk; None in a hall, and at a desk without one."""
    if device.spot.desk_id is None:
        return None
    found = active_at(connection, kind=TouchpointKind.DESK, place_id=device.spot.desk_id)
    return found.code if found else None


def _asked(connection: Connection, unit_id: int, day: date, names: dict[str, str | None]) -> dict[str, Any]:
    version = version_asked(connection, unit_id, day)
    form = short_form(version.document) if version else None
    if version is None or form is None:
        raise NothingToAskError
    questionnaire = {
        "hash": version.content_hash,
        "code": version.code,
        "opening": form.opening.code,
        "rotation": [question.code for question in form.rotation],
        "take": TAKE,
        "questions": told(version.document, form, names),
    }
    return {"questionnaire": questionnaire, "languages": languages(version.document)}


def _staff(connection: Connection, device: Device, at: datetime) -> list[dict[str, str]] | None:
    """Name who is on duty at the desk, where the office wants that; nobody when it cannot be said."""
    desk_id = device.spot.desk_id
    if not device.shows_staff or desk_id is None:
        return None
    found = on_duty(shifts(connection, [desk_id], since=at, until=at + timedelta(seconds=1))[desk_id], at)
    if found is None:
        return []
    person = staff_by_id(connection)[found]
    return [{"name": person.name, "title": person.title}]


# A few hundredths of a second each; every tablet asks every few minutes, and a PIN seldom changes.
@lru_cache(maxsize=4096)
def _pin(secret: bytes, code: str, number: int) -> dict[str, Any]:
    salt = keyed_hash(secret, "kiosk-pin-salt", f"{code}|{number}".encode())
    pin = pin_of(secret, code, number).encode()
    found = hashlib.pbkdf2_hmac("sha256", pin, salt, PIN_ITERATIONS)
    return {"salt": to_text(salt), "hash": to_text(found), "iterations": PIN_ITERATIONS}


def _tag(document: dict[str, Any]) -> str:
    written = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:32]
