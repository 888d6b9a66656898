"""The rows of the index as the command prints them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.foundation.database import Store
from survey.foundation.register import every_table
from survey.intake.services import take_in
from tests.helpers.builders import (
    AT,
    a_desk,
    a_submission,
    a_unit,
    a_version,
    dice,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from survey.settings import Settings


@pytest.fixture
def a_month(store: Store) -> None:
    """Two hundred answers of three units by two channels."""
    random = dice(3)
    with store.writing() as connection:
        version = a_version(connection, "q1", "q2", "q3")
        units = [(a_unit(connection, code), a_desk(connection, f"{code}-1", unit=code)) for code in "ABC"]
        batch = []
        for _ in range(200):
            unit_id, desk_id = random.choice(units)
            marks = "".join(random.choices("-12345x", weights=(1, 1, 1, 2, 6, 9, 1), k=3))
            told = {"desk_id": desk_id, "channel": random.choice(["kiosk", "paper"])}
            at = AT + timedelta(days=random.randrange(40))
            batch.append(a_submission(version, unit_id, marks, at=at, **told))
        take_in(connection, batch)


def as_printed(hailong: Callable[..., Result], by: str) -> bytes:
    result = hailong("index", "--from", "2026-03-01", "--to", "30/04/2026", "--by", by, "--format", "json")
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
@pytest.mark.parametrize("by", ["unit", "desk", "staff", "channel", "question"])
def test_both_databases_print_the_same_bytes(
    a_month: None, hailong: Callable[..., Result], settings: Settings, tmp_path: Any, by: str
):
    printed = as_printed(hailong, by)
    assert len(json.loads(printed)["rows"]) >= 1
    other = Store(f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    every_table().create_all(other.engine)
    _copy(Store(settings.database_url), other)
    other.close()

    def on_the_copy(*words: str) -> Result:
        from click.testing import CliRunner  # noqa: PLC0415

        from survey.cli import command_group  # noqa: PLC0415

        environment = {
            "HAILONG_DATABASE_URL": f"sqlite:///{tmp_path / 'copy.sqlite3'}",
            "HAILONG_INSTANCE": str(tmp_path),
        }
        return CliRunner().invoke(command_group(), words, env=environment)

    assert as_printed(on_the_copy, by) == printed


def _copy(one: Store, other: Store) -> None:
    with one.reading() as source, other.writing() as target:
        for table in every_table().sorted_tables:
            rows = [dict(row) for row in source.execute(table.select()).mappings()]
            if rows:
                target.execute(table.insert(), rows)
    one.close()


def test_a_row_has_every_number_of_the_contract(a_month: None, hailong: Callable[..., Result]):
    document = json.loads(as_printed(hailong, "unit"))
    assert document.keys() >= {"from", "to", "by", "method", "rows"}
    assert (document["from"], document["to"]) == ("2026-03-01", "2026-04-30")
    for row in document["rows"]:
        assert row.keys() >= {
            "key", "name", "respondents", "ratings", "criteria", "index", "low", "high", "deff", "n_eff",
            "pooled_share", "mean100", "state", "required_n", "excluded", "channels",
        }  # fmt: skip
        for criterion in row["criteria"]:
            levels = {f"n{level}" for level in range(1, 6)}
            assert criterion.keys() >= {"question", "n", "share", "low", "high", "mean100"} | levels
        assert 0 <= row["low"] <= row["index"] <= row["high"] <= 1


@pytest.mark.parametrize("form", ["table", "csv"])
def test_people_and_spreadsheets_get_the_same_rows(a_month: None, hailong: Callable[..., Result], form: str):
    result = hailong("index", "--from", "2026-03-01", "--to", "2026-04-30", "--format", form)
    assert result.exit_code == 0
    assert all(code in result.output for code in "ABC")


@pytest.mark.parametrize(
    "words", [("--from", "yesterday"), ("--from", "2026-02-30"), ("--by", "weather"), ("--tier", "sure"), ()]
)
def test_a_wrong_call_ends_with_2(hailong: Callable[..., Result], words: tuple[str, ...]):
    assert hailong("index", "--to", "2026-03-01", *words).exit_code == 2
