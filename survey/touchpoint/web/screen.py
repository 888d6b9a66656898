"""The screen of a desk: a code that changes every two minutes, to be scanned where the service is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, render_template

from survey.foundation.clock import now
from survey.foundation.codes import grouped
from survey.organisation.records import units_on
from survey.organisation.web.visiting import today
from survey.touchpoint import qr, records
from survey.touchpoint.domain import TouchpointKind, rotating_code
from survey.touchpoint.posters.words import words
from survey.touchpoint.services import UnknownCodeError
from survey.touchpoint.web.slips import own_desk

if TYPE_CHECKING:
    from flask import Response

    from survey.organisation.web.visiting import Door

_REFRESH_S = 60
_SECOND_LANGUAGE = "en"


def screen_page(door: Door, code: str) -> Response:
    """Show the code of this moment; the page comes again every minute, and a code is good for at least two."""
    with door.house.store.reading() as connection:
        desk = own_desk(door, connection, code)
        found = records.active_at(connection, kind=TouchpointKind.DESK, place_id=desk.desk_id)
        unit = units_on(connection, today()).get(desk.unit_id)
    if found is None:
        raise UnknownCodeError(code=desk.code)
    shown = rotating_code(door.house.secret, found.code, now())
    where = qr.address(door.house.settings.base_url, shown)
    answer = make_response(
        render_template(
            "survey/touchpoint/screen.html",
            desk=desk,
            unit_name=unit.name if unit else "",
            picture=qr.svg(where),
            shown=grouped(shown),
            site=qr.site(where),
            words=words(_SECOND_LANGUAGE),
        )
    )
    answer.headers["Refresh"] = str(_REFRESH_S)
    return answer
