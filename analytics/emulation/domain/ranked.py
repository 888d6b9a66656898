"""A block's row and figures as files and the command line give them: unrounded, null for what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from analytics.index.domain.shrinkage import Shrinkage
    from analytics.index.ranking import RankRow
    from analytics.index.standardising import Mix
    from survey.volume.domain import Floor


def ranked_row(row: RankRow) -> dict[str, Any]:
    """Give the row of the contract; shares from 0 to 1, places from 1."""
    index, score, standing, mixed = row.index, row.score, row.standing, row.standardised
    return {
        "key": row.key,
        "name": row.name,
        "respondents": index.respondents,
        "ratings": index.ratings,
        "index": index.index,
        "low": index.low,
        "high": index.high,
        "shrunk": score.shrunk if score else None,
        "shrunk_low": score.low if score else None,
        "own_weight": score.own_weight if score else None,
        "rank": standing.rank if standing else None,
        "rank_low": standing.low if standing else None,
        "rank_high": standing.high if standing else None,
        "alone_rank_low": standing.marginal_low if standing else None,
        "alone_rank_high": standing.marginal_high if standing else None,
        "tied_with_best": standing.tied_with_best if standing else None,
        "tier_group": standing.group if standing else None,
        "state": index.state,
        "reason": row.reason,
        "other_questions": list(row.lacking),
        "response_rate": _number(row.response_rate),
        "coverage": _number(row.coverage),
        "standardised": mixed.index if mixed else None,
        "standardised_low": mixed.low if mixed else None,
        "standardised_high": mixed.high if mixed else None,
        "standardised_rank": mixed.rank if mixed else None,
        "standardised_differs": mixed.differs if mixed else None,
        "standardised_moved": mixed.moved if mixed and mixed.rank is not None else None,
    }


def ranking_figures(criteria: Sequence[str], floor: Floor | None, mix: Mix) -> dict[str, Any]:
    """Give what a ranking is by: its questions, the floor in force, whether its mix of services is known."""
    return {
        "criteria": list(criteria),
        "floor": None
        if floor is None
        else {
            "response_rate": float(floor.response_rate),
            "coverage": float(floor.coverage),
            "decided_by": floor.decided_by,
        },
        "mix": mix,
    }


def block_figures(block: Shrinkage, reliability: float | None) -> dict[str, Any]:
    """Give what a block says as a whole: its mean, how much its units differ, how far answers are alike."""
    return {
        "units": block.units,
        "mu": block.mu,
        "rho": block.rho,
        "M": block.strength,
        "prior": block.prior,
        "deff_block": block.deff,
        "deff_assumed": block.deff_assumed,
        "reliability": reliability,
    }


def _number(share: Fraction | None) -> float | None:
    return None if share is None else float(share)
