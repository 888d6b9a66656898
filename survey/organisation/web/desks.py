"""Desks: the list, a new one, its hours and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for

from survey.organisation import records
from survey.organisation.services import add, enter, weekdays
from survey.organisation.web.forms import DeskForm
from survey.organisation.web.undoing import done
from survey.organisation.web.visiting import asked_page, keeping, listed, pager, today, wanted
from survey.organisation.web.words import gettext

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.organisation.domain import Desk
    from survey.organisation.web.visiting import Door


def desk_list(door: Door) -> str:
    """Show the desks that match, page by page."""
    with door.house.store.reading() as connection:
        found, total = records.desk_page(connection, wanted(), page=asked_page())
        desks = records.desks(connection)
        units = _unit_names(connection)
    return render_template(
        "survey/organisation/desks.html",
        rows=[
            {"desk": desks[one], "unit": units[desks[one].unit_id], "days": weekdays(desks[one].days)}
            for one in found
        ],
        wanted=wanted(),
        pager=pager(total),
        today=today(),
    )


def _unit_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Give code and latest name of every unit by its id."""
    timelines = records.versions(connection)
    return {
        unit_id: (code, timelines[code][-1].name if code in timelines else code)
        for code, unit_id in records.unit_ids(connection).items()
    }


def new_desk(door: Door) -> str | Response:
    """Enter a new desk."""
    form = DeskForm(days=["1", "2", "3", "4", "5"])
    if form.sent:
        with keeping(door, form) as (writing, kept):
            add(writing, "desks", form.cells, on=today())
        if kept.done:
            done(gettext("Desk %(code)s is entered.", code=form.cells["code"].strip()))
            return redirect(url_for("organisation.desks"))
    return _form_page(door, form, None)


def edit_desk(door: Door, code: str) -> str | Response:
    """Correct a desk; ratings given so far stay with the unit it belonged to."""
    with door.house.store.reading() as connection:
        places = {known: desk_id for known, (_, desk_id) in records.desk_places(connection).items()}
        desk = records.desks(connection)[listed(places, code)]
        unit = _unit_names(connection)[desk.unit_id][0]
    form = DeskForm(**_filled(desk, unit))
    if form.sent:
        with keeping(door, form) as (writing, kept):
            enter(writing, {"desks": [form.cells | {"code": code}]}, on=today())
        if kept.done:
            done(gettext("Desk %(code)s is changed.", code=code))
            return redirect(url_for("organisation.desks"))
    return _form_page(door, form, desk)


def _filled(desk: Desk, unit: str) -> dict[str, Any]:
    return {
        "code": desk.code,
        "unit": unit,
        "name": desk.name,
        "field": desk.field,
        "opens": f"{desk.opens:%H:%M}" if desk.opens else "",
        "closes": f"{desk.closes:%H:%M}" if desk.closes else "",
        "days": [str(day) for day in sorted(desk.days)],
        "valid_to": desk.valid_to.isoformat() if desk.valid_to else "",
    }


def _form_page(door: Door, form: DeskForm, desk: Desk | None) -> str:
    with door.house.store.reading() as connection:
        units = records.units_on(connection, today())
    return render_template("survey/organisation/desk.html", form=form, desk=desk, units=units.values())
