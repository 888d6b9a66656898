"""Of which units the files of a period are all told: looked up month by month, and day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from survey.foundation.clock import days
from survey.organisation.domain import Holiday, HolidayEntry, HolidayKind, ProcedureEntry
from survey.organisation.records import keep_holidays, keep_procedures, procedure_ids, unit_ids
from survey.volume.domain import Volume, VolumeEntry, days_to_tell, month_end
from survey.volume.records import keep_volumes
from survey.volume.services import known_volumes, reached
from tests.helpers.builders import a_unit, dice

if TYPE_CHECKING:
    from sqlalchemy import Connection

FIRST, LAST = date(2026, 2, 1), date(2026, 4, 30)
OFF = date(2026, 3, 10)
SPANS = {
    "A": (date(2020, 1, 1), None),
    "B": (date(2026, 2, 16), None),
    "C": (date(2020, 1, 1), date(2026, 4, 3)),
}


def test_working_days_that_are_over_must_be_told():
    found = days_to_tell(date(2026, 3, 6), date(2026, 3, 12), closed={OFF})
    assert found == [date(2026, 3, day) for day in (6, 9, 11, 12)]
    assert days_to_tell(date(2026, 3, 6), date(2026, 3, 12), closed={OFF}, today=date(2026, 3, 11)) == found[:2]
    assert days_to_tell(date(2026, 3, 6), date(2026, 3, 12), closed={OFF}, today=date(2026, 3, 6)) == []


@pytest.fixture
def office(connection: Connection) -> Connection:
    """Three units, one of them new and one that ends, a procedure, and a holiday."""
    for code, (begins, ends) in SPANS.items():
        a_unit(connection, code, valid_from=begins, valid_to=ends)
    keep_procedures(connection, [ProcedureEntry(line=2, code="P", name="P", field="", unit="")])
    holiday = Holiday(day=OFF, name="x", kind=HolidayKind.CLOSED, expected=False)
    keep_holidays(connection, [HolidayEntry(line=2, holiday=holiday)])
    return connection


def some_lines(connection: Connection, seed: int) -> list[VolumeEntry]:
    """Tell most days of each unit, some by procedure, and some months as a whole."""
    random = dice(seed)
    some = (None, procedure_ids(connection)["P"])
    entries = []
    for unit_id in unit_ids(connection).values():
        often = random.choice([1.0, 1.0, 0.98, 0.9])
        for day in days(FIRST, LAST):
            if random.random() < often:
                volume = Volume(finished=random.randrange(3), refused=random.randrange(2))
                where = {"unit_id": unit_id, "procedure_id": random.choice(some), "day": day, "whole": False}
                entries.append(VolumeEntry(**where, volume=volume))
        for month in (2, 3, 4):
            if random.random() < 0.3:
                where = {"unit_id": unit_id, "procedure_id": None, "day": date(2026, month, 1), "whole": True}
                entries.append(VolumeEntry(**where, volume=Volume(finished=50, refused=1)))
    return entries


def plainly_missing(entries: list[VolumeEntry], code: str, period: tuple[date, date], today: date) -> date | None:
    """Look at each day of the period by itself."""
    begins, ends = SPANS[code]
    spoken = {entry.day for entry in entries if entry.whole and _within(entry.day, period)}
    told = {entry.day for entry in entries if not entry.whole}
    for day in days(max(period[0], begins), min(period[1], ends or LAST)):
        closed = day.isoweekday() > 5 or day == OFF or day >= today
        if not closed and day not in told and day.replace(day=1) not in spoken:
            return day
    return None


def _within(month: date, period: tuple[date, date]) -> bool:
    return period[0] <= month and month_end(month) <= period[1]


@pytest.mark.parametrize("seed", range(12))
def test_a_unit_is_known_when_each_of_its_days_is_told(office: Connection, seed: int):
    ids, entries, random = unit_ids(office), some_lines(office, seed), dice(seed + 100)
    keep_volumes(office, entries)
    for _ in range(4):
        since = FIRST + timedelta(days=random.choice([0, 0, 3, 28]))
        until = LAST - timedelta(days=random.choice([0, 0, 8, 30]))
        today = until + timedelta(days=random.choice([1, 40, -5]))
        found = known_volumes(office, None, (since, until), today=today)
        for code, unit_id in ids.items():
            own = [entry for entry in entries if entry.unit_id == unit_id]
            missing = plainly_missing(own, code, (since, until), today)
            assert found.missing.get(unit_id) == missing, (code, since, until, today)
            assert (unit_id in found.volumes) is (missing is None)
        assert reached(office, list(ids.values()), (since, until), today=today).known == found
