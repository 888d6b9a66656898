"""What the newest run found, by unit; the rulings that wait; and the form that starts a run."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, request, url_for

from analytics.screening import records
from analytics.screening.domain import Action
from analytics.screening.domain.rulings import Effect, Ground
from analytics.screening.services import run_screening
from analytics.screening.services.ruling import effect_of
from analytics.screening.web import words
from analytics.screening.web.visiting import figures, ruling_row, told, visit_now
from survey.foundation.clock import local_day, now
from survey.foundation.errors import NotFoundError, Refusal
from survey.foundation.tabular import read_date
from survey.intake.domain import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from werkzeug import Response

    from analytics.screening.records import Found, Run
    from analytics.screening.web.visiting import Visit
    from survey.foundation.doors import House

_TYPED_MOST = 40
_RULINGS_SHOWN = 30
_RUNS_SHOWN = 12
_MOST_RUN = 2**31 - 1  # of the database's whole numbers


class NoSuchRunError(NotFoundError):
    """A number no run has."""

    message = "There is no run of this number."


def findings_page(house: House, *, problem: Refusal | None = None) -> Response:
    """Show the run that is asked for, else the newest; after a refused form with what was wrong."""
    with house.store.reading() as connection:
        visit = visit_now(connection)
        run = _run(connection)
        found = records.unit_findings(connection, run.run_id, visit.visible) if run else []
        today = local_day(now())
        page = render_template(
            "analytics/screening/findings.html",
            run=run,
            runs=[one for one in records.newest_runs(connection, _RUNS_SHOWN) if run and one.run_id != run.run_id],
            summary=[_detector(one) for one in run.summary] if run else [],
            units=_units(connection, visit, found),
            rulings=[
                ruling_row(visit, one) for one in records.rulings(connection, visit.visible)[:_RULINGS_SHOWN]
            ],
            waiting=[
                {"unit_id": unit_id, "unit": visit.name(unit_id), "answers": answers}
                for unit_id, answers in records.waiting(connection, visit.visible).items()
            ],
            waiting_grounds=[
                (ground, words.grounds()[ground]) for ground in (Ground.GENUINE, Ground.IMPOSSIBLE_MOMENT)
            ],
            since=request.form.get("since", (today - timedelta(days=30)).isoformat())[:_TYPED_MOST],
            until=request.form.get("until", today.isoformat())[:_TYPED_MOST],
            problem=told(problem),
        )
    return make_response(page, problem.status if problem else 200)


def _run(connection: Connection) -> Run | None:
    asked = request.args.get("run", type=int)
    if asked is None:
        return records.latest_run(connection)
    found = records.run_by_id(connection, asked) if asked <= _MOST_RUN else None
    if found is None:
        raise NoSuchRunError
    return found


def run(house: House) -> Response:
    """Screen the period of the form."""
    try:
        since, until = (read_date(request.form.get(name, "")[:_TYPED_MOST].strip()) for name in ("since", "until"))
        outcome = run_screening(house.store, since, until, at=now())
    except Refusal as refusal:
        return findings_page(house, problem=refusal)
    flash(
        words.gettext("%(answers)s answers were screened. No index changed.", answers=outcome.answers), "success"
    )
    return make_response(redirect(url_for("screening.findings"), 303))


def _detector(one: Any) -> dict[str, Any]:
    return {
        **one,
        "name": words.detectors()[one["detector"]],
        "expected_false": words.number(one["expected_false"], 1),
    }


def _units(connection: Connection, visit: Visit, found: Sequence[Found]) -> list[dict[str, Any]]:
    """Group the findings by unit, with what taking out everything proposed would do."""
    ordered = sorted(found, key=lambda one: (visit.name(one.unit_id), one.unit_id))
    return [
        {
            "name": visit.name(unit_id),
            "findings": [finding_row(one) for one in of_unit],
            **_effect(connection, of_unit),
        }
        for unit_id, of_unit in ((key, list(part)) for key, part in groupby(ordered, key=lambda one: one.unit_id))
    ]


def _effect(connection: Connection, found: Sequence[Found]) -> dict[str, Any]:
    proposed = [one.finding_id for one in found if one.action != Action.NOTE]
    ids = {response_id for one in proposed for response_id in records.flags_of(connection, one)}
    answers = [
        one
        for one in records.find_answers(connection, ids)
        if one.state == State.COUNTED and one.unit_id == found[0].unit_id
    ]
    if not answers:
        return {"figures": None, "answers": 0}
    return {"figures": figures(*effect_of(connection, answers, Effect.EXCLUDE)), "answers": len(answers)}


def finding_row(one: Found) -> dict[str, Any]:
    """Word a finding."""
    return {
        "finding": one,
        "detector": words.detectors()[one.detector],
        "action": words.actions()[one.action],
        "reason": words.reason(one.reason, one.details),
        "chance": words.chance(one.p),
    }
