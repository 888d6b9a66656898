"""What a unit reads: the rulings in force about its answers, never a flag that is pending; and its appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, request, url_for

from analytics.screening import records, services
from analytics.screening.domain.rulings import Status, Step
from analytics.screening.services.ruling import APPEAL_DAYS
from analytics.screening.web import words
from analytics.screening.web.visiting import ruling_row, told, visit_now
from survey.foundation.clock import now
from survey.foundation.errors import NotFoundError, Refusal

if TYPE_CHECKING:
    from werkzeug import Response

    from survey.foundation.doors import House

_TOLD = {Status.IN_FORCE, Status.APPEALED, Status.RESTORED}
_REASON_MOST = 2000


def appeals_page(house: House, *, problem: Refusal | None = None) -> Response:
    """Show the rulings in force about the account's units, with a form to appeal."""
    with house.store.reading() as connection:
        visit = visit_now(connection)
        found = [one for one in records.rulings(connection, visit.visible) if one.status in _TOLD]
        page = render_template(
            "analytics/screening/appeals.html",
            rows=[
                ruling_row(visit, one)
                | {
                    "may_appeal": one.status is Status.IN_FORCE
                    and Step.APPEALED not in {each.step for each in one.steps}
                }
                for one in found
            ],
            days=APPEAL_DAYS,
            problem=told(problem),
        )
    return make_response(page, problem.status if problem else 200)


def send(house: House, ruling_id: int) -> Response:
    """Appeal."""
    reason = request.form.get("reason", "")[:_REASON_MOST]
    try:
        with house.store.writing() as connection:
            services.appeal(connection, visit_now(connection).account, ruling_id, reason, at=now())
    except NotFoundError:
        raise
    except Refusal as refusal:
        return appeals_page(house, problem=refusal)
    flash(words.gettext("Your appeal is kept. Somebody who had no part in the ruling decides."), "success")
    return make_response(redirect(url_for("screening.appeals"), 303))
