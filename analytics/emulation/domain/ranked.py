"""A block's row and figures as files and the command line give them: unrounded, null for what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.index.domain.shrinkage import Shrinkage
    from analytics.index.ranking import RankRow


def ranked_row(row: RankRow) -> dict[str, Any]:
    """Give the row of the contract; shares from 0 to 1, places from 1."""
    index, score, standing = row.index, row.score, row.standing
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
