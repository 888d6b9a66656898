"""An index drawn to its block in words: what weighs, how far it is drawn, why there is none (method note §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.emulation.domain.figures import Wanting
from analytics.index.domain import PriorState, State
from analytics.index.domain.shrinkage import LEAST_UNITS
from analytics.review.web import figures
from analytics.review.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.emulation.domain.figures import Figure, Shrunk
    from analytics.emulation.domain.programme import BlockPrior, Leaf


def weights(leaf: Leaf, titles: Mapping[str, str]) -> list[str]:
    """Say how much each criterion weighs and who set it; nothing where all weigh the same."""
    if leaf.weights is None:
        return []
    told = ", ".join(
        gettext("“%(title)s” %(part)s", title=titles.get(question, question), part=str(share))
        for question, share in leaf.weights.shares
    )
    return [gettext("The criteria weigh: %(weights)s (set by %(by)s).", weights=told, by=leaf.weights.decided_by)]


def drawn(found: Figure, decided: BlockPrior | None) -> list[str]:
    """Put in the numbers of (x + μM)/(n + M); nothing where no index is drawn."""
    shrunk = found.shrunk
    if shrunk is None:
        return []
    own = gettext(
        "Own index S = %(index)s, which tells as much as n = %(n)s independent answers.",
        index=figures.percent(shrunk.index, 2),
        n=figures.tenth(shrunk.n),
    )
    return [own, _to_the_block(shrunk, decided)]


def _to_the_block(shrunk: Shrunk, decided: BlockPrior | None) -> str:
    mean = figures.percent(shrunk.mu, 2)
    if shrunk.strength is None:
        return gettext(
            "The units of the block differ no more than chance makes them, so each gets the mean of the block, "
            "μ = %(mu)s.",
            mu=mean,
        )
    told = {"mu": mean, "strength": figures.tenth(shrunk.strength), "weight": figures.percent(shrunk.own_weight)}
    if shrunk.prior is PriorState.FROZEN:
        return gettext(
            "(S n + μM)/(n + M) with μ = %(mu)s and M = %(strength)s as decided before (%(by)s): the unit's own "
            "answers weigh %(weight)s.",
            by=decided.decided_by if decided else "–",
            **told,
        )
    return gettext(
        "(S n + μM)/(n + M) with the mean of the block μ = %(mu)s, which counts as M = %(strength)s answers: the "
        "unit's own answers weigh %(weight)s.",
        **told,
    )


def score(found: Figure, share: str, interval: str) -> str:
    """Write a score beside the interval of the index it was drawn from, and mark few answers."""
    told = gettext(
        "%(share)s; the index itself has the 95 %% interval %(interval)s", share=share, interval=interval
    )
    return told if found.state is State.OK else gettext("%(told)s (few answers)", told=told)


def wanting(why: Wanting) -> str:
    """Say why there are no points although there are answers."""
    match why:
        case Wanting.OTHER_QUESTIONS:
            return gettext(
                "No points yet, which is not zero: the answers are to other questions than those of the block."
            )
        case Wanting.NO_PRIOR:
            return gettext(
                "No points yet, which is not zero: fewer than %(least)s units of the block have an index, and "
                "nothing was decided before for that case.",
                least=figures.whole(LEAST_UNITS),
            )
        case Wanting.WEIGHTS:
            return gettext(
                "No points yet, which is not zero: the weights that were set are not those of the questions asked."
            )
