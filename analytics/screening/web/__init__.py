"""The reviewers' pages of screening, and the one on which a unit reads rulings about it and appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from analytics.screening.web import appealing, listing, ruling
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from werkzeug import Response

    from survey.foundation.doors import House

for_reviewers = for_audience(Audience.COUNCIL, Audience.INSPECTOR)
for_units = for_audience(Audience.UNIT_HEAD)


def pages(house: House) -> Blueprint:
    """Make the pages of a house."""
    blueprint = Blueprint("screening", __name__, url_prefix="/review/sang-loc")
    _reviewers_pages(blueprint, house)
    _ruling_pages(blueprint, house)

    @blueprint.get("/khieu-nai", endpoint="appeals")
    @for_units
    def show_appeals() -> Response:
        return appealing.appeals_page(house)

    @blueprint.post("/khieu-nai/<int:ruling_id>", endpoint="appeal")
    @for_units
    def send_appeal(ruling_id: int) -> Response:
        return appealing.send(house, ruling_id)

    return blueprint


def _reviewers_pages(blueprint: Blueprint, house: House) -> None:
    @blueprint.get("/", endpoint="findings")
    @for_reviewers
    def show_findings() -> Response:
        return listing.findings_page(house)

    @blueprint.post("/", endpoint="run")
    @for_reviewers
    def run() -> Response:
        return listing.run(house)

    @blueprint.get("/<int:finding_id>", endpoint="finding")
    @for_reviewers
    def show_finding(finding_id: int) -> Response:
        return ruling.finding_page(house, finding_id)

    @blueprint.post("/<int:finding_id>", endpoint="propose")
    @for_reviewers
    def propose(finding_id: int) -> Response:
        return ruling.propose_finding(house, finding_id)


def _ruling_pages(blueprint: Blueprint, house: House) -> None:
    @blueprint.post("/cho/<int:unit_id>", endpoint="propose_waiting")
    @for_reviewers
    def propose_waiting(unit_id: int) -> Response:
        return ruling.propose_waiting(house, unit_id)

    @blueprint.get("/phan-quyet/<int:ruling_id>", endpoint="ruling")
    @for_reviewers
    def show_ruling(ruling_id: int) -> Response:
        return ruling.ruling_page(house, ruling_id)

    @blueprint.post("/phan-quyet/<int:ruling_id>", endpoint="step")
    @for_reviewers
    def step(ruling_id: int) -> Response:
        return ruling.take_step(house, ruling_id)
