"""`hailong screen`: flags with detector, reason, p-value or rule, and what is proposed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from analytics.index.cli import Day
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show

if TYPE_CHECKING:
    from datetime import date

    from analytics.screening.services.running import Outcome


@click.command("screen")
@click.option("--from", "since", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "until", type=Day(), required=True, help="Last day of the period, included.")
@click.option(
    "--notes/--no-notes", default=True, show_default=True, help="Whether to list what is for reading only."
)
@click.option(
    "--explain", is_flag=True, help="Say of each detector what it asked, of what, and by which thresholds."
)
@format_option
def screen(since: date, until: date, form: str, *, notes: bool, explain: bool) -> None:
    """Look for suspicious answers and freeze what is found.

    No statistical flag changes an index. Answers that broke a rule of slips wait outside it for a ruling.
    """
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.screening.services.explaining import document, in_words  # noqa: PLC0415
    from analytics.screening.services.running import run_screening  # noqa: PLC0415

    if explain and form == "csv":
        raise click.UsageError("--explain prints words or JSON; a table of cells has no room for it")
    with open_house() as house:
        outcome = run_screening(house.store, since, until, at=now())
    rows = [_row(asdict(one)) for one in outcome.flags if notes or one.action != "note"]
    if explain and form == "json":
        click.echo(as_json(document(outcome, rows)))
        return
    if form == "table":
        _print_summary(outcome)
    if explain:
        click.echo(in_words(outcome) + "\n")
    show(rows, form)


def _row(flag: dict[str, Any]) -> dict[str, Any]:
    return flag | {"answer": str(flag["answer"])}


def _print_summary(outcome: Outcome) -> None:
    click.echo(f"Run {outcome.run_id}: {outcome.answers} answers, {outcome.set_aside} newly set aside")
    show(outcome.summary, "table")
    click.echo()
