"""`hailong index`: the numbers of any group over any period."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show
from survey.foundation.tabular import NotADateError, read_date
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from datetime import date

    from analytics.index.services import IndexRow, Indices


class Day(click.ParamType["date"]):
    """A day, ISO or dd/mm/yyyy."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the day or say how to write one."""
        try:
            return read_date(value) if isinstance(value, str) else value
        except NotADateError as error:
            self.fail(str(error), param, ctx)


@click.command("index")
@click.option("--from", "since", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "until", type=Day(), required=True, help="Last day of the period, included.")
@click.option(
    "--by", type=click.Choice(["unit", "desk", "staff", "channel", "question"]), default="unit", show_default=True
)
@click.option("--questionnaire", metavar="CODE", help="Needed when the period has answers to several.")
@click.option("--unit", metavar="CODE", help="Only this unit and those below it.")
@click.option("--tier", "tiers", type=click.Choice([*map(str, Tier)]), multiple=True, help="Only these tiers.")
@format_option
def index(since: date, until: date, form: str, **chosen: Any) -> None:
    """Print the satisfaction index with its interval for each group that has answers."""
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.index.services import Asked, indices  # noqa: PLC0415
    from analytics.tally.services import freshen  # noqa: PLC0415

    tiers = frozenset(chosen.pop("tiers")) or None
    asked = Asked(since=since, until=until, tiers=tiers, **chosen)
    with open_house() as house:
        freshen(house.store)
        with house.store.reading() as connection:
            found = indices(connection, asked)
    if form == "json":
        click.echo(as_json(_document(asked.by, since, until, found)))
    else:
        show([_flat(row) for row in found.rows], form)


def _document(by: str, since: date, until: date, found: Indices) -> dict[str, Any]:
    from analytics.index.domain import METHOD  # noqa: PLC0415

    return {
        "from": since,
        "to": until,
        "by": by,
        "method": METHOD,
        "questionnaire": found.questionnaire,
        "rows": [as_row(row) for row in found.rows],
    }


def as_row(row: IndexRow) -> dict[str, Any]:
    """Give a row of the contract: unrounded numbers, null for what is missing."""
    numbers = asdict(row.index)
    criteria = numbers.pop("criteria")
    return {
        "key": row.key,
        "name": row.name,
        **numbers,
        "criteria": criteria,
        "excluded": dict(sorted(row.excluded.items())),
        "channels": dict(sorted(row.channels.items())),
    }


def _flat(row: IndexRow) -> dict[str, Any]:
    kept = ("respondents", "ratings", "index", "low", "high", "n_eff", "deff", "pooled_share", "mean100", "state")
    whole = as_row(row)
    return {"key": row.key, "name": row.name} | {name: whole[name] for name in kept}
