"""`hailong import responses`: answers from a file, their messages heard as everywhere else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from survey.feedback.services.hearing import hearing_of
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json
from survey.intake.domain import Channel
from survey.intake.importing import Options, Report
from survey.intake.importing import import_responses as bring_in
from survey.touchpoint.domain import Tier


def _pairs(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        column, equals, name = value.rpartition("=")
        if not equals or not column or not name:
            raise click.BadParameter(f"{value!r} is not COLUMN=QUESTION")
        pairs[column] = name
    return pairs


@click.command("responses")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--questionnaire", required=True, metavar="CODE", help="Which questionnaire was answered.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    callback=_pairs,
    metavar="COLUMN=QUESTION",
    help="What a column is: a question, a known column such as desk, or - to leave it out. Repeatable.",
)
@click.option("--create-missing", is_flag=True, help="Create unknown units, desks, and the questionnaire.")
@click.option("--channel", type=click.Choice([*map(str, Channel)]), default=str(Channel.PAPER), show_default=True)
@click.option("--tier", type=click.Choice([*map(str, Tier)]), default=str(Tier.OPEN), show_default=True)
@click.option("--strict", is_flag=True, help="Take nothing at all if one line is refused.")
def import_responses(file: Path, **chosen: Any) -> None:
    """Bring in answers from a CSV or Excel file; bringing the same file again adds nothing."""
    options = Options(**chosen)
    with (
        open_house() as house,
        click.progressbar(length=_line_count(file), label="Answers", file=sys.stderr) as bar,
    ):
        heard = hearing_of(house.secret, only_severe=True)
        report = bring_in(house, file, options, at=now(), hearing=heard, progress=bar.update)
    _print(report)
    sys.exit(1 if options.strict and report.refused else 0)


def _line_count(path: Path) -> int:
    with path.open("rb") as file:
        return max(1, sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1)


def _print(report: Report) -> None:
    document = {
        "accepted": report.accepted,
        "duplicate": report.duplicate,
        "refused": [{"line": line, "reason": reason} for line, reason in report.refused],
    }
    click.echo(as_json(document))
