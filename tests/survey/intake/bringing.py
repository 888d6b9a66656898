"""Answers brought in as a file, and what became of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from survey.intake import records

if TYPE_CHECKING:
    from survey.foundation.database import Store
    from survey.intake.importing import Report

AT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
"""Eight in the morning."""


def kept(store: Store, table: Any = records.response) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(select(table)))


def marks(store: Store) -> list[str]:
    return sorted(row.marks for row in kept(store))


def reasons(report: Report) -> list[tuple[int, str]]:
    return report.refused
