"""A room in whose step the process is killed, as when the machine goes down."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from survey.operations.domain import Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from survey.foundation.doors import House

COMMANDS: dict[str, str] = {}


def nightly(house: House, *, at: datetime, dry_run: bool) -> list[Step]:
    def die() -> Mapping[str, object]:
        os.kill(os.getpid(), signal.SIGKILL)
        return {}

    return [Step(name="dying", act=die)]
