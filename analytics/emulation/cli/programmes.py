"""`hailong programme`: list, check, load and try out the documents points come from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analytics.emulation.cli.scores import explain_option, print_scores, reading_figures
from analytics.emulation.domain.programme import MeasureKind
from analytics.emulation.domain.reading import read
from analytics.emulation.domain.refusals import NotTextError
from analytics.emulation.records import load, programmes
from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.output import format_option, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.emulation.domain.programme import Leaf, Programme, ProgrammeVersion, ScoringTable

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def programme() -> None:
    """Emulation programmes: waves, blocks, criteria and scoring tables."""


@programme.command("list")
@format_option
def list_programmes(form: str) -> None:
    """List the version in force of every programme."""
    with open_house() as house, house.store.reading() as connection:
        show([_row(version) for version in programmes(connection)], form)


@programme.command()
@_FILE
def check(file: Path) -> None:
    """Check FILE, a programme in TOML, and say what was read; nothing is kept."""
    click.echo("\n".join(_summary(read(_text(file)))))


@programme.command("load")
@_FILE
def load_file(file: Path) -> None:
    """Keep FILE, a programme in TOML, as the version in force."""
    text = _text(file)
    with open_house() as house, house.store.writing() as connection:
        before = {version.content_hash for version in programmes(connection)}
        version = load(connection, text, at=now())
    state = "in force already" if version.content_hash in before else "in force now"
    click.echo(f"{version.programme.code} version {version.number}: {state}")


@programme.command()
@_FILE
@click.option("--wave", required=True, help="The wave to score.")
@click.option("--unit", metavar="CODE", help="Only this unit.")
@explain_option
@format_option
def simulate(file: Path, wave: str, unit: str | None, form: str, *, explain: bool) -> None:
    """Score a wave by FILE without loading it."""
    # Scoring needs scipy, which takes a tenth of a second to load and the other commands do not use.
    from analytics.emulation.services import score_by  # noqa: PLC0415

    at_hand = read(_text(file))
    with reading_figures() as (connection, indices, letters):
        scored = score_by(at_hand, wave, indices=indices, letters=letters, unit=unit)
        print_scores(connection, scored, form, explain=explain)


def _text(file: Path) -> str:
    try:
        # Windows editors put a byte order mark in front, which TOML does not know.
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotTextError(file=file.name, position=error.start + 1) from error


def _row(version: ProgrammeVersion) -> dict[str, object]:
    held = version.programme
    return {
        "code": held.code,
        "version": version.number,
        "title": held.title,
        "period_start": held.period_start,
        "period_end": held.period_end,
        "waves": " ".join(wave.code for wave in held.waves),
        "blocks": " ".join(block.code for block in held.blocks),
        "scoring_tables": " ".join(table.code for table in held.tables),
        "loaded_at": version.loaded_at,
        "content_hash": version.content_hash,
    }


def _summary(checked: Programme) -> list[str]:
    lines = [
        f"{checked.code}: {checked.title}",
        f"  period    {checked.period_start} to {checked.period_end}",
        f"  waves     {', '.join(wave.code for wave in checked.waves) or 'none'}",
        f"  blocks    {', '.join(block.code for block in checked.blocks) or 'none'}",
        f"  criteria  {len(checked.criteria)}",
    ]
    lines += [line for table in checked.tables for line in _table_lines(table)]
    lines += [
        f"  prior     {prior.block}: μ = {prior.mu}, M = {prior.strength}, from {prior.valid_from}; "
        f"decided by {prior.decided_by}"
        for prior in checked.priors
    ]
    if not checked.tables:
        lines.append("  no scoring table: nothing can be scored until one says who set the points")
    return lines


def _table_lines(table: ScoringTable) -> Iterator[str]:
    yield f"  table     {_table_line(table)}"
    for leaf in table.leaves:
        yield from _leaf_lines(leaf)


def _leaf_lines(leaf: Leaf) -> Iterator[str]:
    """Tell the weights of a leaf, and warn of a measure that punishes the small."""
    if leaf.weights is not None:
        told = ", ".join(f"{question} {share}" for question, share in leaf.weights.shares)
        yield f'  weights   leaf "{leaf.code}": {told}; set by {leaf.weights.decided_by}'
    if leaf.measure.kind is MeasureKind.LOW:
        yield (
            f'  warning   leaf "{leaf.code}": a lower bound punishes a unit for being small; '
            '"shrunk" is the fair measure for points'
        )


def _table_line(table: ScoringTable) -> str:
    most = sum(leaf.max_points for leaf in table.leaves)
    until = table.valid_to or "on"
    return (
        f"{table.code}: {len(table.members)} members, {len(table.leaves)} leaves, {most} points, "
        f"from {table.valid_from} {'to ' if table.valid_to else ''}{until}; "
        f"counts {' + '.join(table.tiers)} answers; "
        f"set by {table.source.doc_no} of {table.source.doc_date}, {table.source.authority}"
    )
