"""Answers come into the tallies of pages so many at a time that nobody's is the difference of two readings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from analytics.tally import services
from analytics.tally.domain import Wanted
from survey.foundation.clock import local_day, now
from survey.intake.services import take_in
from tests.helpers.builders import a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.database import Store

LEAST = 5


@pytest.fixture
def office(store: Store) -> Callable[..., list[int]]:
    """An office: takes in answers of some units (by code, with their number), gives what each page read after."""
    with store.writing() as connection:
        version = a_version(connection, "q1")
        units = {code: a_unit(connection, code) for code in "AB"}

    def comes(days_ago: int = 0, **answers: int) -> list[int]:
        at = now() - timedelta(days=days_ago)
        with store.writing() as connection:
            for code, number in answers.items():
                take_in(connection, [a_submission(version, units[code], "5", at=at) for _ in range(number)])
        services.freshen(store, least=LEAST)
        with store.reading() as connection:
            found = services.counts_by(connection, ("unit_id",), _ever())
        return [found[(units[code],)].responses if (units[code],) in found else 0 for code in "AB"]

    return comes


def _ever() -> Wanted:
    today = local_day(now())
    return Wanted(since=date(today.year - 2, 1, 1), until=today)


def test_the_first_answers_of_an_office_are_read_at_once(office: Callable[..., list[int]]):
    assert office(A=2) == [2, 0]


def test_later_ones_wait_until_there_are_enough(office: Callable[..., list[int]]):
    assert office(A=7) == [7, 0]
    assert office(A=1) == [7, 0]
    assert office(A=3, B=9) == [7, 9]
    assert office(A=1) == [12, 9]
    assert office(B=4) == [12, 9]


def test_a_month_that_is_over_is_whole(office: Callable[..., list[int]]):
    assert office(A=7) == [7, 0]
    assert office(31, A=1) == [8, 0]
    assert office(A=1) == [8, 0]


def test_no_two_readings_differ_by_few(office: Callable[..., list[int]]):
    random, last = dice(8), [0, 0]
    for _ in range(25):
        read = office(A=random.randrange(4), B=random.randrange(3))
        steps = [after - before for after, before in zip(read, last, strict=True)]
        assert all(not step or step >= LEAST or not before for step, before in zip(steps, last, strict=True))
        last = read


def test_what_waits_is_no_difference_and_comes_in_when_it_is_asked_for(
    store: Store, office: Callable[..., list[int]]
):
    assert office(A=7) == [7, 0]
    assert office(A=2) == [7, 0]
    with store.reading() as connection:
        assert services.differences(connection) == []
    assert services.freshen(store) == 1
    assert office() == [9, 0]
