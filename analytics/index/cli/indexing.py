"""`hailong index`: the numbers of any group over any period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from analytics.index.choosing import NoPeriodError, WaveAloneError, chosen
from analytics.index.cli.days import Day
from analytics.index.cli.warning import warned
from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from analytics.index.choosing import Resolve
    from analytics.index.services import Asked, IndexRow, Indices, Whole

BY = ("unit", "desk", "staff", "procedure", "channel", "question")


def index_command(resolve: Resolve | None = None) -> click.Command:
    """Make the command; `resolve` gives what a programme, and a wave of it if told, says."""

    @click.command("index")
    @click.option("--from", "since", type=Day(), help="First day of the period.")
    @click.option("--to", "until", type=Day(), help="Last day of the period, included.")
    @click.option("--programme", metavar="CODE", help="Period and tiers of this programme.")
    @click.option("--wave", metavar="CODE", help="Period of this wave of the programme.")
    @click.option("--by", type=click.Choice(BY), default="unit", show_default=True)
    @click.option("--questionnaire", metavar="CODE", help="Needed when the period has answers to several.")
    @click.option("--unit", metavar="CODE", help="Only this unit and those below it.")
    @click.option("--tier", "tiers", type=click.Choice([*map(str, Tier)]), multiple=True, help="Only these tiers.")
    @click.option("--with-excluded", is_flag=True, help="Each figure once more with what rulings took out.")
    @click.option("--explain", is_flag=True, help="Say of each number how it came about.")
    @format_option
    def index(form: str, *, explain: bool, **given: Any) -> None:
        """Print the satisfaction index with its interval for each group that has answers."""
        # numpy and scipy take a tenth of a second to load, which no other command should pay.
        from analytics.index.services import indices, others_answered, whole_by_volume  # noqa: PLC0415
        from analytics.tally.services import freshen  # noqa: PLC0415

        if explain and form == "csv":
            raise click.UsageError("--explain prints words or JSON; a table of cells has no room for it")
        with open_house() as house:
            freshen(house.store)
            today = local_day(now())
            with house.store.reading() as connection:
                asked = _asked(connection, resolve, given)
                found = indices(connection, asked, today=today)
                whole = whole_by_volume(connection, asked, found, today=today)
                others = others_answered(connection, asked, found.questionnaire)
        _print(asked, found, form, explain=explain, others=others, whole=whole)
        _warn(found, whole)
        if others and asked.questionnaire is None:
            told = f"These are answers to “{found.questionnaire}”; left out are those to: {', '.join(others)}."
            click.echo(f"{told} Choose with --questionnaire.", err=True)

    return index


def _asked(connection: Connection, resolve: Resolve | None, given: dict[str, Any]) -> Asked:
    from analytics.index.services import Asked  # noqa: PLC0415

    try:
        told = chosen(connection, resolve, given | {"tiers": frozenset(given["tiers"]) or None})
    except (NoPeriodError, WaveAloneError) as wrong:
        raise click.UsageError(str(wrong)) from None
    return Asked(**told, beside=True)


def _print(
    asked: Asked, found: Indices, form: str, *, explain: bool, others: Sequence[str], whole: Whole | None
) -> None:
    from analytics.index.services import document, in_words, whole_document  # noqa: PLC0415

    if form == "json":
        told = document(asked, found, explain=explain, others=others)
        click.echo(as_json(told | {"by_volume": whole_document(whole)}))
    elif explain:
        click.echo("\n\n".join(map(in_words, found.rows)) or "(none)")
    else:
        show([_flat(row) for row in found.rows], form)


def _warn(found: Indices, whole: Whole | None) -> None:
    """Say what stands beside the rows: all together by the files served, and where volumes are wrong."""
    from analytics.index.services import whole_in_words  # noqa: PLC0415

    if whole is not None:
        click.echo(whole_in_words(whole), err=True)
    for row in found.rows:
        if row.beside and (line := warned(row.key, row.beside.warning, row.beside.missing_day)):
            click.echo(line, err=True)


_KEPT = (
    *("key", "name", "respondents", "ratings", "index", "low", "high", "n_eff", "deff", "pooled_share", "mean100"),
    *("respondent_mean", "days", "day_low", "day_high", "required_n", "response_rate", "coverage", "state"),
)


def _flat(row: IndexRow) -> dict[str, Any]:
    from analytics.index.services import as_row  # noqa: PLC0415

    whole = as_row(row)
    flat = {name: whole[name] for name in _KEPT}
    if "with_excluded" in whole:
        flat |= {f"{name}_with_excluded": whole["with_excluded"][name] for name in ("respondents", "index")}
    return flat


index = index_command()
