"""The list of units: a table, and on wide screens the same intervals side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from analytics.review.services import earlier_units, overview
from analytics.review.web.drawing import units_chart
from analytics.review.web.picking import picks
from analytics.review.web.telling import estimate_of, people_of, unit_name, unit_why_not, verdict
from analytics.review.web.visiting import visit_now
from analytics.tally.services import freshen
from survey.foundation.text import search_key, sort_key
from survey.organisation.domain import subtrees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from analytics.review.services import Row
    from analytics.review.web.visiting import Visit
    from survey.foundation.doors import House

_SEARCH_MOST = 100
# More rows than this no longer fit a picture that a person can read.
_DRAWN_MOST = 60


def _level(row: Row) -> tuple[bool, float]:
    return (not row.judged.shown, row.judged.index.index or 0.0)


def _level_down(row: Row) -> tuple[bool, float]:
    return (not row.judged.shown, -(row.judged.index.index or 0.0))


_ORDERS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: sort_key(row.unit.name),
    "index": _level,
    "-index": _level_down,
}


def list_page(house: House) -> str:
    """Show every unit the account may see."""
    visit = visit_now(house)
    with house.store.reading() as connection:
        asked = visit.asked(connection)
    earlier = earlier_units(asked, visit.placed)
    wholes = subtrees(earlier, visit.visible)
    freshen(house.store, visit.visible.union(*wholes.values()), least=house.settings.privacy_least)
    with house.store.reading() as connection:
        rows = overview(connection, asked, visit.visible, earlier=earlier)
    wanted, order = request.args.get("q", "")[:_SEARCH_MOST].strip(), request.args.get("sort", "")
    found = _ordered(_matching(rows, wanted), order)
    return render_template(
        "analytics/review/units.html",
        picked=visit.picked,
        picks=picks(),
        keep={"q": wanted, "sort": order},
        own_address=url_for("review.units"),
        asked=asked,
        wanted=wanted,
        order=order if order in _ORDERS else "",
        sort_links=_sort_links(visit, wanted, order),
        visible=len(rows),
        rows=[_told(visit, row, flat=bool(wanted or order in _ORDERS)) for row in found],
        chart=_chart(found),
    )


def _matching(rows: Sequence[Row], wanted: str) -> list[Row]:
    key = search_key(wanted)
    return [row for row in rows if key in search_key(f"{row.unit.name} {row.unit.short_name} {row.unit.code}")]


def _ordered(rows: list[Row], order: str) -> list[Row]:
    return sorted(rows, key=_ORDERS[order]) if order in _ORDERS else rows


def _sort_links(visit: Visit, wanted: str, order: str) -> dict[str, str]:
    """Give the addresses that sort by a column; by the index first upwards, then downwards."""
    kept: dict[str, Any] = visit.picked.address | ({"q": wanted} if wanted else {})
    targets = {"tree": "", "name": "name", "index": "-index" if order == "index" else "index"}
    return {
        column: url_for("review.units", **(kept | ({"sort": target} if target else {})))
        for column, target in targets.items()
    }


def _told(visit: Visit, row: Row, *, flat: bool) -> dict[str, Any]:
    estimate = estimate_of(row.judged)
    return {
        "name": unit_name(row.unit),
        "depth": 0 if flat else min(row.depth, 5),
        "below": row.below,
        "href": url_for("review.unit", code=row.unit.code, **visit.picked.address),
        "estimate": None if isinstance(estimate, str) else estimate,
        "people": people_of(row.judged),
        "why_not": "" if row.judged.shown else unit_why_not(row.judged),
        "few": row.judged.standing == "few",
        "change": row.change,
        "verdict": verdict(row.change),
    }


def _chart(rows: Sequence[Row]) -> str | None:
    judged = [row for row in rows if row.judged.shown]
    if not 1 < len(judged) <= _DRAWN_MOST:
        return None
    return units_chart([(unit_name(row.unit, short=True), row.judged) for row in judged])
