"""Which desks and people a visitor may put into rosters, and what stands in a unit's roster in a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request

from survey.foundation.clock import LOCAL
from survey.foundation.errors import ForbiddenError, Refusal
from survey.organisation import records
from survey.organisation.services.rostering import day_ends
from survey.organisation.web.visiting import NotHereError, today

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from survey.organisation.domain import Desk, Pattern, Shift, Staff, Unit
    from survey.organisation.web.visiting import Door

_DAY = timedelta(days=1)
_WEEK = 7


class NotYourPersonError(Refusal):
    """Somebody who neither belongs to these units nor has ever been in their rosters."""

    status = 403
    message = "%(code)s does not belong to your units. Please ask your administrator to add this person."


class PastDayError(Refusal):
    """A head changes what is ahead only."""

    status = 403
    message = "The roster of past days can be corrected by an administrator only."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The desks a visitor may man, by id, the units they belong to, and the people who may sit at them."""

    units: Mapping[int, Unit]
    desks: Mapping[int, Desk]
    people: Mapping[int, Staff]
    everybody: Mapping[int, Staff]
    elsewhere: frozenset[str]
    """Codes of units and desks that exist and are not the own."""
    administers: bool

    def desk(self, code: str) -> Desk:
        """Find a desk by its code; refuse one of another unit."""
        for desk in self.desks.values():
            if desk.code == code:
                return desk
        raise self.refusal(code)

    def refusal(self, code: str) -> Refusal:
        """Say no to a place: that it is not the own, or that there is none."""
        return ForbiddenError() if code in self.elsewhere else NotHereError(code=code[:64])

    def person(self, code: str) -> Staff:
        """Find a person by code; a head may choose only among the own people."""
        typed = code.strip()
        for person in self.everybody.values():
            if person.code == typed:
                if self.administers or person.staff_id in self.people:
                    return person
                raise NotYourPersonError(code=typed)
        raise NotHereError(code=typed[:64])

    def check_day(self, day: date) -> None:
        """Refuse a head what has been already: answers were given by that roster."""
        if not self.administers and day < today():
            raise PastDayError


def bench(door: Door, connection: Connection) -> Bench:
    """Look at what the visitor may man."""
    units = door.seen(connection)
    every = records.desks(connection)
    desks = {key: desk for key, desk in every.items() if desk.unit_id in units}
    elsewhere = {desk.code for key, desk in every.items() if key not in desks}
    elsewhere |= {code for code, unit_id in records.unit_ids(connection).items() if unit_id not in units}
    everybody = records.staff_by_id(connection)
    own = {person for person, unit_id in records.homes_on(connection, today()).items() if unit_id in units}
    own |= {pattern.staff_id for pattern in records.patterns(connection, desks)}
    return Bench(
        units=units,
        desks=desks,
        people={key: person for key, person in everybody.items() if key in own},
        everybody=everybody,
        elsewhere=frozenset() if door.administers else frozenset(elsewhere),
        administers=door.administers,
    )


def chosen_unit(seats: Bench) -> Unit | None:
    """Give the unit the address asks for, or the first that has desks."""
    manned = {desk.unit_id for desk in seats.desks.values()}
    code = request.args.get("unit", "")
    for unit in seats.units.values():
        if unit.code == code or (not code and unit.unit_id in manned):
            return unit
    if code:
        raise seats.refusal(code)
    return None


def week_of(day: date) -> list[date]:
    """Give the days of the week a day lies in, from Monday on."""
    monday = day - (day.isoweekday() - 1) * _DAY
    return [monday + step * _DAY for step in range(_WEEK)]


def patterns_of(connection: Connection, desks: Iterable[Desk]) -> list[Pattern]:
    """Give the weekly patterns that still hold of some desks."""
    ids = {desk.desk_id for desk in desks}
    return [one for one in records.patterns(connection, ids) if one.valid_to is None or one.valid_to >= today()]


def shifts_by_day(
    connection: Connection, desks: Iterable[Desk], days: list[date]
) -> dict[tuple[int, date], tuple[Shift, ...]]:
    """Give the shifts of some desks by desk and day."""
    since, until = day_ends(days[0])[0], day_ends(days[-1])[1]
    found = records.shifts(connection, [desk.desk_id for desk in desks], since=since, until=until)
    by_day: dict[tuple[int, date], tuple[Shift, ...]] = {}
    for desk_id, shifts in found.items():
        for shift in shifts:
            key = (desk_id, shift.starts.astimezone(LOCAL).date())
            by_day[key] = (*by_day.get(key, ()), shift)
    return by_day
