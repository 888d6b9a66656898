"""`hailong serve`, `doctor`, `migrate`, `nightly`, `purge` and `welcome`."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.migrating import downgrade
from survey.foundation.migrating import migrate as bring_up_to_date
from survey.foundation.output import as_json, format_option, show
from survey.settings import read_settings

if TYPE_CHECKING:
    from survey.operations.nightly import Done


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
    """Look at settings, database, migrations, the nightly run and disk; exit 1 if anything is wrong."""
    from survey.operations.doctor import examine  # noqa: PLC0415 - loaded when called

    with open_house() as house:
        found = examine(house, at=now())
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


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def nightly(*, dry_run: bool, form: str) -> None:
    """Do everything that is due every night: tallies, screening, tablets, digest, at last the purge.

    A step that fails stops no other; then the exit code is 1. Traces that a failed screening still needs stay.
    """
    from survey.operations.nightly import run  # noqa: PLC0415 - loaded when called

    at = now()
    with open_house() as house:
        night = run(house, at=at, dry_run=dry_run, tell=_say if form == "text" else lambda _: None)
    if form == "json":
        steps = [asdict(one) for one in night.steps]
        click.echo(as_json({"began": at.isoformat(), "dry_run": dry_run, "whole": night.whole, "steps": steps}))
    elif not night.whole:
        failed = ", ".join(one.name for one in night.steps if one.problem is not None)
        click.echo(f"Not done: {failed}. Everything else is; the next run tries again.", err=True)
    sys.exit(0 if night.whole else 1)


def _say(done: Done) -> None:
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in done.told.items())
    state = "ok" if done.problem is None else "FAILED"
    click.echo(f"{done.name:<33} {state:<6} {done.seconds:7.1f} s  {done.problem or told}".rstrip())
