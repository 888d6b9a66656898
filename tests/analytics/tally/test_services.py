from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, event, func, insert, select, update

from analytics.tally import records, services
from analytics.tally.domain import Wanted
from survey.intake.records import dirty_day, mark_dirty, response
from survey.intake.services import take_in
from tests.helpers.builders import AT, DAY, a_desk, a_submission, a_unit, a_version, dice
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from click.testing import Result
    from sqlalchemy import Connection

    from survey.foundation.database import Store

QUESTIONS = ("q1", "q2", "q3")
YEAR = Wanted(since=date(2026, 1, 1), until=date(2026, 12, 31))


def some_answers(connection: Connection, count: int = 60, *, seed: int = 1) -> list[str]:
    """Take in answers of two units, three months and every mark; give the marks."""
    random: Random = dice(seed)
    version = a_version(connection, *QUESTIONS)
    places = [(a_unit(connection, code), a_desk(connection, f"{code}-1", unit=code)) for code in ("A", "B")]
    marks = ["".join(random.choices("-12345x", k=3)) for _ in range(count)]
    answers = []
    for one in marks:
        unit_id, desk_id = random.choice(places)
        at = AT + timedelta(days=random.randrange(90))
        answers.append(a_submission(version, unit_id, one, desk_id=random.choice([desk_id, None]), at=at))
    take_in(connection, answers)
    return marks


def everything(connection: Connection, *tables: Any) -> list[Any]:
    """Give the rows of some tables, or of all, without their numbers."""
    return [
        sorted(repr(row[1:]) for row in connection.execute(select(table)))
        for table in tables or records.TABLES.values()
    ]


def in_all(connection: Connection, wanted: Wanted = YEAR) -> Any:
    return services.counts_by(connection, (), wanted).get(())


def waiting(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(dirty_day)) or 0


def test_the_tally_is_the_count_of_the_answers(connection: Connection):
    marks = some_answers(connection)
    assert services.rebuild_dirty(connection) > 0
    matrix = [[int(mark) if mark.isdigit() else None for mark in one] for one in marks]
    assert in_all(connection) == counts_of(matrix, QUESTIONS)
    assert waiting(connection) == 0
    assert services.differences(connection) == []


def test_months_are_the_sum_of_their_days(connection: Connection):
    some_answers(connection)
    services.rebuild_dirty(connection)
    # A period that touches no whole month is read from days alone.
    parts = [
        Wanted(since=first, until=last)
        for month in range(1, 13)
        for first, last in [
            (date(2026, month, 1), date(2026, month, 15)),
            (
                date(2026, month, 16),
                (date(2026, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1),
            ),
        ]
    ]
    by_days = [in_all(connection, part) for part in parts]
    whole = in_all(connection)
    assert sum(part.responses for part in by_days if part) == whole.responses
    summed = services.total(part for part in by_days if part)
    assert summed == whole


def test_rebuilding_twice_changes_nothing(connection: Connection):
    some_answers(connection)
    services.rebuild_dirty(connection)
    before = everything(connection)
    assert services.rebuild_dirty(connection) == 0
    services.rebuild_everything(connection)
    assert everything(connection) == before


def test_later_answers_of_a_tallied_day_are_added(connection: Connection):
    some_answers(connection, 20)
    services.rebuild_dirty(connection)
    some_answers(connection, 20, seed=2)
    services.rebuild_dirty(connection)
    assert in_all(connection).responses == 40
    assert services.differences(connection) == []


def test_only_the_units_asked_for_are_rebuilt(connection: Connection):
    version, one, two = a_version(connection), a_unit(connection, "A"), a_unit(connection, "B")
    take_in(connection, [a_submission(version, one), a_submission(version, two)])
    assert services.rebuild_dirty(connection, [one]) == 1
    assert services.counts_by(connection, ("unit_id",), YEAR).keys() == {(one,)}
    assert not records.has_dirty(connection, [one])
    assert records.has_dirty(connection, [two])


def test_days_that_wait_are_no_difference(connection: Connection):
    some_answers(connection)
    assert services.differences(connection) == []
    services.rebuild_dirty(connection)
    some_answers(connection, seed=2)
    assert services.differences(connection) == []


@pytest.mark.parametrize("table", records.TABLES.values(), ids=records.TABLES)
@pytest.mark.parametrize("harm", ["tampered", "missing", "doubled", "foreign"])
def test_a_wrong_tally_is_found_and_a_rebuild_of_everything_mends_it(
    connection: Connection, table: Any, harm: str
):
    some_answers(connection)
    services.rebuild_dirty(connection)
    row = dict(connection.execute(select(table).limit(1)).mappings().one())
    match harm:
        case "tampered":
            counts = bytes([row["counts"][0] + 1]) + row["counts"][1:]
            connection.execute(update(table).where(table.c.id == row["id"]).values(counts=counts))
        case "missing":
            connection.execute(delete(table).where(table.c.id == row["id"]))
        case "doubled":
            connection.execute(insert(table).values(row | {"id": 999_999}))
        case "foreign":
            connection.execute(insert(table).values(row | {"id": 999_999, "day": date(2025, 1, 1)}))
    found = services.differences(connection)
    assert found
    assert all(isinstance(line, str) and "unit" in line for line in found)
    services.rebuild_everything(connection)
    assert services.differences(connection) == []


def test_an_answer_that_vanished_is_found(connection: Connection):
    some_answers(connection)
    services.rebuild_dirty(connection)
    connection.execute(delete(response).where(response.c.id == connection.scalar(select(response.c.id).limit(1))))
    assert services.differences(connection)
    services.rebuild_everything(connection)
    assert in_all(connection).responses == 59
    assert services.differences(connection) == []


def test_excluded_answers_are_tallied_apart(connection: Connection):
    some_answers(connection)
    connection.execute(update(response).values(state="excluded").where(response.c.day < date(2026, 4, 1)))
    services.rebuild_everything(connection)
    by_state = services.counts_by(connection, ("state",), YEAR)
    assert sum(counts.responses for counts in by_state.values()) == 60
    assert by_state.keys() == {("counted",), ("excluded",)}
    assert services.differences(connection) == []


def test_counts_can_be_limited_in_every_way(connection: Connection):
    some_answers(connection)
    services.rebuild_dirty(connection)
    by_desk = services.counts_by(connection, ("unit_id", "desk_id"), YEAR)
    for (unit_id, desk_id), counts in by_desk.items():
        if desk_id is not None:
            wanted = Wanted(
                since=YEAR.since,
                until=YEAR.until,
                unit_ids=frozenset({unit_id}),
                desk_ids=frozenset({desk_id}),
                tiers=frozenset({"open"}),
                states=frozenset({"counted"}),
            )
            assert in_all(connection, wanted) == counts
    nobody = Wanted(since=YEAR.since, until=YEAR.until, tiers=frozenset({"verified"}))
    assert in_all(connection, nobody) is None


def test_a_mark_that_comes_during_a_rebuild_stays_for_the_next(store: Store):
    with store.writing() as connection:
        version, unit_id = a_version(connection), a_unit(connection)
        take_in(connection, [a_submission(version, unit_id)])
    if store.dialect == "sqlite":
        # SQLite lets nobody in during a rebuild: the mark comes right after it.
        with store.writing() as connection:
            services.rebuild_dirty(connection)
        with store.writing() as connection:
            take_in(connection, [a_submission(version, unit_id)])
    else:
        with store.writing() as rebuilding:
            days = records.take_dirty(rebuilding)
            with store.writing() as connection:
                take_in(connection, [a_submission(version, unit_id)])
            services.rebuild(rebuilding, days)
    with store.reading() as connection:
        assert records.dirty_days(connection) == [(unit_id, DAY)]
    assert services.freshen(store) == 1
    assert services.freshen(store) == 0
    with store.reading() as connection:
        assert in_all(connection).responses == 2
        assert services.differences(connection) == []


def test_a_check_while_answers_come_in_finds_no_difference(store: Store):
    with store.writing() as connection:
        version, unit_id = a_version(connection), a_unit(connection)
        take_in(connection, [a_submission(version, unit_id)])
        services.rebuild_dirty(connection)
    came: list[str] = []

    def meanwhile(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "dirty_day" in statement and not came:
            came.append("an answer")
            with store.writing() as other:
                take_in(other, [a_submission(version, unit_id)])

    with store.reading() as connection:
        event.listen(connection, "after_cursor_execute", meanwhile)
        assert services.differences(connection) == []
    assert came


def test_a_marked_day_without_answers_has_no_tally(connection: Connection):
    mark_dirty(connection, [(a_unit(connection), DAY)])
    assert services.rebuild_dirty(connection) == 1
    assert not any(everything(connection))


def test_the_command_rebuilds_and_checks(store: Store, hailong: Callable[..., Result]):
    with store.writing() as connection:
        take_in(connection, [a_submission(a_version(connection), a_unit(connection))])
    assert hailong("tally").output == "Rebuilt 1 days of units.\n"
    assert hailong("tally", "--check").output == "Every tally equals its answers.\n"
    with store.writing() as connection:
        connection.execute(delete(records.tally))
    checked = hailong("tally", "--check")
    assert checked.exit_code == 1
    assert "no tally" in checked.output
    assert hailong("tally", "--rebuild").exit_code == 0
    assert hailong("tally", "--check").exit_code == 0


@pytest.mark.parametrize("by", [(), ("unit_id",), ("channel", "tier"), ("unit_id", "desk_id"), ("procedure_id",)])
@pytest.mark.parametrize("until", [date(2026, 12, 31), date(2026, 4, 13)])
def test_answers_alone_are_counted_as_with_their_counts(connection: Connection, by: tuple[str, ...], until: date):
    some_answers(connection)
    services.rebuild_dirty(connection)
    wanted = Wanted(since=date(2026, 3, 9), until=until)
    counts = {key: each.responses for key, each in services.counts_by(connection, by, wanted).items()}
    assert services.answers_by(connection, by, wanted) == counts
    assert sum(counts.values()) > 20
