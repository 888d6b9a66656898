"""The commands `hailong touchpoint` and `hailong qr`."""

from __future__ import annotations

import sys
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import click

from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.output import format_option, show
from survey.touchpoint import qr, records, services
from survey.touchpoint.posters.printing import Design, Layout
from survey.touchpoint.posters.words import SECOND_LANGUAGES, is_draft
from survey.touchpoint.services import drawing

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


@touchpoint.command("history")
@click.argument("code")
@format_option
def show_history(code: str, form: str) -> None:
    """Show every code the place of CODE has had, oldest first: issued, revoked, replaced by which and by whom."""
    with open_house() as house, house.store.reading() as connection:
        rows = services.history(connection, code)
    show([_step(row) for row in rows], form)


def _step(row: services.Step) -> dict[str, object]:
    one = row.touchpoint
    return {
        "code": one.code,
        "kind": one.kind.value,
        "tier": one.tier.value,
        "state": one.state.value,
        "issued_at": one.issued_at.isoformat(),
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
        "replaced_by": row.replaced_by,
        "issued_by": row.issued.by if row.issued else None,
        "ended_by": row.ended.by if row.ended else None,
        "reason": row.ended.reason if row.ended else None,
    }


@touchpoint.command("revoke")
@click.argument("code")
@click.option("--reason", default="", help="Why; it is shown with the history of the code.")
def revoke_code(code: str, reason: str) -> None:
    """End CODE: answers by it are refused from now on. The place gets a new code at the next list."""
    with open_house() as house, house.store.writing() as connection:
        ended = services.revoke(connection, code, at=now(), reason=reason)
    click.echo(f"{ended.code} is revoked.")


@touchpoint.command("replace")
@click.argument("code")
@click.option("--reason", default="", help="Why; it is shown with the history of the code.")
def replace_code(code: str, reason: str) -> None:
    """End CODE and give its place a new one."""
    with open_house() as house, house.store.writing() as connection:
        new = services.replace(connection, code, at=now(), random=SystemRandom(), reason=reason)
        where = qr.address(house.settings.base_url, new.code)
    click.echo(f"{new.code}  {where}")


@click.command("qr")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--unit", metavar="CODE", help="The codes in force of this unit and the units below it.")
@click.option("--all", "everything", is_flag=True, help="Every code in force.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE.svg or FILE.png; several codes become FILE-CODE.svg. FILE.pdf: posters, all in one file. "
    "Without it the codes are drawn in the terminal.",
)
@click.option(
    "--layout",
    type=click.Choice([each.value for each in Layout]),
    callback=lambda _context, _option, value: value and Layout(value),
    help="Paper of posters; a4 unless given.",
)
@click.option(
    "--language", type=click.Choice(SECOND_LANGUAGES), help="Language below the Vietnamese; en unless given."
)
@click.option(
    "--emblem",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE.svg or FILE.png for the place of the state emblem, which is blank without it.",
)
@click.option("--copies", type=click.IntRange(1, 100), help="How often each poster is printed; once unless given.")
def draw(codes: tuple[str, ...], unit: str | None, everything: bool, out: Path | None, **look: Any) -> None:  # noqa: FBT001 - click hands flags over so
    """Draw the QR codes of CODEs, of a unit, or of all places, as pictures or as posters."""
    if [bool(codes), unit is not None, everything].count(True) != 1:
        raise click.UsageError("Give CODEs, or --unit, or --all.")
    chosen = {name: value for name, value in look.items() if value is not None}
    suffix = out.suffix.lower() if out else ""
    if chosen and suffix != drawing.POSTER_KIND:
        raise click.UsageError(f"--{min(chosen)} is for posters, which need --out FILE.pdf.")
    if out is not None:
        drawing.check_picture_kind(suffix)
    with open_house() as house:
        rows = _wanted(house, codes, unit)
    if out is None:
        _print(rows)
    elif suffix == drawing.POSTER_KIND:
        _write_posters(rows, out, **chosen)
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
        _keep(path, drawing.picture(row, out.suffix.lower()))


def _keep(path: Path, drawn: bytes) -> None:
    try:
        path.write_bytes(drawn)
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror or str(error)) from error
    click.echo(str(path))


def _write_posters(rows: list[services.Placed], out: Path, *, copies: int = 1, **look: Any) -> None:
    design = Design(**look)
    for code, letters in drawing.unprintable(rows).items():
        click.echo(f"{code}: the name has characters posters cannot print: {letters}", err=True)
    if is_draft(design.language):
        click.echo(
            f"The words in “{design.language}” are a draft nobody has signed: let a reader check them.", err=True
        )
    with click.progressbar(length=copies * len(rows), label="Posters", file=sys.stderr) as bar:
        drawn = drawing.posters(rows, design, copies=copies, progress=lambda: bar.update(1))
    _keep(out, drawn)
