from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from survey.accounts.cli import user
from survey.accounts.passwords import is_password
from survey.accounts.records.tables import account
from survey.foundation.database import Store
from survey.foundation.errors import Refusal
from survey.foundation.register import every_table
from survey.organisation.records import add_places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

RIGHT = "bốn con voi qua cầu"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    address = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    monkeypatch.setenv("HAILONG_DATABASE_URL", address)
    monkeypatch.setenv("HAILONG_INSTANCE", str(tmp_path))
    opened = Store(address)
    every_table().create_all(opened.engine)
    with opened.writing() as connection:
        add_places(connection, units=["DH"], desks=[], valid_from=date(2020, 1, 1))
    yield opened
    opened.close()


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(user, words, input=typed)


def listed() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("list", "--format", "json").output)
    return rows


def digest_of(store: Store) -> str:
    with store.reading() as connection:
        return connection.scalars(select(account.c.password)).one()


def test_an_account_is_added_listed_closed_and_opened(store: Store) -> None:
    words = ("add", "Hanh.DongHa", "--role", "officer", "--role", "council", "--unit", "DH")
    made = run(*words, "--display-name", "Lê Thị Hạnh", typed=f"{RIGHT}\n{RIGHT}\n")
    assert made.exit_code == 0, made.output
    assert RIGHT not in made.output
    row = {
        "name": "hanh.dongha",
        "display_name": "Lê Thị Hạnh",
        "roles": "council officer",
        "unit": "DH",
        "active": True,
    }
    assert listed() == [row]
    assert is_password(RIGHT, digest_of(store))
    assert run("disable", "hanh.dongha").exit_code == 0
    assert listed() == [{**row, "active": False}]
    assert run("enable", "hanh.dongha").exit_code == 0
    assert listed() == [row]


def test_a_random_password_is_printed_once_and_works(store: Store) -> None:
    made = run("add", "council", "--role", "council", "--random-password")
    found = re.search(r"^Password: (\S+)$", made.output, re.MULTILINE)
    assert found
    assert is_password(found.group(1), digest_of(store))
    again = run("reset", "council", "--random-password")
    renewed = re.search(r"^Password: (\S+)$", again.output, re.MULTILINE)
    assert renewed
    assert is_password(renewed.group(1), digest_of(store))
    assert found.group(1) != renewed.group(1)


def test_two_different_passwords_are_asked_for_again(store: Store) -> None:
    made = run("add", "council", "--role", "council", typed=f"{RIGHT}\nother\n{RIGHT}\n{RIGHT}\n")
    assert made.exit_code == 0
    assert is_password(RIGHT, digest_of(store))


@pytest.mark.parametrize(
    "words",
    [
        ("add", "hanh", "--role", "officer", "--random-password"),
        ("add", "hanh", "--role", "officer", "--unit", "NOWHERE", "--random-password"),
        ("add", "two words", "--role", "council", "--random-password"),
        ("reset", "nobody", "--random-password"),
        ("disable", "nobody"),
    ],
)
def test_refused_input_changes_nothing(store: Store, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert isinstance(result.exception, Refusal)
    assert "Password:" not in result.output
    assert listed() == []


def test_an_unknown_role_or_a_missing_one_is_wrong_use(store: Store) -> None:
    assert run("add", "hanh", "--role", "king").exit_code == 2
    assert run("add", "hanh").exit_code == 2
