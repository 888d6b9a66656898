"""`hailong screen`: flags with detector, reason, p-value or rule, and what is proposed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from analytics.index.cli import Day
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.output import format_option, show

if TYPE_CHECKING:
    from datetime import date

    from analytics.screening.services.running import Outcome


@click.command("screen")
@click.option("--from", "since", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "until", type=Day(), required=True, help="Last day of the period, included.")
@click.option(
    "--notes/--no-notes", default=True, show_default=True, help="Whether to list what is for reading only."
)
@format_option
def screen(since: date, until: date, form: str, *, notes: bool) -> None:
    """Look for suspicious answers and freeze what is found; no index changes by it."""
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.screening.services.running import run_screening  # noqa: PLC0415

    with open_house() as house:
        outcome = run_screening(house.store, since, until, at=now())
    rows = [_row(asdict(one)) for one in outcome.flags if notes or one.action != "note"]
    if form == "table":
        _print_summary(outcome)
    show(rows, form)


def _row(flag: dict[str, Any]) -> dict[str, Any]:
    return flag | {"answer": str(flag["answer"])}


def _print_summary(outcome: Outcome) -> None:
    click.echo(f"Run {outcome.run_id}: {outcome.answers} answers")
    show(outcome.summary, "table")
    click.echo()
