"""The pages of this feature, for every signed-in account, each within its own part of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from analytics.review.web import figures
from analytics.review.web.block_routes import add_block_pages
from analytics.review.web.funnel import funnel_page
from analytics.review.web.listing import list_page
from analytics.review.web.questions import questions_page
from analytics.review.web.trend import trend_file
from analytics.review.web.unit import unit_page
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.doors import House


def _method(_house: House) -> str:
    return render_template("analytics/review/method.html")


_PAGES: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("/", "units", list_page),
    # A code may hold a slash.
    ("/units/<path:code>", "unit", unit_page),
    ("/units/<path:code>/trend.csv", "trend", trend_file),
    ("/cau-hoi/<path:code>", "questions", questions_page),
    ("/pheu", "funnel", funnel_page),
    ("/method", "method", _method),
)


def pages(house: House) -> Blueprint:
    """Make the review pages of a house."""
    blueprint = Blueprint("review", __name__, url_prefix="/review")
    for name, write in figures.FILTERS.items():
        blueprint.add_app_template_filter(write, name)

    for rule, name, page in _PAGES:
        blueprint.add_url_rule(rule, name, for_audience(Audience.STAFF)(_of(house, page)))
    add_block_pages(blueprint, house)
    return blueprint


def _of(house: House, page: Callable[..., str | Response]) -> Callable[..., str | Response]:
    def view(**wanted: str) -> str | Response:
        return page(house, **wanted)

    return view
