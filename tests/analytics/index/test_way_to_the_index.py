"""The way from the counter to the index: how many were served, asked, answered and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from analytics.index.services import Asked, coverages
from analytics.tally.services import rebuild_dirty
from survey.organisation.records import procedure_ids
from survey.volume.domain import CallBack, Floor, Volume, VolumeEntry
from survey.volume.records import add_call_back, add_floor, keep_volumes
from tests.analytics.index.visitors import MARCH, answers, invited, served
from tests.helpers.builders import AT, a_desk, a_unit

if TYPE_CHECKING:
    from sqlalchemy import Connection


def test_the_way_from_the_counter_to_the_index_is_told_of_every_unit(office: Connection):
    answers(office, "A", ["555"] * 16 + ["511"] * 4, tier="verified")
    answers(office, "A", ["555"] * 5)
    served(office, "A", 90, refused=10)
    invited(office, "A", 96)
    rebuild_dirty(office)
    found = coverages(office, Asked(**MARCH))
    first, second = found.rows
    assert (first.key, first.invited, first.answered, first.verified) == ("A", 96, 25, 20)
    assert (first.response_rate, first.coverage, first.may_be_ranked) == (Fraction(1, 4), Fraction(96, 100), True)
    index = 1 - Fraction(2, 3) * Fraction(4, 25)
    assert first.bounds is not None
    assert (first.bounds.low, first.bounds.high) == (float(index / 4), float(index / 4 + Fraction(3, 4)))
    assert (second.key, second.volume, second.answered, second.may_be_ranked) == ("B", None, 0, None)


def test_the_floor_of_the_first_day_decides(office: Connection):
    answers(office, "A", ["555"] * 20)
    served(office, "A", 100)
    invited(office, "A", 94)
    rebuild_dirty(office)
    assert coverages(office, Asked(**MARCH)).rows[0].may_be_ranked is False
    for day in (date(2026, 2, 1), date(2026, 3, 2)):
        floor = Floor(
            valid_from=day,
            response_rate=Fraction(1, 5),
            coverage=Fraction(94, 100) if day.month == 2 else Fraction(1),
            decided_by="QĐ 1",
        )
        assert add_floor(office, floor)
    found = coverages(office, Asked(**MARCH))
    assert (found.floor.decided_by, found.rows[0].may_be_ranked) == ("QĐ 1", True)


@pytest.mark.parametrize("by", ["desk", "procedure", "day"])
def test_coverage_is_told_by_desk_procedure_and_day(office: Connection, by: str):
    desk, p = a_desk(office, "A-1", unit="A"), procedure_ids(office)["P"]
    answers(office, "A", ["555"] * 3, desk_id=desk, procedure_id=p, tier="verified")
    answers(office, "A", ["555"], at=AT + timedelta(days=1))
    served(office, "A", 10, procedure="P")
    invited(office, "A", 5)
    rebuild_dirty(office)
    found = {row.key: row for row in coverages(office, Asked(**MARCH, by=by)).rows}
    keys = {"desk": ("A-1", None), "procedure": ("P", None), "day": ("2026-03-04", "2026-03-05")}[by]
    assert found.keys() == set(keys)
    first = found[keys[0]]
    assert (first.answered, first.verified) == (3, 3)
    assert (first.volume is None) is (by == "desk")
    assert first.may_be_ranked is None
    assert sum(row.invited for row in found.values()) == 5


def test_calls_back_of_the_months_are_added(office: Connection):
    unit = a_unit(office, "A")
    for month, agreed in ((3, 6), (4, 3)):
        told = {"called": 10, "agreed": agreed, "differed": 3, "unreachable": 7 - agreed}
        found = CallBack(unit_id=unit, month=date(2026, month, 1), **told)
        add_call_back(office, found, recorded_by="Thanh tra", at=AT)
    (row, _) = coverages(office, Asked(since=date(2026, 3, 1), until=date(2026, 4, 30))).rows
    assert row.call_back is not None
    assert (row.call_back.called, row.call_back.agreed, row.call_back.agreement) == (20, 9, Fraction(9, 15))


def test_a_month_nobody_told_the_files_of_makes_no_rate(office: Connection):
    april = AT + timedelta(days=31)
    answers(office, "A", ["555"] * 16)
    answers(office, "A", ["555"] * 16, at=april)
    served(office, "A", 100)
    rebuild_dirty(office)
    spring = Asked(since=MARCH["since"], until=date(2026, 4, 30))
    # 32 answers of the 100 files of March alone.
    (row, _) = coverages(office, spring).rows
    assert (row.answered, row.volume, row.response_rate, row.may_be_ranked) == (32, None, None, None)
    keep_volumes(
        office,
        [
            VolumeEntry(
                unit_id=a_unit(office, "A"),
                procedure_id=None,
                day=date(2026, 4, 1),
                whole=True,
                volume=Volume(finished=60, refused=0),
            )
        ],
    )
    assert coverages(office, spring).rows[0].response_rate == Fraction(32, 160)
    # Half of April is not known: its line speaks for the whole month.
    assert coverages(office, replace(spring, until=date(2026, 4, 20))).rows[0].response_rate is None


def test_days_and_procedures_have_no_rate_while_somebody_has_answers_and_no_files(office: Connection):
    p = procedure_ids(office)["P"]
    answers(office, "A", ["555"] * 6, procedure_id=p)
    answers(office, "B", ["555"] * 6, procedure_id=p)
    served(office, "A", 30, procedure="P")
    rebuild_dirty(office)
    for by in ("procedure", "day"):
        (row,) = coverages(office, Asked(**MARCH, by=by)).rows
        assert (row.answered, row.volume.served, row.response_rate) == (12, 30, None)
    served(office, "B", 30, procedure="P")
    for by in ("procedure", "day"):
        assert coverages(office, Asked(**MARCH, by=by)).rows[0].response_rate == Fraction(12, 60)
