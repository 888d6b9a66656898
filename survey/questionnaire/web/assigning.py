"""Where which questionnaire is asked: the list, a new line from a day on, taking one back before its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.foundation.errors import ForbiddenError, Refusal
from survey.foundation.tabular import read_date
from survey.questionnaire import services
from survey.questionnaire.records import (
    assignments,
    questionnaire_codes,
    unit_codes,
    unit_names,
    version_in_force,
)
from survey.questionnaire.web.visiting import today
from survey.questionnaire.web.words import gettext, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.questionnaire.domain import Assignment
    from survey.questionnaire.web.visiting import Door


def assigned_page(door: Door) -> str | Response | tuple[str, int]:
    """List which questionnaire is asked where, and let another one be asked from a day on."""
    _check(door)
    if request.method == "GET":
        return _page(door, {}, None)
    try:
        with door.house.store.writing() as connection:
            _ask(door, connection, request.form)
    except Refusal as refusal:
        return _page(door, request.form, refusal), refusal.status
    flash(gettext("It is kept. Nothing changes before that day."))
    return redirect(url_for("questionnaire.assigned"))


def withdraw(door: Door, assignment_id: int) -> Response:
    """Take back a line whose day has not passed."""
    _check(door)
    with door.house.store.writing() as connection:
        services.withdraw(connection, assignment_id, on=today())
    flash(gettext("It is taken back."))
    return redirect(url_for("questionnaire.assigned"))


def _check(door: Door) -> None:
    if not door.is_centre:
        raise ForbiddenError


def _ask(door: Door, connection: Connection, form: Mapping[str, str]) -> None:
    day = read_date(form.get("day", "").strip())
    unit_id = services.unit_of(connection, form.get("unit", "").strip())
    code = form.get("code", "").strip()
    services.ask(connection, code, unit_id=unit_id, day=day, at=now(), by=door.who().name)


def _page(door: Door, typed: Mapping[str, str], problem: Refusal | None) -> str:
    day = today()
    with door.house.store.reading() as connection:
        listed = assignments(connection)
        codes, names = unit_codes(connection), unit_names(connection, day)
        choices = [
            (code, f"{title_of(version.document)} ({code})")
            for code in questionnaire_codes(connection)
            if (version := version_in_force(connection, code))
        ]
    rows = [
        {
            "one": one,
            "unit_code": codes.get(one.unit_id or 0, ""),
            "unit_name": names.get(one.unit_id or 0, ""),
            "state": _state(one, listed, day),
            "undoable": one.valid_from >= day,
        }
        for one in listed
    ]
    return render_template(
        "survey/questionnaire/assigned.html",
        rows=rows,
        choices=choices,
        units=sorted((codes[unit_id], name) for unit_id, name in names.items()),
        typed=typed,
        problem=problem,
        today=day,
    )


def _state(one: Assignment, listed: list[Assignment], day: date) -> str:
    if one.valid_from > day:
        return "later"
    last = max(each.valid_from for each in listed if each.unit_id == one.unit_id and each.valid_from <= day)
    return "now" if one.valid_from == last else "before"
