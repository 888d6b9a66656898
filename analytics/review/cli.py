"""`hailong trend`: from which months a unit's usual level is taken anew, and why."""

from __future__ import annotations

import click

from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.output import format_option, show


@click.group("trend")
def trend() -> None:
    """Say from when on the months of a unit are judged by another usual level."""


@trend.command("rebase")
@click.option("--unit", required=True, metavar="CODE", help="The unit; those below it keep levels of their own.")
@click.option("--from", "month", required=True, metavar="YYYY-MM", help="The first month of the new level.")
@click.option("--reason", required=True, metavar="TEXT", help="What changed, as everybody may read it.")
@click.option("--by", "recorded_by", required=True, metavar="NAME", help="Who decided it.")
def rebase(*, unit: str, month: str, reason: str, recorded_by: str) -> None:
    """Take the usual level of a unit anew from a month on; it stands, and the unit's page names reason and name.

    Twelve months with enough answers from that month on make the new level; until then they are too few to judge.
    """
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.review.services import Wish, record_rebase  # noqa: PLC0415
    from survey.volume.services.importing import read_month  # noqa: PLC0415

    at = now()
    wish = Wish(unit=unit, month=read_month(month), reason=reason, recorded_by=recorded_by)
    with open_house() as house, house.store.writing() as connection:
        kept = record_rebase(connection, wish, at=at, today=local_day(at))
    click.echo(f"{unit}: the usual level is taken anew from {kept.month:%Y-%m} on.")


@trend.command("list")
@click.option("--unit", metavar="CODE", help="Only this unit.")
@format_option
def list_rebases(unit: str | None, form: str) -> None:
    """List from which months usual levels are taken anew."""
    from analytics.review.records import rebases  # noqa: PLC0415 - as above
    from analytics.review.services import unit_id_of  # noqa: PLC0415
    from survey.organisation.records import unit_ids  # noqa: PLC0415

    with open_house() as house, house.store.reading() as connection:
        codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
        wanted = None if unit is None else unit_id_of(connection, unit)
        rows = [
            {
                "unit": codes[each.unit_id],
                "from": f"{each.month:%Y-%m}",
                "reason": each.reason,
                "recorded_by": each.recorded_by,
                "recorded_at": each.recorded_at,
            }
            for each in rebases(connection, wanted)
        ]
    show(rows, form)
