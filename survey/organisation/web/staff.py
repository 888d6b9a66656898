"""Staff: the list, a new person, home unit and title over time, the last day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for

from survey.organisation import records
from survey.organisation.domain import in_force
from survey.organisation.services import add, change_staff, end_staff
from survey.organisation.web.forms import LastDayForm, StaffChangeForm, StaffForm
from survey.organisation.web.undoing import done
from survey.organisation.web.visiting import asked_page, keeping, listed, pager, today, wanted
from survey.organisation.web.words import gettext, staff_kinds

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from survey.organisation.domain import Home, Staff
    from survey.organisation.web.visiting import Door


def staff_list(door: Door) -> str:
    """Show the people who match, page by page."""
    with door.house.store.reading() as connection:
        found, total = records.staff_page(connection, wanted(), page=asked_page())
        people = records.staff_by_id(connection)
        homes = records.homes(connection)
        names = {code: versions[-1].name for code, versions in records.versions(connection).items()}
    rows = [{"person": people[one], "home": in_force(homes.get(people[one].code, ()), today())} for one in found]
    kinds = dict(staff_kinds(person.kind for person in people.values()))
    return render_template(
        "survey/organisation/staff.html", rows=rows, names=names, kinds=kinds, wanted=wanted(), pager=pager(total)
    )


def new_person(door: Door) -> str | Response:
    """Enter a new person."""
    form = StaffForm(valid_from=today().isoformat())
    with door.house.store.reading() as connection:
        form.kind.choices = staff_kinds(one.kind for one in records.staff_by_id(connection).values())
        units = records.units_on(connection, today())
    if form.sent:
        with keeping(door, form) as (writing, kept):
            add(writing, "staff", form.cells, on=today())
        if kept.done:
            code = form.cells["code"].strip()
            done(gettext("%(name)s is entered.", name=form.cells["name"].strip()))
            return redirect(url_for("organisation.person", code=code))
    return render_template("survey/organisation/person_new.html", form=form, units=units.values())


def person_page(door: Door, code: str) -> str:
    """Show one person's units and titles over time, with the forms that change them."""
    person, homes = _person(door, code)
    return _page(door, person, homes)


def move(door: Door, code: str) -> str | Response:
    """Enter another unit or title from a day on."""
    person, homes = _person(door, code)
    form = StaffChangeForm()
    if form.sent:
        cells = form.cells | {"code": code, "name": person.name, "kind": person.kind}
        with keeping(door, form) as (writing, kept):
            change_staff(writing, cells, on=today())
        if kept.done:
            done(gettext("The change is entered. Until the day before, everything stays as it was."))
            return redirect(url_for("organisation.person", code=code))
    return _page(door, person, homes, change=form)


def end(door: Door, code: str) -> str | Response:
    """Enter the last day."""
    person, homes = _person(door, code)
    form = LastDayForm()
    if form.sent and homes:
        with keeping(door, form) as (writing, kept):
            end_staff(writing, code, form.cells["valid_to"], on=today())
        if kept.done:
            done(gettext("The last day is entered."))
            return redirect(url_for("organisation.person", code=code))
    return _page(door, person, homes, end=form)


def _person(door: Door, code: str) -> tuple[Staff, list[Home]]:
    with door.house.store.reading() as connection:
        staff_id = listed(records.staff_ids(connection), code)
        return records.staff_by_id(connection)[staff_id], records.homes(connection).get(code, [])


def _page(door: Door, person: Staff, homes: list[Home], **forms: Any) -> str:
    with door.house.store.reading() as connection:
        units = records.units_on(connection, today())
        names = {code: versions[-1].name for code, versions in records.versions(connection).items()}
    last = homes[-1] if homes else None
    filled = {
        "home_unit": last.unit if last else "",
        "title": (last.title if last else "") or person.title,
        "valid_from": today().isoformat(),
    }
    # One of the two may have come back with what was wrong; the other is fresh, whatever was sent.
    change = forms.get("change") or StaffChangeForm(None, **filled)
    return render_template(
        "survey/organisation/person.html",
        person=person,
        homes=homes,
        names=names,
        units=units.values(),
        kind=dict(staff_kinds([person.kind]))[person.kind],
        change=change,
        end=forms.get("end") or LastDayForm(None, valid_to=today().isoformat()),
    )
