"""Waiting for what comes true by itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 30
"""Seconds that anything may take which comes true by itself: how long it takes says how busy the machine is."""


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Tell whether something comes true in time."""
    last = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > last:
            return False
        # What is waited for may stand in a database, on a disk or on a page: none of them tells that it changed.
        time.sleep(0.02)
    return True
