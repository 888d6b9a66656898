"""Writing and approving the board “you said, we did”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, url_for

from survey.accounts.records import accounts
from survey.feedback.domain import BoardState
from survey.feedback.services import board
from survey.feedback.web import words
from survey.feedback.web.forms import EntryForm, text_of
from survey.feedback.web.visiting import viewer_now
from survey.foundation.errors import NotFoundError, Refusal
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sqlalchemy import Connection
    from werkzeug import Response

    from survey.feedback.domain import BoardEntry
    from survey.feedback.services.access import Viewer
    from survey.foundation.doors import House
    from survey.organisation.domain import Unit


def board_page(house: House, *, problem: Refusal | None = None) -> Response:
    """List the entries of the account's units and offer a new one."""
    with house.store.reading() as connection:
        viewer = viewer_now(connection)
        units = units_on(connection, viewer.today)
        found = board.entries_of(connection, viewer)
        names = {account.account_id: account.display_name for account in accounts(connection)}
    page = render_template(
        "survey/feedback/board.html",
        viewer=viewer,
        rows=[_row(entry, units, names, viewer) for entry in found],
        form=_form(viewer, units),
        problem=_said(problem),
    )
    return make_response(page, problem.status if problem else 200)


def entry_page(house: House, entry_id: int, *, problem: Refusal | None = None) -> Response:
    """Show one entry as a form."""
    with house.store.reading() as connection:
        viewer = viewer_now(connection)
        units = units_on(connection, viewer.today)
        entry = board.entry_of(connection, viewer, entry_id)
    form = EntryForm(data={"unit": entry.unit_id, "month": entry.month, "said": entry.said, "done": entry.done})
    page = render_template(
        "survey/feedback/entry.html",
        entry=entry,
        unit=units[entry.unit_id].name if entry.unit_id in units else "",
        form=form,
        problem=_said(problem),
    )
    return make_response(page, problem.status if problem else 200)


def write(house: House) -> Response:
    """Keep a new draft."""
    form = EntryForm()

    def keep(connection: Connection, viewer: Viewer) -> None:
        chosen = form.unit.data
        board.write_entry(
            connection, viewer, unit_id=chosen if isinstance(chosen, int) else 0, **_texts(form, viewer)
        )

    try:
        _do(house, keep)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return board_page(house, problem=refusal)
    return _back(words.gettext("The draft is kept. A second person has to approve it."))


def change(house: House, entry_id: int) -> Response:
    """Write an entry anew."""
    form = EntryForm()

    def keep(connection: Connection, viewer: Viewer) -> None:
        board.change_entry(connection, viewer, entry_id, **_texts(form, viewer))

    try:
        _do(house, keep)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return entry_page(house, entry_id, problem=refusal)
    return _back(words.gettext("The draft is kept. A second person has to approve it."))


def publish(house: House, entry_id: int) -> Response:
    """Let the public read an entry."""
    return _decide(house, lambda connection, viewer: board.publish(connection, viewer, entry_id))


def withdraw(house: House, entry_id: int) -> Response:
    """Take an entry from the public."""
    return _decide(house, lambda connection, viewer: board.withdraw(connection, viewer, entry_id))


def _decide(house: House, deed: Callable[[Connection, Viewer], None]) -> Response:
    try:
        _do(house, deed)
    except NotFoundError:
        raise
    except Refusal as refusal:
        return board_page(house, problem=refusal)
    return _back(words.gettext("Done."))


def _do(house: House, deed: Callable[[Connection, Viewer], None]) -> None:
    with house.store.writing() as connection:
        deed(connection, viewer_now(connection))


def _back(said: str) -> Response:
    flash(said, "success")
    return make_response(redirect(url_for("feedback.board"), 303))


def _texts(form: EntryForm, viewer: Viewer) -> dict[str, Any]:
    return {
        "month": board.read_month(text_of(form.month), today=viewer.today),
        "said": text_of(form.said),
        "done": text_of(form.done),
    }


def _form(viewer: Viewer, units: Mapping[int, Unit]) -> EntryForm:
    form = EntryForm()
    form.unit.choices = [(unit.unit_id, unit.name) for unit in units.values() if viewer.covers(unit.unit_id)]
    if form.unit.data is None:
        form.unit.data = viewer.unit_id
    return form


def _row(entry: BoardEntry, units: Mapping[int, Unit], names: Mapping[int, str], viewer: Viewer) -> dict[str, Any]:
    waits = entry.state is not BoardState.PUBLISHED
    unit = units.get(entry.unit_id)
    return {
        "entry": entry,
        "unit": unit.name if unit else "",
        "address": f"/bang-tin/{unit.code}" if unit else "",
        "state": words.board_states()[entry.state],
        "writer": names.get(entry.written_by, ""),
        "approver": names.get(entry.published_by, "") if entry.published_by else "",
        "may_change": waits,
        "may_publish": waits and board.approves(viewer) and entry.written_by != viewer.account_id,
        "may_withdraw": not waits and board.approves(viewer),
        "own": waits and entry.written_by == viewer.account_id,
    }


def _said(problem: Refusal | None) -> str | None:
    return words.gettext(problem.message, **problem.details) if problem else None
