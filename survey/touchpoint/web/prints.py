"""Printing posters: few at once, many as a job with its progress, its file and a second try."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.foundation.errors import ForbiddenError, Refusal
from survey.organisation.records import units_on
from survey.organisation.web.visiting import today
from survey.organisation.web.words import gettext
from survey.touchpoint import records, services
from survey.touchpoint.domain import JobState, PrintWish
from survey.touchpoint.posters.printing import Layout
from survey.touchpoint.posters.words import SECOND_LANGUAGES
from survey.touchpoint.services import jobs
from survey.touchpoint.services.drawing import NothingToPrintError
from survey.touchpoint.web.codes import own, seen
from survey.touchpoint.web.words import job_words, language_words, layout_words

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.wrappers import Response as Redirect

    from survey.organisation.web.visiting import Door
    from survey.touchpoint.domain import PrintJob

MOST_COPIES = 100
_REFRESH_S = 2


class BadPrintError(Refusal):
    """A field of the form that no page of ours sends."""

    message = "Please choose a paper, a language and 1 to %(most)s copies."


def print_page(door: Door) -> Any:
    """Choose what to print and how; few posters come at once, many become a job."""
    problem = None
    if request.method == "POST":
        try:
            return _printed(door)
        except Refusal as refusal:
            problem = refusal
    return _form(door, problem)


def _form(door: Door, problem: Refusal | None) -> Response:
    code = request.values.get("code", "")
    with door.house.store.reading() as connection:
        units = door.seen(connection)
        one = (
            services.placed(
                connection, [own(door, connection, code)], base_url=door.house.settings.base_url, day=today()
            )
            if code
            else []
        )
        mine = records.jobs_of(connection, door.who().account_id)
    page = render_template(
        "survey/touchpoint/print.html",
        one=one[0] if one else None,
        units=units.values(),
        chosen=request.values,
        layouts=layout_words(),
        languages_below=language_words(),
        most_copies=MOST_COPIES,
        most_at_once=jobs.MOST_AT_ONCE,
        problem=problem,
        jobs=[(job, job.state_at(now())) for job in mine[:10]],
        job_words=job_words(),
    )
    return make_response(page, problem.status if problem else 200)


def _printed(door: Door) -> Response | Redirect:
    with door.house.store.reading() as connection:
        wish = _wish(door, connection)
    if wish.posters <= jobs.MOST_AT_ONCE:
        return _pdf(jobs.print_now(door.house, wish, at=now()))
    with door.house.store.writing() as connection:
        job_id = jobs.ask(connection, wish, account_id=door.who().account_id, at=now())
    return _started(door, job_id)


def _wish(door: Door, connection: Connection) -> PrintWish:
    layout, language = request.form.get("layout", ""), request.form.get("language", "")
    copies = request.form.get("copies", "")
    count = int(copies) if copies.isascii() and copies.isdigit() and len(copies) < len("1000") else 0
    if layout not in list(Layout) or language not in SECOND_LANGUAGES or not 1 <= count <= MOST_COPIES:
        raise BadPrintError(most=MOST_COPIES)
    codes = _codes(door, connection)
    if not codes:
        raise NothingToPrintError
    return PrintWish(codes=codes, layout=layout, language=language, copies=count)


def _codes(door: Door, connection: Connection) -> tuple[str, ...]:
    """Give the codes in force that the form names: one, those of a unit and below, or all the visitor may see."""
    if code := request.form.get("code", ""):
        found = [own(door, connection, code)]
    elif unit := request.form.get("unit", ""):
        found = services.of_unit(connection, unit, day=today())
    else:
        found = records.listed(connection, unit_ids=seen(door, connection))
    allowed = seen(door, connection)
    if allowed is not None and any(each.unit_id not in allowed for each in found):
        raise ForbiddenError
    standing = units_on(connection, today())
    return tuple(each.code for each in found if each.active and each.unit_id in standing)


def _pdf(drawn: bytes, name: str = "ma-qr.pdf") -> Response:
    answer = Response(drawn, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _started(door: Door, job_id: int) -> Redirect:
    """Lead to the page of a job, and begin with it once that answer has left."""
    answer = redirect(url_for("touchpoint.job", job_id=job_id), code=303)
    worker = threading.Thread(target=jobs.work_on, args=(door.house, job_id, now), daemon=True)
    answer.call_on_close(worker.start)
    return answer


def _job(door: Door, connection: Connection, job_id: int) -> PrintJob:
    found = records.job_by_id(connection, job_id)
    if found is None or found.account_id != door.who().account_id:
        raise jobs.NoSuchJobError
    return found


def job_page(door: Door, job_id: int) -> Response:
    """Show how far a print has come; while it goes on, the page comes again by itself unless it is told not to."""
    at = now()
    with door.house.store.reading() as connection:
        job = _job(door, connection, job_id)
    state = job.state_at(at)
    goes_on = state in {JobState.WAITING, JobState.RUNNING}
    still = "still" in request.args
    answer = make_response(
        render_template(
            "survey/touchpoint/job.html",
            job=job,
            state=state,
            goes_on=goes_on,
            still=still,
            words=job_words()[state],
            # What is kept is the sentence of a refusal without places, which is its own key.
            problem=gettext(job.problem) if job.problem else None,
        )
    )
    if goes_on and not still:
        # As a header and not in the page: it is the same to every browser, and the page offers to stop it.
        answer.headers["Refresh"] = str(_REFRESH_S)
    return answer


def again(door: Door, job_id: int) -> Redirect:
    """Start a print again that was interrupted or failed, or whose file is gone."""
    at = now()
    with door.house.store.writing() as connection:
        job = _job(door, connection, job_id)
        if job.state_at(at) is JobState.GONE:
            job_id = jobs.ask(connection, job.wish, account_id=job.account_id, at=at)
    return _started(door, job_id)


def sheet(door: Door, job_id: int) -> Response:
    """Give the file of a print."""
    with door.house.store.reading() as connection:
        job = _job(door, connection, job_id)
        return _pdf(jobs.sheet(connection, job, at=now()), f"ma-qr-{job_id}.pdf")
