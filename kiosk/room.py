"""Opening this room: tablets on the citizens' side, their managers on the staff side, commands, nightly upkeep."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Connection

    from survey.foundation.doors import House
    from survey.operations.domain import Step
    from survey.settings import Settings

COMMANDS = {"import kiosk-queue": "kiosk.queue.cli:import_queue", "kiosk": "kiosk.fleet.cli:kiosk"}


def open_room(house: House, *, citizen: Flask, staff: Flask) -> None:
    """Put what tablets fetch and call on the citizens' side, which knows no session, and pairing on the other."""
    tablet = import_module("kiosk.tablet.web")
    hearing = import_module("survey.feedback.services.hearing").hearing_of(house.secret)
    citizen.register_blueprint(tablet.pages())
    citizen.register_blueprint(import_module("kiosk.pairing.api").pages(house))
    citizen.register_blueprint(import_module("kiosk.queue.api").pages(house, hearing))
    citizen.register_blueprint(import_module("kiosk.fleet.api").pages(house, tablet.app_version))
    who = import_module("survey.accounts.web").account_now
    staff.register_blueprint(import_module("kiosk.pairing.web").pages(house, who))

    def served_version() -> str:
        # The app's words are those of the citizens' side, whichever side asks.
        with citizen.app_context():
            version: str = tablet.app_version()
        return version

    staff.register_blueprint(import_module("kiosk.fleet.web").pages(house, who, served_version))
    staff.jinja_env.globals["kiosk_open"] = True


def demonstrate(connection: Connection, *, at: datetime) -> None:
    """Add nothing: a tablet that nobody holds in the hand is no tablet."""


def welcome(house: House, connection: Connection, *, at: datetime) -> Iterator[str]:
    """Say where a tablet begins; in the demonstration with an invitation to its first desk that has a code."""
    told: Iterator[str] = import_module("kiosk.pairing.services").welcome(
        connection, house.settings.base_url, at=at, secret=house.secret
    )
    return told


def purge(connection: Connection, settings: Settings, *, at: datetime, dry_run: bool) -> dict[str, int]:
    """Delete what tablets told of their clocks as long ago as traces go, and pairings that are over."""
    before = at - timedelta(days=settings.trace_days)
    gone: dict[str, int] = import_module("kiosk.queue.services").purge(connection, before=before, dry_run=dry_run)
    return gone


def nightly(house: House, *, at: datetime, dry_run: bool) -> list[Step]:  # noqa: ARG001 - looking changes nothing
    """Count the tablets somebody should look after, by reason, and the units with served files and no answer."""
    fleet = import_module("kiosk.fleet.services")

    def look() -> dict[str, object]:
        with house.store.reading() as connection:
            found = fleet.tablets(connection, unit_ids=None, at=at)
            quiet = len(fleet.unanswered(connection, found, at=at))
        alerts = Counter(kind.value for one in found for kind in one.alerts)
        return {"tablets": len(found), **dict(sorted(alerts.items())), "units_unanswered": quiet}

    step: type[Step] = import_module("survey.operations.domain").Step
    return [step(name="tablets", act=look)]
