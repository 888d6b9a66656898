"""Slips in the database: kept by a hash, found by it, spent once; nothing here leads to an answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    false,
    func,
    select,
    update,
)

from survey.foundation.tables import Moment, insert_new, metadata
from survey.touchpoint.domain import Occasion, Slip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection, Row

# SQLite takes 32,766 values in one statement.
_AT_ONCE = 10_000

slip = Table(
    "slip",
    metadata,
    # No serial number: the order in which slips were handed out would tell whose is whose.
    Column("hash", LargeBinary(16), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("desk_id", ForeignKey("desk.id")),
    Column("staff_id", ForeignKey("staff.id")),
    Column("procedure_id", ForeignKey("procedure.id")),
    Column("occasion", String(12), nullable=False),
    Column("batch_id", Uuid),
    Column("issued_at", Moment, nullable=False),
    Column("valid_from", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # Not when: the moment of use is the moment of the answer.
    Column("used", Boolean, nullable=False),
    CheckConstraint(f"occasion IN ({', '.join(repr(each.value) for each in Occasion)})", name="occasion"),
    CheckConstraint("expires_at > valid_from", name="expires_at"),
    Index("ix_slip_unit_id_issued_at", "unit_id", "issued_at"),
    Index("ix_slip_expires_at", "expires_at"),
    sqlite_with_rowid=False,
)

# Built once: every page of a slip asks, and building costs as much as asking.
_BY_HASH = select(slip).where(slip.c.hash == bindparam("wanted"))


def _slip(row: Row[Any]) -> Slip:
    values = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    return Slip(**{**values, "occasion": Occasion(values["occasion"])})


def slip_by_hash(connection: Connection, slip_hash: bytes) -> Slip | None:
    """Find the slip that was issued with a token of this hash."""
    row = connection.execute(_BY_HASH, {"wanted": slip_hash}).first()
    return _slip(row) if row else None


def slips_by_hash(connection: Connection, hashes: Collection[bytes]) -> dict[bytes, Slip]:
    """Find slips by their hashes; those never issued are absent."""
    wanted = sorted(hashes)
    found: dict[bytes, Slip] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = connection.execute(select(slip).where(slip.c.hash.in_(wanted[start : start + _AT_ONCE])))
        found.update((row.hash, _slip(row)) for row in rows)
    return found


def add_slips(connection: Connection, slips: Iterable[Slip]) -> set[bytes]:
    """Keep slips; give the hashes of those that were not there yet."""
    rows = [{**asdict(each), "occasion": each.occasion.value} for each in slips]
    # In one order everywhere: two doors that bring the same slips would else wait for each other for ever.
    return insert_new(connection, slip, sorted(rows, key=lambda row: row["hash"]), "hash")


def spend_slips(connection: Connection, hashes: Collection[bytes]) -> set[bytes]:
    """Mark slips as used; give the hashes of those that were still unused, and so of answers that may be kept.

    To be called in the transaction that keeps the answers: both happen or neither does.
    """
    spent: set[bytes] = set()
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), _AT_ONCE):
        unused = (
            select(slip.c.hash)
            .where(slip.c.hash.in_(wanted[start : start + _AT_ONCE]), slip.c.used == false())
            .order_by(slip.c.hash)
            .with_for_update()
        )
        spent |= set(
            connection.scalars(
                update(slip).where(slip.c.hash.in_(unused)).values(used=True).returning(slip.c.hash)
            )
        )
    return spent


def count_slips(connection: Connection, *, before: datetime) -> int:
    """Count the slips that ran out before a moment."""
    return connection.scalar(select(func.count()).select_from(slip).where(slip.c.expires_at < before)) or 0


def delete_slips(connection: Connection, *, before: datetime) -> int:
    """Delete the slips that ran out before a moment, used or not; give how many."""
    return connection.execute(delete(slip).where(slip.c.expires_at < before)).rowcount
