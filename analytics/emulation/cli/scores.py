"""`hailong score`: the points of a wave with their reasons."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from analytics.emulation.cli.explained import explained, rounding_note
from analytics.emulation.cli.rows import document, flat_rows
from analytics.emulation.domain.refusals import WeightsQuestionsError
from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.emulation.domain.scoring import UnitScore
    from analytics.emulation.services import Indices, Letters
    from analytics.index.domain import UnitIndex
    from analytics.tally.domain import Counts
    from survey.touchpoint.domain import Tier

explain_option = click.option(
    "--explain", is_flag=True, help="Say in words how each point came about (json always has the reasons)."
)


@click.command()
@click.option("--programme", required=True, metavar="CODE", help="A loaded programme.")
@click.option("--wave", required=True, help="A wave of the programme.")
@click.option("--unit", metavar="CODE", help="Only this unit.")
@explain_option
@format_option
def score(programme: str, wave: str, unit: str | None, form: str, *, explain: bool) -> None:
    """Print the points of every unit of a programme's blocks in a wave, leaf by leaf."""
    # Scoring needs scipy, which takes a tenth of a second to load and the other commands do not use.
    from analytics.emulation.services import score as score_wave  # noqa: PLC0415

    with reading_figures() as (connection, indices, letters):
        scored = score_wave(connection, programme, wave, indices=indices, letters=letters, unit=unit)
        print_scores(connection, scored, form, explain=explain)


@contextmanager
def reading_figures() -> Iterator[tuple[Connection, Indices, Letters]]:
    """Open the house with fresh tallies; give a connection, the indices of units and their letters of praise."""
    from analytics.emulation.services import letters_by_code  # noqa: PLC0415
    from analytics.index.services import Asked, unit_indices  # noqa: PLC0415
    from analytics.tally.services import freshen  # noqa: PLC0415

    def indices(since: date, until: date, tiers: frozenset[Tier]) -> Mapping[str, tuple[Counts, UnitIndex]]:
        return unit_indices(connection, Asked(since=since, until=until, tiers=tiers))

    with open_house() as house:
        freshen(house.store)
        with house.store.reading() as connection:
            yield connection, indices, partial(letters_by_code, connection)


def print_scores(connection: Connection, scored: Sequence[UnitScore], form: str, *, explain: bool) -> None:
    """Print scores as asked; what stands beside them and concerns a person goes to the error stream."""
    _check_weights(scored)
    names = _names(connection, scored[0].wave.ends)
    if form == "json":
        click.echo(as_json(document(scored, names)))
    elif explain and form == "table":
        click.echo("\n\n".join(explained(each, names.get(each.unit, "")) for each in scored))
        click.echo(f"\n{rounding_note()}")
    elif explain:
        raise click.UsageError("--explain prints words; use it with --format table, or take --format json")
    else:
        show(flat_rows(scored), form)
    _warn(scored, names)


def _check_weights(scored: Sequence[UnitScore]) -> None:
    """Refuse points by weights that leave out a question: nobody said what it weighs."""
    from analytics.emulation.domain.figures import Wanting  # noqa: PLC0415 - loads scipy, for scoring only

    for each in scored:
        for leaf in each.score.leaves:
            found = leaf.reason.figure
            if found.wanting is Wanting.WEIGHTS and leaf.leaf.weights is not None:
                raise WeightsQuestionsError(
                    table=each.table.code,
                    leaf=leaf.leaf.code,
                    named=", ".join(question for question, _ in leaf.leaf.weights.shares),
                    asked=", ".join(question.question for question in found.criteria),
                    unit=each.unit,
                )


def _names(connection: Connection, day: date) -> dict[str, str]:
    return {unit.code: unit.name for unit in units_on(connection, day).values()}


def _warn(scored: Sequence[UnitScore], names: dict[str, str]) -> None:
    held, day = scored[0].programme, scored[0].wave.ends
    for block in held.blocks_without_points(day):
        click.echo(f'note: block "{block.code}" has no scoring table in force on {day}; not scored', err=True)
    for each in scored:
        if each.unit not in names:
            place = f'scoring table "{each.table.code}"'
            click.echo(f'note: {place}: no unit "{each.unit}" exists on {day}', err=True)
