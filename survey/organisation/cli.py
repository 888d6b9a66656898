"""The command that takes in an office's own tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.errors import Refusal
from survey.organisation.services import ImportRefusedError, read_folder, shared_desks, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 200


@click.command("organisation")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_organisation(folder: Path) -> None:
    """Take in units, desks, staff, roster and procedures from the tables in FOLDER: all of them or nothing."""
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


def _say(lines: Sequence[object]) -> None:
    for line in lines[:_SHOWN]:
        click.echo(line, err=True)
    if len(lines) > _SHOWN:
        click.echo(f"… and {len(lines) - _SHOWN} more", err=True)
