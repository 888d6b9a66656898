"""Opening the house for a command: settings read, database reached, everything closed again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.database import Store
from survey.settings import Settings, read_settings, secret_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a command or a server holds open while it works."""

    settings: Settings
    store: Store
    secret: bytes


@contextmanager
def open_house(settings: Settings | None = None) -> Iterator[House]:
    """Open the database named by the settings; close it on leaving."""
    chosen = settings or read_settings()
    store = Store(chosen.database)
    try:
        yield House(settings=chosen, store=store, secret=secret_of(chosen).encode())
    finally:
        store.close()
