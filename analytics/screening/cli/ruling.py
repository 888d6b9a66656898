"""`hailong ruling`: propose, decide and list rulings where there are no pages."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from analytics.screening.domain.rulings import Ground
from survey.accounts.domain import sign_in_name
from survey.accounts.records import account_named
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.errors import ForbiddenError, NotFoundError
from survey.foundation.gate import Audience
from survey.foundation.output import format_option, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Ruling
    from analytics.screening.services import Scoring
    from survey.accounts.domain import Account

JUDGES = frozenset({Audience.COUNCIL, Audience.INSPECTOR})


class NoSuchAccountError(NotFoundError):
    """A name no active account has."""

    message = "There is no active account “%(name)s”."


class NotAJudgeError(ForbiddenError):
    """An account without a role that rules."""

    message = "“%(name)s” has none of the roles council and inspector."


account_option = click.option("--as", "name", metavar="NAME", required=True, help="The account that acts.")


@click.group("ruling")
def ruling() -> None:
    """Take answers out of the index, or let them in, by two people."""


def ruling_with(scoring: Callable[[], Scoring]) -> click.Group:
    """Give the group with the points of programmes, which stand beside the screening, for its commands."""
    return click.Group("ruling", commands=ruling.commands, help=ruling.help, context_settings={"obj": scoring})


@ruling.command("propose")
@account_option
@click.option("--ground", type=click.Choice([*map(str, Ground)]), required=True)
@click.option("--reason", default="", help="In words; needed where no flag speaks.")
@click.option("--finding", type=int, help="All answers of this finding of a run (its id in the database).")
@click.argument("answers", nargs=-1, metavar="[RESPONSE_ID]…")
@click.pass_obj
def propose(
    scoring: Callable[[], Scoring],
    name: str,
    answers: tuple[str, ...],
    *,
    ground: str,
    reason: str,
    finding: int | None,
) -> None:
    """Propose a ruling on answers, named as `hailong screen` names them."""
    from analytics.screening import records, services  # noqa: PLC0415

    with _acting(name, JUDGES) as (connection, account):
        ids = _ids(connection, answers) | set(records.flags_of(connection, finding) if finding else ())
        wish = services.Wish(answers=frozenset(ids), ground=Ground(ground), reason=reason)
        number = services.propose(connection, account, wish, at=now(), scoring=scoring())
        made = records.ruling_by_id(connection, number)
        assert made is not None  # noqa: S101 - it was kept in this transaction
        show([_row(made)], "table")


@ruling.command("decide")
@account_option
@click.option("--yes/--no", "accept", required=True, help="Whether to do what was asked for.")
@click.option("--reason", default="")
@click.argument("number", type=int)
@click.pass_obj
def decide(scoring: Callable[[], Scoring], name: str, number: int, reason: str, *, accept: bool) -> None:
    """Take the next step: decide a proposal, confirm it for the inspection, or decide an appeal (yes restores)."""
    from analytics.screening import records, services  # noqa: PLC0415
    from analytics.screening.domain.rulings import Status  # noqa: PLC0415

    with _acting(name, JUDGES) as (connection, account):
        found = records.ruling_by_id(connection, number)
        status = found.status if found else Status.PROPOSED
        steps = {Status.AWAITS_INSPECTION: services.confirm, Status.APPEALED: services.settle}
        step = steps.get(status, partial(services.decide, scoring=scoring()))
        show([_row(step(connection, account, number, (accept, reason), at=now()))], "table")


@ruling.command("appeal")
@account_option
@click.option("--reason", required=True)
@click.argument("number", type=int)
def appeal(name: str, number: int, reason: str) -> None:
    """Appeal for the rated unit."""
    from analytics.screening import services  # noqa: PLC0415

    with _acting(name, frozenset({Audience.UNIT_HEAD})) as (connection, account):
        show([_row(services.appeal(connection, account, number, reason, at=now()))], "table")


@ruling.command("list")
@format_option
@click.pass_obj
def listing(scoring: Callable[[], Scoring], form: str) -> None:
    """List every ruling, newest first, with the unit's figure before and after; of what waits, as it is today."""
    from analytics.screening import records, services  # noqa: PLC0415

    with open_house() as house, house.store.reading() as connection:
        found = services.anew(connection, records.rulings(connection), scoring())
        show([_row(one) for one in found], form)


@contextmanager
def _acting(name: str, roles: frozenset[Audience]) -> Iterator[tuple[Connection, Account]]:
    with open_house() as house, house.store.writing() as connection:
        account = account_named(connection, sign_in_name(name) or "")
        if account is None or not account.active:
            raise NoSuchAccountError(name=name)
        if not account.roles & roles:
            raise NotAJudgeError(name=name)
        yield connection, account


def _ids(connection: Connection, answers: tuple[str, ...]) -> set[UUID]:
    from analytics.screening import records  # noqa: PLC0415

    given = records.ids_given(connection, answers) if answers else {}
    return {given[one] if one in given else _uuid(one) for one in answers}


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise click.BadParameter(f"no answer is called “{text}”") from None


def _row(one: Ruling) -> dict[str, Any]:
    return {
        "ruling": one.ruling_id,
        "status": one.status.value,
        "unit": one.unit_id,
        "effect": one.effect.value,
        "ground": one.ground.value,
        "answers": one.answers,
        "from": one.since,
        "to": one.until,
        "index_before": one.before.index,
        "index_after": one.after.index,
        "respondents_before": one.before.respondents,
        "respondents_after": one.after.respondents,
        "inspection_needed": one.needs_inspection,
        "reason": one.reason,
    }
