"""The variance from pair counts equals the one over respondents, computed directly and by two other programs."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index.domain import (
    index_fraction,
    index_variance,
    pooled_variance,
    ratings,
    student_quantile,
    unit_index,
)
from tests.analytics.index.independent import by_statsmodels, by_svy, pooled_by_svy
from tests.helpers.matrix import counts_of

LEVEL = st.one_of(st.none(), st.integers(1, 5))
MATRICES = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(LEVEL, min_size=width, max_size=width), min_size=1, max_size=40)
)


def questions(matrix: list[list[int | None]]) -> list[str]:
    return [f"q{place}" for place in range(len(matrix[0]))]


def over_respondents(matrix: list[list[int | None]]) -> Fraction | None:
    columns = [[level for level in column if level is not None] for column in zip(*matrix, strict=True)]
    rows = [row for row in matrix if any(level is not None for level in row)]
    if len(rows) < 2 or not all(columns):
        return None
    n = [len(column) for column in columns]
    p = [Fraction(sum(level >= 4 for level in column), len(column)) for column in columns]
    u = [
        sum((Fraction(level >= 4) - p[j]) / n[j] for j, level in enumerate(row) if level is not None) / len(n)
        for row in rows
    ]
    mean = sum(u) / len(u)
    return Fraction(len(u), len(u) - 1) * sum((value - mean) ** 2 for value in u)


@settings(deadline=None)
@given(MATRICES)
def test_pair_counts_give_the_variance_over_respondents(matrix: list[list[int | None]]):
    counts = counts_of(matrix, questions(matrix))
    assert index_variance(counts) == over_respondents(matrix)


@settings(deadline=None)
@given(MATRICES)
def test_whatever_the_answers_the_figures_keep_within_their_bounds(matrix: list[list[int | None]]):
    counts = counts_of(matrix, questions(matrix))
    unit = unit_index(counts)
    assert unit.respondents <= unit.ratings <= unit.respondents * len(matrix[0])
    if unit.low is not None:
        assert 0 <= unit.low <= unit.index <= unit.high <= 1
        assert unit.low < unit.high
        assert unit.respondents <= unit.n_eff <= unit.ratings


@settings(deadline=None)
@given(MATRICES, st.data())
def test_one_happier_answer_never_lowers_the_index(matrix: list[list[int | None]], data: st.DataObject):
    places = [(i, j) for i, row in enumerate(matrix) for j, level in enumerate(row) if level is not None]
    before = index_fraction(counts_of(matrix, questions(matrix)))
    if before is None:
        return
    i, j = data.draw(st.sampled_from(places))
    happier = [[*row] for row in matrix]
    happier[i][j] = min(5, happier[i][j] + 1)
    assert index_fraction(counts_of(happier, questions(matrix))) >= before


@settings(deadline=None)
@given(MATRICES, MATRICES)
def test_groups_add_up_to_the_index_of_both(first: list[list[int | None]], second: list[list[int | None]]):
    width = min(len(first[0]), len(second[0]))
    parts = [[row[:width] for row in matrix] for matrix in (first, second)]
    names = questions(parts[0])
    together = counts_of([*chain(*parts)], names)
    assert unit_index(counts_of(parts[0], names) + counts_of(parts[1], names)) == unit_index(together)


@settings(max_examples=25, deadline=None)
@given(MATRICES)
def test_statsmodels_finds_the_same_index_and_variance(matrix: list[list[int | None]]):
    counts = counts_of(matrix, questions(matrix))
    variance = index_variance(counts)
    if variance is None:
        return
    index, found = by_statsmodels(matrix)
    assert index == pytest.approx(float(index_fraction(counts)), rel=1e-9, abs=1e-12)
    assert found == pytest.approx(float(variance), rel=1e-9, abs=1e-15)


MISSING = [[5, 4, 2], [4, None, 5], [2, 3, None], [1, 2, 4], [5, 5, 5], [None, 4, 3], [None, None, 1]] * 5


def test_svy_finds_the_same_index_and_variance():
    counts = counts_of(MISSING, ["q0", "q1", "q2"])
    index, variance = by_svy(MISSING)
    assert index == pytest.approx(float(index_fraction(counts)), rel=1e-9)
    assert variance == pytest.approx(float(index_variance(counts)), rel=1e-9)


def test_svy_finds_the_same_pooled_variance_and_t_quantile():
    counts = counts_of(MISSING, ["q0", "q1", "q2"])
    pooled = pooled_by_svy(MISSING)
    assert pooled.share == pytest.approx(unit_index(counts).pooled_share, rel=1e-9)
    assert pooled.variance == pytest.approx(float(pooled_variance(counts)), rel=1e-9)
    half = student_quantile(counts.respondents - 1) * pooled.variance**0.5
    assert pooled.half_width == pytest.approx(half, rel=1e-9)
    assert ratings(counts) == pooled.answers
