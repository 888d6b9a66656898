"""A room that cannot even say what it has to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from survey.foundation.doors import House
    from survey.operations.domain import Step


def nightly(house: House, *, at: datetime, dry_run: bool) -> list[Step]:
    raise LookupError("no plan")
