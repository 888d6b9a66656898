"""Publishing: what changes, what follows from it, and the deliberate second step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.foundation.errors import Refusal
from survey.questionnaire import services
from survey.questionnaire.domain.refusals import ScaleChangedError
from survey.questionnaire.records import unit_names, version_in_force
from survey.questionnaire.web.visiting import today
from survey.questionnaire.web.words import gettext, title_of, told

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.questionnaire.domain import Sheet
    from survey.questionnaire.web.visiting import Door


def publish_page(door: Door, draft_id: int) -> str | Response:
    """Compare a draft with what is in force, say what publishing it does, and do it when told to."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
        if request.method == "GET":
            return _page(door, connection, sheet)
    try:
        with door.house.store.writing() as connection:
            door.sheet(connection, draft_id)
            shown = request.form.get("shown", "")
            version = services.publish_draft(connection, draft_id, shown=shown, at=now())
    except Refusal as refusal:
        flash(told(refusal), "error")
        return redirect(url_for("questionnaire.publish", draft_id=draft_id))
    flash(gettext("Version %(number)s is published and in force.", number=version.number))
    return redirect(url_for("questionnaire.version", version_id=version.version_id))


def _page(door: Door, connection: Connection, sheet: Sheet) -> str:
    found = services.findings(connection, sheet)
    whole = services.whole_document(connection, sheet)
    names = unit_names(connection, today())
    follows = services.consequences(connection, sheet)
    return render_template(
        "survey/questionnaire/publish.html",
        sheet=sheet,
        whole=whole,
        title=title_of(whole),
        unit_name=door.unit_name(connection, sheet.unit_id),
        findings=found,
        errors=[finding for finding in found if finding.level == "error"],
        scale_changed=any(isinstance(finding.fault, ScaleChangedError) for finding in found),
        follows=follows,
        units=[(names.get(unit_id, ""), left_out) for unit_id, left_out in follows.units],
        former=version_in_force(connection, sheet.code, sheet.unit_id),
        free_code=services.free_code(connection, sheet.code) if sheet.unit_id is None else "",
        # The centre answers for the languages; a unit that reads this can do nothing about them.
        unsigned=[one for one in whole.languages if whole.is_draft_in(one) and sheet.unit_id is None],
    )
