"""`hailong serve`, `doctor`, `migrate`, `purge` and `welcome`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.migrating import downgrade
from survey.foundation.migrating import migrate as bring_up_to_date
from survey.foundation.output import format_option, show
from survey.settings import read_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1), help="Server processes; HAILONG_WORKERS by default.")
@click.option("--threads", type=click.IntRange(1), help="Threads a process; HAILONG_THREADS by default.")
def serve(host: str, port: int, workers: int | None, threads: int | None) -> None:
    """Bring the database up to date and serve until stopped."""
    # gunicorn is the server's affair; no other command should load it.
    from survey.operations import server  # noqa: PLC0415

    settings = read_settings()
    settings = replace(settings, workers=workers or settings.workers, threads=threads or settings.threads)
    server.serve(settings, host=host, port=port)


@click.command()
@format_option
def doctor(form: str) -> None:
    """Look at settings, database, migrations and disk; exit 1 if anything is wrong."""
    from survey.operations.doctor import examine  # noqa: PLC0415 - loaded when called

    with open_house() as house:
        found = examine(house)
    show([{"what": one.what, "state": "ok" if one.well else "WRONG", "note": one.note} for one in found], form)
    sys.exit(0 if all(one.well for one in found) else 1)


@click.command()
@click.option("--down-to", metavar="REVISION", help="Go back to an earlier form of the tables instead.")
def migrate(down_to: str | None) -> None:
    """Bring the database to the newest form of its tables."""
    with open_house() as house:
        if down_to:
            downgrade(house.store, down_to)
        else:
            bring_up_to_date(house.store)
    click.echo("The database is up to date." if not down_to else f"The database is at {down_to}.")


@click.command()
def welcome() -> None:
    """Print where to go: a citizen's link with its QR code, a tablet's, and the sign-in page.

    In the demonstration the tablet's address carries an invitation that pairs one tablet within a day.
    """
    from survey.operations.welcome import lines  # noqa: PLC0415 - loaded when called

    # An invitation is kept, so this writes.
    with open_house() as house, house.store.writing() as connection:
        told = list(lines(house, connection, at=now()))
    click.echo("\n".join(told))


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go; change nothing.")
def purge(*, dry_run: bool) -> None:
    """Delete what may be kept for a time only: traces, slips, contacts, texts of old cases; answers stay."""
    from survey.operations.purging import purge as clean_up  # noqa: PLC0415 - loaded when called

    with open_house() as house:
        gone = clean_up(house, at=now(), dry_run=dry_run)
    would = " would be" if dry_run else ""
    click.echo(f"Traces{would} deleted: {gone.traces}. Slips: {gone.slips}.")
    click.echo(f"Contacts: {gone.contacts}. Texts of cases: {gone.texts}.")
    for name, count in sorted(gone.rooms.items()):
        click.echo(f"{name}: {count}.")
