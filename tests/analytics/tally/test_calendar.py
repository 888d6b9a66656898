from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from analytics.tally import records
from analytics.tally.counting import WrongTallySizeError
from analytics.tally.domain import Wanted
from analytics.tally.services import (
    answered_versions,
    calendar,
    counts_by,
    differences,
    freshen,
    rebuild_dirty,
    rebuild_everything,
)
from analytics.tally.services.rebuilding import Portions
from survey.intake.services import take_in
from tests.analytics.tally.plainly import FIRST, Told, a_procedure, plain, same, some_answers
from tests.helpers.builders import AT, DAY, a_desk, a_person, a_shift, a_submission, a_unit, a_version

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.foundation.database import Store

KINDS = [
    ("unit_id",),
    (),
    ("unit_id", "channel"),
    ("unit_id", "desk_id"),
    ("unit_id", "procedure_id"),
    ("tier", "channel"),
    ("unit_id", "day"),
]
PERIODS = [
    (FIRST, FIRST + timedelta(days=70)),
    (date(2026, 3, 1), date(2026, 3, 31)),
    (date(2026, 2, 21), date(2026, 4, 5)),
    (date(2026, 3, 1), date(2026, 3, 2)),
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2026, 5, 2), date(2026, 5, 9)),
]


@pytest.mark.parametrize("by", KINDS, ids="-".join)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_grouping_of_every_period_is_the_count_of_its_answers(
    connection: Connection, by: tuple[str, ...], seed: int
):
    told = some_answers(connection, 150, seed)
    rebuild_dirty(connection)
    for since, until in PERIODS:
        expected: dict[Any, list[Told]] = defaultdict(list)
        for one in told:
            if since <= one["day"] <= until:
                expected[tuple(one[name] for name in by)].append(one)
        found = counts_by(connection, by, Wanted(since=since, until=until))
        if "day" in by:
            continue_by_month(found, told, since, until)
            continue
        assert found.keys() == expected.keys()
        assert all(same(found[key], plain(of_key)) for key, of_key in expected.items())
    assert differences(connection) == []


def continue_by_month(found: Any, told: list[Told], since: date, until: date) -> None:
    """By day, a whole month is told under its first day."""
    months: dict[Any, int] = defaultdict(int)
    for (unit_id, day), counts in found.items():
        months[unit_id, day.replace(day=1)] += counts.responses
    expected: dict[Any, int] = defaultdict(int)
    for one in told:
        if since <= one["day"] <= until:
            expected[one["unit_id"], one["day"].replace(day=1)] += 1
    assert months == expected


@pytest.mark.parametrize("by", [("unit_id",), (), ("channel",), ("unit_id", "tier")], ids="-".join)
def test_the_calendar_is_the_count_of_each_day(connection: Connection, by: tuple[str, ...]):
    told = some_answers(connection, 200, 3)
    rebuild_dirty(connection)
    for since, until in PERIODS:
        days: dict[Any, dict[date, list[Told]]] = defaultdict(lambda: defaultdict(list))
        for one in told:
            if since <= one["day"] <= until:
                days[tuple(one[name] for name in by)][one["day"]].append(one)
        found = calendar(connection, Wanted(since=since, until=until), by)
        assert found.keys() == days.keys()
        for key, table in found.items():
            assert list(table.days) == sorted(days[key])
            for row, day in enumerate(table.days):
                expected = plain(days[key][day])
                assert table.responses[row] == expected.responses
                assert table.respondents[row] == expected.respondents
                for column, question in enumerate(table.questions):
                    levels = expected.level(question)
                    assert table.given[row, column] == sum(levels)
                    assert table.satisfied[row, column] == sum(levels[3:])
            assert [table.questions[column] for column in table.index_columns] == list(table.indexed)


def test_limits_hold_for_whole_units_and_services(connection: Connection):
    told = some_answers(connection, 120, 4)
    rebuild_dirty(connection)
    unit, service = a_unit(connection, "A"), a_procedure(connection, "P")
    wanted = Wanted(
        since=FIRST,
        until=FIRST + timedelta(days=40),
        unit_ids=frozenset({unit}),
        channels=frozenset({"kiosk", "paper"}),
        tiers=frozenset({"verified"}),
    )
    mine = [
        one
        for one in told
        if one["unit_id"] == unit
        and one["channel"] != "qr_open"
        and one["tier"] == "verified"
        and one["day"] <= wanted.until
    ]
    assert counts_by(connection, (), wanted)[()].responses == len(mine)
    assert sum(calendar(connection, wanted, ())[()].responses) == len(mine)
    of_service = Wanted(since=FIRST, until=date(2026, 12, 31), procedure_ids=frozenset({service}))
    assert counts_by(connection, (), of_service)[()].responses == sum(
        one["procedure_id"] == service for one in told
    )


def test_what_no_tally_tells_apart_is_no_question(connection: Connection):
    period = {"since": FIRST, "until": FIRST}
    with pytest.raises(ValueError, match="at once"):
        counts_by(connection, ("desk_id", "procedure_id"), Wanted(**period))
    with pytest.raises(ValueError, match="by unit"):
        calendar(connection, Wanted(**period, desk_ids=frozenset({1})))


def test_versions_with_an_answer_are_known_to_the_day(connection: Connection):
    version, other = a_version(connection, "q1"), a_version(connection, "q1", code="other")
    unit = a_unit(connection)
    take_in(connection, [a_submission(version, unit), a_submission(other, unit, at=AT + timedelta(days=40))])
    rebuild_dirty(connection)
    assert answered_versions(connection, Wanted(since=DAY, until=DAY)) == {version.version_id}
    year = Wanted(since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert answered_versions(connection, year) == {version.version_id, other.version_id}
    assert answered_versions(connection, Wanted(since=date(2026, 3, 5), until=date(2026, 3, 31))) == set()


@pytest.mark.parametrize("table", records.TABLES.values(), ids=records.TABLES)
def test_a_tally_of_an_older_shape_is_never_read_and_a_rebuild_mends_it(connection: Connection, table: Any):
    some_answers(connection, 30, 5)
    rebuild_dirty(connection)
    connection.execute(update(table).values(counts=bytes(28)))
    assert differences(connection)
    wanted = Wanted(since=FIRST, until=FIRST + timedelta(days=70))
    reads = [("unit_id",), ("desk_id",), ("procedure_id",)]
    with pytest.raises(WrongTallySizeError):
        [counts_by(connection, by, wanted) for by in reads] + [calendar(connection, wanted)]
    rebuild_everything(connection)
    assert differences(connection) == []


def test_a_day_made_anew_keeps_the_other_days_of_its_month(connection: Connection):
    told = some_answers(connection, 60, 6)
    rebuild_dirty(connection)
    told += some_answers(connection, 3, 7)
    rebuild_dirty(connection)
    assert differences(connection) == []
    found = counts_by(connection, ("unit_id",), Wanted(since=FIRST, until=FIRST + timedelta(days=90)))
    assert sum(counts.responses for counts in found.values()) == len(told)


def test_an_officer_is_told_apart_from_nobody(connection: Connection):
    version, unit = a_version(connection, "q1"), a_unit(connection)
    person = a_person(connection)
    desk = a_desk(connection)
    a_shift(connection)
    take_in(connection, [a_submission(version, unit, desk_id=desk), a_submission(version, unit)])
    rebuild_dirty(connection)
    found = counts_by(connection, ("staff_id",), Wanted(since=DAY, until=DAY))
    assert {key: counts.responses for key, counts in found.items()} == {(person,): 1, (None,): 1}
    assert differences(connection) == []


def test_counts_beyond_one_and_two_bytes_are_kept(store: Store):
    with store.writing() as connection:
        version, unit = a_version(connection, "q1"), a_unit(connection)
        take_in(connection, [a_submission(version, unit) for _ in range(300)])
    freshen(store)
    with store.reading() as connection:
        assert counts_by(connection, (), Wanted(since=DAY, until=DAY))[()].level("q1") == (0, 0, 0, 0, 300)
        assert differences(connection) == []


DAYS = st.lists(st.tuples(st.integers(1, 3), st.dates(date(2026, 1, 1), date(2026, 6, 30))), max_size=200)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(DAYS, st.integers(0, 10_000))
def test_portions_are_all_the_days_and_part_no_month(days: list[tuple[int, date]], answers: int):
    listed = sorted(set(days))
    portions = Portions(listed)
    seen: list[tuple[int, date]] = []
    months: list[set[tuple[int, date]]] = []
    for portion in portions:
        seen += portion
        months.append({(unit_id, day.replace(day=1)) for unit_id, day in portion})
        portions.answers += answers * len(portion)
    assert seen == listed
    assert sum(map(len, months)) == len(set().union(*months))
