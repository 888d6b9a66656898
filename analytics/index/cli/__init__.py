"""The commands about indices: `hailong index` and `hailong coverage`."""

from __future__ import annotations

from analytics.index.cli.covering import coverage
from analytics.index.cli.days import Day
from analytics.index.cli.indexing import index, index_command

__all__ = ["Day", "coverage", "index", "index_command"]
