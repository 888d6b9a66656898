"""Opening, closing and renewing accounts, and what an account may see."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from survey.accounts import records
from survey.accounts.domain import DISPLAY_NAME_LIMIT, NAME_LIMIT, NewAccount, sign_in_name
from survey.accounts.passwords import hash_password, random_password
from survey.foundation.errors import NotFoundError, Refusal
from survey.foundation.gate import ROLES, Audience
from survey.foundation.text import clean
from survey.organisation.domain import subtree
from survey.organisation.records import unit_ids, units_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from survey.accounts.domain import Account

_OF_ONE_UNIT = frozenset({Audience.UNIT_HEAD, Audience.OFFICER})

_DEMONSTRATION = tuple(
    NewAccount(name=name, display_name=display_name, roles=frozenset({role}), unit=unit)
    for name, display_name, role, unit in (
        ("quantri", "Quản trị viên (trình diễn)", Audience.ADMINISTRATOR, None),
        ("hoidong", "Hội đồng thi đua (trình diễn)", Audience.COUNCIL, None),
        ("thanhtra", "Thanh tra tỉnh (trình diễn)", Audience.INSPECTOR, None),
        ("phuctra", "Tổ phúc tra (trình diễn)", Audience.REVERIFICATION, None),
        ("truongphong.dongha", "Lãnh đạo phường Đông Hà (trình diễn)", Audience.UNIT_HEAD, "DONGHA"),
        ("canbo.dongha", "Công chức phường Đông Hà (trình diễn)", Audience.OFFICER, "DONGHA"),
    )
)


class NotANameError(Refusal):
    """The sign-in name cannot be one."""

    message = "%(name)s cannot be a sign-in name: 2 to %(most)s letters, digits and . _ + @ - without blanks."


class NameTakenError(Refusal):
    """Another account has the name."""

    status = 409
    message = "There is already an account named %(name)s."


class NoSuchAccountError(NotFoundError):
    """Nobody has this sign-in name."""

    message = "There is no account named %(name)s."


class UnknownRoleError(Refusal):
    """The role does not exist, or none was given."""

    message = "%(role)s is not a role. The roles are: %(roles)s."


class RoleNeedsUnitError(Refusal):
    """A head or an officer of no unit would see the whole province."""

    message = "The role %(role)s belongs to one unit: please name the unit."


class NoSuchUnitError(NotFoundError):
    """The unit code is not known."""

    message = "There is no unit with the code %(code)s."


def add_account(connection: Connection, new: NewAccount, *, password: str, at: datetime) -> Account:
    """Open an account; its roles and its unit decide what it may do and see."""
    name = _name(new.name)
    _check_roles(new)
    values = {
        "name": name,
        "display_name": clean(new.display_name, limit=DISPLAY_NAME_LIMIT) or name,
        "unit_id": unit_id_of(connection, new.unit),
        "password": hash_password(password, name=name),
        "active": True,
        "fs_uniquifier": _uniquifier(),
        "created_at": at,
    }
    if records.insert_account(connection, values, new.roles) is None:
        raise NameTakenError(name=name)
    return _find(connection, name)


def add_demonstration_accounts(connection: Connection, *, at: datetime) -> list[tuple[str, str, str]]:
    """Open one account of each role for the demonstration province, unless it is there already.

    Give for each new one its name, its password, which is kept nowhere else, and what it is.
    """
    made: list[tuple[str, str, str]] = []
    for new in _DEMONSTRATION:
        password = random_password()
        try:
            account = add_account(connection, new, password=password, at=at)
        except NameTakenError:
            continue
        made.append((account.name, password, f"{', '.join(account.roles)}, {new.unit or 'the whole province'}"))
    return made


def reset_password(connection: Connection, name: str, *, password: str) -> Account:
    """Give an account a new password and end all its sessions."""
    found = _find(connection, name)
    digest = hash_password(password, name=found.name)
    records.change(connection, found.account_id, password=digest, fs_uniquifier=_uniquifier())
    return found


def set_active(connection: Connection, name: str, *, active: bool) -> Account:
    """Close an account, which ends all its sessions, or open it again."""
    found = _find(connection, name)
    records.change(connection, found.account_id, active=active, fs_uniquifier=_uniquifier())
    return _find(connection, name)


def visible_units(connection: Connection, account: Account, day: date) -> frozenset[int] | None:
    """Give the units an account may see on a day: its own and all below; None means every unit there is."""
    if account.unit_id is None:
        return None
    return subtree(units_on(connection, day), account.unit_id)


def _name(typed: str) -> str:
    name = sign_in_name(typed)
    if name is None:
        raise NotANameError(name=repr(typed[:NAME_LIMIT]), most=NAME_LIMIT)
    return name


def _check_roles(new: NewAccount) -> None:
    for role in sorted(new.roles) or ["(none)"]:
        if role not in ROLES:
            raise UnknownRoleError(role=role, roles=", ".join(ROLES))
    alone = sorted(new.roles & _OF_ONE_UNIT)
    if new.unit is None and alone:
        raise RoleNeedsUnitError(role=str(alone[0]))


def unit_id_of(connection: Connection, code: str | None) -> int | None:
    """Give the id of a unit by its code; None stands for the whole province."""
    if code is None:
        return None
    found = unit_ids(connection).get(code)
    if found is None:
        raise NoSuchUnitError(code=code)
    return found


def _find(connection: Connection, name: str) -> Account:
    found = records.account_named(connection, _name(name))
    if found is None:
        raise NoSuchAccountError(name=name)
    return found


def _uniquifier() -> str:
    return secrets.token_hex(32)
