"""Tallies written by the tens of thousands: one stream of bytes to PostgreSQL, one statement to SQLite."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import delete

from analytics.tally.records.tables import TABLES, WAY, keys_of, on_days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Connection, Table

    from analytics.tally.records.tables import Day

    Numbers = NDArray[np.int64]
    Contents = Iterable[tuple[NDArray[np.intp], NDArray[np.uint8]]]

_EPOCH = date(1970, 1, 1).toordinal()
# PostgreSQL counts days from 2000.
_POSTGRESQL_EPOCH = date(2000, 1, 1).toordinal() - _EPOCH
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


def delete_days(connection: Connection, table: Table, days: Collection[Day]) -> None:
    """Delete the tallies of these days (or months) of units."""
    if days:
        connection.execute(delete(table).where(on_days(connection.dialect.name, table, days)))


def delete_everything(connection: Connection) -> None:
    """Delete every tally of every table."""
    for table in TABLES.values():
        connection.execute(delete(table))


def insert_rows(
    connection: Connection,
    table: Table,
    way: tuple[Any, ...],
    columns: Sequence[Numbers],
    *,
    contents: Contents,
) -> None:
    """Insert tallies of one way: keys (`keys_of`, 0 for none) as columns, counts as (rows, their bytes)."""
    names = (*keys_of(table), *WAY, "counts")
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names are ours
        for rows, content in contents:
            values = list(_tuples(way, [column[rows] for column in columns], content))
            connection.exec_driver_sql(statement, values)
        return
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT binary)"
    with driver.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write(_HEAD)
        for rows, content in contents:
            for block in _blocks(way, [column[rows] for column in columns], content):
                stream.write(block)
        stream.write(_END)


def _tuples(
    way: tuple[Any, ...], columns: Sequence[Numbers], content: NDArray[np.uint8]
) -> Iterator[tuple[Any, ...]]:
    *ids, days = (column.tolist() for column in columns)
    texts = np.datetime_as_string(columns[-1].astype("datetime64[D]")).tolist()
    told = [[number or None for number in column] for column in ids]
    joined, width = content.tobytes(), content.shape[1]
    counts = (joined[start : start + width] for start in range(0, width * len(days), width))
    for *keys, day, vector in zip(*told, texts, counts, strict=True):
        yield (*keys, day, *way, vector)


def _blocks(way: tuple[Any, ...], columns: Sequence[Numbers], content: NDArray[np.uint8]) -> Iterator[bytes]:
    """Give rows in PostgreSQL's binary format; those with the same keys missing are equally long."""
    *ids, days = columns
    missing = sum((column == 0).astype(np.int64) << place for place, column in enumerate(ids))
    for pattern in np.unique(missing).tolist():
        chosen = np.nonzero(missing == pattern)[0]
        told = [column[chosen] if not pattern >> place & 1 else None for place, column in enumerate(ids)]
        yield _block(way, [*told, days[chosen] - _POSTGRESQL_EPOCH], content[chosen])


def _block(way: tuple[Any, ...], keys: Sequence[Numbers | None], content: NDArray[np.uint8]) -> bytes:
    """Lay equally long rows out: the number of fields, then each field's length and bytes (length −1: null)."""
    constant = b"".join(map(_field, way)) + content.shape[1].to_bytes(4, "big")
    shape: list[tuple[str, Any]] = [("fields", ">i2")]
    for place, key in enumerate(keys):
        shape += [(f"length{place}", ">i4")] + ([(f"key{place}", ">i4")] if key is not None else [])
    shape.append(("way", f"V{len(constant)}"))
    shape.append(("counts", f"V{content.shape[1]}"))
    rows = np.zeros(len(content), dtype=shape)
    rows["fields"] = len(keys) + len(way) + 1
    for place, key in enumerate(keys):
        rows[f"length{place}"] = -1 if key is None else 4
        if key is not None:
            rows[f"key{place}"] = key
    rows["way"] = np.void(constant)
    rows["counts"] = np.ascontiguousarray(content).view(f"V{content.shape[1]}").ravel()
    return rows.tobytes()


def _field(value: int | str) -> bytes:
    content = value.to_bytes(4, "big") if isinstance(value, int) else value.encode()
    return len(content).to_bytes(4, "big") + content
