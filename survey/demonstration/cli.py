"""`hailong demo`: the demonstration province with its accounts."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from survey.accounts.services import add_demonstration_accounts
from survey.demonstration.services import ANSWERS, load_province
from survey.feedback.services.hearing import hearing_of
from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.migrating import migrate
from survey.organisation.records import unit_ids


@click.command()
@click.option("--answers", default=ANSWERS, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--if-empty", is_flag=True, help="Do nothing when the database already has units.")
def demo(answers: int, *, if_empty: bool) -> None:
    """Load the demonstration province; loading it again adds no answer twice."""
    at = now()
    with open_house() as house:
        migrate(house.store)
        with house.store.reading() as connection:
            known = unit_ids(connection)
        if known and if_empty:
            return
        if known and "QT" not in known:
            raise click.UsageError("this database holds real units; the demonstration is for an empty one")
        with (
            house.store.writing() as connection,
            click.progressbar(length=answers, label="Demonstration answers", file=sys.stderr) as bar,
        ):
            summary = load_province(
                connection,
                today=local_day(at),
                at=at,
                answers=answers,
                hearing=hearing_of(house.secret, only_severe=True),
                progress=lambda done, _total: bar.update(done - bar.pos),
            )
            for room in house.settings.rooms:
                import_module(f"{room}.room").demonstrate(connection, at=at)
            accounts = add_demonstration_accounts(connection, at=at)
    click.echo(f"Demonstration province: {summary.units} new units, {summary.accepted} new answers.")
    for name, password, what in accounts:
        click.echo(f"  sign in as {name}   password {password}   ({what})")
    if accounts:
        click.echo("  These passwords are shown once; `hailong user reset NAME` makes a new one.")
