"""Reading and writing accounts; the password's hash comes in and never out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from survey.accounts.domain import Account
from survey.accounts.records.tables import account, account_role, ended_session, role
from survey.foundation.tables import insert_new

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Select


def accounts(connection: Connection) -> list[Account]:
    """List every account by its name."""
    return _read(connection, select(account).order_by(account.c.name))


def account_named(connection: Connection, name: str) -> Account | None:
    """Find the account with this sign-in name in its one spelling."""
    found = _read(connection, select(account).where(account.c.name == name))
    return found[0] if found else None


def insert_account(connection: Connection, values: dict[str, Any], roles: Collection[str]) -> int | None:
    """Keep a new account with its roles and give its id; None when the name is taken."""
    if not insert_new(connection, account, [values], returning="id"):
        return None
    account_id: int = connection.scalars(select(account.c.id).where(account.c.name == values["name"])).one()
    insert_new(connection, role, [{"name": str(each)} for each in sorted(roles)], returning="id")
    found = connection.scalars(select(role.c.id).where(role.c.name.in_([str(each) for each in roles])))
    connection.execute(
        insert(account_role), [{"account_id": account_id, "role_id": role_id} for role_id in found.all()]
    )
    return account_id


def change(connection: Connection, account_id: int, **values: Any) -> None:
    """Change columns of one account."""
    connection.execute(update(account).where(account.c.id == account_id).values(**values))


def end_session(connection: Connection, digest: str, *, at: datetime, until: datetime) -> None:
    """Remember that a session was ended, and forget those that would have run out by now."""
    connection.execute(delete(ended_session).where(ended_session.c.until < at))
    insert_new(connection, ended_session, [{"digest": digest, "until": until}], returning="id")


def session_ended(connection: Connection, digest: str) -> bool:
    """Tell whether somebody signed out of this session."""
    found = connection.scalars(select(ended_session.c.id).where(ended_session.c.digest == digest))
    return found.one_or_none() is not None


def _read(connection: Connection, statement: Select[Any]) -> list[Account]:
    rows = connection.execute(statement).all()
    roles: dict[int, set[str]] = {row.id: set() for row in rows}
    held = select(account_role.c.account_id, role.c.name).join(role).where(account_role.c.account_id.in_(roles))
    for account_id, name in connection.execute(held):
        roles[account_id].add(name)
    return [
        Account(
            account_id=row.id,
            name=row.name,
            display_name=row.display_name,
            unit_id=row.unit_id,
            roles=frozenset(roles[row.id]),
            active=row.active,
        )
        for row in rows
    ]
