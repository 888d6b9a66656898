"""Alpha, omega and what else tells of a set of questions, against direct computation and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad
from statsmodels.multivariate.factor import Factor

from analytics.index.domain import scale as module
from analytics.index.domain.scale import Scale, cronbach_alpha, one_factor, reliability, straight_lines


def answers(respondents: int, loadings, *, seed: int = 1) -> np.ndarray:
    """Ratings of 1–5 that share one factor."""
    draw = np.random.Generator(np.random.PCG64(seed))
    loadings = np.asarray(loadings)
    factor = draw.normal(size=(respondents, 1))
    noise = draw.normal(size=(respondents, len(loadings))) * np.sqrt(1 - loadings**2)
    return np.clip(np.round(3.4 + factor * loadings + noise), 1, 5).astype(np.int8)


CODES = ["a", "b", "c", "d", "e"]
SAMPLE = answers(400, [0.8, 0.7, 0.6, 0.75, 0.5])


def test_alpha_of_a_textbook_table():
    # k = 3; variances 2.5, 2.5, 2.5 and a total of 7.5 + 2(2.5 + 2 + 2) = 20.5: α = 3/2 (1 − 7.5/20.5).
    rows = np.array([[1, 1, 2], [2, 2, 1], [3, 3, 3], [4, 4, 5], [5, 5, 4]] * 6)
    found = cronbach_alpha(rows.astype(float))
    assert found.value == pytest.approx(1.5 * (1 - 7.5 / 20.5))


def test_alpha_is_the_formula_on_complete_answers_only():
    blanked = SAMPLE.copy()
    blanked[::7, 2] = 0
    whole = blanked[(blanked > 0).all(axis=1)].astype(float)
    k = whole.shape[1]
    expected = k / (k - 1) * (1 - whole.var(axis=0, ddof=1).sum() / whole.sum(axis=1).var(ddof=1))
    found = reliability(blanked, CODES)
    assert found.complete == len(whole)
    assert found.alpha.value == pytest.approx(expected)
    for place, question in enumerate(found.questions):
        rest = np.delete(whole, place, axis=1)
        expected = 4 / 3 * (1 - rest.var(axis=0, ddof=1).sum() / rest.sum(axis=1).var(ddof=1))
        assert question.alpha_if_deleted.value == pytest.approx(expected)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("loadings", [[0.8, 0.7, 0.6], [0.9, 0.8, 0.4, 0.6, 0.7], [0.5] * 8])
def test_the_factor_is_that_of_statsmodels(seed, loadings):
    correlation = np.corrcoef(answers(300, loadings, seed=seed), rowvar=False)
    found = one_factor(correlation)
    reference = Factor(corr=correlation, n_factor=1, method="ml", nobs=300).fit(maxiter=5000, tol=1e-12)
    theirs = reference.loadings[:, 0] * np.sign(reference.loadings.sum())
    assert found.proper
    assert found.loadings == pytest.approx(theirs, abs=2e-4)
    assert found.uniquenesses == pytest.approx(reference.uniqueness, abs=3e-4)


def test_the_fit_is_exact_where_one_factor_is_the_truth():
    loadings = np.array([0.9, 0.8, 0.7, 0.6])
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1.0)
    found = one_factor(correlation)
    assert found.loadings == pytest.approx(loadings, abs=1e-5)
    assert found.uniquenesses == pytest.approx(1 - loadings**2, abs=1e-5)


def test_the_slope_of_the_fit_is_that_of_its_value():
    correlation = np.corrcoef(SAMPLE, rowvar=False)
    own = np.array([0.3, 0.5, 0.6, 0.4, 0.8])
    wrong = check_grad(
        lambda x: module._discrepancy(x, correlation)[0],  # noqa: SLF001 - the slope has no other door
        lambda x: module._discrepancy(x, correlation)[1],  # noqa: SLF001
        own,
    )
    assert wrong < 1e-5


def test_omega_is_alpha_where_all_questions_measure_alike():
    draw = np.random.Generator(np.random.PCG64(9))
    factor = draw.normal(size=(20000, 1))
    alike = np.clip(np.round(3 + factor * 0.7 + draw.normal(size=(20000, 5)) * 0.7), 1, 5).astype(np.int8)
    found = reliability(alike, CODES)
    assert found.omega.value == pytest.approx(found.alpha.value, abs=0.002)


def test_omega_is_that_of_loadings_in_the_units_of_the_answers():
    found = reliability(SAMPLE, CODES)
    factor = one_factor(np.corrcoef(SAMPLE, rowvar=False))
    sizes = SAMPLE.std(axis=0, ddof=1)
    common = (sizes * factor.loadings).sum() ** 2
    assert found.omega.value == pytest.approx(common / (common + (sizes**2 * factor.uniquenesses).sum()))
    assert [each.loading for each in found.questions] == pytest.approx(list(factor.loadings))


@pytest.mark.parametrize(
    ("rows", "alpha", "omega"),
    [
        (SAMPLE[:29], Scale.TOO_FEW_ANSWERS, Scale.TOO_FEW_ANSWERS),
        (SAMPLE[:0], Scale.TOO_FEW_ANSWERS, Scale.TOO_FEW_ANSWERS),
        (SAMPLE[:, :2], Scale.OK, Scale.TOO_FEW_QUESTIONS),
        (SAMPLE[:, :1], Scale.TOO_FEW_QUESTIONS, Scale.TOO_FEW_QUESTIONS),
        (np.full((50, 5), 5), Scale.NO_VARIATION, Scale.NO_VARIATION),
        (np.repeat(SAMPLE[:, :1], 5, axis=1), Scale.OK, Scale.IMPROPER),
    ],
)
def test_what_cannot_be_estimated_says_why(rows, alpha, omega):
    found = reliability(rows, CODES[: rows.shape[1]])
    assert found.alpha.state is alpha
    assert (found.alpha.value is None) == (alpha is not Scale.OK)
    assert found.omega.state is omega
    assert (found.omega.value is None) == (omega is not Scale.OK)


def test_sheets_of_one_level_make_alpha_one():
    found = reliability(np.repeat(SAMPLE[:, :1], 5, axis=1), CODES)
    assert found.alpha.value == pytest.approx(1.0)
    assert found.straightlining == 1.0


def test_blanks_and_straight_lines_are_counted():
    rows = np.array([[5, 5, 5], [5, 5, 0], [4, 5, 4], [0, 0, 0], [2, 2, 2], [3, 0, 0], [0, 0, 0], [1, 1, 2]])
    found = reliability(rows, ["a", "b", "c"])
    assert found.respondents == 6
    assert [each.nonresponse for each in found.questions] == pytest.approx([0, 1 / 6, 2 / 6])
    assert straight_lines(rows).tolist() == [True, False, False, False, True, False, False, False]
    # Of four who answered three questions.
    assert found.straightlining == 0.5


def test_the_order_of_respondents_changes_nothing():
    shuffled = np.random.Generator(np.random.PCG64(1)).permutation(SAMPLE)
    there, back = reliability(SAMPLE, CODES), reliability(shuffled, CODES)
    assert back.alpha.value == pytest.approx(there.alpha.value, rel=1e-12)
    assert back.omega.value == pytest.approx(there.omega.value, rel=1e-6)
