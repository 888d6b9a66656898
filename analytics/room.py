"""Opening this room: its commands, on the staff side its pages, and what it has done every night."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Connection

    from analytics.screening.services import Scoring
    from survey.foundation.doors import House
    from survey.operations.domain import Step

COMMANDS = {
    "tally": "analytics.tally.cli:tally",
    "index": "analytics.emulation.cli.indexing:index",
    "coverage": "analytics.index.cli:coverage",
    "screen": "analytics.screening.cli:screen",
    "ruling": "analytics.room:ruling",
    "drivers": "analytics.drivers.cli:drivers",
    "programme": "analytics.emulation.cli:programme",
    "score": "analytics.emulation.cli:score",
    "rank": "analytics.emulation.cli.ranking:rank",
    "trend": "analytics.review.cli:trend",
}


def open_room(house: House, *, citizen: Flask, staff: Flask) -> None:  # noqa: ARG001 - every room is opened alike
    """Put the review pages on the staff side."""
    staff.register_blueprint(import_module("analytics.review.web").pages(house))
    key_now = import_module("survey.accounts.web").key_now
    of_programme = import_module("analytics.emulation.cli.indexing").of_programme
    staff.register_blueprint(import_module("analytics.index.api").calls(house, key_now, of_programme))
    staff.register_blueprint(import_module("analytics.screening.web").pages(house, _scoring()))


def __getattr__(name: str) -> object:
    """Give the command that rests on features which do not know each other; made when it is called."""
    if name == "ruling":
        return import_module("analytics.screening.cli").ruling_with(_scoring)
    raise AttributeError(name)


def _scoring() -> Scoring:
    """Hand the points of programmes to the screening, which stands beside the emulation."""
    scoring: Scoring = import_module("analytics.screening.services").Scoring(
        programmes=import_module("analytics.emulation.records").programmes,
        score=import_module("analytics.emulation.services").score_by,
    )
    return scoring


def demonstrate(connection: Connection, *, at: datetime) -> None:
    """Load the programmes that come with the service and count the demonstration's answers."""
    import_module("analytics.emulation.services").load_shipped(connection, at=at)
    import_module("analytics.tally.services").rebuild_dirty(connection)


def nightly(house: House, *, at: datetime, dry_run: bool) -> list[Step]:
    """Bring the tallies up to date, screen months no run has seen as they stand now, study the last quarter."""
    tallies = import_module("analytics.tally.services")

    def count() -> dict[str, object]:
        if not dry_run:
            return {"days_of_units": tallies.freshen(house.store, least=house.settings.privacy_least)}
        with house.store.reading() as connection:
            return {"days_of_units": len(import_module("analytics.tally.records").dirty_days(connection))}

    step: type[Step] = import_module("survey.operations.domain").Step
    screening: list[Step] = import_module("analytics.screening.services.nightly").steps(
        house, at=at, dry_run=dry_run
    )
    study = partial(_study, house, at=at, dry_run=dry_run)
    return [step(name="tally", act=count), *screening, step(name="questions", act=study)]


def _study(house: House, *, at: datetime, dry_run: bool) -> dict[str, object]:
    """Study the questions of the quarter that ended last, once."""
    drivers = import_module("analytics.drivers.services")
    if dry_run:
        return {"due": drivers.last_quarter_waits(house.store, at=at)}
    found = drivers.keep_last_quarter(house.store, at=at, least=house.settings.privacy_least)
    return {} if found is None else asdict(found)
