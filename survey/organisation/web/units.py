"""Units: the tree of a day, one unit over time, a new one, a change from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from survey.foundation.text import search_key
from survey.organisation import records
from survey.organisation.domain import in_force
from survey.organisation.services import add, change_unit
from survey.organisation.web.forms import UnitChangeForm, UnitForm
from survey.organisation.web.undoing import done
from survey.organisation.web.visiting import PAGE, asked_day, keeping, listed, pager, today, wanted
from survey.organisation.web.words import event_kinds, gettext, unit_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.organisation.domain import Unit
    from survey.organisation.web.visiting import Door

_DEEPEST = 4


def unit_list(door: Door) -> str:
    """Show the units of a day as a tree, or those that match."""
    day, key = asked_day(), search_key(wanted())
    with door.house.store.reading() as connection:
        units = records.units_on(connection, day)
        kinds = dict(unit_kinds(records.unit_kinds(connection).values()))
    rows = list(_tree(units))
    if key:
        rows = [(unit, 0) for unit, _ in rows if key in search_key(f"{unit.name} {unit.short_name} {unit.code}")]
    page = pager(len(rows))
    return render_template(
        "survey/organisation/units.html",
        day=day,
        wanted=wanted(),
        rows=[
            {"unit": unit, "depth": min(depth, _DEEPEST), "parent": units.get(unit.parent_id or 0)}
            for unit, depth in rows[(page.page - 1) * PAGE : page.page * PAGE]
        ],
        kinds=kinds,
        pager=page,
        any_unit=bool(units),
    )


def _tree(units: Mapping[int, Unit]) -> Iterator[tuple[Unit, int]]:
    below: dict[int | None, list[Unit]] = {}
    for unit in units.values():
        parent = unit.parent_id if unit.parent_id in units else None
        below.setdefault(parent, []).append(unit)
    waiting = [(unit, 0) for unit in reversed(below.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in reversed(below.get(unit.unit_id, []))]


def unit_page(door: Door, code: str) -> str:
    """Show one unit over time: its names and parents, who came before and after, its desks."""
    with door.house.store.reading() as connection:
        unit_id = listed(records.unit_ids(connection), code)
        history = records.history(connection, unit_id)
        kinds = records.unit_kinds(connection)
        desks = [desk for desk in records.desks(connection).values() if desk.unit_id == unit_id]
        names = _names(connection)
    versions = history.versions if history else ()
    now = in_force(versions, today())
    return render_template(
        "survey/organisation/unit.html",
        code=code,
        history=history,
        latest=now or (versions[-1] if versions else None),
        stands=now is not None,
        kind=dict(unit_kinds(kinds.values())).get(kinds[code], kinds[code]),
        names=names,
        desks=desks,
        event_kinds=event_kinds(),
    )


def new_unit(door: Door) -> str | Response:
    """Enter a new unit."""
    form = UnitForm(valid_from=today().isoformat())
    with door.house.store.reading() as connection:
        form.kind.choices = unit_kinds(records.unit_kinds(connection).values())
        units = records.units_on(connection, today())
    if form.sent:
        with keeping(door, form) as (writing, kept):
            add(writing, "units", form.cells, on=today())
        if kept.done:
            code = form.cells["code"].strip()
            done(gettext("Unit %(code)s is entered.", code=code))
            return redirect(url_for("organisation.unit", code=code))
    return render_template("survey/organisation/unit_new.html", form=form, units=units.values())


def change(door: Door, code: str) -> str | Response:
    """Enter a unit as it is from a day on; what held before stays."""
    with door.house.store.reading() as connection:
        listed(records.unit_ids(connection), code)
        versions = records.versions(connection)[code]
        units = records.units_on(connection, today())
        kind = records.unit_kinds(connection)[code]
    last = versions[-1]
    form = UnitChangeForm(
        name=last.name,
        short_name=last.short_name,
        parent=last.parent,
        address=last.address,
        valid_from=max(today(), last.valid_from).isoformat(),
    )
    if form.sent:
        cells = form.cells | {"code": code, "kind": kind}
        with keeping(door, form) as (writing, kept):
            change_unit(writing, cells, legal_act=form.cells["legal_act"], on=today())
        if kept.done:
            done(gettext("The change is entered. Until the day before, everything stays as it was."))
            return redirect(url_for("organisation.unit", code=code))
    return render_template(
        "survey/organisation/unit_change.html",
        form=form,
        code=code,
        last=last,
        units=units.values(),
        correctable=last.valid_from >= today(),
    )


def _names(connection: Connection) -> dict[str, str]:
    """Give the latest name of every unit by its code."""
    return {code: versions[-1].name for code, versions in records.versions(connection).items()}
