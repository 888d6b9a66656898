"""Events: what happened to units, entered with its legal act, and taken back when it was a mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from survey.organisation import records
from survey.organisation.services import enter, withdraw_event
from survey.organisation.services.succession import NoSuchEventError
from survey.organisation.web.forms import EventForm, NothingForm
from survey.organisation.web.undoing import done
from survey.organisation.web.visiting import PAGE, keeping, pager, today
from survey.organisation.web.words import event_kinds, gettext

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from survey.organisation.domain import Event
    from survey.organisation.web.visiting import Door

_CODES_MOST = 200


def event_list(door: Door) -> str:
    """Show every event, the latest first."""
    with door.house.store.reading() as connection:
        events = records.events(connection)
    page = pager(len(events))
    shown = events[::-1][(page.page - 1) * PAGE : page.page * PAGE]
    return render_template("survey/organisation/events.html", events=shown, kinds=event_kinds(), pager=page)


def event_page(door: Door, event_id: int) -> str:
    """Show one event with the units it concerns."""
    with door.house.store.reading() as connection:
        event = _found(records.events(connection), event_id)
        timelines = records.versions(connection)
    return render_template(
        "survey/organisation/event.html",
        event=event,
        kind=event_kinds()[event.kind],
        names={code: versions[-1].name for code, versions in timelines.items()},
        form=NothingForm(),
    )


def _found(events: list[Event], event_id: int) -> Event:
    for event in events:
        if event.event_id == event_id:
            return event
    raise NoSuchEventError


def new_event(door: Door) -> str | Response:
    """Enter what happened; every unit before is paired with every unit after."""
    form = EventForm(old=request.args.get("from", "")[:PAGE], day=today().isoformat())
    with door.house.store.reading() as connection:
        units = records.units_on(connection, today())
    if form.sent:
        with keeping(door, form) as (writing, kept):
            enter(writing, {"events": _lines(form)}, on=today())
        if kept.done:
            done(gettext("The event is entered. Units that ended keep their figures; nothing is added up."))
            return redirect(url_for("organisation.events"))
    return render_template("survey/organisation/event_new.html", form=form, units=units.values())


def _lines(form: EventForm) -> list[dict[str, str]]:
    cells = form.cells
    old, new = (_codes(cells[column]) for column in ("from", "to"))
    return [cells | {"from": one, "to": other} for one in old or [""] for other in new or [""]]


def _codes(typed: str) -> list[str]:
    found = dict.fromkeys(code for part in re.split(r"[\n,;]", typed) if (code := part.strip()))
    return list(found)[:_CODES_MOST]


def withdraw(door: Door, event_id: int) -> Response:
    """Take an event back."""
    with door.house.store.writing() as connection:
        withdraw_event(connection, event_id)
    done(gettext("The event is taken back. Units it had ended are in force again."))
    return redirect(url_for("organisation.events"))
