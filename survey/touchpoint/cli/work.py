"""The command `hailong work`."""

from __future__ import annotations

import time

import click

from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.touchpoint.services.jobs import work_off

_PAUSE_S = 5


@click.command("work")
@click.option("--once", is_flag=True, help="Stop when nothing waits any more, instead of looking again.")
def work(*, once: bool) -> None:
    """Print what waits: the long prints officials have asked for on their pages."""
    with open_house() as house:
        done = work_off(house, now)
        while not once:
            time.sleep(_PAUSE_S)
            done += work_off(house, now)
    click.echo(f"{done} prints worked off.")
