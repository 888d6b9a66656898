"""Opening this room: its commands and, on the staff side, its pages."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Connection

    from survey.foundation.doors import House

COMMANDS = {
    "tally": "analytics.tally.cli:tally",
    "index": "analytics.emulation.cli.indexing:index",
    "coverage": "analytics.index.cli:coverage",
    "screen": "analytics.screening.cli:screen",
    "ruling": "analytics.screening.cli:ruling",
    "drivers": "analytics.drivers.cli:drivers",
    "programme": "analytics.emulation.cli:programme",
    "score": "analytics.emulation.cli:score",
    "rank": "analytics.emulation.cli.ranking:rank",
}


def open_room(house: House, *, citizen: Flask, staff: Flask) -> None:  # noqa: ARG001 - every room is opened alike
    """Put the review pages on the staff side."""
    staff.register_blueprint(import_module("analytics.review.web").pages(house))
    key_now = import_module("survey.accounts.web").key_now
    of_programme = import_module("analytics.emulation.cli.indexing").of_programme
    staff.register_blueprint(import_module("analytics.index.api").calls(house, key_now, of_programme))
    staff.register_blueprint(import_module("analytics.screening.web").pages(house))


def demonstrate(connection: Connection, *, at: datetime) -> None:
    """Load the programmes that come with the service and count the demonstration's answers."""
    import_module("analytics.emulation.services").load_shipped(connection, at=at)
    import_module("analytics.tally.services").rebuild_dirty(connection)
