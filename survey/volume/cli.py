"""The commands `hailong import volumes`, `hailong callback` and `hailong floor`."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json, format_option, show
from survey.foundation.tabular import read_date
from survey.organisation.records import unit_ids
from survey.volume import services
from survey.volume.domain import CallBack, Floor
from survey.volume.records import call_backs, floors
from survey.volume.services.importing import read_month
from survey.volume.services.refusals import NoSuchUnitError, VolumesRefusedError

if TYPE_CHECKING:
    from sqlalchemy import Connection


class _Percent(click.ParamType[Decimal]):
    """A number of percent, exactly as it was typed."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read the number or say how to write one; whether it may be a floor is decided further in."""
        if isinstance(value, Decimal):
            return value
        if not _PERCENTS.fullmatch(str(value)):
            self.fail("Write percent with two decimals at most, such as 12.5", param, ctx)
        return Decimal(str(value))


_SHOWN = 200
_PERCENTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_PERCENT = _Percent()
_COUNT = click.IntRange(min=0)
_unit_option = click.option("--unit", required=True, metavar="CODE", help="The unit the people were served by.")


@click.command("volumes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_volumes(file: Path) -> None:
    """Take the volumes of services from a CSV or Excel FILE, all of it or nothing.

    Columns: unit, day, finished, refused and, where known, procedure; the day may be a month (2026-03 or 03/2026).
    Lines of the same unit, day or month and procedure replace what was kept. A line without a procedure is about
    files not told apart, beside those that are. A month's line speaks for the whole month, whatever its days say.
    """
    try:
        with open_house() as house, house.store.writing() as connection:
            kept = services.import_volumes(connection, file, today=local_day(now()))
    except VolumesRefusedError as refusal:
        faults = refusal.details["faults"]
        for fault in faults[:_SHOWN]:
            click.echo(fault, err=True)
        if len(faults) > _SHOWN:
            click.echo(f"… and {len(faults) - _SHOWN} more", err=True)
        raise
    click.echo(as_json({"new": kept.new, "changed": kept.changed, "same": kept.same}))


@click.group("callback")
def callback() -> None:
    """Record whether people called back meant what was answered: counts only, never who."""


@callback.command("record")
@_unit_option
@click.option("--month", required=True, metavar="YYYY-MM", help="The month in which they were served.")
@click.option("--called", type=_COUNT, required=True, help="How many were called.")
@click.option("--agreed", type=_COUNT, required=True, help="How many said the same again.")
@click.option("--differed", type=_COUNT, required=True, help="How many said otherwise.")
@click.option("--unreachable", type=_COUNT, required=True, help="How many were not reached.")
@click.option("--by", "recorded_by", required=True, metavar="NAME", help="Who vouches for these numbers.")
def record(*, unit: str, month: str, recorded_by: str, **counts: int) -> None:
    """Record what calling back found; recording a unit's month again replaces its numbers, and keeps the old."""
    at = now()
    with open_house() as house, house.store.writing() as connection:
        found = CallBack(unit_id=_unit_id(connection, unit), month=read_month(month), **counts)
        services.record_call_back(connection, found, recorded_by=recorded_by, at=at, today=local_day(at))
    click.echo(f"{unit} {found.month:%Y-%m}: {found.agreed} of {found.agreed + found.differed} reached agreed.")


@callback.command("list")
@click.option("--from", "since", required=True, metavar="DAY", help="First day; whole months are listed.")
@click.option("--to", "until", required=True, metavar="DAY", help="Last day, included.")
@format_option
def list_call_backs(since: str, until: str, form: str) -> None:
    """List what counts of each unit and month."""
    with open_house() as house, house.store.reading() as connection:
        codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
        rows = [
            {
                "unit": codes[each.unit_id],
                "month": f"{each.month:%Y-%m}",
                "called": each.called,
                "agreed": each.agreed,
                "differed": each.differed,
                "unreachable": each.unreachable,
                "agreement": None if each.agreement is None else float(each.agreement),
            }
            for each in call_backs(connection, None, read_date(since), read_date(until))
        ]
    show(rows, form)


@click.group("floor")
def floor() -> None:
    """Decide from when on which response rate and coverage a unit must reach to be ranked."""


@floor.command("list")
@format_option
def list_floors(form: str) -> None:
    """List the floors; the first is packaged and holds until another is decided."""
    with open_house() as house, house.store.reading() as connection:
        rows = [
            {
                "valid_from": None if place == 0 else each.valid_from,
                "response_rate": float(each.response_rate),
                "coverage": float(each.coverage),
                "decided_by": each.decided_by,
                "recorded_at": each.recorded_at,
            }
            for place, each in enumerate(floors(connection))
        ]
    show(rows, form)


@floor.command("set")
@click.option("--from", "valid_from", required=True, metavar="DAY", help="The first day it holds.")
@click.option("--response-rate", type=_PERCENT, required=True, help="In percent of those served.")
@click.option("--coverage", type=_PERCENT, required=True, help="In percent of those served.")
@click.option("--document", required=True, metavar="TEXT", help="The document that decided it.")
def set_floor(*, valid_from: str, response_rate: Decimal, coverage: Decimal, document: str) -> None:
    """Decide a floor from a day on, which may be today at the earliest; the moment is kept with it."""
    decided = Floor(
        valid_from=read_date(valid_from),
        response_rate=Fraction(response_rate) / 100,
        coverage=Fraction(coverage) / 100,
        decided_by=document,
    )
    with open_house() as house, house.store.writing() as connection:
        services.decide_floor(connection, decided, at=now())
    click.echo(f"From {decided.valid_from} on: {response_rate} % answers and {coverage} % invitations.")


def _unit_id(connection: Connection, code: str) -> int:
    ids = unit_ids(connection)
    if code not in ids:
        raise NoSuchUnitError(code=code)
    return ids[code]
