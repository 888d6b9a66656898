"""Each number of a study with its formula, what went in, and where the method note has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.drivers.services.documents import METHOD
from analytics.index.domain.drivers import DRAWS, LEAST_COMPLETE, LEAST_PER_QUESTION
from analytics.index.domain.scale import STRAIGHT_FROM
from analytics.index.services.telling import entry, told_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.drivers.services.studying import Study
    from analytics.index.domain.drivers import Drivers

_SECTION = "§8"
_ALPHA = "k/(k − 1) (1 − Σ_j c_jj / Σ_jl c_jl), c the covariances of those who answered all k questions"
_OMEGA = (
    "(Σ s_j λ_j)²/((Σ s_j λ_j)² + Σ s_j² ψ_j), s_j² = c_jj, λ and ψ = 1 − λ² of a one-factor maximum-likelihood "
    "fit of the correlations"
)
_LMG = "LMG_j: what question j adds to R² of the outcome, averaged over all orders of the k questions"
_R2 = "Σ LMG_j = R², from the covariances of the questions and, last, the outcome"
_INTERVAL = "2.5 % and 97.5 % points of LMG_j over samples of whole respondents, drawn by PCG64 from the seed"


def explained(found: Study) -> list[dict[str, Any]]:
    """Explain the numbers of a study that can be estimated, those of its questions under QUESTION.NUMBER."""
    told = [*_of_scale(found), *_of_drivers(found, found.every, "")]
    told += _of_drivers(found, found.without_straight_lines, "_without_straightliners")
    return [each | {"method": METHOD} for each in told if each["value"] is not None]


def _of_scale(found: Study) -> Iterator[dict[str, Any]]:
    scale = found.scale
    k, complete = len(scale.questions), scale.complete
    told: dict[str, Any] = {"c": dict(found.covariances), "complete": complete}
    limits = {"least_complete": LEAST_COMPLETE}
    yield entry("alpha", scale.alpha.value, _SECTION, _ALPHA, k=k, **told, parameters=limits)
    loadings = {each.question: each.loading for each in scale.questions}
    yield entry("omega", scale.omega.value, _SECTION, _OMEGA, loadings=loadings, **told, parameters=limits)
    formula = "of those who answered so many questions or more, the part that gave all of them one level"
    yield entry("straightlining", scale.straightlining, _SECTION, formula, parameters={"from": STRAIGHT_FROM})
    for each in scale.questions:
        formula = "alpha of the other k − 1 questions"
        alpha = each.alpha_if_deleted.value
        yield entry(f"{each.question}.alpha_if_deleted", alpha, _SECTION, formula, k=k - 1, complete=complete)
        formula = "1 − answers / respondents, of those who answered any question"
        yield entry(
            f"{each.question}.nonresponse", each.nonresponse, _SECTION, formula, respondents=scale.respondents
        )


def _of_drivers(found: Study, every: Drivers, without: str) -> Iterator[dict[str, Any]]:
    k = len(every.drivers)
    parts = {each.question: each.importance for each in every.drivers}
    limits = {"least_complete": LEAST_COMPLETE, "least_per_question": LEAST_PER_QUESTION}
    told: dict[str, Any] = {"outcome": found.outcome, "n": every.n}
    covariances = {} if without else {"c": dict(found.with_outcome)}
    yield entry(f"r2{without}", every.r2, _SECTION, _R2, LMG=parts, **told, **covariances, parameters=limits)
    for each in every.drivers:
        yield entry(f"{each.question}.importance{without}", each.importance, _SECTION, _LMG, k=k, **told)
        ends = {"low": each.low, "high": each.high}
        draws = {"draws": DRAWS, "seed": found.seed}
        yield entry(f"{each.question}.interval{without}", ends, _SECTION, _INTERVAL, **told, parameters=draws)
        formula = "answers 4 or 5 / answers"
        yield entry(f"{each.question}.performance{without}", each.performance, _SECTION, formula)


def in_words(found: Study) -> str:
    """Tell a study's explanations as lines a person can follow."""
    scale = found.scale
    return "\n".join(
        [
            f"{found.questionnaire} → {found.outcome}",
            *told_entries(explained(found)),
            f"  answers: {found.responses}; respondents: {scale.respondents}; complete: {scale.complete}",
        ]
    )
