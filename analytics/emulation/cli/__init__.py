"""The commands about programmes and points: `hailong programme` and `hailong score`."""

from __future__ import annotations

from analytics.emulation.cli.programmes import programme
from analytics.emulation.cli.scores import score

__all__ = ["programme", "score"]
