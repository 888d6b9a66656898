"""What the newest run found, by unit; the rulings that wait; and the form that starts a run."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, request, url_for

from analytics.screening import records, services
from analytics.screening.domain.rulings import Effect
from analytics.screening.web import words
from analytics.screening.web.asides import waiting_part
from analytics.screening.web.visiting import figures, ruling_row, told, visit_now
from survey.foundation.clock import local_day, now
from survey.foundation.errors import NotFoundError, Refusal
from survey.foundation.tabular import read_date
from survey.intake.domain import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection
    from werkzeug import Response

    from analytics.screening.records import Answer, Found, Run
    from analytics.screening.services import Scoring
    from analytics.screening.services.running import Outcome
    from analytics.screening.web.visiting import Opened, Visit

_TYPED_MOST = 40
_RULINGS_SHOWN = 30
_RUNS_SHOWN = 12
_MOST_RUN = 2**31 - 1  # of the database's whole numbers


class NoSuchRunError(NotFoundError):
    """A number no run has."""

    message = "There is no run of this number."


def findings_page(opened: Opened, *, problem: Refusal | None = None) -> Response:
    """Show the run that is asked for, else the newest; after a refused form with what was wrong."""
    with opened.house.store.reading() as connection:
        visit = visit_now(connection)
        run = _run(connection)
        found = records.unit_findings(connection, run.run_id, visit.visible) if run else []
        rulings = records.rulings(connection, visit.visible)[:_RULINGS_SHOWN]
        today = local_day(now())
        page = render_template(
            "analytics/screening/findings.html",
            run=run,
            runs=[one for one in records.newest_runs(connection, _RUNS_SHOWN) if run and one.run_id != run.run_id],
            summary=[_detector(one) for one in run.summary] if run else [],
            units=_units(visit, found, _effects(connection, run, {one.unit_id for one in found}, opened.scoring)),
            rulings=[ruling_row(visit, one) for one in services.anew(connection, rulings, opened.scoring)],
            **waiting_part(visit, records.waiting(connection, visit.visible)),
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


def run(opened: Opened) -> Response:
    """Screen the period of the form."""
    try:
        since, until = (read_date(request.form.get(name, "")[:_TYPED_MOST].strip()) for name in ("since", "until"))
        outcome = services.run_screening(opened.house.store, since, until, at=now())
    except Refusal as refusal:
        return findings_page(opened, problem=refusal)
    flash(_told(outcome), "success")
    return make_response(redirect(url_for("screening.findings"), 303))


def _told(outcome: Outcome) -> str:
    if not outcome.set_aside:
        return words.gettext("%(answers)s answers were screened. No index changed.", answers=outcome.answers)
    return words.gettext(
        "%(answers)s answers were screened. %(aside)s with a slip that broke a rule now wait outside the index.",
        answers=outcome.answers,
        aside=outcome.set_aside,
    )


def _detector(one: Any) -> dict[str, Any]:
    return {
        **one,
        "name": words.detectors()[one["detector"]],
        "expected_false": words.number(one["expected_false"], 1),
    }


def _units(visit: Visit, found: Sequence[Found], effects: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Group the findings by unit, with what taking out everything proposed would do."""
    ordered = sorted(found, key=lambda one: (visit.name(one.unit_id), one.unit_id))
    return [
        {
            "name": visit.name(unit_id),
            "findings": [finding_row(one) for one in of_unit],
            **effects.get(unit_id, {"figures": None, "answers": 0}),
        }
        for unit_id, of_unit in ((key, list(part)) for key, part in groupby(ordered, key=lambda one: one.unit_id))
    ]


def _effects(
    connection: Connection, run: Run | None, unit_ids: Collection[int], scoring: Scoring
) -> dict[int, dict[str, Any]]:
    """Tell by unit what taking out everything a run proposes would do; units with nothing proposed are absent."""
    if run is None:
        return {}
    by_unit: dict[int, list[Answer]] = {}
    for one in records.proposed_answers(connection, run.run_id):
        if one.state == State.COUNTED and one.unit_id in unit_ids:
            by_unit.setdefault(one.unit_id, []).append(one)
    cases = [
        services.Case(unit_id=unit_id, answers=answers, effect=Effect.EXCLUDE)
        for unit_id, answers in by_unit.items()
    ]
    return {
        case.unit_id: {"figures": figures(first.before, first.after), "answers": len(case.answers)}
        for case, (first, *_) in zip(cases, services.weigh(connection, cases, scoring), strict=True)
    }


def finding_row(one: Found) -> dict[str, Any]:
    """Word a finding."""
    return {
        "finding": one,
        "detector": words.detectors()[one.detector],
        "action": words.actions()[one.action],
        "reason": words.reason(one.reason, one.details),
        "chance": words.chance(one.p),
    }
