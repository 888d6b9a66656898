"""A look at everything that must be right for the service to run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from survey.foundation.clock import LOCAL
from survey.foundation.installation import DEMONSTRATION, holds
from survey.foundation.migrating import at_head
from survey.intake.records import response
from survey.operations.records import kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.foundation.doors import House

_LEAST_FREE = 500 * 1024 * 1024
_LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    what: str
    well: bool
    note: str


def examine(house: House, *, at: datetime) -> list[Finding]:
    """Look at settings, database, migrations, the nightly run and disk."""
    return [*_settings(house), *_database(house), *_nightly(house, at), _disk(house)]


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


def _nightly(house: House, at: datetime) -> Iterator[Finding]:
    """Tell when everything that is due every night was done last; nothing of a database that cannot be read."""
    try:
        with house.store.reading() as connection:
            answers = connection.scalar(select(response.c.id).limit(1)) is not None
            demonstration, runs = holds(connection, DEMONSTRATION), kept(connection)
    except SQLAlchemyError:
        return  # already told
    if runs.whole is None:
        # Whoever only looks at the demonstration needs no timer.
        note = "never ran whole: set a timer for `hailong nightly`"
        yield Finding(what="nightly", well=not answers or (demonstration and runs.began is None), note=note)
        return
    note = f"last whole run {_shown(runs.whole)}"
    if runs.began is not None and runs.began > runs.whole:
        note += f"; the one of {_shown(runs.began)} left something undone, or is at work"
    yield Finding(what="nightly", well=not answers or at - runs.whole <= _LATE, note=note)


def _shown(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def _disk(house: House) -> Finding:
    house.settings.instance.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(house.settings.instance).free
    return Finding(what="disk", well=free > _LEAST_FREE, note=f"{free // 1024**2} MiB free")
