"""The commands `hailong touchpoint` and `hailong qr`."""

from __future__ import annotations

from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import click

from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.output import format_option, show
from survey.touchpoint import qr, records, services

if TYPE_CHECKING:
    from datetime import date

    from survey.foundation.doors import House


@click.group("touchpoint")
def touchpoint() -> None:
    """List, revoke and replace the codes of desks and units."""


@touchpoint.command("list")
@click.option("--unit", metavar="CODE", help="Only this unit and the units below it.")
@format_option
def list_codes(unit: str | None, form: str) -> None:
    """List every code with its place; desks and units without one get one first."""
    with open_house() as house:
        today = _issue_missing(house)
        with house.store.reading() as connection:
            found = services.of_unit(connection, unit, day=today)
            rows = services.placed(connection, found, base_url=house.settings.base_url, day=today)
    show([_line(row) for row in rows], form)


def _issue_missing(house: House) -> date:
    moment = now()
    with house.store.writing() as connection:
        records.issue_missing(connection, at=moment, random=SystemRandom())
    return local_day(moment)


def _line(row: services.Placed) -> dict[str, object]:
    return {
        "code": row.touchpoint.code,
        "kind": row.touchpoint.kind.value,
        "place": row.place,
        "unit": row.unit_code,
        "desk": row.desk_code,
        "tier": row.touchpoint.tier.value,
        "state": row.touchpoint.state.value,
        "address": row.address,
    }


@touchpoint.command("revoke")
@click.argument("code")
def revoke_code(code: str) -> None:
    """End CODE: answers by it are refused from now on. The place gets a new code at the next list."""
    with open_house() as house, house.store.writing() as connection:
        ended = services.revoke(connection, code, at=now())
    click.echo(f"{ended.code} is revoked.")


@touchpoint.command("replace")
@click.argument("code")
def replace_code(code: str) -> None:
    """End CODE and give its place a new one."""
    with open_house() as house, house.store.writing() as connection:
        new = services.replace(connection, code, at=now(), random=SystemRandom())
        where = qr.address(house.settings.base_url, new.code)
    click.echo(f"{new.code}  {where}")


@click.command("qr")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--unit", metavar="CODE", help="The codes in force of this unit and the units below it.")
@click.option("--all", "everything", is_flag=True, help="Every code in force.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE.svg or FILE.png; several codes become FILE-CODE.svg. Without it they are drawn in the terminal.",
)
def draw(codes: tuple[str, ...], unit: str | None, everything: bool, out: Path | None) -> None:  # noqa: FBT001 - click hands flags over so
    """Draw the QR codes of CODEs, of a unit, or of all places."""
    if [bool(codes), unit is not None, everything].count(True) != 1:
        raise click.UsageError("Give CODEs, or --unit, or --all.")
    if out is not None:
        services.check_picture_kind(out.suffix.lower())
    with open_house() as house:
        rows = _wanted(house, codes, unit)
    if out is None:
        _print(rows)
    else:
        _write(rows, out)


def _wanted(house: House, codes: tuple[str, ...], unit: str | None) -> list[services.Placed]:
    today = local_day(now()) if codes else _issue_missing(house)
    with house.store.reading() as connection:
        if codes:
            found = [services.find_in_force(connection, code) for code in codes]
        else:
            found = [each for each in services.of_unit(connection, unit, day=today) if each.active]
        return services.placed(connection, dict.fromkeys(found), base_url=house.settings.base_url, day=today)


def _print(rows: list[services.Placed]) -> None:
    for row in rows:
        click.echo(f"{qr.terminal(row.address)}\n{row.place}\n{row.address}\n")


def _write(rows: list[services.Placed], out: Path) -> None:
    for row in rows:
        path = out if len(rows) == 1 else out.with_stem(f"{out.stem}-{row.touchpoint.code}")
        try:
            path.write_bytes(services.picture(row, out.suffix.lower()))
        except OSError as error:
            raise click.FileError(str(path), hint=error.strerror or str(error)) from error
        click.echo(str(path))
