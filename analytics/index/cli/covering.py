"""`hailong coverage`: how many were served, invited and answered."""

from __future__ import annotations

from typing import Any

import click

from analytics.index.cli.days import Day
from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show
from survey.touchpoint.domain import Tier


@click.command("coverage")
@click.option("--from", "since", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "until", type=Day(), required=True, help="Last day of the period, included.")
@click.option(
    "--by",
    type=click.Choice(["unit", "desk", "procedure", "day", "shift"]),
    default="unit",
    show_default=True,
    help="A shift is a band of hours: early to 7, morning to 11, noon to 14, afternoon to 18, evening.",
)
@click.option("--unit", metavar="CODE", help="Only this unit and those below it.")
@click.option("--questionnaire", metavar="CODE", help="Needed when the period has answers to several.")
@click.option("--tier", "tiers", type=click.Choice([*map(str, Tier)]), multiple=True, help="Only these tiers.")
@format_option
def coverage(form: str, **given: Any) -> None:
    """Print how many were served, invited by a slip, and answered, and what the index can be of all of them.

    A volume known by the month only counts if the whole month lies within the period, and for no single day.
    Nobody knows who was served at which desk or in which shift.
    """
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.index.services import Asked, as_coverage_row, coverage_document, coverages  # noqa: PLC0415
    from analytics.tally.services import freshen  # noqa: PLC0415

    asked = Asked(tiers=frozenset(given.pop("tiers")) or None, **given)
    with open_house() as house:
        freshen(house.store)
        with house.store.reading() as connection:
            found = coverages(connection, asked)
    if form == "json":
        click.echo(as_json(coverage_document(asked, found)))
        return
    show([as_coverage_row(row) for row in found.rows], form)
    floor = found.floor
    told = f"{float(100 * floor.response_rate):g} % answers, {float(100 * floor.coverage):g} % invitations"
    click.echo(f"Floor to be ranked: {told}; {floor.decided_by}.", err=True)
