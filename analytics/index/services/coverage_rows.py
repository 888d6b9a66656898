"""Rows of the coverage as the contract has them: unrounded numbers, null for what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.index.domain import METHOD
from survey.volume.domain import DEFAULT_FLOOR

if TYPE_CHECKING:
    from analytics.index.services.asking import Asked
    from analytics.index.services.coverage import Coverage, CoverageRow


def coverage_document(asked: Asked, found: Coverage) -> dict[str, Any]:
    """Give the whole answer: unrounded numbers, null for what is not known."""
    return {
        "from": asked.since,
        "to": asked.until,
        "by": asked.by,
        "method": METHOD,
        "questionnaire": found.questionnaire,
        "floor": {
            "response_rate": float(found.floor.response_rate),
            "coverage": float(found.floor.coverage),
            "decided_by": found.floor.decided_by,
            "valid_from": None if found.floor == DEFAULT_FLOOR else found.floor.valid_from,
            "recorded_at": found.floor.recorded_at,
        },
        "rows": [as_whole_row(row) for row in found.rows],
    }


def as_whole_row(row: CoverageRow) -> dict[str, Any]:
    """Give a row with all that is known, for those in charge of all answers."""
    return as_coverage_row(row) | {
        "respondents": row.respondents,
        "blank": row.blank,
        "other_respondents": row.others,
        "warning": row.warning,
    }


def as_coverage_row(row: CoverageRow) -> dict[str, Any]:
    """Give a row as the contract has it; what of it programs may not be told is taken out elsewhere."""
    volume, called = row.volume, row.call_back
    return {
        "key": row.key,
        "name": row.name,
        "finished": volume.finished if volume else None,
        "refused": volume.refused if volume else None,
        "served": volume.served if volume else None,
        "invited": row.invited,
        "answered": row.answered,
        "verified": row.verified,
        "response_rate": None if row.response_rate is None else float(row.response_rate),
        "coverage": None if row.coverage is None else float(row.coverage),
        "bound_low": row.bounds.low if row.bounds else None,
        "bound_high": row.bounds.high if row.bounds else None,
        "may_be_ranked": row.may_be_ranked,
        "missing_day": row.missing_day,
        "called": called.called if called else None,
        "agreed": called.agreed if called else None,
        "differed": called.differed if called else None,
        "unreachable": called.unreachable if called else None,
        "agreement": None if called is None or called.agreement is None else float(called.agreement),
    }
