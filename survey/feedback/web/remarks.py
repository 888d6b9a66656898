"""Comments nobody asked an answer for, from which an officer may open a case all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, request, url_for

from survey.feedback.domain.office_refusals import NoSuchRemarkError
from survey.feedback.services.opening import Chosen, open_from_remark, remarks
from survey.feedback.web import words
from survey.feedback.web.visiting import viewer_now
from survey.foundation.clock import now
from survey.organisation.records import desks, units_on
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from werkzeug import Response

    from survey.foundation.doors import House


def remarks_page(house: House) -> str:
    """List the comments of the last 60 days without a case."""
    with house.store.reading() as connection:
        viewer = viewer_now(connection)
        found = remarks(connection, viewer, secret=house.secret, least=house.settings.privacy_least)
        units, known = units_on(connection, viewer.today), desks(connection)
    rows = [
        {
            "remark": remark,
            "kind": words.kinds()[remark.kind],
            "unit": units[remark.unit_id].name if remark.unit_id in units else "",
            "desk": known[remark.desk_id].name if remark.desk_id in known else "",
        }
        for remark in found
    ]
    return render_template(
        "survey/feedback/remarks.html", viewer=viewer, rows=rows, least=house.settings.privacy_least
    )


def open_one(house: House) -> Response:
    """Open a case from the comment whose button was pressed."""
    try:
        link = bytes.fromhex(request.form.get("comment", ""))
    except ValueError:
        raise NoSuchRemarkError from None
    with house.store.writing() as connection:
        viewer = viewer_now(connection)
        chosen = Chosen(
            link=link,
            calendar=office_calendar(connection),
            secret=house.secret,
            least=house.settings.privacy_least,
        )
        case_id = open_from_remark(connection, viewer, chosen, at=now())
    flash(words.gettext("The case is open; the citizen can follow it by the receipt."), "success")
    return make_response(redirect(url_for("feedback.case", case_id=case_id), 303))
