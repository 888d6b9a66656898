"""One case: what was said, what was done, what may be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, url_for

from survey.accounts.records import accounts
from survey.feedback import records
from survey.feedback.domain import Action
from survey.feedback.services import handling
from survey.feedback.services.access import read_case
from survey.feedback.web import words
from survey.feedback.web.forms import OwnerForm, TextForm, text_of
from survey.feedback.web.visiting import viewer_now
from survey.foundation.clock import now
from survey.foundation.errors import NotFoundError, Refusal
from survey.organisation.records import desks, staff_by_id, units_on
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sqlalchemy import Connection
    from werkzeug import Response

    from survey.accounts.domain import Account
    from survey.feedback.domain import Case
    from survey.feedback.services.access import Viewer
    from survey.foundation.doors import House

DEEDS = (Action.ASSIGN, Action.REPLY, Action.CLOSE, Action.REFER, Action.RAISE, Action.LETTER)
_WITH_TEXT = (Action.REPLY, Action.CLOSE, Action.REFER)


def case_page(house: House, case_id: int, *, problem: Refusal | None = None) -> Response:
    """Show a case; after a refused form with what was typed and what was wrong."""
    with house.store.reading() as connection:
        viewer = viewer_now(connection)
        case = read_case(connection, viewer, case_id)
        known = accounts(connection)
        shown = {
            **_facts(connection, viewer, case),
            "messages": records.messages(connection, case_id),
            "log": _log(connection, case, known),
            "owner": _name(known, case.owner_id),
            "contact": _contact(connection, viewer, case),
            **_forms(connection, viewer, case, known),
        }
    page = render_template(
        "survey/feedback/case.html",
        viewer=viewer,
        case=case,
        number=words.number(case_id),
        problem=words.gettext(problem.message, **problem.details) if problem else None,
        **shown,
    )
    return make_response(page, problem.status if problem else 200)


def act(house: House, case_id: int, action: Action) -> Response:
    """Do one thing with a case, then show it again, or the inbox when it is not the account's any more."""
    try:
        with house.store.writing() as connection:
            viewer = viewer_now(connection)
            _DO[action](connection, viewer, case_id)
            case = records.case_by_id(connection, case_id)
            stays = case is not None and viewer.reads(case)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return case_page(house, case_id, problem=refusal)
    flash(_done()[action], "success")
    address = url_for("feedback.case", case_id=case_id) if stays else url_for("feedback.inbox")
    return make_response(redirect(address, 303))


def _assign(connection: Connection, viewer: Viewer, case_id: int) -> None:
    chosen = OwnerForm(prefix=Action.ASSIGN).owner.data
    owner_id = chosen if isinstance(chosen, int) else 0
    handling.assign(connection, viewer, case_id, owner_id=owner_id, among=accounts(connection), at=now())


def _reply(connection: Connection, viewer: Viewer, case_id: int) -> None:
    handling.reply(connection, viewer, case_id, text=_typed(Action.REPLY), at=now())


def _close(connection: Connection, viewer: Viewer, case_id: int) -> None:
    handling.close(connection, viewer, case_id, conclusion=_typed(Action.CLOSE), at=now())


def _refer(connection: Connection, viewer: Viewer, case_id: int) -> None:
    handling.refer(connection, viewer, case_id, where=_typed(Action.REFER), at=now())


def _raise(connection: Connection, viewer: Viewer, case_id: int) -> None:
    calendar = office_calendar(connection)
    handling.raise_to_inspection(connection, viewer, case_id, calendar=calendar, at=now())


def _letter(connection: Connection, viewer: Viewer, case_id: int) -> None:
    handling.write_letter(connection, viewer, case_id, at=now())


_DO: Mapping[Action, Callable[[Connection, Viewer, int], None]] = {
    Action.ASSIGN: _assign,
    Action.REPLY: _reply,
    Action.CLOSE: _close,
    Action.REFER: _refer,
    Action.RAISE: _raise,
    Action.LETTER: _letter,
}


def _done() -> Mapping[Action, str]:
    return {
        Action.ASSIGN: words.gettext("The person in charge was noted."),
        Action.REPLY: words.gettext("The answer is on the citizen's receipt page."),
        Action.CLOSE: words.gettext("The case is closed; the citizen reads what you wrote."),
        Action.REFER: words.gettext("The case was referred; the citizen reads where to file."),
        Action.RAISE: words.gettext("The case is with the inspection now; it is no longer shown to your unit."),
        Action.LETTER: words.gettext("The letter of praise is kept and counted."),
    }


def _typed(action: Action) -> str:
    return text_of(TextForm(prefix=action).text)


def _facts(connection: Connection, viewer: Viewer, case: Case) -> dict[str, Any]:
    units = units_on(connection, viewer.today)
    desk = desks(connection).get(case.desk_id) if case.desk_id else None
    officer = staff_by_id(connection).get(case.staff_id) if case.staff_id else None
    holder = units.get(case.holder_id) if case.holder_id else None
    return {
        "kind": words.kinds()[case.kind],
        "state": words.states()[case.state],
        "unit": units[case.unit_id].name if case.unit_id in units else "",
        "desk": desk.name if desk else "",
        "officer": officer.name if officer else "",
        "holder": holder.name if holder else "",
        "late": case.overdue(viewer.today),
    }


def _log(connection: Connection, case: Case, known: list[Account]) -> list[dict[str, Any]]:
    return [
        {
            "words": words.actions()[event.action],
            "who": _name(known, event.account_id),
            "to": _name(known, event.assignee_id) if event.action is Action.ASSIGN else "",
            "day": event.day,
            "moment": event.moment,
        }
        for event in records.events(connection, case.case_id)
    ]


def _name(known: list[Account], account_id: int | None) -> str:
    return next((account.display_name for account in known if account.account_id == account_id), "")


def _contact(connection: Connection, viewer: Viewer, case: Case) -> Any:
    return records.contact_of(connection, case.case_id, today=viewer.today) if viewer.handles(case) else None


def _forms(connection: Connection, viewer: Viewer, case: Case, known: list[Account]) -> dict[str, Any]:
    may = handling.possible(viewer, case)
    forms: dict[Action, Any] = {action: TextForm(prefix=action) for action in _WITH_TEXT if action in may}
    if Action.ASSIGN in may:
        owners = OwnerForm(prefix=Action.ASSIGN)
        chosen = handling.candidates(connection, known, case, today=viewer.today)
        owners.owner.choices = [(account.account_id, account.display_name) for account in chosen]
        if owners.owner.data is None:
            owners.owner.data = case.owner_id or viewer.account_id
        forms[Action.ASSIGN] = owners
    return {"may": may, "forms": forms, "deeds": Action}
