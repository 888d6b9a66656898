"""The tables of accounts, their roles, the sessions that were ended, and the keys of programs."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from survey.accounts.domain import DISPLAY_NAME_LIMIT, NAME_LIMIT
from survey.foundation.tables import Moment, metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    # In the one spelling of `sign_in_name`, so that plain equality finds it.
    Column("name", String(NAME_LIMIT), nullable=False, unique=True),
    Column("display_name", String(DISPLAY_NAME_LIMIT), nullable=False),
    # NULL: the whole province.
    Column("unit_id", ForeignKey("unit.id"), index=True),
    Column("password", String(255), nullable=False),
    Column("active", Boolean, nullable=False),
    # What a session remembers instead of the account's number; a new one ends every session of the account.
    Column("fs_uniquifier", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)

role = Table(
    "role",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
)

account_role = Table(
    "account_role",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)

# A session is a signed cookie, which somebody may have copied: signing out has to be remembered on this side.
ended_session = Table(
    "ended_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("until", Moment, nullable=False, index=True),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(NAME_LIMIT), nullable=False, unique=True),
    # All that is kept of the key itself.
    Column("hash", LargeBinary(16), nullable=False, unique=True),
    # NULL: the whole province.
    Column("unit_id", ForeignKey("unit.id"), index=True),
    # Words parted by blanks; see `Scope`.
    Column("scopes", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
