"""The index with days as sampling units, against single answers and other programs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.index.domain import index_fraction, index_variance, pooled_variance, unit_index, wilson
from analytics.index.domain.clusters import cluster_variance, clustered_index, pooled_cluster_variance
from tests.analytics.index.independent import single_answers
from tests.analytics.index.samples import a_matrix
from tests.helpers.matrix import counts_of

LEVEL = st.one_of(st.none(), st.integers(1, 5))
DATED = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.tuples(st.integers(0, 6), st.lists(LEVEL, min_size=width, max_size=width)), min_size=1, max_size=40
    )
)


def totals(dated):
    """Give the answers given and satisfied by cluster and question."""
    width = len(dated[0][1])
    given = np.zeros((7, width), dtype=np.int64)
    happy = np.zeros((7, width), dtype=np.int64)
    for day, answers in dated:
        for place, level in enumerate(answers):
            given[day, place] += level is not None
            happy[day, place] += level is not None and level >= 4
    return given, happy


def over_answers(dated):
    """Give the variance from the single answers, cluster by cluster, with the mean taken off."""
    rows = [(day, answers) for day, answers in dated if any(level is not None for level in answers)]
    columns = [
        [a for a in column if a is not None] for column in zip(*(answers for _, answers in dated), strict=True)
    ]
    days = sorted({day for day, _ in rows})
    if len(days) < 2 or not all(columns):
        return None
    n = [len(column) for column in columns]
    p = [Fraction(sum(level >= 4 for level in column), len(column)) for column in columns]
    u = dict.fromkeys(days, Fraction(0))
    for day, answers in rows:
        for j, level in enumerate(answers):
            if level is not None:
                u[day] += (Fraction(level >= 4) - p[j]) / n[j] / len(n)
    mean = sum(u.values()) / len(u)
    return Fraction(len(u), len(u) - 1) * sum((value - mean) ** 2 for value in u.values())


@given(DATED)
def test_totals_by_day_give_the_variance_over_days(dated):
    assert cluster_variance(*totals(dated)) == over_answers(dated)


@given(DATED)
def test_with_a_cluster_for_each_respondent_it_is_the_variance_between_respondents(dated):
    matrix = [answers for _, answers in dated]
    counts = counts_of(matrix, [f"q{place}" for place in range(len(matrix[0]))])
    given = np.array([[level is not None for level in row] for row in matrix], dtype=np.int64)
    happy = np.array([[level is not None and level >= 4 for level in row] for row in matrix], dtype=np.int64)
    assert cluster_variance(given, happy) == index_variance(counts)
    assert pooled_cluster_variance(given, happy) == pooled_variance(counts)


@settings(max_examples=25)
@given(DATED)
def test_statsmodels_finds_the_same_variance_of_the_pooled_share(dated):
    ours = pooled_cluster_variance(*totals(dated))
    if ours is None:
        return
    frame = single_answers([answers for _, answers in dated])
    days = np.array([dated[int(row)][0] for row in frame["respondent"]])
    fit = sm.OLS(frame["satisfied"].to_numpy(), np.ones(frame.height)).fit(
        cov_type="cluster", cov_kwds={"groups": days, "use_correction": False}
    )
    clusters = len(set(days))
    assert float(ours) == pytest.approx(fit.cov_params()[0, 0] * clusters / (clusters - 1), rel=1e-9, abs=1e-15)


def days_of(count: int, per_day: int = 12):
    dated = [(day, row) for day in range(count) for row in a_matrix(per_day, 0.4 + 0.5 * (day % 2), seed=day)]
    given, happy = np.zeros((count, 3), dtype=int), np.zeros((count, 3), dtype=int)
    for day, row in dated:
        for place, level in enumerate(row):
            given[day, place] += level is not None
            happy[day, place] += level is not None and level >= 4
    return counts_of([row for _, row in dated], ("q1", "q2", "q3")), given, happy


def test_the_interval_is_wilsons_with_a_t_for_the_days_and_no_lower_clip():
    counts, given, happy = days_of(20)
    found = clustered_index(given, happy)
    index, variance = float(index_fraction(counts)), float(cluster_variance(given, happy))
    n_eff = index * (1 - index) / variance
    expected = wilson(index, n_eff, float(stats.t.ppf(0.975, 19)))
    assert (found.clusters, found.estimable, found.index, found.variance) == (20, True, index, variance)
    assert found.n_eff == pytest.approx(n_eff)
    assert (found.low, found.high) == (pytest.approx(expected.low), pytest.approx(expected.high))
    # Good days and bad days: there are fewer independent answers than respondents.
    assert found.n_eff < counts.respondents
    assert found.high - found.low > unit_index(counts).high - unit_index(counts).low


def test_days_without_answers_are_no_clusters():
    _, given, happy = days_of(12)
    empty = np.zeros((30, 3), dtype=int)
    assert clustered_index(
        np.vstack([empty, given]), np.vstack([happy * 0, empty[:18], happy])
    ) == clustered_index(given, happy)


def test_nine_days_are_too_few_for_an_interval_and_ten_are_enough():
    few = clustered_index(*days_of(9)[1:])
    assert (few.clusters, few.estimable, few.variance, few.n_eff, few.low, few.high) == (9, False, *[None] * 4)
    assert few.index is not None
    assert clustered_index(*days_of(10)[1:]).estimable


def test_where_every_day_is_alike_each_counts_as_one_answer():
    found = clustered_index([[5, 5]] * 15, [[5, 5]] * 15)
    assert (found.index, found.variance, found.n_eff, found.high) == (1, 0, 15, 1)
    assert found.low == pytest.approx(wilson(1.0, 15, float(stats.t.ppf(0.975, 14))).low)


@pytest.mark.parametrize("given", [[], [[]], [[0, 0]] * 12, [[3, 0]] * 12])
def test_without_an_answer_to_each_question_there_is_no_index(given):
    found = clustered_index(given, np.zeros_like(np.asarray(given)))
    assert (found.index, found.estimable, found.low) == (None, False, None)


def test_matrices_that_do_not_belong_together_are_an_error():
    with pytest.raises(ValueError, match="do not belong together"):
        clustered_index([[1, 2]], [[1]])
