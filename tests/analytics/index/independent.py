"""The index and its variance as two other programs find them: least squares on the single answers, by respondent.

The questions are coded against the first so that the codes add up to zero; the constant of the regression is then
the mean of the question shares, that is the index, and its clustered variance is the variance of the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import statsmodels.api as sm  # type: ignore[import-untyped]
import svy

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The pooled share with its variance and the half width of its t interval."""

    share: float
    variance: float
    half_width: float
    answers: int


def single_answers(matrix: Sequence[Sequence[int | None]]) -> pl.DataFrame:
    """Give one row an answer: respondent, satisfied 0 or 1, and the codes of the question."""
    rows = []
    for respondent, answers in enumerate(matrix):
        for question, level in enumerate(answers):
            if level is not None:
                codes = {f"c{j}": float(question == j) - float(question == 0) for j in range(1, len(answers))}
                rows.append({"respondent": str(respondent), "satisfied": float(level >= 4), **codes})
    return pl.DataFrame(rows)


def by_statsmodels(matrix: Sequence[Sequence[int | None]]) -> tuple[float, float]:
    """Give index and variance by ordinary least squares with errors clustered by respondent."""
    frame = single_answers(matrix)
    codes = frame.drop("respondent", "satisfied").to_numpy()
    design = np.column_stack([np.ones(frame.height), codes])
    groups = frame["respondent"].cast(pl.Int64).to_numpy()
    m = len(np.unique(groups))
    fit = sm.OLS(frame["satisfied"].to_numpy(), design).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    # The program's own correction also counts the questions as estimated; ours is for the clusters alone.
    return float(fit.params[0]), float(fit.cov_params()[0, 0]) * m / (m - 1)


def by_svy(matrix: Sequence[Sequence[int | None]]) -> tuple[float, float]:
    """Give index and variance by a design-based linear model with the respondent as sampling unit."""
    frame = single_answers(matrix)
    sample = svy.Sample(data=frame, design=svy.Design(psu="respondent"))
    codes = frame.drop("respondent", "satisfied").columns
    constant = sample.glm.fit(y="satisfied", x=codes).coefs[0]
    return float(constant.est), float(constant.se) ** 2


def pooled_by_svy(matrix: Sequence[Sequence[int | None]]) -> Pooled:
    """Give the pooled share by a design-based mean with the respondent as sampling unit."""
    frame = single_answers(matrix)
    sample = svy.Sample(data=frame, design=svy.Design(psu="respondent"))
    estimate = sample.estimation.mean("satisfied")
    assert isinstance(estimate, svy.Estimate)
    found = estimate.to_polars().row(0, named=True)
    return Pooled(
        share=found["est"],
        variance=found["se"] ** 2,
        half_width=(found["uci"] - found["lci"]) / 2,
        answers=found["n"],
    )
