"""Rosters: a unit's week, the weekly patterns behind it, and the days made of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for

from survey.foundation.clock import LOCAL
from survey.foundation.errors import ForbiddenError, NotFoundError, Refusal
from survey.foundation.tabular import read_date
from survey.organisation.services import end_pattern, enter, fill_roster, office_calendar, pattern_of, weekdays
from survey.organisation.web.forms import FillForm, LastDayForm, PatternForm, ShiftForm
from survey.organisation.web.seats import bench, chosen_unit, patterns_of, shifts_by_day, week_of
from survey.organisation.web.undoing import done
from survey.organisation.web.visiting import asked_day, keeping, today
from survey.organisation.web.words import gettext, ngettext, told, weekday_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.organisation.domain import Desk, Pattern, Shift, Unit
    from survey.organisation.web.seats import Bench
    from survey.organisation.web.visiting import Door

_WEEK = timedelta(days=7)


class NoDesksError(NotFoundError):
    """Nothing to man."""

    message = "Your units have no desks yet. An administrator enters desks first."


def week_page(door: Door) -> str:
    """Show a unit's desks in a week."""
    with door.house.store.reading() as connection:
        seats = bench(door, connection)
        unit = chosen_unit(seats)
        days = week_of(asked_day())
        desks = _desks(seats, unit)
        shown = _week(connection, seats, desks, days)
        patterns = [_told_pattern(seats, one) for one in patterns_of(connection, desks)]
    manned = {desk.unit_id for desk in seats.desks.values()}
    return render_template(
        "survey/organisation/roster.html",
        unit=unit,
        choices=[one for one in seats.units.values() if one.unit_id in manned],
        days=days,
        weekdays=weekday_words(),
        earlier=days[0] - _WEEK,
        later=days[0] + _WEEK,
        desks=shown,
        patterns=patterns,
        fill=FillForm(None, first=max(days[0], today()).isoformat(), last=days[-1].isoformat()),
        end=LastDayForm(None, valid_to=today().isoformat()),
        today=today(),
    )


def _desks(seats: Bench, unit: Unit | None) -> list[Desk]:
    if unit is None:
        return []
    return [desk for desk in seats.desks.values() if desk.unit_id == unit.unit_id]


def _week(
    connection: Connection, seats: Bench, desks: Sequence[Desk], days: list[date]
) -> list[tuple[Desk, list[dict[str, Any]]]]:
    calendar, shifts = office_calendar(connection), shifts_by_day(connection, desks, days)
    return [
        (
            desk,
            [
                {
                    "day": day,
                    "serves": calendar.serves(desk, day),
                    "shifts": [_told_shift(seats, one) for one in shifts.get((desk.desk_id, day), ())],
                }
                for day in days
            ],
        )
        for desk in desks
    ]


def _told_shift(seats: Bench, shift: Shift) -> dict[str, Any]:
    starts, ends = (moment.astimezone(LOCAL) for moment in (shift.starts, shift.ends))
    return {"person": seats.everybody[shift.staff_id], "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


def _told_pattern(seats: Bench, pattern: Pattern) -> dict[str, Any]:
    return {
        "pattern": pattern,
        "desk": seats.desks[pattern.desk_id],
        "person": seats.everybody[pattern.staff_id],
        "days": weekdays(pattern.days),
    }


def new_pattern(door: Door) -> str | Response:
    """Enter who sits at a desk every week."""
    form = PatternForm(valid_from=today().isoformat(), days=["1", "2", "3", "4", "5"])
    return _line_page(door, form, "patterns", gettext("The weekly pattern is entered. Now make the shifts of it."))


def new_shift(door: Door) -> str | Response:
    """Enter one extra shift."""
    form = ShiftForm(day=asked_day().isoformat())
    return _line_page(door, form, "roster", gettext("The shift is entered."))


def _line_page(door: Door, form: PatternForm | ShiftForm, table: str, words: str) -> str | Response:
    with door.house.store.reading() as connection:
        seats = bench(door, connection)
        unit = chosen_unit(seats)
    desks = _desks(seats, unit)
    if unit is None or not desks:
        raise NoDesksError
    form.desk.choices = [(desk.code, desk.name) for desk in desks]
    if form.sent:
        with keeping(door, form) as (writing, kept):
            enter(writing, {table: [_line(seats, form, table)]}, on=today())
        if kept.done:
            done(words)
            return redirect(url_for("organisation.roster", unit=unit.code, day=form.cells.get("day") or None))
    return render_template(
        f"survey/organisation/{table}_new.html", form=form, unit=unit, people=seats.people.values()
    )


def _line(seats: Bench, form: PatternForm | ShiftForm, table: str) -> dict[str, str]:
    cells = form.cells
    cells["desk"] = seats.desk(cells["desk"]).code
    cells["staff"] = seats.person(cells["staff"]).code
    first = read_date(cells["day"] if table == "roster" else cells["valid_from"])
    seats.check_day(first)
    if table == "roster":
        cells |= {column: f"{first.isoformat()} {cells[column]}" for column in ("from", "to")}
    return cells


def fill(door: Door) -> Response:
    """Make shifts of the weekly patterns of a unit."""
    cells = FillForm().cells
    with door.house.store.reading() as connection:
        seats = bench(door, connection)
        unit = chosen_unit(seats)
    try:
        first, last = read_date(cells["first"]), read_date(cells["last"])
        seats.check_day(first)
        with door.house.store.writing() as connection:
            ids = [desk.desk_id for desk in _desks(seats, unit)]
            new = fill_roster(connection, ids, first=first, last=last)
    except Refusal as refusal:
        flash(told(refusal), "error")
        return redirect(_address(unit))
    done(ngettext("%(num)s shift was made.", "%(num)s shifts were made.", len(new)))
    return redirect(_address(unit, first))


def _address(unit: Unit | None, day: date | None = None) -> str:
    return url_for("organisation.roster", unit=unit.code if unit else None, day=day.isoformat() if day else None)


def end(door: Door, pattern_id: int) -> Response:
    """Let a weekly pattern end; shifts made of it for later days go with it."""
    cells = LastDayForm().cells
    with door.house.store.reading() as connection:
        seats = bench(door, connection)
        pattern = pattern_of(connection, pattern_id)
    if pattern.desk_id not in seats.desks:
        raise ForbiddenError
    unit = seats.units[seats.desks[pattern.desk_id].unit_id]
    try:
        last = read_date(cells["valid_to"])
        seats.check_day(last)
        with door.house.store.writing() as connection:
            dropped = end_pattern(connection, pattern_id, last=last, today=today())
    except Refusal as refusal:
        flash(told(refusal), "error")
        return redirect(_address(unit))
    taken = ngettext("%(num)s later shift was taken out.", "%(num)s later shifts were taken out.", dropped)
    done(gettext("The weekly pattern ends.") + " " + taken)
    return redirect(_address(unit))
