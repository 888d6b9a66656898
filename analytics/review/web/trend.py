"""The weekly series as a file for spreadsheets: days ISO, shares from 0 to 1 in full precision.

The units that the unit was made of have rows of their own, under their own code and name, as on the page.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from flask import send_file

from analytics.review.domain import Standing
from analytics.review.services import origins, pasts, weekly
from analytics.review.web.visiting import visit_now
from analytics.tally.services import freshen
from survey.foundation.tabular import write_csv

if TYPE_CHECKING:
    from flask import Response

    from analytics.review.services import WeekFigure
    from survey.foundation.doors import House
    from survey.organisation.domain import Unit

_COLUMNS = ("unit", "name", "week", "from", "to", "respondents", "index", "low", "high", "state")


def trend_file(house: House, code: str) -> Response:
    """Give a unit's weeks as CSV; what the page hides is empty here."""
    visit = visit_now(house)
    unit = visit.unit(code)
    with house.store.reading() as connection:
        asked = visit.asked(connection)
        whole = asked.whole(unit.unit_id)
        before = origins(connection, unit, until=asked.chosen.period.until, within=whole)
    freshen(
        house.store,
        whole.union(*(origin.whole for origin in before)),
        least=house.settings.privacy_least,
    )
    with house.store.reading() as connection:
        past = pasts(connection, asked, before)
        rows = [_row(one.origin.unit, each) for one in past for each in one.weeks]
        rows += [_row(unit, each) for each in weekly(connection, asked, unit)]
    text = write_csv(rows, _COLUMNS)
    period = visit.picked.chosen.period
    name = f"trend-{code}-{period.since}-{period.until}.csv"
    return send_file(BytesIO(text.encode()), mimetype="text/csv", as_attachment=True, download_name=name)


def _row(unit: Unit, each: WeekFigure) -> tuple[object, ...]:
    week, judged = each.week, each.judged
    place = (unit.code, unit.name, week.monday, week.since, week.until)
    if judged.standing is Standing.HIDDEN:
        return (*place, None, None, None, None, judged.standing)
    index = judged.index
    numbers = (index.index, index.low, index.high) if judged.shown else (None, None, None)
    return (*place, index.respondents, *numbers, judged.standing)
