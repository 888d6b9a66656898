"""`hailong coverage`: how many were served, invited and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from analytics.index.cli.days import Day
from analytics.index.cli.warning import warned
from survey.foundation.clock import LOCAL, local_day, now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show
from survey.touchpoint.domain import Tier
from survey.volume.domain import DEFAULT_FLOOR

if TYPE_CHECKING:
    from analytics.index.services import Asked, Coverage
    from survey.volume.domain import Floor


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
@click.option("--explain", is_flag=True, help="Say of each number how it came about.")
@format_option
def coverage(form: str, *, explain: bool, **given: Any) -> None:
    """Print how many were served, invited by a slip, and answered, and what the index can be of all of them.

    Who left every question of the index blank is no respondent. Files count once each working day that is over is
    told: by itself, or by a whole month that lies within the period, which then counts for no single day. Nobody
    knows who was served at which desk or in which shift.
    """
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.index.services import Asked, coverages  # noqa: PLC0415
    from analytics.tally.services import freshen  # noqa: PLC0415

    if explain and form == "csv":
        raise click.UsageError("--explain prints words or JSON; a table of cells has no room for it")
    asked = Asked(tiers=frozenset(given.pop("tiers")) or None, **given)
    with open_house() as house:
        freshen(house.store)
        with house.store.reading() as connection:
            found = coverages(connection, asked, today=local_day(now()))
    _print(asked, found, form, explain=explain)


def _print(asked: Asked, found: Coverage, form: str, *, explain: bool) -> None:
    from analytics.index import services  # noqa: PLC0415

    if form == "json":
        made = services.explained_document if explain else services.coverage_document
        click.echo(as_json(made(asked, found)))
        return
    if explain:
        told = [services.coverage_in_words(row, found.floor) for row in found.rows]
        click.echo("\n\n".join(told) or "(none)")
    else:
        show([services.as_whole_row(row) for row in found.rows], form)
    for row in found.rows:
        if warning := warned(row.key, row.warning, row.missing_day):
            click.echo(warning, err=True)
    click.echo(_floor(found.floor), err=True)


def _floor(floor: Floor) -> str:
    least = f"{float(100 * floor.response_rate):g} % answers, {float(100 * floor.coverage):g} % invitations"
    told = f"Floor to be ranked: {least}; {floor.decided_by}"
    if floor == DEFAULT_FLOOR:
        return f"{told}."
    at = (
        "at a moment that is not known"
        if floor.recorded_at is None
        else f"{floor.recorded_at.astimezone(LOCAL):%F %R}"
    )
    return f"{told}, in force from {floor.valid_from}, recorded {at}."
