"""Every table of the rooms that are installed, for migrations and tests."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from survey.foundation.tables import metadata
from survey.settings import ROOT

if TYPE_CHECKING:
    from sqlalchemy import MetaData

ROOMS = ("survey", "kiosk", "analytics")


def every_table() -> MetaData:
    """Import each feature's `records` and give the register with all their tables."""
    import_module("survey.foundation.installation")
    for room in ROOMS:
        for place in sorted((ROOT / room).glob("*/records*")):
            import_module(f"{room}.{place.parent.name}.records")
    return metadata
