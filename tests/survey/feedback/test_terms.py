from __future__ import annotations

from datetime import date

import pytest

from survey.feedback.domain import CaseKind, read_terms, terms_on
from survey.feedback.domain.office_refusals import BadTermsError, NoTermsError
from survey.feedback.services.terms import terms_of

ONE = """[[terms]]
valid_from = 2026-01-01
source = "Quyết định 1"
praise = 10
suggestion = 10
problem = 5
severe = 1
escalation = 3
reopening = 30
"""


def test_the_packaged_deadlines_can_be_read():
    terms = terms_of(date(2026, 3, 4))
    assert {kind: terms.working_days[kind] for kind in CaseKind} == {
        "praise": 10,
        "suggestion": 10,
        "problem": 5,
        "severe": 1,
    }
    assert terms.reopening == 30


def test_the_deadlines_of_a_day_are_the_last_that_had_begun():
    both = read_terms(ONE.replace("2026-01-01", "2026-07-01").replace("problem = 5", "problem = 3") + ONE)
    assert terms_on(both, date(2026, 6, 30)).working_days[CaseKind.PROBLEM] == 5
    assert terms_on(both, date(2026, 7, 1)).working_days[CaseKind.PROBLEM] == 3
    with pytest.raises(NoTermsError):
        terms_on(both, date(2025, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "terms = 1",
        "terms = [1]",
        "not toml",
        "other = 1\n" + ONE,
        ONE.replace("problem = 5\n", ""),
        ONE + "extra = 1\n",
        ONE.replace("problem = 5", "problem = 0"),
        ONE.replace("problem = 5", "problem = true"),
        ONE.replace("problem = 5", "problem = 5.0"),
        ONE.replace("problem = 5", "problem = 400"),
        ONE.replace("2026-01-01", "2026-01-01T00:00:00"),
        ONE.replace('"Quyết định 1"', '""'),
        ONE + ONE,
    ],
)
def test_deadlines_that_cannot_be_meant_are_refused(text: str):
    with pytest.raises(BadTermsError):
        read_terms(text)
