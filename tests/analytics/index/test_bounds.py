from __future__ import annotations

from fractions import Fraction

import pytest

from analytics.index.domain.bounds import Floors, bounds_for_all, coverage, more_answers_than_files, response_rate


def test_rates_are_exact_and_unknown_without_files():
    assert response_rate(1, 3) == Fraction(1, 3)
    assert coverage(95, 100) == Floors().coverage
    assert response_rate(5, 0) is None
    assert coverage(0, 0) is None


@pytest.mark.parametrize(
    ("index", "rate", "low", "high"),
    [("9/10", "1/5", 0.18, 0.98), ("1", "1", 1, 1), ("1/2", "0", 0, 1)],
)
def test_bounds_take_those_who_did_not_answer_for_all_or_none_satisfied(
    index: str, rate: str, low: float, high: float
):
    found = bounds_for_all(Fraction(index), Fraction(rate))
    assert found is not None
    assert (found.low, found.high) == (low, high)


def test_more_answers_than_files_bound_nothing():
    assert bounds_for_all(Fraction(3, 4), Fraction(6, 5)) is None
    assert [more_answers_than_files(rate) for rate in (None, Fraction(1), Fraction(6, 5))] == [False, False, True]
