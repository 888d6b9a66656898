"""What the database keeps about accounts; the classes the sign-in library needs are in `rows`, for it alone."""

from survey.accounts.records.keeping import (
    account_named,
    accounts,
    change,
    end_session,
    insert_account,
    session_ended,
)
from survey.accounts.records.tables import account, account_role, ended_session, role

__all__ = [
    "account",
    "account_named",
    "account_role",
    "accounts",
    "change",
    "end_session",
    "ended_session",
    "insert_account",
    "role",
    "session_ended",
]
