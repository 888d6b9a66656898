"""Real lecture ratings, department by department, against two other programs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analytics.index.domain import State, criterion, index_variance, pooled_variance, unit_index
from tests.analytics.index.independent import by_statsmodels, by_svy, pooled_by_svy
from tests.helpers.matrix import counts_of
from tests.helpers.real_data import QUESTIONS, UNITS, matrices, responses_csv

if TYPE_CHECKING:
    from pathlib import Path

DEPARTMENTS = [f"D{number:02}" for number in (*range(1, 13), 14, 15)]


def interval(index: float, variance: float, m: int, answers: int) -> tuple[float, float]:
    """Wilson's interval solved as the quadratic |p − π| = t √(π(1 − π)/n) rather than by its closed form."""
    n = min(max(index * (1 - index) / variance, m), answers)
    t = stats.t.ppf(0.975, m - 1)
    a, b, c = 1 + t * t / n, -(2 * index + t * t / n), index * index
    root = (b * b - 4 * a * c) ** 0.5
    return ((-b - root) / (2 * a), (-b + root) / (2 * a))


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_a_department_has_the_index_and_interval_that_others_find(department: str):
    matrix = matrices()[department]
    counts = counts_of(matrix, QUESTIONS)
    unit = unit_index(counts)
    for index, variance in (by_statsmodels(matrix), by_svy(matrix)):
        assert unit.index == pytest.approx(index, rel=1e-9)
        assert float(index_variance(counts)) == pytest.approx(variance, rel=1e-9)
        low, high = interval(index, variance, len(matrix), unit.ratings)
        assert (unit.low, unit.high) == (pytest.approx(low, rel=1e-9), pytest.approx(high, rel=1e-9))
    pooled = pooled_by_svy(matrix)
    assert unit.pooled_share == pytest.approx(pooled.share, rel=1e-9)
    assert float(pooled_variance(counts)) == pytest.approx(pooled.variance, rel=1e-9)
    assert (unit.respondents, unit.ratings, unit.state) == (len(matrix), pooled.answers, State.OK)


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_each_criterion_of_a_department_has_statsmodels_wilson_interval(department: str):
    counts = counts_of(matrices()[department], QUESTIONS)
    for question in QUESTIONS:
        found = criterion(counts, question)
        expected = proportion_confint(found.n4 + found.n5, found.n, 0.05, "wilson")
        assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_the_csv_holds_every_student_of_every_department(tmp_path: Path):
    with responses_csv(tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["unit"] for row in rows}) == UNITS
    assert len({row["response_id"] for row in rows}) == len(rows) == sum(map(len, matrices().values()))
    assert {row[question] for row in rows for question in QUESTIONS} == {"", "1", "2", "3", "4", "5"}
