"""The command `hailong user`."""

from __future__ import annotations

import click

from survey.accounts import records, services
from survey.accounts.domain import NewAccount
from survey.accounts.passwords import random_password
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.gate import ROLES, Scope
from survey.foundation.output import format_option, show
from survey.organisation.records import unit_ids

_random_option = click.option(
    "--random-password", "made", is_flag=True, help="Make a password and print it once instead of asking."
)


@click.group("user")
def user() -> None:
    """Accounts of officials: who may sign in, in which role, for which unit."""


@user.command("add")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in ROLES]),
    multiple=True,
    required=True,
    help="May be given again.",
)
@click.option("--unit", metavar="CODE", help="The account sees this unit and those below; without it, every unit.")
@click.option("--display-name", default="", help="What pages call the person; the sign-in name unless given.")
@_random_option
def add_user(name: str, *, roles: tuple[str, ...], unit: str | None, display_name: str, made: bool) -> None:
    """Open the account NAME; a password is asked for twice."""
    new = NewAccount(name=name, display_name=display_name, roles=frozenset(roles), unit=unit)
    password = _password(made=made)
    with open_house() as house, house.store.writing() as connection:
        account = services.add_account(connection, new, password=password, at=now())
    click.echo(f"{account.name} may sign in.")
    _tell(password, made=made)


@user.command("list")
@format_option
def list_users(form: str) -> None:
    """List every account."""
    with open_house() as house, house.store.reading() as connection:
        codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
        rows = [
            {
                "name": account.name,
                "display_name": account.display_name,
                "roles": " ".join(sorted(account.roles)),
                "unit": codes[account.unit_id] if account.unit_id is not None else None,
                "active": account.active,
            }
            for account in records.accounts(connection)
        ]
    show(rows, form)


@user.command("disable")
@click.argument("name")
def disable_user(name: str) -> None:
    """Close the account NAME and end its sessions; nothing it did is lost."""
    with open_house() as house, house.store.writing() as connection:
        account = services.set_active(connection, name, active=False)
    click.echo(f"{account.name} may no longer sign in.")


@user.command("enable")
@click.argument("name")
def enable_user(name: str) -> None:
    """Open the account NAME again."""
    with open_house() as house, house.store.writing() as connection:
        account = services.set_active(connection, name, active=True)
    click.echo(f"{account.name} may sign in.")


@user.command("reset")
@click.argument("name")
@_random_option
def reset_user(name: str, *, made: bool) -> None:
    """Give the account NAME a new password and end its sessions."""
    password = _password(made=made)
    with open_house() as house, house.store.writing() as connection:
        account = services.reset_password(connection, name, password=password)
    click.echo(f"{account.name} has a new password; every session was ended.")
    _tell(password, made=made)


@user.group("api-key")
def api_key() -> None:
    """Keys of programs that call the API, such as a one-stop system."""


@api_key.command("add")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    required=True,
    help="What the key is good for. May be given again.",
)
@click.option("--unit", metavar="CODE", help="The key acts for this unit and those below; without it, for all.")
def add_key(name: str, *, scopes: tuple[str, ...], unit: str | None) -> None:
    """Make the key NAME and print it, once."""
    new = services.NewKey(name=name, scopes=frozenset(scopes), unit=unit)
    with open_house() as house, house.store.writing() as connection:
        key, text = services.add_api_key(connection, new, secret=house.secret, at=now())
    click.echo(f"{key.name}: {text}")
    click.echo("It is shown only now. Programs send it as “Authorization: Bearer KEY”.", err=True)


@api_key.command("list")
@format_option
def list_keys(form: str) -> None:
    """List every key, revoked ones too."""
    with open_house() as house, house.store.reading() as connection:
        codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
        rows = [
            {
                "name": key.name,
                "scopes": " ".join(sorted(key.scopes)),
                "unit": codes[key.unit_id] if key.unit_id is not None else None,
                "created_at": key.created_at.isoformat(),
                "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
            }
            for key in records.api_keys(connection)
        ]
    show(rows, form)


@api_key.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """End the key NAME for good; what was issued with it stays in force."""
    with open_house() as house, house.store.writing() as connection:
        key = services.revoke_api_key(connection, name, at=now())
    click.echo(f"{key.name} opens nothing any more.")


def _password(*, made: bool) -> str:
    if made:
        return random_password()
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more")
    return typed


def _tell(password: str, *, made: bool) -> None:
    if made:
        click.echo(f"Password: {password}")
