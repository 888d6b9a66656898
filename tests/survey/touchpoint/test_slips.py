from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from survey.foundation.codes import check_code
from survey.foundation.register import every_table
from survey.touchpoint import records
from survey.touchpoint.domain import TOKEN_LENGTH
from survey.touchpoint.services import slip_hash_of
from survey.touchpoint.services.issuing import Named, about, keep, read_register
from survey.touchpoint.services.slip_refusals import (
    SlipCountError,
    SlipDaysError,
    SlipDeskElsewhereError,
    SlipsNotNewError,
)
from tests.helpers.builders import a_desk, a_unit
from tests.survey.touchpoint.drawing import SECRET, some_slips

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.foundation.database import Store
    from survey.touchpoint.services.issuing import Drawn

COLUMNS = {
    "hash", "unit_id", "desk_id", "staff_id", "procedure_id", "occasion", "batch_id",
    "issued_at", "valid_from", "expires_at", "used",
}  # fmt: skip


def test_only_a_hash_of_a_token_is_kept(connection: Connection):
    drawn = some_slips(connection)
    keep(connection, drawn)
    (row,) = [
        row
        for row in connection.execute(records.slip.select())
        if row.hash == slip_hash_of(SECRET, drawn[0].token)
    ]
    assert len(row.hash) == 16
    text = repr(tuple(row))
    assert drawn[0].token not in text
    assert check_code(drawn[0].token, TOKEN_LENGTH) == drawn[0].token


def test_nothing_leads_from_a_slip_to_an_answer_or_back():
    assert {column.name for column in records.slip.c} == COLUMNS
    for table in every_table().sorted_tables:
        for key in table.foreign_keys:
            assert key.column.table is not records.slip
    assert {key.column.table.name for key in records.slip.foreign_keys} == {"unit", "desk", "staff", "procedure"}
    # No order of arrival either, and no moment of use.
    assert records.slip.dialect_options["sqlite"]["with_rowid"] is False
    assert {name for name in COLUMNS if name.endswith("_at")} == {"issued_at", "expires_at"}


def test_a_slip_is_used_by_one_of_many_that_try_at_once(store: Store):
    with store.writing() as connection:
        drawn = some_slips(connection, 4)
        keep(connection, drawn)
    hashes = [each.slip.hash for each in drawn]

    def spend(turn: int) -> int:
        # Each in an order of its own: nobody waits for somebody who waits for them.
        with store.writing() as connection:
            return len(records.spend_slips(connection, hashes[turn % 4 :] + hashes[: turn % 4]))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(16))) == 4


def test_a_slip_stays_unused_when_its_answer_is_not_kept(store: Store):
    with store.writing() as connection:
        (drawn,) = some_slips(connection, 1)
        keep(connection, [drawn])
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        _spend_and_fail(connection, drawn)
    with store.reading() as connection:
        found = records.slip_by_hash(connection, drawn.slip.hash)
    assert found is not None
    assert not found.used


def _spend_and_fail(connection: Connection, drawn: Drawn) -> None:
    assert records.spend_slips(connection, [drawn.slip.hash])
    raise ZeroDivisionError


def test_slips_that_exist_already_are_not_issued_again(connection: Connection):
    drawn = some_slips(connection)
    keep(connection, drawn)
    with pytest.raises(SlipsNotNewError):
        keep(connection, drawn[:1])


@pytest.mark.parametrize("days", [2, 31])
def test_a_validity_too_short_or_too_long_is_refused(connection: Connection, days: int):
    with pytest.raises(SlipDaysError):
        some_slips(connection, days=days)


@pytest.mark.parametrize("count", [0, 10_001])
def test_no_slip_and_too_many_are_refused(connection: Connection, count: int):
    with pytest.raises(SlipCountError):
        some_slips(connection, count)


def test_a_desk_of_another_unit_is_refused(connection: Connection):
    a_desk(connection)
    a_unit(connection, "ND")
    with pytest.raises(SlipDeskElsewhereError):
        about(read_register(connection), Named(desk="DH-1", unit="ND"))


def test_old_slips_are_deleted_used_or_not(connection: Connection):
    drawn = some_slips(connection, 2)
    keep(connection, drawn)
    records.spend_slips(connection, [drawn[0].slip.hash])
    ends = drawn[0].slip.expires_at
    assert records.count_slips(connection, before=ends) == 0
    assert records.count_slips(connection, before=ends + timedelta(seconds=1)) == 2
    assert records.delete_slips(connection, before=ends + timedelta(seconds=1)) == 2
