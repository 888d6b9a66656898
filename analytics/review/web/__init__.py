"""The pages of this feature, for every signed-in account, each within its own part of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from analytics.review.web import figures
from analytics.review.web.block_routes import add_block_pages
from analytics.review.web.funnel import funnel_page
from analytics.review.web.listing import list_page
from analytics.review.web.trend import trend_file
from analytics.review.web.unit import unit_page
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from survey.foundation.doors import House


def pages(house: House) -> Blueprint:
    """Make the review pages of a house."""
    blueprint = Blueprint("review", __name__, url_prefix="/review")
    for name, write in figures.FILTERS.items():
        blueprint.add_app_template_filter(write, name)

    @blueprint.get("/")
    @for_audience(Audience.STAFF)
    def units() -> str:
        return list_page(house)

    # A code may hold a slash.
    @blueprint.get("/units/<path:code>")
    @for_audience(Audience.STAFF)
    def unit(code: str) -> str:
        return unit_page(house, code)

    @blueprint.get("/units/<path:code>/trend.csv")
    @for_audience(Audience.STAFF)
    def trend(code: str) -> Response:
        return trend_file(house, code)

    @blueprint.get("/pheu")
    @for_audience(Audience.STAFF)
    def funnel() -> str:
        return funnel_page(house)

    @blueprint.get("/method")
    @for_audience(Audience.STAFF)
    def method() -> str:
        return render_template("analytics/review/method.html")

    add_block_pages(blueprint, house)
    return blueprint
