"""The page on which units stand side by side in a funnel."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from analytics.charts import Estimate
from analytics.index.domain.funnel import LEAST_UNITS
from analytics.review.services import compare_units
from analytics.review.web import telling, trends
from analytics.review.web.picking import picks
from analytics.review.web.plotting import funnel_chart
from analytics.review.web.visiting import visit_now
from analytics.tally.services import freshen

if TYPE_CHECKING:
    from typing import Any

    from analytics.review.services import Compared
    from analytics.review.web.visiting import Visit
    from survey.foundation.doors import House


def funnel_page(house: House) -> str:
    """Show the units in view, or those of one block, around what they have in common."""
    visit = visit_now(house)
    freshen(house.store, visit.visible, least=house.settings.privacy_least)
    block = request.args.get("block") or None
    with house.store.reading() as connection:
        asked = visit.asked(connection)
        found = compare_units(connection, asked, visit.visible, block=block)
    names = {row.unit.code: row.unit.short_name or row.unit.name for row in found.rows}
    keep = {"block": found.block.code} if found.block else {}
    if asked.words.others and asked.words.code:
        keep["questionnaire"] = asked.words.code
    return render_template(
        "analytics/review/funnel.html",
        picked=visit.picked,
        picks=picks(),
        keep=keep,
        own_address=url_for("review.funnel"),
        asked=asked,
        found=found,
        several=len(visit.visible) > 1,
        sentences=trends.funnel_words(found.funnel, names, least=LEAST_UNITS),
        chart=funnel_chart(found) if found.funnel.units else "",
        rows=[_row(visit, row) for row in found.rows],
        tau=sqrt(found.funnel.tau2),
    )


def _row(visit: Visit, row: Compared) -> dict[str, Any]:
    estimate = telling.estimate_of(row.judged)
    told = isinstance(estimate, Estimate)
    return {
        "name": telling.unit_name(row.unit),
        "href": url_for("review.unit", code=row.unit.code, **visit.picked.address),
        "estimate": estimate if told else None,
        "why_not": "" if told else telling.unit_why_not(row.judged),
        "people": telling.people_of(row.judged),
        "few": row.judged.standing == "few",
        "placement": trends.placement_words()[row.placed.placement if row.placed else None],
        "out": row.placed is not None and row.placed.placement in {"far_below", "far_above"},
    }
