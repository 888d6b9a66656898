"""The index by service volume, by a common mix and by regulated weights, beside the plain one (method note §3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import fsum
from typing import TYPE_CHECKING

from analytics.index.domain.intervals import student_quantile, wilson
from analytics.index.domain.shares import index_fraction, ratings
from analytics.index.domain.steady import steady_variance
from analytics.index.domain.strata import EVERYTHING, Stratum, joined, merged
from analytics.index.domain.variances import index_variance
from analytics.tally.domain import Counts, total
from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NOTEWORTHY = Fraction(2, 100)
"""A weighted index further than two points from the plain one is pointed out (method note §3)."""

WEIGHT_CAP = 5
"""No respondent weighs more than so many times the median respondent (method note §3)."""


class CriterionWeightsError(Refusal):
    """Weights that are not those of the index questions."""

    message = "The weights of the criteria must be above 0, one for each of %(questions)s, and add up to 1."


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """An index by weights beside the plain one, shares 0–1; None is "these answers cannot say"."""

    index: float | None
    variance: float | None
    low: float | None
    high: float | None
    plain: float | None
    """The index S of all answers together, without weights."""
    differs: bool | None
    """Whether the two are more than two points apart, before rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One group of answers in a weighted index."""

    key: str
    respondents: int
    volume: float
    weight: float
    """W_h: its part of the index, 0–1; the weights add up to 1."""
    index: float
    variance: float
    """var(S_h), held above 0 where everybody answered alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratified:
    """A weighted index with what the weights were and what they cost."""

    weighted: Weighted
    cells: tuple[Cell, ...]
    capped: tuple[str, ...]
    """The cells whose weight was cut."""
    max_weight: float | None
    """The weight of the heaviest respondent; they weigh 1 on average."""
    n_eff: float | None
    """Kish: how many respondents of equal weight these are worth, (Σw)²/Σw²."""
    represented: float | None
    """The part of the volume that the cells stand for, 0–1; the rest has too few answers to say anything."""
    left_out: int
    """Respondents in no cell: their service is not known, has no volume, or has too few answers."""


def by_criteria(counts: Counts, weights: Mapping[str, Fraction] | None = None) -> Weighted:
    """Weigh the criteria as a regulation says, equally if it does not: S = Σ w_j p_j (method note §3)."""
    if weights is not None and not _fit(weights, counts.indexed):
        raise CriterionWeightsError(questions=", ".join(counts.indexed))
    index, variance = index_fraction(counts, weights), index_variance(counts, weights)
    m = counts.respondents
    return _weighted(index, None if variance is None else float(variance), counts, least=float(m), degrees=m - 1)


def post_stratified(strata: Sequence[Stratum], tree: Mapping[str, str]) -> Stratified:
    """Weigh a unit's services by their own volumes: S = Σ W_h S_h, var = Σ W_h² var_h (method note §3).

    Strata too small are joined along the tree; no respondent weighs more than 5 times the median one. There is no
    index where more than half of the respondents are in no cell: it would be one of the others, under their name.
    """
    return _stratified(joined([each for each in strata if each.volume], tree), strata, cap=True)


def standardised(
    strata: Sequence[Stratum], mix: Mapping[str, int | Fraction], tree: Mapping[str, str]
) -> Stratified:
    """Weigh a unit's services as if it had the mix of its block, whatever its own volumes (method note §3)."""
    answered = {each.key: each.counts for each in strata}
    keys = sorted({*answered, *mix})
    as_in_mix = [
        Stratum(key=key, counts=answered.get(key, Counts()), volume=mix.get(key, Fraction(0))) for key in keys
    ]
    return post_stratified(as_in_mix, tree)


def by_volume(units: Sequence[Stratum]) -> Stratified:
    """Add units up to a province by their volumes, Σ V_u S_u / Σ V_u: never a mean of means (method note §3).

    Units too small for an index of their own stand together as one; where even these are too few, they are left
    out and `represented` says how much is missing. No weight is cut.
    """
    with_volume = [unit for unit in units if unit.volume]
    large = [unit for unit in with_volume if not unit.small]
    rest = merged(EVERYTHING, sorted((unit for unit in with_volume if unit.small), key=lambda unit: unit.key))
    cells = [*large, *([] if rest.small else [rest])]
    return _stratified(sorted(cells, key=lambda unit: unit.key), units, cap=False)


def _stratified(cells: Sequence[Stratum], strata: Sequence[Stratum], *, cap: bool) -> Stratified:
    plain = total(each.counts for each in sorted(strata, key=lambda each: each.key))
    cells = [cell for cell in cells if not cell.small]
    respondents = sum(cell.counts.respondents for cell in cells)
    left_out = plain.respondents - respondents
    if left_out > respondents or not cells:
        return _nothing(plain, sum(each.volume for each in strata), left_out)
    heaviness = {cell.key: Fraction(cell.volume) / cell.counts.respondents for cell in cells}
    limit = WEIGHT_CAP * _median(cells, heaviness) if cap else max(heaviness.values())
    kept = {key: min(weight, limit) for key, weight in heaviness.items()}
    whole = sum((kept[cell.key] * cell.counts.respondents for cell in cells), Fraction(0))
    shares = {cell.key: kept[cell.key] * cell.counts.respondents / whole for cell in cells}
    kish = float(whole**2 / sum(kept[cell.key] ** 2 * cell.counts.respondents for cell in cells))
    return Stratified(
        weighted=_of_cells(cells, shares, plain, kish),
        cells=tuple(_cell(cell, shares[cell.key]) for cell in cells),
        capped=tuple(key for key, weight in heaviness.items() if weight > limit),
        max_weight=float(max(kept.values()) * respondents / whole),
        n_eff=kish,
        represented=float(
            Fraction(sum(cell.volume for cell in cells)) / Fraction(sum(each.volume for each in strata))
        ),
        left_out=left_out,
    )


def _of_cells(cells: Sequence[Stratum], shares: Mapping[str, Fraction], plain: Counts, kish: float) -> Weighted:
    index = sum((shares[cell.key] * (index_fraction(cell.counts) or 0) for cell in cells), Fraction(0))
    variance = fsum(float(shares[cell.key]) ** 2 * (steady_variance(cell.counts) or 0.0) for cell in cells)
    degrees = sum(cell.counts.respondents for cell in cells) - len(cells)
    # Without weights a person's answers are worth one at least; with them even that is not sure.
    least = kish if len(cells) == 1 or index in {0, 1} else 0.0
    return _weighted(index, variance, plain, least=least, degrees=degrees)


def _cell(cell: Stratum, share: Fraction) -> Cell:
    return Cell(
        key=cell.key,
        respondents=cell.counts.respondents,
        volume=float(cell.volume),
        weight=float(share),
        index=float(index_fraction(cell.counts) or 0),
        variance=steady_variance(cell.counts) or 0.0,
    )


def _median(cells: Sequence[Stratum], heaviness: Mapping[str, Fraction]) -> Fraction:
    """Give the weight of the respondent in the middle, the mean of the two middle ones if there are two."""
    ordered = sorted((heaviness[cell.key], cell.counts.respondents) for cell in cells)
    m = sum(respondents for _, respondents in ordered)
    return (_nth(ordered, (m - 1) // 2) + _nth(ordered, m // 2)) / 2


def _nth(ordered: Iterable[tuple[Fraction, int]], place: int) -> Fraction:
    passed = 0
    for weight, respondents in ordered:
        passed += respondents
        if place < passed:
            return weight
    raise IndexError(place)


def _weighted(
    index: Fraction | None, variance: float | None, plain: Counts, *, least: float, degrees: int
) -> Weighted:
    """Add Wilson's interval with n_eff = S(1 − S)/var held between `least` and the number of answers."""
    unweighted = index_fraction(plain)
    low = high = None
    if index is not None and variance is not None:
        spread = float(index * (1 - index))
        n_eff = min(max(spread / variance, least), float(ratings(plain))) if variance else least
        interval = wilson(float(index), n_eff, student_quantile(degrees))
        low, high = interval.low, interval.high
    return Weighted(
        index=None if index is None else float(index),
        variance=variance,
        low=low,
        high=high,
        plain=None if unweighted is None else float(unweighted),
        differs=None if index is None or unweighted is None else abs(index - unweighted) > NOTEWORTHY,
    )


def _nothing(plain: Counts, volume: int | Fraction, left_out: int) -> Stratified:
    return Stratified(
        weighted=_weighted(None, None, plain, least=0.0, degrees=0),
        cells=(),
        capped=(),
        max_weight=None,
        n_eff=None,
        represented=0.0 if volume else None,
        left_out=left_out,
    )


def _fit(weights: Mapping[str, Fraction], questions: Sequence[str]) -> bool:
    positive = all(weight > 0 for weight in weights.values())
    return positive and set(weights) == set(questions) and sum(weights.values(), Fraction(0)) == 1
