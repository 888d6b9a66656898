"""A room whose first step fails every night; it reads the traces of March."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from survey.operations.domain import Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from survey.foundation.doors import House


def nightly(house: House, *, at: datetime, dry_run: bool) -> list[Step]:
    def fail() -> Mapping[str, object]:
        raise ValueError("the machine\nis tired")

    return [
        Step(name="first", act=fail, traces_from=date(2026, 3, 1)),
        Step(name="second", act=lambda: {"things_done": 3}),
    ]
