"""The reviewers' pages of screening, and the one on which a unit reads rulings about it and appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from analytics.screening.web import appealing, listing, ruling
from analytics.screening.web.visiting import Opened
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from werkzeug import Response

    from analytics.screening.services import Scoring
    from survey.foundation.doors import House

for_reviewers = for_audience(Audience.COUNCIL, Audience.INSPECTOR)
for_units = for_audience(Audience.UNIT_HEAD)


def pages(house: House, scoring: Scoring) -> Blueprint:
    """Make the pages of a house; the room knows how to ask the programmes for points."""
    blueprint = Blueprint("screening", __name__, url_prefix="/review/sang-loc")
    opened = Opened(house=house, scoring=scoring)
    _reviewers_pages(blueprint, opened)
    _ruling_pages(blueprint, opened)

    @blueprint.get("/khieu-nai", endpoint="appeals")
    @for_units
    def show_appeals() -> Response:
        return appealing.appeals_page(house)

    @blueprint.post("/khieu-nai/<int:ruling_id>", endpoint="appeal")
    @for_units
    def send_appeal(ruling_id: int) -> Response:
        return appealing.send(house, ruling_id)

    return blueprint


def _reviewers_pages(blueprint: Blueprint, opened: Opened) -> None:
    @blueprint.get("/", endpoint="findings")
    @for_reviewers
    def show_findings() -> Response:
        return listing.findings_page(opened)

    @blueprint.post("/", endpoint="run")
    @for_reviewers
    def run() -> Response:
        return listing.run(opened)

    @blueprint.get("/<int:finding_id>", endpoint="finding")
    @for_reviewers
    def show_finding(finding_id: int) -> Response:
        return ruling.finding_page(opened, finding_id)

    @blueprint.post("/<int:finding_id>", endpoint="propose")
    @for_reviewers
    def propose(finding_id: int) -> Response:
        return ruling.propose_finding(opened, finding_id)


def _ruling_pages(blueprint: Blueprint, opened: Opened) -> None:
    @blueprint.post("/cho/<int:unit_id>", endpoint="propose_waiting")
    @for_reviewers
    def propose_waiting(unit_id: int) -> Response:
        return ruling.propose_waiting(opened, unit_id)

    @blueprint.get("/phan-quyet/<int:ruling_id>", endpoint="ruling")
    @for_reviewers
    def show_ruling(ruling_id: int) -> Response:
        return ruling.ruling_page(opened, ruling_id)

    @blueprint.post("/phan-quyet/<int:ruling_id>", endpoint="step")
    @for_reviewers
    def step(ruling_id: int) -> Response:
        return ruling.take_step(opened, ruling_id)
