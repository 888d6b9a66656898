"""`hailong tally`: rebuild the days that changed, or prove that every tally is what the answers add up to."""

from __future__ import annotations

import sys

import click

from survey.foundation.doors import open_house


@click.command("tally")
@click.option("--check", is_flag=True, help="Prove that every tally equals its answers; exit 1 if one does not.")
@click.option("--rebuild", is_flag=True, help="Rebuild every day, not only those that changed.")
def tally(*, check: bool, rebuild: bool) -> None:
    """Rebuild the tallies of the days that changed."""
    # numpy takes a tenth of a second to load, which no other command should pay.
    from analytics.tally import services  # noqa: PLC0415

    with open_house() as house:
        if check:
            with house.store.reading() as connection:
                found = services.differences(connection)
            click.echo("\n".join(found) or "Every tally equals its answers.")
            sys.exit(1 if found else 0)
        with house.store.writing() as connection:
            days = services.rebuild_everything(connection) if rebuild else services.rebuild_dirty(connection)
        click.echo(f"Rebuilt {days} days of units.")
