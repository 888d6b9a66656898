from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from survey.accounts import records
from survey.accounts.services import (
    KeyNameTakenError,
    NewKey,
    NoSuchKeyError,
    NoSuchUnitError,
    NotANameError,
    UnknownScopeError,
    add_api_key,
    key_of,
    revoke_api_key,
)
from survey.foundation.gate import ROLES, Scope, for_keys, guard
from survey.foundation.pages import make_app
from survey.settings import Settings
from tests.helpers.builders import AT, a_unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from sqlalchemy import Connection

    from survey.foundation.database import Store

SECRET = b"a secret"


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> Settings:
    """Settings of a house on each database in turn, for the commands."""
    address = store.engine.url.render_as_string(hide_password=False)
    return Settings(instance=tmp_path, database_url=address, secret_key=SECRET.decode(), rooms=())


def made(connection: Connection, name: str = "motcua", *scopes: str, unit: str | None = None) -> str:
    new = NewKey(name=name, scopes=frozenset(scopes or {"slips"}), unit=unit)
    return add_api_key(connection, new, secret=SECRET, at=AT)[1]


def test_a_key_is_known_by_its_text_and_kept_as_a_hash(connection: Connection):
    unit_id = a_unit(connection)
    text = made(connection, unit="DONGHA")
    key = key_of(connection, text, secret=SECRET)
    assert key is not None
    assert (key.name, key.unit_id, key.scopes, key.active) == ("motcua", unit_id, {"slips"}, True)
    (row,) = connection.execute(records.api_key.select())
    assert len(row.hash) == 16
    assert text not in repr(tuple(row))
    assert len(text) > 40


@pytest.mark.parametrize("text", ["", "hailong_", "x" * 9999, "\ud800", "hailong_\x00"])
def test_another_text_is_no_key(connection: Connection, text: str):
    made(connection)
    assert key_of(connection, text, secret=SECRET) is None


def test_a_key_is_none_under_another_secret(connection: Connection):
    assert key_of(connection, made(connection), secret=b"another") is None


def test_a_revoked_key_is_none_and_its_name_stays_taken(connection: Connection):
    text = made(connection)
    assert revoke_api_key(connection, "MotCua", at=AT).name == "motcua"
    assert key_of(connection, text, secret=SECRET) is None
    with pytest.raises(NoSuchKeyError):
        revoke_api_key(connection, "motcua", at=AT)
    with pytest.raises(KeyNameTakenError):
        made(connection)
    assert [key.revoked_at for key in records.api_keys(connection)] == [AT]


def test_a_key_that_cannot_be_is_refused(connection: Connection):
    with pytest.raises(NotANameError):
        made(connection, "a b")
    with pytest.raises(UnknownScopeError, match="everything is not a scope"):
        made(connection, "one", "everything")
    with pytest.raises(UnknownScopeError, match="none"):
        add_api_key(connection, NewKey(name="one", scopes=frozenset(), unit=None), secret=SECRET, at=AT)
    with pytest.raises(NoSuchUnitError):
        made(connection, unit="XX")
    with pytest.raises(NoSuchKeyError):
        revoke_api_key(connection, "nobody", at=AT)


@pytest.mark.parametrize(("scopes", "status"), [({"slips"}, 200), ({"other"}, 403), (set(), 403), (None, 401)])
def test_a_door_for_keys_opens_to_a_key_with_its_scope_and_to_no_role(scopes: set[str] | None, status: int):
    app = make_app("probe", words="staff", languages=(), error_page="survey/staff/error.html", static_folder=None)
    key = None if scopes is None else KeyOfTest(frozenset(scopes))
    guard(app, lambda: frozenset(role.value for role in ROLES), lambda: key)

    @for_keys(Scope.SLIPS)
    def view() -> str:
        return "open"

    app.add_url_rule("/api/probe", view_func=view)
    assert app.test_client().get("/api/probe").status_code == status


@dataclass(frozen=True)
class KeyOfTest:
    """A key with scopes and nothing else."""

    scopes: frozenset[str]


def test_the_commands_make_list_and_revoke_keys(store: Store, hailong: Callable[..., Result]):
    with store.writing() as connection:
        a_unit(connection)
    done = hailong("user", "api-key", "add", "motcua", "--scope", "slips", "--unit", "DONGHA")
    assert done.exit_code == 0, done.output
    text = done.stdout.partition(": ")[2].strip()
    with store.reading() as connection:
        assert key_of(connection, text, secret=SECRET)
    assert hailong("user", "api-key", "revoke", "motcua").exit_code == 0
    (row,) = json.loads(hailong("user", "api-key", "list", "--format", "json").stdout)
    assert (row["name"], row["scopes"], row["unit"]) == ("motcua", "slips", "DONGHA")
    assert row["revoked_at"] > row["created_at"]
    with store.reading() as connection:
        assert key_of(connection, text, secret=SECRET) is None
