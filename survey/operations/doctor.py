"""A look at everything that must be right for the service to run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from survey.foundation.migrating import at_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from survey.foundation.doors import House

_LEAST_FREE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    what: str
    well: bool
    note: str


def examine(house: House) -> list[Finding]:
    """Look at settings, database, migrations and disk."""
    return [*_settings(house), *_database(house), _disk(house)]


def _settings(house: House) -> Iterator[Finding]:
    base_url = house.settings.base_url
    local = "127.0.0.1" in base_url or "localhost" in base_url
    secure = local or base_url.startswith("https://")
    yield Finding(
        what="base_url", well=secure, note=base_url if secure else f"{base_url}: use https outside tests"
    )
    key = house.settings.instance / "secret_key"
    private = bool(house.settings.secret_key) or (key.stat().st_mode & 0o077) == 0
    yield Finding(what="secret key", well=private, note="kept" if private else f"{key} can be read by others")


def _database(house: House) -> Iterator[Finding]:
    try:
        with house.store.reading() as connection:
            connection.execute(text("SELECT 1"))
            current = at_head(connection)
            sound = _integrity(house.store.dialect, connection)
    except SQLAlchemyError as error:
        yield Finding(what="database", well=False, note=str(error.__cause__ or error).splitlines()[0])
        return
    yield Finding(what="database", well=sound == "ok", note=house.store.dialect if sound == "ok" else sound)
    yield Finding(what="migrations", well=current, note="newest" if current else "behind: run `hailong migrate`")


def _integrity(dialect: str, connection: Connection) -> str:
    if dialect != "sqlite":
        return "ok"
    return str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())


def _disk(house: House) -> Finding:
    house.settings.instance.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(house.settings.instance).free
    return Finding(what="disk", well=free > _LEAST_FREE, note=f"{free // 1024**2} MiB free")
