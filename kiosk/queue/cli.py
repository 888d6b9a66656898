"""`hailong import kiosk-queue FILE`: what a tablet wrote to a file because no network came."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from kiosk.queue.services import import_file
from survey.feedback.services.hearing import hearing_of
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json


@click.command("kiosk-queue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_queue(file: Path) -> None:
    """Take in the queue file of a tablet; doing it twice adds nothing."""
    with open_house() as house:
        oldest = timedelta(days=house.settings.kiosk_oldest_days)
        hearing = hearing_of(house.secret, only_severe=True)
        report = import_file(house, file.read_bytes(), at=now(), oldest=oldest, hearing=hearing)
    click.echo(
        as_json(
            {
                "accepted": report.accepted,
                "duplicate": report.duplicate,
                "quarantined": [{"id": item_id, "reason": reason} for item_id, reason in report.quarantined],
            }
        )
    )
