"""The addresses of blocks and of explanations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.review.web import numbers
from analytics.review.web.block import block_page, blocks_page
from analytics.review.web.block_rows import block_file
from analytics.review.web.block_visit import READERS
from analytics.review.web.explained_block import explained_block_file, explained_block_page
from analytics.review.web.explained_months import explained_months_file, explained_months_page
from analytics.review.web.explained_unit import explained_unit_file, explained_unit_page
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from survey.foundation.doors import House


def add_block_pages(blueprint: Blueprint, house: House) -> None:
    """Put the pages of blocks, and what explains their figures and those of units, on a blueprint."""
    for name, write in numbers.FILTERS.items():
        blueprint.add_app_template_filter(write, name)

    @blueprint.get("/khoi/")
    @for_audience(*READERS)
    def blocks() -> str:
        return blocks_page(house)

    # A place is a programme's code, a slash and a block's.
    @blueprint.get("/khoi/<path:place>")
    @for_audience(*READERS)
    def block(place: str) -> str:
        return block_page(house, place)

    @blueprint.get("/khoi/<path:place>/xep-hang.csv", defaults={"form": "csv"})
    @blueprint.get("/khoi/<path:place>/xep-hang.json", defaults={"form": "json"})
    @for_audience(*READERS)
    def block_rows(place: str, form: str) -> Response:
        return block_file(house, place, form)

    @blueprint.get("/giai-thich/khoi/<path:place>")
    @for_audience(*READERS)
    def explained_block(place: str) -> str:
        return explained_block_page(house, place)

    @blueprint.get("/giai-thich/khoi/<path:place>/so-lieu.json")
    @for_audience(*READERS)
    def explained_block_numbers(place: str) -> Response:
        return explained_block_file(house, place)

    _add_unit_pages(blueprint, house)


def _add_unit_pages(blueprint: Blueprint, house: House) -> None:
    @blueprint.get("/giai-thich/don-vi/<path:code>")
    @for_audience(Audience.STAFF)
    def explained_unit(code: str) -> str:
        return explained_unit_page(house, code)

    @blueprint.get("/giai-thich/don-vi/<path:code>/so-lieu.json")
    @for_audience(Audience.STAFF)
    def explained_unit_numbers(code: str) -> Response:
        return explained_unit_file(house, code)

    @blueprint.get("/giai-thich/thang/<path:code>")
    @for_audience(Audience.STAFF)
    def explained_months(code: str) -> str:
        return explained_months_page(house, code)

    @blueprint.get("/giai-thich/thang/<path:code>/so-lieu.json")
    @for_audience(Audience.STAFF)
    def explained_months_numbers(code: str) -> Response:
        return explained_months_file(house, code)
