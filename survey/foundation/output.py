"""What listing commands print: a table for people, JSON and CSV for machines."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from survey.foundation.tabular import write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)


def as_json(value: Any) -> str:
    """Give stable JSON: full precision, days as ISO text, decimals as numbers, no rounding."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def show(rows: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print rows that share their columns in the form asked for."""
    if form == "json":
        click.echo(as_json(list(rows)))
    elif form == "csv":
        columns = list(rows[0]) if rows else []
        cells = [{name: _cell(row[name]) for name in columns} for row in rows]
        click.echo(write_csv(cells, columns), nl=False)
    else:
        click.echo(_table(rows))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else str(_plain(value))


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "(none)"
    columns = list(rows[0])
    lines = [columns, *([_short(row[name]) for name in columns] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _short(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.4f}" if isinstance(value, float) else _cell(value)
