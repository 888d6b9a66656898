"""Pages of long lists, searched with or without diacritics; and uploads on their way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, true

from survey.foundation.text import search_key
from survey.organisation.records.tables import desk, organisation_upload, staff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Table

PAGE = 50


def desk_page(connection: Connection, wanted: str, *, page: int) -> tuple[list[int], int]:
    """Give the ids of one page of desks whose name or code holds `wanted`, and how many there are in all."""
    return _page(connection, desk, wanted, page)


def staff_page(connection: Connection, wanted: str, *, page: int) -> tuple[list[int], int]:
    """Give the ids of one page of people whose name or code holds `wanted`, and how many there are in all."""
    return _page(connection, staff, wanted, page)


def _page(connection: Connection, table: Table, wanted: str, page: int) -> tuple[list[int], int]:
    matching = _matching(table, wanted)
    total = connection.scalar(select(func.count()).select_from(table).where(matching)) or 0
    listed = (
        select(table.c.id)
        .where(matching)
        .order_by(table.c.sort_key, table.c.code)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return list(connection.scalars(listed)), total


def _matching(table: Table, wanted: str) -> ColumnElement[bool]:
    key = search_key(wanted)
    if not key:
        return true()
    return or_(
        table.c.search_key.contains(key, autoescape=True),
        func.lower(table.c.code).contains(key, autoescape=True),
    )


def keep_upload(
    connection: Connection, token: str, files: Mapping[str, bytes], *, owner: int, at: datetime, since: datetime
) -> None:
    """Keep uploaded tables for their preview; forget those brought before `since`."""
    connection.execute(delete(organisation_upload).where(organisation_upload.c.brought_at < since))
    connection.execute(
        insert(organisation_upload),
        [
            {"token": token, "owner": owner, "name": name, "content": content, "brought_at": at}
            for name, content in files.items()
        ],
    )


def upload(connection: Connection, token: str, *, owner: int) -> dict[str, bytes]:
    """Give the tables this account brought under a token, by file name; empty when there are none."""
    columns = organisation_upload.c
    wanted = select(columns.name, columns.content).where(columns.token == token, columns.owner == owner)
    return {name: bytes(content) for name, content in connection.execute(wanted.order_by(columns.id))}


def drop_upload(connection: Connection, token: str, *, owner: int) -> None:
    """Forget uploaded tables."""
    columns = organisation_upload.c
    connection.execute(delete(organisation_upload).where(columns.token == token, columns.owner == owner))
