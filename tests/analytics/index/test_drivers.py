"""The decomposition of R², against regressions done one by one."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.index.domain.drivers import Drive, covariances, drivers, lmg, without_straight_lines
from tests.analytics.index.test_scale import answers

CODES = ["a", "b", "c", "d"]


def sample(respondents: int = 500, *, seed: int = 1):
    draw = np.random.Generator(np.random.PCG64(seed))
    rows = answers(respondents, [0.7, 0.6, 0.5, 0.4], seed=seed)
    outcome = 0.6 * rows[:, 0] + 0.3 * rows[:, 1] + draw.normal(size=respondents) * 0.7
    return rows, np.clip(np.round(outcome + 0.5), 1, 5).astype(np.int8)


def r2(rows, outcome) -> float:
    if not rows.shape[1]:
        return 0.0
    design = np.column_stack([np.ones(len(rows)), rows])
    residual = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return 1 - residual.var() / outcome.var()


def slowly(rows, outcome) -> np.ndarray:
    """Average over all orders what each question adds to R²."""
    k = rows.shape[1]
    orders = list(permutations(range(k)))
    parts = np.zeros(k)
    for order in orders:
        for step, question in enumerate(order):
            with_it, without = list(order[: step + 1]), list(order[:step])
            parts[question] += r2(rows[:, with_it], outcome) - r2(rows[:, without], outcome)
    return parts / len(orders)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_parts_are_those_of_all_regressions_in_all_orders(seed):
    rows, outcome = sample(200, seed=seed)
    found = drivers(rows, outcome, CODES, draws=20)
    expected = slowly(rows.astype(float), outcome.astype(float))
    assert [each.importance for each in found.drivers] == pytest.approx(expected, abs=1e-10)
    assert found.r2 == pytest.approx(r2(rows.astype(float), outcome.astype(float)))
    assert sum(each.importance for each in found.drivers) == pytest.approx(found.r2)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_copies_and_constants_share_and_get_nothing(seed, k):
    draw = np.random.Generator(np.random.PCG64(seed))
    rows = draw.integers(1, 6, (60, k)).astype(float)
    rows = np.column_stack([rows, rows[:, 0], np.full(60, 3.0)])
    outcome = rows[:, 0] + draw.integers(1, 6, 60)
    parts = lmg(covariances(np.column_stack([rows, outcome]), np.ones((1, 60))))[0]
    assert parts == pytest.approx([*slowly(rows[:, :-1], outcome), 0.0], abs=1e-9)
    assert parts[0] == pytest.approx(parts[k])


def test_the_interval_is_that_of_respondents_drawn_anew():
    rows, outcome = sample(300)
    found = drivers(rows, outcome, CODES, draws=400)
    draw = np.random.Generator(np.random.PCG64(99))
    values = np.column_stack([rows, outcome]).astype(float)
    again = []
    for _ in range(400):
        chosen = values[draw.integers(0, 300, 300)]
        again.append(lmg(covariances(chosen, np.ones((1, 300))))[0])
    low, high = np.quantile(again, [0.025, 0.975], axis=0)
    assert [each.low for each in found.drivers] == pytest.approx(low, abs=0.025)
    assert [each.high for each in found.drivers] == pytest.approx(high, abs=0.025)


def test_the_same_seed_gives_the_same_digits_and_another_seed_others():
    rows, outcome = sample()
    assert drivers(rows, outcome, CODES, draws=50) == drivers(rows, outcome, CODES, draws=50)
    assert drivers(rows, outcome, CODES, draws=50) != drivers(rows, outcome, CODES, draws=50, seed=5)


def test_the_order_of_respondents_and_of_questions_changes_nothing():
    rows, outcome = sample()
    order = np.random.Generator(np.random.PCG64(1)).permutation(len(rows))
    there = drivers(rows, outcome, CODES, draws=50)
    assert drivers(rows[order], outcome[order], CODES, draws=50) == there
    back = drivers(rows[:, ::-1], outcome, CODES[::-1], draws=2)
    assert [each.importance for each in back.drivers[::-1]] == pytest.approx(
        [each.importance for each in there.drivers]
    )


def test_performance_counts_everybody_who_answered():
    rows, outcome = sample()
    rows, outcome = rows.copy(), outcome.copy()
    rows[:100, 1] = 0
    outcome[-50:] = 0
    found = drivers(rows, outcome, CODES, draws=2)
    assert found.n == 350
    assert found.drivers[0].performance == pytest.approx((rows[:, 0] >= 4).mean())
    assert found.drivers[1].performance == pytest.approx((rows[100:, 1] >= 4).mean())


def test_straight_lines_make_all_questions_alike_until_they_are_left_out():
    rows, outcome = sample(300)
    lines = np.repeat(np.tile([1, 2, 3, 4, 5], 200)[:, None], 5, axis=1).astype(np.int8)
    rows, outcome = np.vstack([rows, lines[:, :4]]), np.concatenate([outcome, lines[:, 4]])
    every = drivers(rows, outcome, CODES, draws=2)
    without = without_straight_lines(rows, outcome, CODES, draws=2)
    shares = [each.importance / every.r2 for each in every.drivers]
    assert max(shares) - min(shares) < 0.1
    assert without.n < 300
    assert without.drivers[0].importance / without.r2 > 0.5


@pytest.mark.parametrize(
    ("rows", "outcome", "state"),
    [
        (np.ones((50, 0), dtype=np.int8), np.tile([1, 5], 25), Drive.NO_QUESTIONS),
        (np.ones((500, 9), dtype=np.int8), np.tile([1, 5], 250), Drive.TOO_MANY_QUESTIONS),
        (sample(39)[0], sample(39)[1], Drive.TOO_FEW_ANSWERS),
        (sample(50)[0], np.full(50, 4), Drive.NO_VARIATION),
        (sample(50)[0], np.zeros(50, dtype=np.int8), Drive.TOO_FEW_ANSWERS),
    ],
)
def test_what_cannot_be_decomposed_says_why(rows, outcome, state):
    found = drivers(rows, outcome, [str(place) for place in range(rows.shape[1])])
    assert found.state is state
    assert found.r2 is None
    assert not found.drivers
