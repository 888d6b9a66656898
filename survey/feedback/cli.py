"""`hailong digest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from survey.accounts.records import accounts
from survey.feedback.services.digest import digests
from survey.feedback.services.escalating import escalate_overdue
from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.output import as_json
from survey.organisation.services import office_calendar

if TYPE_CHECKING:
    from survey.feedback.services.digest import Digest, Waiting

_LISTS = {
    "mine": "in your charge",
    "called": "escalated to you",
    "overdue": "overdue",
    "severe": "severe, not ended",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what waits; escalate nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def digest(*, dry_run: bool, form: str) -> None:
    """Call in the next level for cases that are late, then print for each account what waits. Once a day.

    Texts of citizens are never printed: only kinds, numbers and days.
    """
    today = local_day(now())
    with open_house() as house:
        escalated = 0
        if not dry_run:
            with house.store.writing() as connection:
                escalated = escalate_overdue(connection, today=today, calendar=office_calendar(connection))
        with house.store.reading() as connection:
            found = digests(connection, accounts(connection), today=today)
    if form == "json":
        click.echo(as_json({"day": today, "escalated": escalated, "accounts": [_row(each) for each in found]}))
        return
    click.echo(f"{today.isoformat()}: {escalated} cases escalated, something waits for {len(found)} accounts.")
    for each in found:
        click.echo("\n" + _letter(each))


def _row(told: Digest) -> dict[str, object]:
    return {
        "account": told.account.name,
        "lists": {waiting.view.value: _cases(waiting) for waiting in told.waiting},
        "untaken": told.untaken,
        "drafts": told.drafts,
    }


def _cases(waiting: Waiting) -> dict[str, object]:
    first = [
        {"case": case.case_id, "kind": case.kind.value, "state": case.state.value, "due_on": case.due_on}
        for case in waiting.first
    ]
    return {"number": waiting.number, "first": first}


def _letter(told: Digest) -> str:
    lines = [f"{told.account.name} ({told.account.display_name})"]
    if told.untaken:
        lines.append(f"  {told.untaken} cases of your unit nobody is in charge of")
    for waiting in told.waiting:
        lines.append(f"  {waiting.number} {_LISTS[waiting.view]}:")
        lines += [f"    {case.case_id}  {case.kind}  due {case.due_on.isoformat()}" for case in waiting.first]
    if told.drafts:
        lines.append(f"  {told.drafts} entries of the board wait for a second person")
    return "\n".join(lines)
