"""The draft's page and what is done there to questions as wholes: order, removal, undo, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.foundation.errors import Refusal
from survey.questionnaire import services
from survey.questionnaire.domain import parse_document, write_document
from survey.questionnaire.domain.additions import OWN_LIMIT
from survey.questionnaire.domain.drafts import hold_seen, moved, seen, without_question
from survey.questionnaire.domain.refusals import UnreadableDocumentError
from survey.questionnaire.records import drop_draft, version_in_force
from survey.questionnaire.web.forms import read_code
from survey.questionnaire.web.listing import as_file
from survey.questionnaire.web.visiting import listed
from survey.questionnaire.web.words import gettext, title_of, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from sqlalchemy import Connection
    from werkzeug.wrappers import Response as Answer

    from survey.questionnaire.domain import Draft, Finding, Sheet
    from survey.questionnaire.web.visiting import Door

_FILE_LIMIT = 2_000_000


def draft_page(door: Door, draft_id: int) -> str:
    """Show a draft with its findings."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
        found = services.findings(connection, sheet)
        return render_template("survey/questionnaire/draft.html", **_shown(door, connection, sheet, found))


def _shown(door: Door, connection: Connection, sheet: Sheet, found: list[Finding]) -> dict[str, object]:
    whole = services.whole_document(connection, sheet)
    codes = {question.code for question in sheet.document.questions}
    return {
        "sheet": sheet,
        "draft": sheet.document,
        "whole": whole,
        "title": title_of(whole),
        "unit_name": door.unit_name(connection, sheet.unit_id),
        "general": [finding for finding in found if finding.where not in codes],
        "findings": {code: [finding for finding in found if finding.where == code] for code in codes},
        "seen": {code: seen(sheet.document, code) for code in codes},
        "errors": sum(finding.level == "error" for finding in found),
        "may_add": sheet.unit_id is None or len(sheet.document.questions) < OWN_LIMIT,
        "free_code": services.free_code(connection, sheet.code) if sheet.unit_id is None else "",
        "former": version_in_force(connection, sheet.code, sheet.unit_id),
    }


def start(door: Door, code: str) -> Answer:
    """Begin a draft of a questionnaire, or go on with it."""
    unit_id = door.writes_for()
    with door.house.store.writing() as connection:
        listed(connection, code)
        sheet = services.start_draft(connection, code, unit_id, at=now(), by=door.who().name)
    return redirect(url_for("questionnaire.draft", draft_id=sheet.draft_id))


def move(door: Door, draft_id: int) -> Answer:
    """Move a question up or down."""
    code, by = request.form.get("question", ""), -1 if request.form.get("to") == "up" else 1
    _change(door, draft_id, lambda draft: moved(draft, code, by))
    return _back(draft_id, code)


def remove(door: Door, draft_id: int) -> Answer:
    """Take a question out; the page offers to undo it."""
    code, mark = request.form.get("question", ""), request.form.get("seen", "")

    def change(draft: Draft) -> Draft:
        hold_seen(draft, code, mark)
        return without_question(draft, code)

    if _change(door, draft_id, change):
        flash(gettext("The question “%(code)s” is taken out. You can undo it below.", code=code))
    return _back(draft_id)


def undo(door: Door, draft_id: int) -> Answer:
    """Take back the last change of a draft."""
    with door.house.store.writing() as connection:
        door.sheet(connection, draft_id)
        services.undo(connection, draft_id, at=now(), by=door.who().name)
    flash(gettext("The last change is undone."))
    return _back(draft_id)


def drop(door: Door, draft_id: int) -> Answer:
    """Throw a draft away."""
    with door.house.store.writing() as connection:
        door.sheet(connection, draft_id)
        drop_draft(connection, draft_id)
    flash(gettext("The draft is thrown away. What is in force stays as it is."))
    return redirect(url_for("questionnaire.list"))


def another(door: Door, draft_id: int) -> Answer:
    """Make a draft the draft of a new questionnaire."""
    try:
        code = read_code(request.form)
        with door.house.store.writing() as connection:
            door.sheet(connection, draft_id)
            services.make_another(connection, draft_id, code, at=now(), by=door.who().name)
        flash(gettext("This is now the draft of a new questionnaire with the code “%(code)s”.", code=code))
    except Refusal as refusal:
        flash(told(refusal), "error")
    return _back(draft_id)


def draft_file(door: Door, draft_id: int) -> Response:
    """Give a draft as TOML."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
    return as_file(write_document(sheet.document), f"{sheet.code}-draft")


def bring(door: Door) -> str | Answer:
    """Take a TOML file in as a draft, finished or not."""
    typed = request.form.get("text", "") if request.method == "POST" else ""
    problem = None
    if request.method == "POST":
        try:
            with door.house.store.writing() as connection:
                return _back(_brought(door, connection, _given(typed)))
        except Refusal as refusal:
            problem = refusal
    page = render_template(
        "survey/questionnaire/bring.html",
        typed=typed,
        problem=problem,
        code=request.values.get("code", ""),
        of_unit=door.writes_for() is not None,
    )
    return page if problem is None else (page, problem.status)  # type: ignore[return-value]  # as Flask takes it


def _brought(door: Door, connection: Connection, text: str) -> int:
    unit_id, by = door.writes_for(), door.who().name
    if unit_id is None:
        sheet, replaced = services.bring_draft(connection, parse_document(text), at=now(), by=by)
        if replaced:
            flash(gettext("The file has taken the place of the draft that was there. You can undo it below."))
        return sheet.draft_id
    code = request.values.get("code", "")
    listed(connection, code)
    sheet = services.start_draft(connection, code, unit_id, at=now(), by=by)
    services.bring_addition(connection, sheet, text, at=now(), by=by)
    return sheet.draft_id


def _given(typed: str) -> str:
    file = request.files.get("file")
    data = file.read(_FILE_LIMIT) if file and file.filename else b""
    try:
        return data.decode("utf-8-sig") if data else typed
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(reason=f"it is not UTF-8 at byte {error.start}") from error


def _change(door: Door, draft_id: int, change: Callable[[Draft], Draft]) -> bool:
    try:
        with door.house.store.writing() as connection:
            door.sheet(connection, draft_id)
            services.change_draft(connection, draft_id, change, at=now(), by=door.who().name)
    except Refusal as refusal:
        if refusal.details.get("question") is None and refusal.status != 409:  # noqa: PLR2004 - a conflict
            raise
        flash(told(refusal), "error")
        return False
    return True


def _back(draft_id: int, question: str | None = None) -> Answer:
    anchor = f"q-{question}" if question else None
    return redirect(url_for("questionnaire.draft", draft_id=draft_id, _anchor=anchor))
