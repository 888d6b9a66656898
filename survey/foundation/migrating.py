"""Bringing a database to the newest form of its tables."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from survey.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from survey.foundation.database import Store


def configuration() -> Config:
    """Give the migrations' configuration; the connection is handed over at each call."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "survey" / "migrations"))
    return config


@cache
def head() -> str:
    """Give the newest migration's name."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def at_head(connection: Connection) -> bool:
    """Tell whether the database stands at the newest migration."""
    return MigrationContext.configure(connection).get_current_revision() == head()


def migrate(store: Store, target: str = "head") -> None:
    """Bring the database to a migration, upwards; `downgrade` goes back."""
    _run(store, lambda config: command.upgrade(config, target))


def downgrade(store: Store, target: str) -> None:
    """Bring the database back to an earlier migration; `base` empties it."""
    _run(store, lambda config: command.downgrade(config, target))


def _run(store: Store, act: Callable[[Config], None]) -> None:
    config = configuration()
    with store.writing() as connection:
        config.attributes["connection"] = connection
        act(config)
