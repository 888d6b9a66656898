"""Small units drawn towards their block: empirical-Bayes scores with one prior for all (method note §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction
from math import fsum, inf, sqrt
from typing import TYPE_CHECKING

from scipy.special import betaincinv

from analytics.index.domain.shares import index_fraction, pooled_fraction, ratings
from analytics.index.domain.units import LEAST_SHOWN
from analytics.index.domain.variances import pooled_variance
from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.tally.domain import Counts

LEAST_UNITS = 5
"""Fewer units with an index do not tell how much units differ (method note §4)."""

FINEST = Decimal("1E-9")
"""Scores are rounded to nine decimals before a rule looks at them (method note §4)."""

_TAIL = 0.05  # the one-sided bound is missed by one unit in twenty
_JEFFREYS = 0.5  # keeps a bound away from 0 and 1 where no prior of the block is left to do so


class FrozenPriorError(Refusal):
    """Numbers that are no prior."""

    message = "A prior has a mean between 0 and 1 and a strength above 0, not %(mu)s and %(strength)s."


class PriorState(StrEnum):
    """Where the prior of a block comes from."""

    ESTIMATED = "estimated"
    ALIKE = "alike"
    """The units differ no more than chance makes them: everyone gets the block's mean."""
    FROZEN = "frozen"
    """Decided before the period and given by the caller."""
    NOT_ESTIMABLE = "not_estimable"
    """Fewer than five units have an index: nobody gets a score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed of a unit before anybody answered: the mean, and how many answers the belief is worth."""

    mu: float
    """0–1."""
    strength: float
    """M: above 0, infinite when the units do not differ."""


def frozen_prior(mu: float, strength: float) -> Prior:
    """Take a prior that was decided before the period; refuse one that is none."""
    if not (0 < mu < 1 and 0 < strength < inf):
        raise FrozenPriorError(mu=mu, strength=strength)
    return Prior(mu=mu, strength=strength)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A unit's index S as so many independent answers; `n` need not be whole."""

    index: float
    n: float

    @property
    def satisfied(self) -> float:
        """Give x = S n."""
        return self.index * self.n

    @property
    def error(self) -> float:
        """Give the standard error √(p̃(1 − p̃)/n), p̃ = (x + 2)/(n + 4): never 0 (method note §5)."""
        steady = (self.satisfied + 2) / (self.n + 4)
        return sqrt(steady * (1 - steady) / self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A unit's index drawn towards the block."""

    shrunk: float
    low: float
    """The unit's rate is above this with 95 % (one-sided)."""
    own_weight: float
    """How much of the score is the unit's own answers, 0–1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrinkage:
    """What a block of units says together; `samples` and `scores` run beside the groups it was made of."""

    units: int
    """K: the units with an index."""
    deff: float | None
    """One design effect for the whole block; None when nobody answered."""
    deff_assumed: bool
    """No unit's design effect can be estimated: all answers of a person count as one."""
    mu: float | None
    rho: float | None
    """How alike two answers about one unit are; None when it cannot be estimated."""
    strength: float | None
    """M; None when there is no prior or it is infinite."""
    prior: PriorState
    samples: tuple[Sample | None, ...]
    scores: tuple[Score | None, ...]


def pooled_deff(counts: Counts) -> Fraction | None:
    """Give var(P) / (P(1 − P)/N), exactly; None when everybody answered alike, or one person alone."""
    variance, pooled = pooled_variance(counts), pooled_fraction(counts)
    if variance is None or pooled is None or not pooled * (1 - pooled):
        return None
    return variance * ratings(counts) / (pooled * (1 - pooled))


def block_deff(groups: Sequence[Counts]) -> tuple[float | None, bool]:
    """Give the mean of the units' pooled design effects weighted by ratings, and whether it had to be assumed.

    Only units with at least 10 respondents speak. Where none can, a person's answers are taken for one, which
    is the most that clustering can do.
    """
    known = [
        (ratings(counts), float(deff))
        for counts in groups
        if counts.respondents >= LEAST_SHOWN and (deff := pooled_deff(counts)) is not None
    ]
    mean = fsum(n * deff for n, deff in known) / fsum(n for n, _ in known) if known else 0.0
    if mean > 0:
        return mean, False
    respondents = sum(counts.respondents for counts in groups)
    return (sum(map(ratings, groups)) / respondents, True) if respondents else (None, True)


def shrink(
    groups: Sequence[Counts], *, frozen: Prior | None = None, weights: Mapping[str, Fraction] | None = None
) -> Shrinkage:
    """Draw every unit of a block towards the block's mean, as far as its own answers leave room (method note §4).

    A unit without an index gets the mean of the block with no weight of its own. The order of the units is of
    no account. `weights` are those of the criteria, by question (§3).
    """
    deff, assumed = block_deff(groups)
    samples = tuple(_sample(counts, deff, weights) for counts in groups)
    known = [sample for sample in samples if sample is not None]
    mu = _mean(known)
    rho = None if mu is None else _likeness(known, mu)
    state, prior = _prior(len(known), mu, rho, frozen)
    return Shrinkage(
        units=len(known),
        deff=deff,
        deff_assumed=assumed,
        mu=prior.mu if prior else mu,
        rho=rho,
        strength=prior.strength if prior and prior.strength < inf else None,
        prior=state,
        samples=samples,
        scores=_scores(samples, prior, known),
    )


def comparable(shrunk: float) -> Fraction:
    """Give a score as rules compare it: rounded to nine decimals, halves to even, and exact from there on.

    A score is made of floats. Their last digits are not to decide whether 85 % is above 85 %, and need not be
    the same on every machine; nine decimals are.
    """
    return Fraction(Decimal(shrunk).quantize(FINEST, ROUND_HALF_EVEN))


def reliability(samples: Sequence[Sample]) -> float | None:
    """Give 1 − V/(V + τ²): which part of the differences between units is more than chance (method note §4).

    V is the mean of the units' squared standard errors. None below five units.
    """
    if len(samples) < LEAST_UNITS:
        return None
    within = [sample.error**2 for sample in samples]
    mean = fsum(within) / len(within)
    return 1 - mean / (mean + between_variance([sample.index for sample in samples], within))


def between_variance(values: Sequence[float], variances: Sequence[float]) -> float:
    """Give τ², how much at least two units vary beyond chance, never negative (DerSimonian and Laird 1986)."""
    weights = [1 / variance for variance in variances]
    total = fsum(weights)
    mean = fsum(weight * value for weight, value in zip(weights, values, strict=True)) / total
    spread = fsum(weight * (value - mean) ** 2 for weight, value in zip(weights, values, strict=True))
    room = total - fsum(weight * weight for weight in weights) / total
    return max(0.0, (spread - (len(values) - 1)) / room)


def _sample(counts: Counts, deff: float | None, weights: Mapping[str, Fraction] | None) -> Sample | None:
    index = index_fraction(counts, weights)
    return None if index is None or deff is None else Sample(index=float(index), n=ratings(counts) / deff)


def _mean(known: Sequence[Sample]) -> float | None:
    if not known:
        return None
    return min(1.0, fsum(sample.satisfied for sample in known) / fsum(sample.n for sample in known))


def _likeness(known: Sequence[Sample], mu: float) -> float | None:
    """Give ρ = [Σ n(S − μ)²/(μ(1 − μ)) − (K − 1)] / Σ (1 − n/N)(n − 1), or None where it divides by nothing."""
    total, chance = fsum(sample.n for sample in known), mu * (1 - mu)
    room = fsum((1 - sample.n / total) * (sample.n - 1) for sample in known)
    if len(known) < LEAST_UNITS or room <= 0 or not chance:
        return None
    spread = fsum(sample.n * (sample.index - mu) ** 2 for sample in known) / chance
    return (spread - (len(known) - 1)) / room


def _prior(
    units: int, mu: float | None, rho: float | None, frozen: Prior | None
) -> tuple[PriorState, Prior | None]:
    if frozen is not None:
        return PriorState.FROZEN, frozen
    if mu is None or units < LEAST_UNITS:
        return PriorState.NOT_ESTIMABLE, None
    if rho is None or rho <= 0:
        return PriorState.ALIKE, Prior(mu=mu, strength=inf)
    # Units that contradict each other more than any mixture can are left to their own answers.
    return PriorState.ESTIMATED, Prior(mu=mu, strength=max(1 / rho - 1, 0.0))


def _scores(
    samples: Sequence[Sample | None], prior: Prior | None, block: Sequence[Sample]
) -> tuple[Score | None, ...]:
    if prior is None:
        return (None,) * len(samples)
    if prior.strength == inf:
        # One rate for all: its bound is that of all answers together, not the mean as if it were known.
        all_n, all_x = fsum(each.n for each in block), fsum(each.satisfied for each in block)
        return (Score(shrunk=prior.mu, low=_bound(all_x, all_n, prior.mu), own_weight=0.0),) * len(samples)
    return tuple(_score(sample, prior) for sample in samples)


def _score(sample: Sample | None, prior: Prior) -> Score:
    n, x = (sample.n, sample.satisfied) if sample else (0.0, 0.0)
    whole = n + prior.strength
    mean = (x + prior.mu * prior.strength) / whole if n else prior.mu
    low = _bound(mean * whole, whole, mean, added=0.0 if prior.strength else _JEFFREYS)
    return Score(shrunk=mean, low=low, own_weight=n / whole if whole else 0.0)


def _bound(x: float, n: float, mean: float, *, added: float = _JEFFREYS) -> float:
    """Give the 5 % point of Beta(x + added, n − x + added), at most the mean."""
    return min(float(betaincinv(max(x, 0.0) + added, max(n - x, 0.0) + added, _TAIL)), mean)
