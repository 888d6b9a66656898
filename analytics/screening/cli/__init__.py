"""`hailong screen` and `hailong ruling`."""

from __future__ import annotations

from analytics.screening.cli.ruling import ruling_with
from analytics.screening.cli.screening import screen

__all__ = ["ruling_with", "screen"]
