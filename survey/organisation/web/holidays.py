"""Holidays: the days of a year on which offices are closed, or worked on in exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from survey.foundation.text import search_key
from survey.organisation import records
from survey.organisation.services import enter
from survey.organisation.web.forms import HolidayForm
from survey.organisation.web.undoing import done
from survey.organisation.web.visiting import NotHereError, keeping, today, wanted
from survey.organisation.web.words import day_of, gettext, holiday_kinds, weekday_words

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from survey.organisation.web.visiting import Door

_YEARS = range(1900, 2200)


def holiday_list(door: Door) -> str | Response:
    """Show a year's unusual days, and enter one."""
    form = HolidayForm()
    if form.sent:
        with keeping(door, form) as (writing, kept):
            enter(writing, {"holidays": [form.cells]}, on=today())
        if kept.done:
            done(gettext("The day is entered."))
            return redirect(url_for("organisation.holidays", year=form.cells["day"][:4]))
    key = search_key(wanted())
    with door.house.store.reading() as connection:
        kept_days = records.holidays(connection)
    year = _year()
    shown = [one for one in kept_days if key in search_key(one.name) and (key or one.day.year == year)]
    return render_template(
        "survey/organisation/holidays.html",
        form=form,
        year=year,
        years=sorted({one.day.year for one in kept_days} | {year, today().year, today().year + 1}),
        rows=shown,
        kinds=holiday_kinds(),
        weekdays=weekday_words(),
        wanted=wanted(),
    )


def _year() -> int:
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == len("2026") else 0
    return year if year in _YEARS else today().year


def drop(door: Door) -> Response:
    """Make a day an ordinary one again."""
    typed = request.form.get("day", "")
    with door.house.store.writing() as connection:
        found = next((one for one in records.holidays(connection) if one.day.isoformat() == typed), None)
        if found is None:
            raise NotHereError(code=typed[:20])
        records.drop_holiday(connection, found.day)
    back = url_for("organisation.holidays", year=found.day.year)
    cells = {
        "day": typed,
        "name": found.name,
        "kind": found.kind.value,
        "expected": "yes" if found.expected else "",
    }
    done(
        gettext("%(day)s is an ordinary day again.", day=day_of(found.day)),
        step={"do": "holiday", "cells": cells, "back": back},
    )
    return redirect(back)
