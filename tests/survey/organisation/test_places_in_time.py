"""Where units stand for a period: each in one place, whatever ended or moved on the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from survey.organisation.domain import subtree, subtrees
from survey.organisation.records import unit_ids, units_between, units_on
from tests.helpers.builders import a_unit, dice

if TYPE_CHECKING:
    from sqlalchemy import Connection

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)


def below(connection: Connection, code: str, since: date, until: date) -> set[str]:
    units = units_between(connection, since, until)
    return {units[each].code for each in subtree(units, unit_ids(connection)[code])}


@pytest.fixture
def province(connection: Connection) -> Connection:
    """P with N all the year and X until June; Q beside it."""
    for code in "PQ":
        a_unit(connection, code)
    a_unit(connection, "N", parent="P")
    a_unit(connection, "X", parent="P", valid_to=JUNE)
    return connection


def test_a_unit_that_ended_stays_under_its_last_parent(province: Connection):
    assert below(province, "P", FIRST, LAST) == {"P", "N", "X"}
    assert below(province, "P", FIRST, JUNE) == {"P", "N", "X"}
    assert below(province, "P", JUNE, JULY) == {"P", "N", "X"}
    assert below(province, "P", JULY, LAST) == {"P", "N"}


def test_its_last_day_is_told_where_the_period_goes_on(province: Connection):
    def last(until: date) -> dict[str, date | None]:
        return {unit.code: unit.last for unit in units_between(province, FIRST, until).values()}

    assert last(LAST) == {"P": None, "Q": None, "N": None, "X": JUNE}
    assert set(last(JUNE).values()) == {None}


def test_a_unit_that_moved_is_wholly_under_its_new_parent(province: Connection):
    a_unit(province, "M", parent="P", valid_to=JUNE)
    a_unit(province, "M", name="Phường M", parent="Q", valid_from=JULY)
    assert below(province, "P", FIRST, LAST) == {"P", "N", "X"}
    assert below(province, "Q", FIRST, LAST) == {"Q", "M"}
    assert below(province, "P", FIRST, JUNE) == {"P", "N", "X", "M"}
    told = units_between(province, FIRST, LAST)[unit_ids(province)["M"]]
    assert (told.name, told.last) == ("Phường M", None)


def test_those_below_a_unit_that_ended_stay_with_it_unless_they_moved(province: Connection):
    a_unit(province, "D", parent="P", valid_to=JUNE)
    a_unit(province, "D1", parent="D", valid_to=JUNE)
    a_unit(province, "D2", parent="D", valid_to=JUNE)
    a_unit(province, "D2", parent="N", valid_from=JULY)
    assert below(province, "D", FIRST, LAST) == {"D", "D1"}
    assert below(province, "P", FIRST, LAST) == {"P", "N", "X", "D", "D1", "D2"}


def test_on_one_day_they_are_the_units_in_force(province: Connection):
    for day in (FIRST, JUNE, JULY, LAST):
        assert units_between(province, day, day) == units_on(province, day)
        assert list(units_between(province, day, day)) == list(units_on(province, day))


def test_a_unit_put_under_one_that_had_ended_makes_no_ring(province: Connection):
    a_unit(province, "S", parent="N", valid_to=JUNE)
    a_unit(province, "R", parent="S", valid_to=JUNE)
    a_unit(province, "S", parent="R", valid_from=JULY)
    assert below(province, "S", FIRST, LAST) == {"S", "R"}
    assert below(province, "R", FIRST, LAST) == {"R"}
    assert_parted(province, FIRST, LAST)


def assert_parted(connection: Connection, since: date, until: date) -> None:
    """Every unit in force on some day of the period stands under one top, and under one only."""
    units = units_between(connection, since, until)
    roots = [unit_id for unit_id, unit in units.items() if unit.parent_id not in units]
    branches = subtrees(units, roots)
    days = [since + timedelta(days=each) for each in range((until - since).days + 1)]
    ever = {unit_id for day in days for unit_id in units_on(connection, day)}
    assert sorted(unit_id for branch in branches.values() for unit_id in branch) == sorted(ever)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happened_the_top_branches_share_the_units_out(connection: Connection, seed: int):
    random, size = dice(seed), 14
    for place in range(size):
        a_unit(connection, f"U{place}", valid_to=FIRST - timedelta(days=9))
    for place in range(size):
        day = FIRST + timedelta(days=random.randrange(6))
        while day < FIRST + timedelta(days=24):
            end = day + timedelta(days=random.randrange(12))
            # Anyone may be put under anyone, even in rings: what is told must be a tree all the same.
            parent = random.choice([f"U{other}" for other in range(size) if other != place] + [""] * 4)
            a_unit(connection, f"U{place}", parent=parent, valid_from=day, valid_to=end)
            day = end + timedelta(days=1 + random.choice((0, 0, 0, 30)))
    for _ in range(5):
        since = FIRST + timedelta(days=random.randrange(20))
        assert_parted(connection, since, since + timedelta(days=random.randrange(15)))
