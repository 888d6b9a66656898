"""Facts about this installation that must outlive settings, such as that its answers are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Table, select

from survey.foundation.tables import insert_new, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

DEMONSTRATION = "demonstration"

installation = Table("installation", metadata, Column("fact", String(40), primary_key=True))


def note(connection: Connection, fact: str) -> None:
    """Keep a fact; keeping it twice changes nothing."""
    insert_new(connection, installation, [{"fact": fact}], "fact")


def holds(connection: Connection, fact: str) -> bool:
    """Tell whether a fact was kept."""
    return connection.scalar(select(installation.c.fact).where(installation.c.fact == fact)) is not None
