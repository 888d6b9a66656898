"""A day as an option."""

from __future__ import annotations

from typing import Any

import click

from survey.foundation.tabular import NotADateError, read_date


class Day(click.ParamType[Any]):
    """A day, ISO or dd/mm/yyyy."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the day or say how to write one."""
        try:
            return read_date(value) if isinstance(value, str) else value
        except NotADateError as error:
            self.fail(str(error), param, ctx)
