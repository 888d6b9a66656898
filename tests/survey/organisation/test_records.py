from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from survey.foundation.clock import LOCAL
from survey.foundation.errors import Refusal
from survey.organisation import records
from survey.organisation.records.tables import desk, home_unit, roster, staff, unit, unit_version

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

DAY = date(2026, 3, 2)


def test_unknown_places_are_added_and_known_ones_left_alone(connection: Connection):
    for _ in range(2):
        records.add_places(connection, units={"B", "A"}, desks={("D1", "A"), ("D2", "B")}, valid_from=DAY)
    records.add_places(connection, units=(), desks=[("D3", "A"), ("D1", "B")], valid_from=date(2020, 1, 1))
    ids = records.unit_ids(connection)
    assert [(one.code, one.name) for one in records.units_on(connection, DAY).values()] == [("A", "A"), ("B", "B")]
    assert {code: unit for code, (unit, _) in records.desk_places(connection).items()} == {
        "D1": ids["A"],
        "D2": ids["B"],
        "D3": ids["A"],
    }
    assert {one.days for one in records.desks(connection).values()} == {frozenset()}


def test_a_code_too_long_is_refused(connection: Connection):
    with pytest.raises(Refusal):
        records.add_places(connection, units={"A" * 65}, desks=(), valid_from=DAY)


def test_names_come_in_vietnamese_order(connection: Connection):
    codes = ["Đ", "D", "z", "Ă", "A", "Ạ", "B"]
    records.add_places(connection, units=codes, desks=(), valid_from=DAY)
    assert [one.name for one in records.units_on(connection, DAY).values()] == ["A", "Ạ", "Ă", "B", "D", "Đ", "z"]


EIGHT, NINE = (datetime(2026, 3, 2, hour, tzinfo=LOCAL) for hour in (8, 9))
SAME_DAY = {"valid_from": DAY, "valid_to": DAY}
NAMED = {"name": "", "sort_key": "", "search_key": ""}
BACKWARDS = {"valid_from": DAY, "valid_to": date(2026, 3, 1)}
SOUND: dict[Table, dict[str, Any]] = {
    unit: {"id": 2, "code": "U2", "kind": ""},
    unit_version: {
        "unit_id": 1,
        "name": "",
        "sort_key": "",
        "search_key": "",
        "short_name": "",
        "address": "",
        **SAME_DAY,
    },
    desk: {"code": "D2", "unit_id": 1, **NAMED, "field": "", "days": ""},
    staff: {"code": "S2", **NAMED, "title": "", "kind": ""},
    home_unit: {"staff_id": 1, "unit_id": 1, **SAME_DAY},
    roster: {"desk_id": 1, "staff_id": 1, "starts": EIGHT, "ends": NINE},
}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (unit, {"code": "U"}),
        (unit_version, BACKWARDS),
        (unit_version, {"parent_id": 1}),
        (unit_version, {"parent_id": 77}),
        (unit_version, {"unit_id": 77}),
        (desk, {"code": "D"}),
        (desk, {"unit_id": 77}),
        (desk, {"opens": time(17), "closes": time(8)}),
        (desk, {"opens": time(8), "closes": time(8)}),
        (desk, {"opens": time(8), "closes": None}),
        (staff, {"code": "S"}),
        (home_unit, BACKWARDS),
        (home_unit, {"unit_id": 77}),
        (roster, {"starts": NINE, "ends": NINE}),
        (roster, {"desk_id": 77}),
        (roster, {"staff_id": 77}),
    ],
    ids=str,
)
def test_the_database_itself_refuses_what_cannot_be(connection: Connection, table: Table, change: dict[str, Any]):
    connection.execute(insert(unit).values(**SOUND[unit] | {"id": 1, "code": "U"}))
    connection.execute(insert(desk).values(**SOUND[desk] | {"id": 1, "code": "D"}))
    connection.execute(insert(staff).values(**SOUND[staff] | {"id": 1, "code": "S"}))
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(insert(table).values(**SOUND[table] | change))
    connection.execute(insert(table).values(**SOUND[table]))
