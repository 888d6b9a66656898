"""The rows the sign-in library works with: the one place where rows leave `records`, and they go to it alone."""

from __future__ import annotations

from typing import Any

from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import DeclarativeBase, relationship

from survey.accounts.domain import Account
from survey.accounts.passwords import is_password
from survey.accounts.records.tables import account, account_role, role
from survey.foundation.tables import metadata as every_table


class Rows(DeclarativeBase):
    """The mapping of the tables below; it adds none of its own."""

    metadata = every_table


class RoleRow(Rows, RoleMixin):
    """A role as the sign-in library wants it."""

    __table__ = role


class AccountRow(Rows, UserMixin):
    """An account as the sign-in library wants it; everybody else is given `Account`.

    The library asks a class of the ORM for the password, the uniquifier and the roles; a frozen
    dataclass cannot be loaded by its datastore.
    """

    __table__ = account
    roles = relationship(RoleRow, secondary=account_role, order_by=role.c.name)

    def verify_and_update_password(self, password: str) -> bool:
        """Verify only: the library would also renew an old hash, and its session reads and never writes."""
        return self.password is not None and is_password(password, self.password)


def account_of(row: Any) -> Account:
    """Give the account everybody else works with."""
    return Account(
        account_id=row.id,
        name=row.name,
        display_name=row.display_name,
        unit_id=row.unit_id,
        roles=frozenset(each.name for each in row.roles),
        active=row.active,
    )
