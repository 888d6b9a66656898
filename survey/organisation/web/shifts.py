"""One person at one desk on one day: a substitute, a swap, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from survey.foundation.clock import LOCAL
from survey.foundation.tabular import read_date
from survey.organisation import records
from survey.organisation.services import remove, substitute, swap
from survey.organisation.services.errors import NoShiftError
from survey.organisation.services.rostering import day_ends
from survey.organisation.web.forms import NothingForm, SubstituteForm, SwapForm
from survey.organisation.web.seats import bench
from survey.organisation.web.undoing import done, shifts_step
from survey.organisation.web.visiting import keeping
from survey.organisation.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.organisation.domain import Desk, Shift, Staff
    from survey.organisation.web.forms import CellsForm
    from survey.organisation.web.seats import Bench
    from survey.organisation.web.visiting import Door


class _Sitting:
    """What the address names: who sits where on which day."""

    def __init__(self, door: Door, connection: Connection) -> None:
        given = request.args
        self.seats: Bench = bench(door, connection)
        self.desk: Desk = self.seats.desk(given.get("desk", ""))
        self.day: date = read_date(given.get("day", "")[:40])
        code = given.get("staff", "")
        self.shifts = self._shifts(connection, code)
        self.person: Staff = self.seats.everybody[self.shifts[0].staff_id]
        self.others = self._others(connection)
        self.back = url_for(
            "organisation.roster", unit=self.seats.units[self.desk.unit_id].code, day=self.day.isoformat()
        )

    @property
    def seat(self) -> tuple[int, int]:
        """The desk's id and the person's."""
        return (self.desk.desk_id, self.person.staff_id)

    @property
    def address(self) -> dict[str, str]:
        """What an address needs to name the same."""
        return {"desk": self.desk.code, "day": self.day.isoformat(), "staff": self.person.code}

    def _shifts(self, connection: Connection, code: str) -> tuple[Shift, ...]:
        since, until = day_ends(self.day)
        every = records.shifts(connection, [self.desk.desk_id], since=since, until=until)[self.desk.desk_id]
        found = tuple(one for one in every if self.seats.everybody[one.staff_id].code == code)
        if not found:
            raise NoShiftError(name=code[:64], day=self.day)
        return found

    def _others(self, connection: Connection) -> list[tuple[Desk, Staff]]:
        since, until = day_ends(self.day)
        found = records.shifts(connection, self.seats.desks, since=since, until=until)
        pairs = {(one.desk_id, one.staff_id) for shifts in found.values() for one in shifts}
        return sorted(
            (
                (self.seats.desks[desk_id], self.seats.everybody[staff_id])
                for desk_id, staff_id in pairs
                if staff_id != self.person.staff_id
            ),
            key=lambda pair: (pair[0].name, pair[1].name),
        )


def shift_page(door: Door) -> str:
    """Show the shifts of one person at one desk on one day, with what can be done about them."""
    with door.house.store.reading() as connection:
        return _page(_Sitting(door, connection))


def _page(sitting: _Sitting, **forms: Any) -> str:
    swapping = forms.get("swap") or SwapForm(None)
    swapping.other.choices = [
        (f"{desk.desk_id}-{person.staff_id}", f"{person.name} – {desk.name}") for desk, person in sitting.others
    ]
    return render_template(
        "survey/organisation/shift.html",
        sitting=sitting,
        hours=[
            f"{one.starts.astimezone(LOCAL):%H:%M}–{one.ends.astimezone(LOCAL):%H:%M}" for one in sitting.shifts
        ],
        substitute=forms.get("substitute") or SubstituteForm(None),
        swap=swapping,
        problems=[problem for form in forms.values() for problem in form.problems],
        people=[one for one in sitting.seats.people.values() if one != sitting.person],
    )


def _changing(
    door: Door, form: CellsForm, name: str, act: Callable[[Connection, _Sitting], dict[str, Any]]
) -> str | Response:
    with door.house.store.reading() as connection:
        sitting = _Sitting(door, connection)
    step: dict[str, Any] = {}
    if form.sent:
        with keeping(door, form) as (writing, kept):
            sitting.seats.check_day(sitting.day)
            step = act(writing, sitting)
        if kept.done:
            done(gettext("The roster of this day is changed."), step=step | {"back": sitting.back})
            return redirect(sitting.back)
    return _page(sitting, **{name: form})


def stand_in(door: Door) -> str | Response:
    """Let another person take the shifts."""
    form = SubstituteForm()

    def act(connection: Connection, sitting: _Sitting) -> dict[str, Any]:
        by = sitting.seats.person(form.cells["staff"]).staff_id
        substitute(connection, sitting.seat, by=by, day=sitting.day)
        seat = [sitting.desk.desk_id, by]
        return {"do": "substitute", "seat": seat, "by": sitting.person.staff_id, "day": sitting.day.isoformat()}

    return _changing(door, form, "substitute", act)


def change_places(door: Door) -> str | Response:
    """Let two people swap their shifts of the day."""
    form = SwapForm()

    def act(connection: Connection, sitting: _Sitting) -> dict[str, Any]:
        desk, person = _other(sitting, form.cells["other"])
        other = (desk.desk_id, person.staff_id)
        swap(connection, sitting.seat, other, day=sitting.day)
        seats = [[sitting.desk.desk_id, person.staff_id], [desk.desk_id, sitting.person.staff_id]]
        return {"do": "swap", "seats": seats, "day": sitting.day.isoformat()}

    return _changing(door, form, "swap", act)


def _other(sitting: _Sitting, typed: str) -> tuple[Desk, Staff]:
    for desk, person in sitting.others:
        if typed == f"{desk.desk_id}-{person.staff_id}":
            return desk, person
    raise NoShiftError(name=typed[:20], day=sitting.day)


def leave_empty(door: Door) -> str | Response:
    """Take the person out of the day."""

    def act(connection: Connection, sitting: _Sitting) -> dict[str, Any]:
        return shifts_step(sitting.back, remove(connection, sitting.seat, day=sitting.day))

    return _changing(door, NothingForm(), "nothing", act)
