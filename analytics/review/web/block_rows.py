"""The rows of a block as a file: unrounded numbers, null for what the page does not tell either."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analytics.emulation.domain.ranked import block_figures, ranked_row, ranking_figures
from analytics.index.domain import METHOD
from analytics.review.domain import Standing
from analytics.review.web.block_visit import visit_block
from analytics.review.web.files import csv_file, json_file

if TYPE_CHECKING:
    from flask import Response

    from analytics.review.services.block import Member
    from analytics.review.web.block_visit import BlockVisit
    from survey.foundation.doors import House

COLUMNS = (
    *("tier_group", "rank", "rank_low", "rank_high", "alone_rank_low", "alone_rank_high", "tied_with_best"),
    *("key", "name", "respondents", "index", "low", "high", "shrunk", "shrunk_low", "state", "reason"),
    *("other_questions", "standardised", "standardised_low", "standardised_high", "standardised_rank"),
    *("standardised_differs", "standardised_moved"),
)

_OF_ANSWERS = (
    *("index", "low", "high", "shrunk", "shrunk_low"),
    *(name for name in COLUMNS if name.startswith("standardised")),
)


def block_file(house: House, code: str, form: str) -> Response:
    """Give the rows of a block's page as CSV or JSON."""
    visit = visit_block(house, code)
    rows = [row_of(member) for member in visit.found.members]
    name = f"xep-hang-{visit.place.programme.code}-{visit.place.block.code}-{visit.asked.period.until}.{form}"
    if form == "csv":
        return csv_file(
            [row | {"other_questions": " ".join(row["other_questions"])} for row in rows], COLUMNS, name
        )
    return json_file(document_of(visit) | {"rows": rows}, name)


def document_of(visit: BlockVisit) -> dict[str, Any]:
    """Say of which answers the numbers are, and what the block says as a whole."""
    asked, found, place = visit.asked, visit.found, visit.place
    wave = visit.picked.wave
    return {
        "programme": place.programme.code,
        "block": {"code": place.block.code, "name": place.block.name},
        "wave": wave.code if wave else None,
        "from": asked.period.since,
        "to": asked.period.until,
        "last_day": found.last_day,
        "questionnaire": asked.words.code,
        "tiers": sorted(map(str, asked.membership.tiers)),
        "least": asked.least,
        "method": METHOD,
        **block_figures(found.block, found.reliability),
        **ranking_figures(found.criteria, found.floor, found.mix),
        "prior_decided": asdict(found.prior) if found.prior else None,
    }


def row_of(member: Member) -> dict[str, Any]:
    """Give one unit's row; what would tell on people, or nothing for want of answers, is null."""
    judged = member.judged
    whole = ranked_row(member.row) | {"state": judged.standing}
    if not judged.shown:
        whole |= dict.fromkeys(_OF_ANSWERS)
    if judged.standing is Standing.HIDDEN:
        whole |= {"respondents": None, "reason": "hidden", "other_questions": []}
    return {column: whole[column] for column in COLUMNS}
