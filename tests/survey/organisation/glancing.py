"""What the tests of the pages look up in the records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day, now
from survey.organisation import records

if TYPE_CHECKING:
    from survey.foundation.database import Store

TODAY = local_day(now())
MONDAY = TODAY + timedelta(days=8 - TODAY.isoweekday())
HOSTILE = '<script>alert(1)</script> "Đông" & =HYPERLINK("x")'


def names_on(store: Store, day: date) -> dict[str, str]:
    with store.reading() as connection:
        return {unit.code: unit.name for unit in records.units_on(connection, day).values()}


def people_at(store: Store, desk: str, day: date) -> list[str]:
    with store.reading() as connection:
        codes = {staff_id: code for code, staff_id in records.staff_ids(connection).items()}
        desk_id = records.desk_places(connection)[desk][1]
        shifts = [shift for shift in records.every_shift(connection) if shift.desk_id == desk_id]
    return [codes[shift.staff_id] for shift in shifts if local_day(shift.starts) == day]
