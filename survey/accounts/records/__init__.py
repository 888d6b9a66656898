"""What the database keeps about accounts; the classes the sign-in library needs are in `rows`, for it alone."""

from survey.accounts.records.keeping import (
    account_named,
    accounts,
    change,
    end_session,
    insert_account,
    session_ended,
)
from survey.accounts.records.keys import api_key_by_hash, api_key_named, api_keys, end_api_key, insert_api_key
from survey.accounts.records.tables import account, account_role, api_key, ended_session, role

__all__ = [
    "account",
    "account_named",
    "account_role",
    "accounts",
    "api_key",
    "api_key_by_hash",
    "api_key_named",
    "api_keys",
    "change",
    "end_api_key",
    "end_session",
    "ended_session",
    "insert_account",
    "insert_api_key",
    "role",
    "session_ended",
]
