from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from survey.accounts.domain import Account, NewAccount, sign_in_name
from survey.accounts.passwords import (
    PasswordHoldsNameError,
    PasswordTooEasyError,
    PasswordTooShortError,
    PasswordUnreadableError,
    hash_password,
    is_password,
    random_password,
)
from survey.accounts.records import account_named, accounts, end_session, session_ended
from survey.accounts.records.rows import AccountRow, RoleRow, account_of
from survey.accounts.records.tables import account, account_role, role
from survey.accounts.services import (
    NameTakenError,
    NoSuchAccountError,
    NoSuchUnitError,
    NotANameError,
    RoleNeedsUnitError,
    UnknownRoleError,
    add_account,
    add_demonstration_accounts,
    reset_password,
    set_active,
    visible_units,
)
from survey.foundation.gate import ROLES, Audience
from survey.foundation.tables import metadata
from survey.organisation.records import add_places, unit_ids
from survey.organisation.records.tables import unit, unit_version

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.foundation.errors import Refusal

AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
DAY = date(2026, 11, 2)
RIGHT = "bốn con voi qua cầu"
OTHER = "năm con cò trắng"


def an_account(
    connection: Connection,
    name: str = "le.hanh",
    *,
    role: str = Audience.COUNCIL,
    unit: str | None = None,
    password: str = RIGHT,
) -> Account:
    new = NewAccount(name=name, display_name="Lê Thị Hạnh", roles=frozenset({role}), unit=unit)
    return add_account(connection, new, password=password, at=AT)


def a_unit(connection: Connection, code: str, parent: int | None = None) -> int:
    unit_id = connection.execute(insert(unit).values(code=code, kind="x").returning(unit.c.id)).scalar_one()
    connection.execute(
        insert(unit_version).values(
            unit_id=unit_id,
            valid_from=date(2025, 7, 1),
            parent_id=parent,
            name=code,
            short_name=code,
            sort_key=code,
            search_key=code,
            address="",
        )
    )
    return int(unit_id)


def test_an_account_is_found_again_without_its_password(connection: Connection) -> None:
    add_places(connection, units=["DH"], desks=[], valid_from=date(2020, 1, 1))
    made = an_account(connection, "Le.Hanh", role=Audience.OFFICER, unit="DH")
    assert account_named(connection, "le.hanh") == made
    assert made.unit_id == unit_ids(connection)["DH"]
    assert made.roles == {"officer"}
    assert accounts(connection) == [made]


def test_a_name_is_taken_in_any_spelling(connection: Connection) -> None:
    an_account(connection, "hạnh@dongha.vn")
    with pytest.raises(NameTakenError):
        an_account(connection, " HẠNH@dongha.vn")


def test_two_accounts_share_a_role(connection: Connection) -> None:
    an_account(connection, "first")
    assert an_account(connection, "second").roles == {"council"}


@pytest.mark.parametrize("typed", ["", "a", "two words", "x\0y", ".hidden", "a" * 65, "a" * 10_000, "a/b", "<b>"])
def test_what_cannot_be_a_name_is_refused(connection: Connection, typed: str) -> None:
    assert sign_in_name(typed) is None
    with pytest.raises(NotANameError):
        an_account(connection, typed)


@pytest.mark.parametrize(
    ("role", "unit", "refusal"),
    [
        ("king", None, UnknownRoleError),
        ("staff", None, UnknownRoleError),
        ("anyone", None, UnknownRoleError),
        ("officer", None, RoleNeedsUnitError),
        ("council", "NOWHERE", NoSuchUnitError),
    ],
)
def test_an_account_needs_a_role_and_a_unit_that_exist(
    connection: Connection, role: str, unit: str | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        an_account(connection, role=role, unit=unit)
    assert accounts(connection) == []


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("elevenchars", PasswordTooShortError),
        ("voi của Le.Hanh đi", PasswordHoldsNameError),
        ("voi của Lê Hạnh đi", PasswordHoldsNameError),
        ("matkhau123456", PasswordTooEasyError),
        ("Mật khẩu 123456", PasswordTooEasyError),
        ("UBND@DongHa2026", PasswordTooEasyError),
        ("Abc@123Abc@123", PasswordTooEasyError),
        ("hihihihihihihi", PasswordTooEasyError),
        ("x" * 257, PasswordUnreadableError),
        ("bốn con\0 voi qua cầu", PasswordUnreadableError),
        ("bốn con \ud800 voi qua", PasswordUnreadableError),
    ],
)
def test_a_weak_password_is_refused_by_its_reason(
    connection: Connection, password: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        an_account(connection, password=password)
    assert accounts(connection) == []


def test_a_hash_is_argon2_and_knows_its_password_only() -> None:
    digest = hash_password(RIGHT, name="le.hanh")
    assert digest.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_password(RIGHT, digest)
    assert not is_password(RIGHT + "!", digest)
    assert not is_password("x" * 10_000, digest)


def test_made_passwords_are_good_and_never_alike() -> None:
    made = {random_password() for _ in range(50)}
    assert len(made) == 50
    for password in list(made)[:2]:
        hash_password(password, name="le.hanh")


def test_a_new_password_replaces_the_old_one(connection: Connection) -> None:
    an_account(connection)
    reset_password(connection, "le.hanh", password=OTHER)
    digest = connection.scalars(select(account.c.password)).one()
    assert is_password(OTHER, digest)
    assert not is_password(RIGHT, digest)


def test_a_closed_account_keeps_everything_but_the_right_to_enter(connection: Connection) -> None:
    made = an_account(connection)
    closed = set_active(connection, "LE.HANH", active=False)
    assert (closed.active, closed.roles) == (False, made.roles)
    assert set_active(connection, "le.hanh", active=True) == made


def test_nobody_can_change_an_account_that_is_not_there(connection: Connection) -> None:
    with pytest.raises(NoSuchAccountError):
        reset_password(connection, "nobody", password=RIGHT)
    with pytest.raises(NoSuchAccountError):
        set_active(connection, "nobody", active=False)


def test_an_account_sees_its_unit_and_everything_below(connection: Connection) -> None:
    province = a_unit(connection, "PROVINCE")
    ward = a_unit(connection, "WARD", province)
    office = a_unit(connection, "OFFICE", ward)
    other = a_unit(connection, "OTHER", province)
    assert visible_units(connection, an_account(connection, "all"), DAY) is None
    head = an_account(connection, "head", role=Audience.UNIT_HEAD, unit="WARD")
    assert visible_units(connection, head, DAY) == {ward, office}
    chief = an_account(connection, "chief", unit="PROVINCE")
    assert visible_units(connection, chief, DAY) == {province, ward, office, other}


def test_an_account_of_a_unit_not_in_force_sees_nothing(connection: Connection) -> None:
    a_unit(connection, "WARD")
    head = an_account(connection, role=Audience.UNIT_HEAD, unit="WARD")
    assert visible_units(connection, head, date(2025, 6, 30)) == frozenset()


def test_the_demonstration_has_an_account_of_each_role_and_gets_them_once(connection: Connection) -> None:
    add_places(connection, units=["DONGHA"], desks=[], valid_from=date(2025, 7, 1))
    made = add_demonstration_accounts(connection, at=AT)
    assert {role for each in accounts(connection) for role in each.roles} == set(ROLES)
    digests = {row.name: row.password for row in connection.execute(select(account.c.name, account.c.password))}
    assert all(is_password(password, digests[name]) for name, password, _ in made)
    assert add_demonstration_accounts(connection, at=AT) == []


def test_an_ended_session_is_forgotten_when_it_would_have_run_out(connection: Connection) -> None:
    later = datetime(2026, 11, 3, tzinfo=UTC)
    end_session(connection, "first", at=AT, until=AT)
    end_session(connection, "first", at=AT, until=AT)
    assert session_ended(connection, "first")
    end_session(connection, "second", at=later, until=later)
    assert not session_ended(connection, "first")
    assert session_ended(connection, "second")


def test_the_rows_of_the_sign_in_library_are_the_tables_as_they_are(connection: Connection) -> None:
    assert [inspect(row).local_table for row in (AccountRow, RoleRow)] == [account, role]
    assert AccountRow.metadata is metadata
    assert inspect(AccountRow).relationships["roles"].secondary is account_role
    made = an_account(connection)
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        row = session.scalars(select(AccountRow)).one()
        assert account_of(row) == made
        assert row.verify_and_update_password(RIGHT)


def test_no_column_keeps_where_somebody_signed_in_from() -> None:
    assert not [name for name in account.c.keys() if "ip" in name.split("_") or "login" in name]  # noqa: SIM118 - a column collection
