"""`hailong drivers`: reliability of the index questions, and which go along with the overall rating."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from analytics.index.cli import Day
from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show

if TYPE_CHECKING:
    from datetime import date

    from analytics.drivers.services import Study
    from analytics.index.domain.drivers import Drivers

METHOD = "drivers-1"
"""The version of §8 of docs/method.md that is carried out here."""


@click.command("drivers")
@click.option("--from", "since", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "until", type=Day(), required=True, help="Last day of the period, included.")
@click.option("--unit", metavar="CODE", help="Only this unit and those below it.")
@click.option("--questionnaire", metavar="CODE", help="Needed when the period has answers to several.")
@click.option("--outcome", metavar="QUESTION", default="overall", show_default=True, help="The overall rating.")
@format_option
def drivers(since: date, until: date, form: str, **chosen: Any) -> None:
    """Print whether the index questions measure one thing, and which go along with the overall rating.

    They go along with it; nothing here says that one rating makes the other.
    """
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.drivers.services import study  # noqa: PLC0415
    from analytics.index.services import Asked  # noqa: PLC0415
    from analytics.tally.services import freshen  # noqa: PLC0415

    outcome = chosen.pop("outcome")
    asked = Asked(since=since, until=until, **chosen)
    with open_house() as house:
        freshen(house.store)
        with house.store.reading() as connection:
            found = study(connection, asked, outcome=outcome)
    if form == "json":
        click.echo(as_json({"from": since, "to": until, "method": METHOD, **as_document(found)}))
    else:
        show(_rows(found), form)


def as_document(found: Study) -> dict[str, Any]:
    """Give the study as data: unrounded numbers, null for what cannot be estimated, with the reason beside it."""
    scale = found.scale
    return {
        "questionnaire": found.questionnaire,
        "outcome": found.outcome,
        "responses": found.responses,
        "respondents": scale.respondents,
        "complete": scale.complete,
        "alpha": scale.alpha.value,
        "alpha_state": scale.alpha.state,
        "omega": scale.omega.value,
        "omega_state": scale.omega.state,
        "alpha_if_deleted": {each.question: each.alpha_if_deleted.value for each in scale.questions},
        "loadings": {each.question: each.loading for each in scale.questions},
        "nonresponse": {each.question: each.nonresponse for each in scale.questions},
        "straightlining": scale.straightlining,
        "seed": found.seed,
        **_decomposition(found.every),
        "without_straightliners": _decomposition(found.without_straight_lines),
    }


def _decomposition(found: Drivers) -> dict[str, Any]:
    return {
        "n": found.n,
        "state": found.state,
        "r2": found.r2,
        "drivers": [asdict(each) for each in found.drivers],
    }


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
