"""The index of one group of respondents, with all that a row of figures says (method note §1, §2, §4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from analytics.index.domain.intervals import Interval, normal_quantile, student_quantile, wilson
from analytics.index.domain.shares import (
    index_fraction,
    indexed_levels,
    mean100_fraction,
    points100,
    pooled_fraction,
    ratings,
    respondent_fraction,
    satisfied,
)
from analytics.index.domain.variances import index_variance
from analytics.tally.domain import Counts

if TYPE_CHECKING:
    from collections.abc import Iterable

METHOD = "index-2"
"""The version of docs/method.md that is carried out here; it goes with every figure."""

LEAST_SHOWN = 10
"""Fewer respondents, or fewer answers to an index question, are insufficient (method note §4)."""

LEAST_SCORED = 30
"""Fewer respondents are few: shown with their interval, neither scored alone nor ranked (method note §4)."""

_MARGIN = Fraction(1, 20)  # the five points that `required_n` aims at


class State(StrEnum):
    """How much a figure can bear."""

    OK = "ok"
    FEW = "few"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question: its counts and what they say, shares 0–1; None is "nobody answered"."""

    question: str
    n: int
    n1: int
    n2: int
    n3: int
    n4: int
    n5: int
    share: float | None
    """Answers 4 and 5 among the answers given."""
    low: float | None
    high: float | None
    mean100: float | None
    """The mean level on a scale from 0 (all answered 1) to 100 (all answered 5)."""
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitIndex:
    """The index of one group of respondents, shares 0–1; None is "these answers cannot say"."""

    respondents: int
    """m: who answered at least one index question."""
    ratings: int
    """N: the answers to index questions."""
    criteria: tuple[Criterion, ...]
    index: float | None
    """S: the mean of the criterion shares."""
    low: float | None
    high: float | None
    deff: float | None
    """var(S) over that of N independent answers; None when every answer or none is satisfied."""
    n_eff: float | None
    """How many independent answers the interval takes them for, between m and N."""
    pooled_share: float | None
    mean100: float | None
    """The mean of the criteria's 0–100 means."""
    respondent_mean: float | None
    """R: the mean over respondents of their own share of satisfied answers."""
    straight: int
    """Respondents who gave all their answers, three at least, one level; no reason to leave them out."""
    state: State
    required_n: int | None
    """Respondents wanted for a margin of five points; None while the volume of the service is unknown."""


def unit_index(counts: Counts, *, volume: int | None = None) -> UnitIndex:
    """Judge one group by its index questions; `volume` is how many were served, if known (method note §1, §2, §4).

    There is no index while an index question has no answer: without it the group would be compared over
    other questions than its neighbours. There is no interval with a single respondent.
    """
    index, pooled, variance = index_fraction(counts), pooled_fraction(counts), index_variance(counts)
    n_eff = _effective_n(counts, index, variance)
    interval = _interval(index, n_eff, counts.respondents)
    return UnitIndex(
        respondents=counts.respondents,
        ratings=ratings(counts),
        criteria=tuple(criterion(counts, question) for question in counts.indexed),
        index=_number(index),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        deff=_number(_design_effect(variance, pooled, ratings(counts))),
        n_eff=_number(n_eff),
        pooled_share=_number(pooled),
        mean100=_number(mean100_fraction(counts)),
        respondent_mean=_number(respondent_fraction(counts)),
        straight=counts.straight,
        state=state_of(counts),
        required_n=None if volume is None else required_n(volume),
    )


def question_index(counts: Counts, question: str, *, volume: int | None = None) -> UnitIndex:
    """Judge one question, in the index or not, as an index of its own (method note §2).

    Its interval is the index's, with Student's t, and so a little wider than the criterion's own.
    """
    levels = counts.level(question)
    alone = Counts(
        questions=(question,),
        indexed=(question,),
        responses=counts.responses,
        respondents=sum(levels),
        levels=(levels,),
        overlap=(satisfied(levels),),
    )
    return unit_index(alone, volume=volume)


def criterion(counts: Counts, question: str) -> Criterion:
    """Judge one question: share, Wilson's interval, 0–100 mean (method note §1, §2).

    Each respondent answers it once, so the answers are independent and the plain interval holds.
    """
    levels = counts.level(question)
    n1, n2, n3, n4, n5 = levels
    n = sum(levels)
    interval = wilson(satisfied(levels) / n, n, normal_quantile()) if n else None
    return Criterion(
        question=question,
        n=n,
        n1=n1,
        n2=n2,
        n3=n3,
        n4=n4,
        n5=n5,
        share=satisfied(levels) / n if n else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        mean100=points100(levels) / n if n else None,
        state=_state(n, (n,)),
    )


def state_of(counts: Counts) -> State:
    """Say what the index can bear: its respondents and its least answered question decide (method note §4)."""
    return _state(counts.respondents, [sum(levels) for levels in indexed_levels(counts)])


def required_n(volume: int) -> int:
    """Give N/(1 + N e²) rounded up: respondents wanted of N finished files for a margin e of five points.

    Yamane 1967 (method note §4); 0 when there was no file, never above 400.
    """
    return ceil(volume / (1 + volume * _MARGIN**2))


def _state(respondents: int, answers: Iterable[int]) -> State:
    if min((respondents, *answers)) < LEAST_SHOWN:
        return State.INSUFFICIENT
    return State.FEW if respondents < LEAST_SCORED else State.OK


def _effective_n(counts: Counts, index: Fraction | None, variance: Fraction | None) -> Fraction | None:
    """Hold S(1 − S)/var(S) between respondents and ratings; it is the respondents when nothing varies."""
    if index is None or variance is None:
        return None
    m = Fraction(counts.respondents)
    # All the opinions of one person are worth at least one independent opinion, and at most their number.
    return min(max(index * (1 - index) / variance, m), Fraction(ratings(counts))) if variance else m


def _interval(index: Fraction | None, n_eff: Fraction | None, respondents: int) -> Interval | None:
    if index is None or n_eff is None:
        return None
    return wilson(float(index), float(n_eff), student_quantile(respondents - 1))


def _design_effect(variance: Fraction | None, pooled: Fraction | None, answers: int) -> Fraction | None:
    independent = pooled * (1 - pooled) if pooled is not None else None
    return variance * answers / independent if variance is not None and independent else None


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
