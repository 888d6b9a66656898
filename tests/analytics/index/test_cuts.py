"""Periods that may be told never differ by what few people answered."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index.domain.cuts import parts_few

LEAST = 5
NEW_YEAR = date(2026, 1, 1)
YEAR = [NEW_YEAR + timedelta(days=number) for number in range(365)]
QUARTER = YEAR[:90]
BUSY = {date(2026, month, day): 2 for month in range(1, 13) for day in range(1, 29)}


def seen_from(last: date, answers: dict[date, int]) -> dict[date, int]:
    """Give answers by day as `parts_few` takes them: other months under their first day."""
    found: dict[date, int] = defaultdict(int)
    for day, number in answers.items():
        found[day if day.month == last.month else day.replace(day=1)] += number
    return found


def allowed(answers: dict[date, int], days: list[date] = YEAR) -> list[date]:
    return [day for day in days if not parts_few(day, seen_from(day, answers), least=LEAST)]


@given(st.dictionaries(st.sampled_from(QUARTER), st.integers(1, 7), max_size=40))
def test_two_periods_differ_by_nobody_or_by_enough(answers: dict[date, int]):
    ends = allowed(answers, QUARTER)
    sizes = [sum(number for day, number in answers.items() if day <= end) for end in ends]
    whole = sum(answers.values())
    for before, after in combinations(sizes, 2):
        assert after == before or after - before >= LEAST or whole < LEAST
    # The quarter before this one ends where nothing of this one is told.
    assert all(not size or size >= LEAST or size == whole for size in sizes)


def test_every_day_may_end_a_period_of_a_busy_office():
    assert len(allowed(dict.fromkeys(YEAR, 6))) == 365


def test_quarters_and_months_of_a_usual_office_may_always_be_told():
    ends = set(allowed(BUSY))
    assert {day for day in YEAR if (day + timedelta(days=1)).day == 1} <= ends
    # Two answers a day: three days go together.
    assert {date(2026, 3, day) for day in (3, 6, 9)} <= ends
    assert not {date(2026, 3, day) for day in (1, 2, 4, 5)} & ends


@pytest.mark.parametrize(
    ("few", "ends"),
    [
        ({date(2026, 6, 12): 2}, {date(2026, 4, 30): True, date(2026, 5, 31): False, date(2026, 6, 30): True}),
        ({date(2026, 4, 12): 2}, {date(2026, 3, 31): True, date(2026, 4, 30): False, date(2026, 5, 31): True}),
    ],
)
def test_a_month_of_few_answers_is_told_only_with_another_of_its_quarter(few, ends):
    month = next(iter(few)).month
    answers = {day: number for day, number in BUSY.items() if day.month != month} | few
    assert {day: day in set(allowed(answers)) for day in ends} == ends


def test_a_quarter_is_told_however_few_answered_in_the_next():
    answers = {day: number for day, number in BUSY.items() if day.month < 10} | {date(2026, 11, 3): 3}
    assert date(2026, 9, 30) in allowed(answers)
