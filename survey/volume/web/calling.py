"""What calling back found, month by month and unit by unit, and the form that writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from flask import flash, make_response, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.organisation.records import unit_ids
from survey.organisation.web.visiting import PAGE, Door, Visitor, keeping, pager, today
from survey.organisation.web.words import gettext
from survey.volume.records import months_called, recorded_calls
from survey.volume.services import RECORDER_LIMIT, record_call_back
from survey.volume.web.forms import CallsForm
from survey.volume.web.words import month_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.organisation.domain import Unit
    from survey.volume.domain import CallBack, RecordedCalls


class Recorder(Visitor, Protocol):
    """What this page asks of an account."""

    @property
    def display_name(self) -> str:
        """What pages call the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDoor(Door):
    """The house the page opens, and how to learn who is there."""

    who: Callable[[], Recorder]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record with the name of its unit."""

    unit: str
    record: RecordedCalls


def calls_page(door: CallDoor) -> Response:
    """Show what was found about a year's months, and take down a month's calls."""
    with door.house.store.reading() as connection:
        units = door.seen(connection)
    form = CallsForm(units)
    if form.sent and (found := form.read()) is not None and _kept(door, form, found):
        flash(gettext("The calls are recorded."))
        return redirect(url_for("volume.calls", year=found.month.year))
    return _shown(door, form, units)


def _kept(door: CallDoor, form: CallsForm, found: CallBack) -> bool:
    who = recorder(door.who())
    with keeping(door, form) as (connection, kept):
        record_call_back(connection, found, recorded_by=who, at=now(), today=today())
    return kept.done


def recorder(account: Recorder) -> str:
    """Name who vouches for calls: the display name, cut where it must be, and the name to sign in with."""
    name, most = account.display_name, RECORDER_LIMIT - len(account.name) - len(" ()")
    if name == account.name:
        return name
    return f"{name if len(name) <= most else name[: most - 1] + '…'} ({account.name})"


def _shown(door: CallDoor, form: CallsForm, units: Mapping[int, Unit]) -> Response:
    allowed = None if door.who().unit_id is None else frozenset(units)
    with door.house.store.reading() as connection:
        years = sorted({month.year for month in months_called(connection, allowed)} | {today().year})
        year = _year(years)
        records = recorded_calls(connection, allowed, date(year, 1, 1), date(year, 12, 31))
        names = _names(connection, records, units)
    ordered = _by_unit(records, names)
    page = pager(len(ordered))
    shown = ordered[(page.page - 1) * PAGE : page.page * PAGE]
    drawn = render_template(
        "survey/volume/calls.html",
        form=form,
        rows=[Row(unit=names[each.found.unit_id], record=each) for each in shown],
        year=year,
        years=years,
        pager=page,
        this_month=today().replace(day=1),
        month_now=month_of(today()),
    )
    return make_response(drawn, 400 if form.problems or form.errors else 200)


def _by_unit(records: list[RecordedCalls], names: Mapping[int, str]) -> list[RecordedCalls]:
    """Order by month, the latest first, then by unit; a record that counts stands above what it replaced."""
    places = {unit_id: place for place, unit_id in enumerate(names)}
    return sorted(records, key=lambda one: (-one.found.month.toordinal(), places[one.found.unit_id]))


def _names(connection: Connection, records: list[RecordedCalls], units: Mapping[int, Unit]) -> dict[int, str]:
    """Name units in Vietnamese order; those that have ended come last, by their codes."""
    names = {unit_id: unit.short_name or unit.name for unit_id, unit in units.items()}
    if all(each.found.unit_id in names for each in records):
        return names
    return names | {
        unit_id: code for code, unit_id in sorted(unit_ids(connection).items()) if unit_id not in names
    }


def _year(years: list[int]) -> int:
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == len("2026") else 0
    return year if year in years else today().year
