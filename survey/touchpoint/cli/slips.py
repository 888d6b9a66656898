"""The commands `hailong slips` and `hailong import slips`."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from survey.foundation.clock import moment_of, now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json
from survey.touchpoint.domain import LEAST_DAYS, MOST_DAYS, Occasion
from survey.touchpoint.posters.words import SECOND_LANGUAGES
from survey.touchpoint.services.issuing import MOST_AT_ONCE, Batch, Named, about, draw, keep, read_register
from survey.touchpoint.services.slip_files import SLIP_KINDS, names_of, slip_csv, slip_pdf
from survey.touchpoint.services.slip_import import import_slips as bring_in

if TYPE_CHECKING:
    from datetime import datetime

    from survey.foundation.doors import House
    from survey.touchpoint.services.issuing import About, Drawn

_days_option = click.option(
    "--days",
    type=click.IntRange(LEAST_DAYS, MOST_DAYS),
    default=LEAST_DAYS,
    show_default=True,
    help="How long a slip is good, times 24 hours.",
)


def _printable(_context: click.Context, _option: click.Parameter, out: Path) -> Path:
    if out.suffix.lower() not in SLIP_KINDS:
        raise click.BadParameter("slips are written as .pdf (sheets to cut) or .csv.")
    return out


@click.command("slips")
@click.option("--desk", required=True, metavar="CODE", help="The desk that hands them out.")
@click.option("--count", type=click.IntRange(1, MOST_AT_ONCE), required=True, help="How many.")
@click.option(
    "--occasion",
    type=click.Choice([each.value for each in Occasion]),
    default=Occasion.FINISHED.value,
    show_default=True,
    help="With what they are handed out.",
)
@click.option("--procedure", default="", metavar="CODE", help="The one procedure they are for.")
@_days_option
@click.option(
    "--language",
    type=click.Choice(SECOND_LANGUAGES),
    default="en",
    show_default=True,
    help="Language below the Vietnamese, on sheets.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    callback=_printable,
    help="FILE.pdf: sheets to cut. FILE.csv: token, address and end of each.",
)
def slips(*, desk: str, out: Path, language: str, **chosen: Any) -> None:
    """Issue one-time slips for a desk; the tokens are in FILE and nowhere else."""
    at = now()
    named = Named(desk=desk, procedure=chosen["procedure"], occasion=chosen["occasion"])
    batch = Batch(batch_id=uuid4(), count=chosen["count"], days=chosen["days"])
    with open_house() as house:
        with house.store.reading() as connection:
            place = about(read_register(connection), named)
        drawn = draw(place, batch, at=at, secret=house.secret, random=SystemRandom())
        written = _written(house, place, drawn, language=language if out.suffix.lower() == ".pdf" else None, at=at)
        with house.store.writing() as connection:
            keep(connection, drawn)
            # Within the transaction: no slip is good whose token nobody got.
            _put(out, written)
    click.echo(f"{out}: {batch.count} slips, good until {moment_of(drawn[0].slip.expires_at)}.")


def _written(house: House, place: About, drawn: list[Drawn], *, language: str | None, at: datetime) -> bytes:
    base_url = house.settings.base_url
    if language is None:
        return slip_csv(drawn, base_url=base_url).encode()
    with house.store.reading() as connection:
        names = names_of(connection, place, at=at)
    return slip_pdf(drawn, names, base_url=base_url, language=language, at=at)


def _put(out: Path, written: bytes) -> None:
    try:
        out.write_bytes(written)
    except OSError as error:
        raise click.FileError(str(out), hint=error.strerror or str(error)) from error


@click.command("slips")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_days_option
def import_slips(file: Path, days: int) -> None:
    """Take slips issued elsewhere from a CSV or Excel file; bringing the same file again adds nothing.

    Columns: token, and unit or desk; staff, procedure, occasion and issued_at where they are known.
    """
    with open_house() as house:
        report = bring_in(house, file, days=days, at=now())
    document = {
        "accepted": report.accepted,
        "duplicate": report.duplicate,
        "refused": [{"line": line, "reason": reason} for line, reason in report.refused],
    }
    click.echo(as_json(document))
