"""The commands that take in an office's own tables and write them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.errors import Refusal
from survey.organisation.services import ImportRefusedError, export_tables, read_folder, shared_desks, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 200


@click.command("organisation")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_organisation(folder: Path) -> None:
    """Take in the tables in FOLDER: all of them or nothing.

    They are units, desks, staff, roster, procedures, events, holidays and patterns, each as .csv or .xlsx;
    what is missing stays as it is.
    """
    try:
        draft = read_folder(folder)
        with open_house() as house:
            with house.store.writing() as connection:
                report = take_in(connection, draft, on=local_day(now()))
            with house.store.reading() as connection:
                shared = shared_desks(connection, draft)
    except ImportRefusedError as refusal:
        _say(refusal.details["faults"])
        raise click.ClickException(str(refusal)) from None
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    _say([f"warning: {warning}" for warning in (*report.warnings, *shared)])
    for noun, change in report.changes.items():
        click.echo(f"{noun}: {change.added} added, {change.changed} changed, {change.unchanged} unchanged")


@click.command("organisation")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_organisation(folder: Path) -> None:
    """Write every table of the organisation into FOLDER, as `hailong import organisation` takes them."""
    with open_house() as house, house.store.reading() as connection:
        tables = export_tables(connection)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None
    click.echo(f"{len(tables)} tables written to {folder}")


def _say(lines: Sequence[object]) -> None:
    for line in lines[:_SHOWN]:
        click.echo(line, err=True)
    if len(lines) > _SHOWN:
        click.echo(f"… and {len(lines) - _SHOWN} more", err=True)
