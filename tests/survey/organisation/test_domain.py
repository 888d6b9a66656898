from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.foundation.errors import Refusal
from survey.organisation.domain import (
    Shift,
    Unit,
    Version,
    cycles,
    in_force,
    joined,
    on_duty,
    orphans,
    overlaps,
    shared_shifts,
    subtree,
)
from survey.organisation.services.lines import read_days

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_shift(staff_id: int, first: int, last: int, *, desk_id: int = 1) -> Shift:
    return Shift(desk_id=desk_id, staff_id=staff_id, starts=MORNING + first * HOUR, ends=MORNING + last * HOUR)


def a_unit(unit_id: int, parent_id: int | None = None) -> Unit:
    return Unit(
        unit_id=unit_id, code=f"U{unit_id}", kind="ward", name="", short_name="", parent_id=parent_id, address=""
    )


def a_version(code: str, since: date, until: date | None = None, *, parent: str = "", name: str = "") -> Version:
    return Version(
        code=code, valid_from=since, valid_to=until, name=name, short_name="", parent=parent, address=""
    )


OLD, NEW, LATER = date(2020, 1, 1), date(2025, 7, 1), date(2026, 1, 1)


def test_the_one_person_on_duty_is_found():
    assert on_duty([a_shift(7, 0, 4), a_shift(8, 4, 8)], MORNING + 4 * HOUR) == 8


def test_nobody_is_on_duty_when_a_shift_just_ended():
    assert on_duty([a_shift(7, 0, 4)], MORNING + 4 * HOUR) is None


def test_two_people_at_one_desk_leave_nobody_on_duty():
    assert on_duty([a_shift(7, 0, 4), a_shift(8, 0, 4)], MORNING) is None


def test_one_person_written_down_twice_is_on_duty():
    assert on_duty([a_shift(7, 0, 4), a_shift(7, 0, 5)], MORNING) == 7


def test_shared_desks_are_found_behind_a_long_shift():
    long, short, other = a_shift(1, 0, 8), a_shift(1, 1, 2), a_shift(2, 3, 4)
    assert shared_shifts([other, short, long, a_shift(3, 0, 8, desk_id=2)]) == [(long, other)]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(1, 5)), max_size=8))
def test_a_shared_desk_is_found_whenever_there_is_one(plan: list[tuple[int, int, int]]):
    shifts = [a_shift(staff_id, first, first + length) for staff_id, first, length in plan]
    staffed = [{one.staff_id for one in shifts if one.starts <= MORNING + h * HOUR < one.ends} for h in range(15)]
    assert bool(shared_shifts(shifts)) == any(len(people) > 1 for people in staffed)


def test_a_subtree_holds_everything_below():
    units = {unit.unit_id: unit for unit in (a_unit(1), a_unit(2, 1), a_unit(3, 2), a_unit(4), a_unit(5, 99))}
    assert subtree(units, 1) == {1, 2, 3}
    assert subtree(units, 99) == frozenset()


def test_a_subtree_ends_even_in_a_ring():
    assert subtree({1: a_unit(1, 2), 2: a_unit(2, 1)}, 1) == {1, 2}


def test_a_new_version_closes_the_open_one_on_the_day_before():
    timeline = joined([a_version("U", OLD)], [a_version("U", NEW)])
    assert [(one.valid_from, one.valid_to) for one in timeline] == [(OLD, date(2025, 6, 30)), (NEW, None)]


def test_a_version_of_the_same_day_is_corrected():
    assert joined([a_version("U", OLD, name="a")], [a_version("U", OLD, name="b")]) == [
        a_version("U", OLD, name="b")
    ]


def test_saying_the_same_again_changes_no_timeline():
    given_versions = [a_version("U", NEW), a_version("U", OLD), a_version("U", LATER, date(2026, 2, 1))]
    once = joined([], given_versions)
    assert joined(once, given_versions) == once
    assert overlaps(once) == []


def test_versions_that_share_a_day_overlap():
    timeline = joined([], [a_version("U", OLD, NEW), a_version("U", NEW)])
    assert len(overlaps(timeline)) == 1


def test_both_ends_of_a_period_belong_to_it():
    timeline = [a_version("U", OLD, NEW)]
    assert [bool(in_force(timeline, day)) for day in (OLD - HOUR * 24, OLD, NEW, NEW + HOUR * 24)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_ring_is_found_on_the_day_it_closes():
    units = {
        "A": [a_version("A", OLD, parent="B")],
        "B": [a_version("B", OLD, date(2025, 6, 30)), a_version("B", NEW, parent="C")],
        "C": [a_version("C", OLD, parent="A")],
        "D": [a_version("D", OLD, parent="A")],
    }
    assert [(day, sorted(ring)) for day, ring in cycles(units)] == [(NEW, ["A", "B", "C"])]


def test_units_that_change_places_over_time_are_no_ring():
    units = {
        "A": [a_version("A", OLD, date(2025, 6, 30), parent="B"), a_version("A", NEW)],
        "B": [a_version("B", OLD, date(2025, 6, 30)), a_version("B", NEW, parent="A")],
    }
    assert cycles(units) == []


def test_a_unit_under_an_abolished_one_is_an_orphan():
    child = a_version("C", OLD, parent="P")
    assert orphans({"C": [child], "P": [a_version("P", OLD, date(2025, 6, 30))]}) == [(child, NEW)]
    assert orphans({"C": [child], "P": [a_version("P", NEW)]}) == [(child, OLD)]
    assert orphans({"C": [child], "P": [a_version("P", OLD)]}) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1-5", "12345"),
        ("1-5,6", "123456"),
        ("T2-T6,T7,CN", "1234567"),
        ("t2 – t6; cn", "123457"),
        ("7", "7"),
    ],
)
def test_days_of_the_week_are_read_in_figures_and_in_vietnamese(text: str, days: str):
    assert read_days(text) == frozenset(map(int, days))


@pytest.mark.parametrize("text", ["6-1", "0", "8", "T8", "1-", "-", "1--5", "1-3-5", "2026-05-01", "Monday"])
def test_other_days_are_refused(text: str):
    with pytest.raises(Refusal):
        read_days(text)
