"""`hailong drivers`: reliability of the index questions, and which go along with the overall rating."""

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

    from analytics.drivers.services import Study
    from analytics.index.services import Asked


@click.command("drivers")
@click.option("--from", "since", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "until", type=Day(), required=True, help="Last day of the period, included.")
@click.option("--unit", metavar="CODE", help="Only this unit and those below it.")
@click.option("--questionnaire", metavar="CODE", help="Needed when the period has answers to several.")
@click.option("--outcome", metavar="QUESTION", default="overall", show_default=True, help="The overall rating.")
@click.option("--keep", is_flag=True, help="Keep studies of the unit, or all, for their pages.")
@click.option("--explain", is_flag=True, help="Say of each number how it came about.")
@format_option
def drivers(since: date, until: date, form: str, *, keep: bool, explain: bool, **chosen: Any) -> None:
    """Print whether the index questions measure one thing, and which go along with the overall rating.

    They go along with it; nothing here says that one rating makes the other.
    """
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.drivers.services import OUTCOME, keep_studies, study  # noqa: PLC0415
    from analytics.index.services import Asked  # noqa: PLC0415
    from analytics.tally.services import freshen  # noqa: PLC0415

    outcome = chosen.pop("outcome")
    if keep and outcome != OUTCOME:
        raise click.UsageError(f"What is kept is of the question “{OUTCOME}”.")
    if explain and (keep or form == "csv"):
        raise click.UsageError("--explain prints words or JSON of one study; it goes with neither csv nor --keep")
    asked = Asked(since=since, until=until, **chosen)
    with open_house() as house:
        freshen(house.store)
        if keep:
            least = house.settings.privacy_least
            show([asdict(keep_studies(house.store, asked, at=now(), least=least, told=_progress))], form)
            return
        with house.store.reading() as connection:
            found = study(connection, asked, outcome=outcome)
    _print(asked, found, form, explain=explain)


def _print(asked: Asked, found: Study, form: str, *, explain: bool) -> None:
    from analytics.drivers.services import METHOD, as_document, explained, in_words  # noqa: PLC0415

    if form == "json":
        told = {"from": asked.since, "to": asked.until, "method": METHOD, **as_document(found)}
        click.echo(as_json(told | ({"explain": explained(found)} if explain else {})))
    elif explain:
        click.echo(in_words(found))
    else:
        show(_rows(found), form)


def _progress(done: int, whole: int) -> None:
    click.echo(f"\r{done}/{whole}", nl=done == whole, err=True)


def _rows(found: Study) -> list[dict[str, Any]]:
    every = {each.question: each for each in found.every.drivers}
    without = {each.question: each for each in found.without_straight_lines.drivers}
    rows = []
    for each in found.scale.questions:
        driver, plain = every.get(each.question), without.get(each.question)
        rows.append(
            {
                "question": each.question,
                "importance": driver.importance if driver else None,
                "low": driver.low if driver else None,
                "high": driver.high if driver else None,
                "performance": driver.performance if driver else None,
                "importance_without_straightliners": plain.importance if plain else None,
                "alpha_if_deleted": each.alpha_if_deleted.value,
                "nonresponse": each.nonresponse,
            }
        )
    return rows
