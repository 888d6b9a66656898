"""Whether questions measure one thing: alpha, omega, blanks, sheets of one level (method note §8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_COMPLETE = 30
"""Fewer respondents who answered every question estimate no scale."""

STRAIGHT_FROM = 3
"""Whoever answered fewer questions cannot be told to have given all of them one level on purpose."""

_PAIR, _IDENTIFIED = 2, 3
_SINGULAR = 1e-8
_MANY = 99  # above every level
_FLOOR = 0.005  # the usual lower bound of a unique variance, as a part of the question's variance


class Scale(StrEnum):
    """Why a coefficient can be estimated or not."""

    OK = "ok"
    TOO_FEW_QUESTIONS = "too_few_questions"
    TOO_FEW_ANSWERS = "too_few_answers"
    NO_VARIATION = "no_variation"
    """A question was answered alike by everybody."""
    IMPROPER = "improper"
    """The fit found no inner solution: one question would have no variance of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A coefficient, or why there is none."""

    value: float | None
    state: Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionScale:
    """One question: alpha without it, its loading (0–1 where all are alike), and the share left blank."""

    question: str
    alpha_if_deleted: Coefficient
    loading: float | None
    nonresponse: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What a set of answers says of its questions as one scale; shares 0–1."""

    respondents: int
    """Who answered at least one of the questions."""
    complete: int
    """Who answered all of them; alpha and omega are theirs."""
    alpha: Coefficient
    omega: Coefficient
    questions: tuple[QuestionScale, ...]
    straightlining: float | None
    """Of those who answered three questions or more, how many gave all of them one level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A one-factor fit of a correlation matrix."""

    loadings: tuple[float, ...]
    uniquenesses: tuple[float, ...]
    proper: bool


def reliability(answers: NDArray[np.integer[Any]], questions: Sequence[str]) -> Reliability:
    """Judge a matrix of respondents × questions, levels 1–5 and 0 for no answer (method note §8)."""
    given = answers > 0
    some = given.any(axis=1)
    whole = answers[given.all(axis=1)].astype(np.float64)
    omega, loadings = _omega(whole)
    blank = 1 - given[some].mean(axis=0) if some.any() else None
    return Reliability(
        respondents=int(some.sum()),
        complete=len(whole),
        alpha=cronbach_alpha(whole),
        omega=omega,
        questions=tuple(
            QuestionScale(
                question=question,
                alpha_if_deleted=cronbach_alpha(np.delete(whole, place, axis=1)),
                loading=None if loadings is None else loadings[place],
                nonresponse=None if blank is None else float(blank[place]),
            )
            for place, question in enumerate(questions)
        ),
        straightlining=_share(straight_lines(answers), given.sum(axis=1) >= STRAIGHT_FROM),
    )


def straight_lines(answers: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Mark the respondents who answered three questions or more and gave all of them one level."""
    given = answers > 0
    highest = answers.max(axis=1, initial=0)
    lowest = np.where(given, answers, highest[:, None]).min(axis=1, initial=_MANY)
    return np.asarray((given.sum(axis=1) >= STRAIGHT_FROM) & (highest == lowest))


def cronbach_alpha(whole: Floats) -> Coefficient:
    """Give α = k/(k−1) (1 − Σ σ_j²/σ_total²) of complete answers (Cronbach 1951; method note §8)."""
    state = _estimable(whole, _PAIR)
    covariance = np.atleast_2d(np.cov(whole, rowvar=False)) if state is Scale.OK else np.zeros((1, 1))
    if state is Scale.OK and covariance.sum() <= 0:
        state = Scale.NO_VARIATION
    if state is not Scale.OK:
        return Coefficient(value=None, state=state)
    k = whole.shape[1]
    value = k / (k - 1) * (1 - float(np.trace(covariance)) / float(covariance.sum()))
    return Coefficient(value=value, state=Scale.OK)


def one_factor(correlation: Floats) -> Factor:
    """Fit R ≈ λλᵀ + Ψ by maximum likelihood, Ψ between 0.005 and 1 (Jöreskog 1967; method note §8).

    For each Ψ the best λ is known, from the largest eigenvalue of Ψ^−½ R Ψ^−½; only Ψ is searched for.
    """
    k = len(correlation)
    start = np.full(k, (1 - 0.5 / k)) / np.diag(np.linalg.pinv(correlation, hermitian=True))
    found = minimize(
        _discrepancy,
        np.clip(start, _FLOOR, 1.0),
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_FLOOR, 1.0)] * k,
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 2000},
    )
    own = np.asarray(found.x, dtype=np.float64)
    loadings = _loadings(own, correlation)
    return Factor(
        loadings=tuple(map(float, loadings)),
        uniquenesses=tuple(map(float, own)),
        # Nor has a singular matrix a likelihood: some question is all in the others.
        proper=bool((own > _FLOOR * 1.001).all() and np.linalg.eigvalsh(correlation)[0] > _SINGULAR),
    )


def _estimable(whole: Floats, least: int) -> Scale:
    if whole.shape[1] < least:
        return Scale.TOO_FEW_QUESTIONS
    if len(whole) < LEAST_COMPLETE:
        return Scale.TOO_FEW_ANSWERS
    return Scale.OK if (np.ptp(whole, axis=0) > 0).all() else Scale.NO_VARIATION


def _omega(whole: Floats) -> tuple[Coefficient, list[float] | None]:
    """Give ω = (Σλ)² / ((Σλ)² + Σψ) in the units of the answers, and the loadings of the correlations."""
    state = _estimable(whole, _IDENTIFIED)
    if state is not Scale.OK:
        return Coefficient(value=None, state=state), None
    factor = one_factor(np.atleast_2d(np.corrcoef(whole, rowvar=False)))
    if not factor.proper:
        return Coefficient(value=None, state=Scale.IMPROPER), None
    sizes = whole.std(axis=0, ddof=1)
    common = float(np.dot(sizes, factor.loadings)) ** 2
    own = float(np.dot(sizes**2, factor.uniquenesses))
    return Coefficient(value=common / (common + own), state=Scale.OK), list(factor.loadings)


def _discrepancy(own: Floats, correlation: Floats) -> tuple[float, Floats]:
    """Give Σ over all but the largest eigenvalue θ of (θ − ln θ − 1), and its slope in Ψ."""
    roots = np.sqrt(own)
    values, vectors = np.linalg.eigh(correlation / np.outer(roots, roots))
    rest, basis = np.maximum(values[:-1], 1e-12), vectors[:, :-1]
    slope = -((rest - 1) * basis**2).sum(axis=1) / own
    return float((rest - np.log(rest) - 1).sum()), slope


def _loadings(own: Floats, correlation: Floats) -> Floats:
    roots = np.sqrt(own)
    values, vectors = np.linalg.eigh(correlation / np.outer(roots, roots))
    loadings = roots * vectors[:, -1] * sqrt(max(0.0, float(values[-1]) - 1))
    # A factor has no sign; most questions point upwards.
    return np.asarray(loadings if loadings.sum() >= 0 else -loadings)


def _share(chosen: NDArray[np.bool_], among: NDArray[np.bool_]) -> float | None:
    return float(chosen[among].mean()) if among.any() else None
