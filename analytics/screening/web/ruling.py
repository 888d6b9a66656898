"""One finding and the proposal it may lead to; one ruling and its next step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, request, url_for

from analytics.screening import records, services
from analytics.screening.domain import Action
from analytics.screening.domain.rulings import FLAGGED_BY, Effect, Ground, Status, Step
from analytics.screening.services.refusals import NoSuchRulingError, NotYoursError
from analytics.screening.web import words
from analytics.screening.web.asides import PROPOSALS
from analytics.screening.web.listing import finding_row, findings_page
from analytics.screening.web.visiting import figures, ruling_row, told, visit_now
from survey.accounts.records import accounts
from survey.foundation.clock import now
from survey.foundation.errors import NotFoundError, Refusal
from survey.foundation.gate import Audience
from survey.intake.domain import State
from survey.organisation.records import desks

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection
    from werkzeug import Response

    from analytics.screening.domain.rulings import Ruling
    from analytics.screening.records import Answer, Found
    from analytics.screening.services import Scoring
    from analytics.screening.web.visiting import Opened, Visit

_REASON_MOST = 2000


class NoSuchFindingError(NotFoundError):
    """A number no finding has."""

    message = "There is no finding %(finding)s."


class NoGroundChosenError(Refusal):
    """A form without a listed ground."""

    message = "Choose a ground from the list."


def _finding(connection: Connection, visit: Visit, finding_id: int) -> Found:
    found = records.finding_by_id(connection, finding_id)
    if found is None:
        raise NoSuchFindingError(finding=finding_id)
    if not visit.sees(found.unit_id):
        raise NotYoursError
    return found


def finding_page(opened: Opened, finding_id: int, *, problem: Refusal | None = None) -> Response:
    """Show a finding with its effect and the form to propose a ruling."""
    with opened.house.store.reading() as connection:
        visit = visit_now(connection)
        found = _finding(connection, visit, finding_id)
        answers = _counted(connection, finding_id, found.unit_id)
        page = render_template(
            "analytics/screening/finding.html",
            row=finding_row(found),
            unit=visit.name(found.unit_id),
            desk=desks(connection)[found.desk_id].name if found.desk_id else None,
            figures=_figures(connection, answers, opened.scoring),
            counted=len(answers),
            grounds=_grounds(found),
            problem=told(problem),
            typed=request.form.get("reason", "")[:_REASON_MOST],
        )
    return make_response(page, problem.status if problem else 200)


def _figures(connection: Connection, answers: list[Answer], scoring: Scoring) -> dict[str, Any] | None:
    if not answers:
        return None
    case = services.Case(unit_id=answers[0].unit_id, answers=answers, effect=Effect.EXCLUDE)
    ((first, *_),) = services.weigh(connection, [case], scoring)
    return figures(first.before, first.after)


def _counted(connection: Connection, finding_id: int, unit_id: int) -> list[Answer]:
    ids = records.flags_of(connection, finding_id)
    found = records.find_answers(connection, ids)
    return [one for one in found if one.state == State.COUNTED and one.unit_id == unit_id]


def _grounds(found: Found) -> list[tuple[Ground, str]]:
    """Offer the grounds this flag gives, and those a person answers for; none for what is only noted."""
    fit = [
        ground
        for ground, families in FLAGGED_BY.items()
        if found.detector in families and found.action != Action.NOTE
    ]
    wanted = [*fit, Ground.NOT_THIS_OFFICE, Ground.ABUSE, Ground.TRIAL]
    return [(ground, words.grounds()[ground]) for ground in wanted]


def propose_finding(opened: Opened, finding_id: int) -> Response:
    """Propose a ruling on the answers of a finding that are in the index."""
    try:
        with opened.house.store.writing() as connection:
            visit = visit_now(connection)
            found = _finding(connection, visit, finding_id)
            ids = frozenset(one.id for one in _counted(connection, finding_id, found.unit_id))
            typed = request.form.get("ground", "")
            ground = Ground(typed) if typed in tuple(Ground) else None
            ruling_id = _propose(connection, visit, ids, ground, opened.scoring)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return finding_page(opened, finding_id, problem=refusal)
    return _proposed(ruling_id)


def propose_waiting(opened: Opened, unit_id: int) -> Response:
    """Propose what becomes of a unit's answers that wait outside the index for one kind of reason."""
    ground, broke_a_rule = PROPOSALS.get(request.form.get("ground", ""), (None, False))
    try:
        with opened.house.store.writing() as connection:
            visit = visit_now(connection)
            ids = records.waiting_ids(connection, unit_id, broke_a_rule=broke_a_rule)
            ruling_id = _propose(connection, visit, frozenset(ids), ground, opened.scoring)
    except Refusal as refusal:
        return findings_page(opened, problem=refusal)
    return _proposed(ruling_id)


def _propose(
    connection: Connection, visit: Visit, ids: frozenset[UUID], ground: Ground | None, scoring: Scoring
) -> int:
    if ground is None:
        raise NoGroundChosenError
    wish = services.Wish(answers=ids, ground=ground, reason=request.form.get("reason", "")[:_REASON_MOST])
    return services.propose(connection, visit.account, wish, at=now(), scoring=scoring)


def _proposed(ruling_id: int) -> Response:
    flash(words.gettext("The proposal is kept. Another person decides."), "success")
    return make_response(redirect(url_for("screening.ruling", ruling_id=ruling_id), 303))


def _ruling(connection: Connection, visit: Visit, ruling_id: int) -> Ruling:
    found = records.ruling_by_id(connection, ruling_id)
    if found is None:
        raise NoSuchRulingError(ruling=ruling_id)
    if not visit.sees(found.unit_id):
        raise NotYoursError
    return found


def ruling_page(opened: Opened, ruling_id: int, *, problem: Refusal | None = None) -> Response:
    """Show a ruling, everything that was done about it, and the next step if it is the account's to take."""
    with opened.house.store.reading() as connection:
        visit = visit_now(connection)
        (found,) = services.anew(connection, [_ruling(connection, visit, ruling_id)], opened.scoring)
        names = {one.account_id: one.display_name or one.name for one in accounts(connection)}
        page = render_template(
            "analytics/screening/ruling.html",
            row=ruling_row(visit, found),
            proposer=names.get(found.proposed_by, ""),
            done=[
                {"step": _step(found, place), "name": names[one.account_id], "done": one}
                for place, one in enumerate(found.steps)
            ],
            question=_question(found, visit),
            problem=told(problem),
            typed=request.form.get("reason", "")[:_REASON_MOST],
        )
    return make_response(page, problem.status if problem else 200)


def _step(found: Ruling, place: int) -> str:
    """Name a step; a second ACCEPTED passes the ruling on to the inspection."""
    step = found.steps[place].step
    if step is Step.ACCEPTED and place and found.steps[place - 1].step is step:
        return words.gettext("passed on to the inspection, as the unit would stand elsewhere")
    return words.steps()[step]


def _question(found: Ruling, visit: Visit) -> dict[str, str] | None:
    """Give the next step's question with its two answers; None when it is not this account's."""
    took_part = found.people | {one.account_id for one in found.steps}
    if visit.account.account_id in took_part:
        return None
    if found.status is Status.AWAITS_INSPECTION and Audience.INSPECTOR not in visit.account.roles:
        return None
    return {
        Status.PROPOSED: {"yes": words.gettext("Accept"), "no": words.gettext("Decline")},
        Status.AWAITS_INSPECTION: {"yes": words.gettext("Confirm"), "no": words.gettext("Do not confirm")},
        Status.APPEALED: {"yes": words.gettext("Grant the appeal"), "no": words.gettext("Decline the appeal")},
    }.get(found.status)


def take_step(opened: Opened, ruling_id: int) -> Response:
    """Decide, confirm, or decide an appeal."""
    steps = {Status.AWAITS_INSPECTION: services.confirm, Status.APPEALED: services.settle}
    done = request.form.get("answer") == "yes", request.form.get("reason", "")[:_REASON_MOST]
    try:
        with opened.house.store.writing() as connection:
            visit = visit_now(connection)
            status = _ruling(connection, visit, ruling_id).status
            decide = partial(services.decide, scoring=opened.scoring)
            steps.get(status, decide)(connection, visit.account, ruling_id, done, at=now())
    except NotFoundError:
        raise
    except Refusal as refusal:
        return ruling_page(opened, ruling_id, problem=refusal)
    flash(words.gettext("Your step is kept."), "success")
    return make_response(redirect(url_for("screening.ruling", ruling_id=ruling_id), 303))
