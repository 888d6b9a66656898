"""The words of `--explain` between an index and its block: weights, prior, and the numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.emulation.domain.figures import Wanting
from analytics.index.domain.shrinkage import PriorState

if TYPE_CHECKING:
    from analytics.emulation.domain.figures import Shrunk
    from analytics.emulation.domain.programme import BlockPrior, Leaf

_WANTING = {
    Wanting.OTHER_QUESTIONS: "its answers are to other questions than those of its block",
    Wanting.NO_PRIOR: "fewer than five units of the block have an index, and no prior was decided before",
    Wanting.WEIGHTS: "the weights are not those of the index questions that were asked",
}


def wanting_words(wanting: Wanting) -> str:
    """Say why there is no figure although there are answers."""
    return _WANTING[wanting]


def weights_lines(leaf: Leaf) -> list[str]:
    """Say how much each criterion weighs and who set it; nothing where all weigh the same."""
    if leaf.weights is None:
        return []
    told = ", ".join(f"{question} {share}" for question, share in leaf.weights.shares)
    return [f"    weights {told}; set by {leaf.weights.decided_by}"]


def drawn_lines(found: Shrunk | None, decided: BlockPrior | None) -> list[str]:
    """Put in the numbers of (x + μM)/(n + M); nothing where no index is drawn."""
    if found is None:
        return []
    own = f"    own     S = {_percent(found.index)}, n = N/deff = {found.n:.4f}, x = S n = {found.x:.4f}"
    return [f"    block   {_prior(found, decided)}, deff = {found.deff:.6f}", own, f"    drawn   {_drawn(found)}"]


def _prior(found: Shrunk, decided: BlockPrior | None) -> str:
    mean = f"μ = {_percent(found.mu)}"
    if found.prior is PriorState.FROZEN and decided is not None:
        by = f"decided by {decided.decided_by}, in force from {decided.valid_from}"
        return f"{mean}, M = {decided.strength}, {by}"
    if found.strength is None:
        return f"{mean} of {found.units} units that differ no more than by chance"
    return f"{mean}, M = {found.strength:.6f}, estimated from {found.units} units"


def _drawn(found: Shrunk) -> str:
    least = f"at least {_percent(found.low)} with 95 % (one-sided)"
    if found.strength is None:
        return f"everyone gets μ; own weight 0 %; {least}"
    weight = f"own weight n/(n + M) = {_percent(found.own_weight)}"
    return f"(x + μM)/(n + M), rounded to nine decimals before it is compared; {weight}; {least}"


def _percent(share: float) -> str:
    return f"{100 * share:.4f} %"
