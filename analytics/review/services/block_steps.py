"""The sums between a block's counts and its figures, for pages that explain them (method note §4, §5)."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from analytics.index.domain.ranking import better_pairs
from analytics.index.domain.shrinkage import between_variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from analytics.index.domain.shrinkage import Sample
    from analytics.review.services.block import BlockReview, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSteps:
    """What the formulas of a block are filled with."""

    answers: float
    """Σ n: independent answers of all units with an index."""
    satisfied: float
    """Σ x."""
    spread: float | None
    """Σ n(S − μ)² / (μ(1 − μ)); None where μ is 0 or 1, or there is none."""
    room: float
    """Σ (1 − n/N)(n − 1)."""
    within: float | None
    """V: the mean squared standard error of the ranked units; None without any."""
    between: float | None
    """τ²; None with fewer than two ranked units."""
    comparisons: int
    """K(K − 1) one-sided comparisons of the ranked units."""
    decided: int
    """How many of them say that the first is surely better."""


def block_steps(found: BlockReview) -> BlockSteps:
    """Compute the sums anew from the samples the block was ranked by."""
    known = [sample for sample in found.block.samples if sample is not None]
    ranked = _samples(found.ranked)
    answers, mu = fsum(each.n for each in known), found.block.mu
    squares = [each.error**2 for each in ranked]
    return BlockSteps(
        answers=answers,
        satisfied=fsum(each.satisfied for each in known),
        spread=fsum(each.n * (each.index - mu) ** 2 for each in known) / (mu * (1 - mu))
        if mu is not None and 0 < mu < 1
        else None,
        room=fsum((1 - each.n / answers) * (each.n - 1) for each in known),
        within=fsum(squares) / len(squares) if squares else None,
        between=between_variance([each.index for each in ranked], squares) if len(ranked) > 1 else None,
        comparisons=len(ranked) * (len(ranked) - 1),
        decided=int(_better(ranked).sum()) if ranked else 0,
    )


def rivals(found: BlockReview, member: Member) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Give the ranked units that are surely better than one of them, and those surely worse."""
    place = found.ranked.index(member)
    better = _better(_samples(found.ranked))
    return (
        tuple(each for number, each in enumerate(found.ranked) if better[number, place]),
        tuple(each for number, each in enumerate(found.ranked) if better[place, number]),
    )


def _better(samples: Sequence[Sample]) -> NDArray[np.bool_]:
    return better_pairs([each.index for each in samples], [each.error for each in samples])


def _samples(members: Sequence[Member]) -> list[Sample]:
    return [each.row.sample for each in members if each.row.sample is not None]
