"""What tables would change, line by line, told before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.organisation.services.exporting import rows_of
from survey.organisation.services.importing import take_in
from survey.organisation.services.reading import SHEETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from survey.foundation.errors import Refusal
    from survey.organisation.services.exporting import Row
    from survey.organisation.services.reading import Draft

_KEYS = {
    "units": ("code", "valid_from"),
    "desks": ("code",),
    "staff": ("code", "valid_from"),
    "roster": ("desk", "staff", "from"),
    "procedures": ("code",),
    "events": ("kind", "date", "from", "to", "legal_act"),
    "holidays": ("day",),
    "patterns": ("desk", "staff", "days", "from", "valid_from"),
}
_ALSO = {"events": "units"}
"""Tables that change with another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One line that would be otherwise: column, what it holds, what it would hold."""

    key: tuple[str, ...]
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What would happen to one table; `unchanged` counts the lines that stay as they are."""

    name: str
    columns: tuple[str, ...]
    added: tuple[Row, ...]
    changed: tuple[Altered, ...]
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do."""

    differences: tuple[Difference, ...]
    warnings: tuple[Refusal, ...]

    @property
    def anything(self) -> bool:
        """Whether the import would change anything."""
        return any(one.added or one.changed for one in self.differences)


def preview(connection: Connection, draft: Draft, *, on: date) -> Preview:
    """Take the tables in, look at what that changed, and undo it; refused like the import itself.

    The import itself is the only one who knows what it does: the last day of a predecessor, a home that ends.
    """
    names = dict.fromkeys([*draft.given, *(_ALSO[name] for name in draft.given if name in _ALSO)])
    before = {name: _by_key(connection, name) for name in names}
    attempt = connection.begin_nested()
    try:
        report = take_in(connection, draft, on=on)
        after = {name: _by_key(connection, name) for name in names}
    finally:
        attempt.rollback()
    differences = tuple(_difference(name, before[name], after[name]) for name in SHEETS if name in names)
    return Preview(differences=differences, warnings=report.warnings)


def _by_key(connection: Connection, name: str) -> dict[tuple[str, ...], Row]:
    columns = SHEETS[name].columns
    places = [columns.index(column) for column in _KEYS[name]]
    return {tuple(row[place] for place in places): row for row in rows_of(connection, name)}


def _difference(
    name: str, before: Mapping[tuple[str, ...], Row], after: Mapping[tuple[str, ...], Row]
) -> Difference:
    columns = SHEETS[name].columns
    added = tuple(row for key, row in after.items() if key not in before)
    changed = tuple(
        Altered(key=key, cells=_cells(columns, before[key], row))
        for key, row in after.items()
        if key in before and before[key] != row
    )
    return Difference(
        name=name,
        columns=columns,
        added=added,
        changed=changed,
        unchanged=len(after) - len(added) - len(changed),
    )


def _cells(columns: tuple[str, ...], old: Row, new: Row) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (column, was, becomes) for column, was, becomes in zip(columns, old, new, strict=True) if was != becomes
    )
