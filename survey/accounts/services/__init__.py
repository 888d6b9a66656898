"""Opening, closing and renewing accounts and keys, and what each may see."""

from survey.accounts.services.keys import (
    KeyNameTakenError,
    NewKey,
    NoSuchKeyError,
    UnknownScopeError,
    add_api_key,
    key_of,
    revoke_api_key,
)
from survey.accounts.services.opening import (
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

__all__ = [
    "KeyNameTakenError",
    "NameTakenError",
    "NewKey",
    "NoSuchAccountError",
    "NoSuchKeyError",
    "NoSuchUnitError",
    "NotANameError",
    "RoleNeedsUnitError",
    "UnknownRoleError",
    "UnknownScopeError",
    "add_account",
    "add_api_key",
    "add_demonstration_accounts",
    "key_of",
    "reset_password",
    "revoke_api_key",
    "set_active",
    "visible_units",
]
