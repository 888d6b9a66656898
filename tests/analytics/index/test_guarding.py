"""No two answers to programs tell what single people said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

import pytest

from analytics.index.guarding import guarded
from analytics.index.services import Asked, indices
from analytics.index.veiling import veiled_rows
from analytics.tally.services import rebuild_dirty
from survey.intake.services import take_in
from tests.helpers.builders import AT, DAY, a_desk, a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    Fill = Callable[..., None]

LEAST = 5
TODAY = date(2026, 11, 22)
MARCH = Asked(since=date(2026, 3, 1), until=date(2026, 3, 31))


@pytest.fixture
def fill(connection: Connection) -> Fill:
    """Give a way to fill units under P with answers of a day, a tier and a desk; every answer is “5”."""
    version = a_version(connection, "q1", "q2")
    units = {"P": a_unit(connection, "P")}
    desks: dict[str, int] = {}

    def filled(code: str, number: int, *, day: date = DAY, tier: str = "presence", desk: str = "") -> None:
        if code not in units:
            units[code] = a_unit(connection, code, parent="P")
        if desk and desk not in desks:
            desks[desk] = a_desk(connection, desk, unit=code)
        more = {"tier": tier, "desk_id": desks.get(desk), "at": AT + (day - DAY)}
        take_in(connection, [a_submission(version, units[code], **more) for _ in range(number)])

    return filled


def told(connection: Connection, asked: Asked) -> dict[str | None, int | None]:
    """Give how many people each row tells of; None where it is hidden."""
    rebuild_dirty(connection)
    guard = guarded(connection, asked, least=LEAST, today=TODAY)
    rows = veiled_rows(indices(connection, guard.asked), least=LEAST, closed=guard.hidden)
    return {row["key"]: row["respondents"] for row in rows}


def test_a_unit_of_few_answers_is_in_no_sum_and_takes_nobody_with_it(connection: Connection, fill: Fill):
    for code, number in {"A": 42, "B": 30, "C": 1}.items():
        fill(code, number)
    assert told(connection, MARCH) == {"A": 42, "B": 30, "C": None}
    assert told(connection, replace(MARCH, unit="B")) == {"B": 30}
    assert told(connection, replace(MARCH, unit="P", by="question")) == {"q1": 72, "q2": 72}
    assert guarded(connection, replace(MARCH, by="question"), least=LEAST, today=TODAY).left_out == 1


def test_a_tier_that_leaves_few_out_is_not_told(connection: Connection, fill: Fill):
    fill("A", 30, tier="verified")
    fill("A", 1, tier="open")
    fill("B", 20, tier="verified")
    fill("B", 20, tier="open")
    verified = replace(MARCH, tiers=frozenset({"verified"}))
    assert told(connection, MARCH) == {"A": 31, "B": 40}
    assert told(connection, verified) == {"A": None, "B": 20}
    # Where A's slips are not told of, the sum is of B alone.
    assert told(connection, replace(verified, by="question")) == {"q1": 20, "q2": 20}


def test_a_day_of_few_answers_follows_from_no_two_periods(connection: Connection, fill: Fill):
    fill("A", 30, day=date(2026, 3, 4))
    fill("A", 1, day=date(2026, 3, 5))
    fill("A", 10, day=date(2026, 3, 20))
    assert told(connection, MARCH) == {"A": 41}
    ends = {day: told(connection, replace(MARCH, until=date(2026, 3, day)))["A"] for day in (4, 5, 19, 20)}
    assert ends == {4: 30, 5: None, 19: None, 20: 41}
    starts = {day: told(connection, replace(MARCH, since=date(2026, 3, day)))["A"] for day in (1, 5, 6)}
    assert starts == {1: 41, 5: 11, 6: None}


def test_the_running_month_is_told_until_today(connection: Connection, fill: Fill):
    fill("A", 30, day=TODAY.replace(day=3))
    fill("A", 2, day=TODAY)
    running = Asked(since=TODAY.replace(day=1), until=TODAY)
    assert told(connection, running) == {"A": 32}
    assert told(connection, replace(running, until=TODAY - timedelta(days=1))) == {"A": None}


def test_a_desk_of_few_answers_is_hidden_with_another_of_its_own_unit(connection: Connection, fill: Fill):
    for code, sizes in {"A": (20, 9, 2), "B": (30, 12)}.items():
        for number, size in enumerate(sizes):
            fill(code, size, desk=f"{code}{number}")
    by_desk = replace(MARCH, by="desk")
    assert told(connection, by_desk) == {"A0": 20, "A1": None, "A2": None, "B0": 30, "B1": 12}
    fill("B", 1, desk="B2")
    assert told(connection, by_desk) == {"A0": 20, "A1": None, "A2": None, "B0": 30, "B1": None, "B2": None}


def test_no_answer_is_within_another_but_for_few_people(connection: Connection, fill: Fill):
    sizes = {"A": {"verified": (1, 2, 3), "open": (0, 0, 0, 1)}, "B": {"verified": (0, 1, 2), "open": (0, 1, 1)}}
    random = dice(5)
    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(31)]
    people = {each: random.choice(sizes[each[0]][each[2]]) for each in product(sizes, days, ("verified", "open"))}
    for (code, day, tier), number in people.items():
        fill(code, number, day=day, tier=tier)
    shown: list[frozenset[Any]] = []
    for first, last, tiers in product((1, 4, 5, 6, 7), (15, 16, 17, 18, 31), (None, {"verified"}, {"open"})):
        asked = Asked(since=days[first - 1], until=days[last - 1], tiers=frozenset(tiers) if tiers else None)
        for key, number in told(connection, asked).items():
            of_key = product([key], days[first - 1 : last], tiers or {"verified", "open"})
            shown += [frozenset(of_key)] if number is not None else []
    assert {each[0] for cells in shown for each in cells} == {"A", "B"}
    for less, more in permutations(shown, 2):
        if less < more:
            between = sum(people[each] for each in more - less)
            assert between == 0 or between >= LEAST
