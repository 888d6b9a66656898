"""The inbox: the lists of an account, and what they add up to."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from flask import render_template, request

from survey.accounts.records import accounts
from survey.feedback import records
from survey.feedback.domain import ENDED, ROUTINE, CaseKind
from survey.feedback.services.inbox import View, views
from survey.feedback.web import words
from survey.feedback.web.visiting import viewer_now
from survey.organisation.records import units_on

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection

    from survey.feedback.domain import Case
    from survey.feedback.services.access import Viewer
    from survey.foundation.doors import House

_AT_ONCE = 50
_SATISFIED = 4
_PAGE = re.compile(r"[0-9]{1,5}")


def inbox_page(house: House) -> str:
    """Show one list, the soonest due first."""
    with house.store.reading() as connection:
        viewer = viewer_now(connection)
        lists = views(viewer)
        chosen = _chosen(lists)
        page = _page()
        wanted = lists[chosen]
        numbers = {view: records.count_cases(connection, each) for view, each in lists.items()}
        found = records.cases(connection, wanted, limit=_AT_ONCE, offset=(page - 1) * _AT_ONCE)
        rows = _rows(connection, found, viewer)
        summary = _summary(connection, viewer)
        handling = _handling(connection, viewer, least=house.settings.privacy_least)
    return render_template(
        "survey/feedback/inbox.html",
        viewer=viewer,
        view=chosen,
        lists=[(view, words.lists()[view], numbers[view]) for view in lists],
        rows=rows,
        page=page,
        pages=max(1, -(-numbers[chosen] // _AT_ONCE)),
        summary=summary,
        handling=handling,
    )


def _chosen(lists: dict[View, Any]) -> View:
    asked = request.args.get("list")
    return next((view for view in lists if view == asked), next(iter(lists)))


def _page() -> int:
    asked = request.args.get("page", "")
    return max(int(asked), 1) if _PAGE.fullmatch(asked) else 1


def _rows(connection: Connection, found: list[Case], viewer: Viewer) -> list[dict[str, Any]]:
    units = units_on(connection, viewer.today)
    names = {account.account_id: account.display_name for account in accounts(connection)}
    return [
        {
            "case": case,
            "number": words.number(case.case_id),
            "kind": words.kinds()[case.kind],
            "state": words.states()[case.state],
            "unit": units[case.unit_id].name if case.unit_id in units else "",
            "owner": names.get(case.owner_id) if case.owner_id else None,
            "late": case.overdue(viewer.today),
        }
        for case in found
    ]


def _summary(connection: Connection, viewer: Viewer) -> list[dict[str, Any]]:
    """Count by kind what the account may know of; an administrator knows how many severe cases there are."""
    known = set(ROUTINE) if viewer.serves or viewer.administers else set()
    if viewer.inspects or (viewer.administers and viewer.units is None and not viewer.serves):
        known.add(CaseKind.SEVERE)
    going, late, ended = Counter[CaseKind](), Counter[CaseKind](), Counter[CaseKind]()
    for kind, state, count, overdue in records.counts(connection, viewer.units, today=viewer.today):
        (ended if state in ENDED else going)[kind] += count
        late[kind] += overdue
    return [
        {"kind": words.kinds()[kind], "going": going[kind], "late": late[kind], "ended": ended[kind]}
        for kind in CaseKind
        if kind in known
    ]


def _handling(connection: Connection, viewer: Viewer, *, least: int) -> dict[str, int] | None:
    """Say how many were satisfied with the handling; None where so few judged it that one could be guessed."""
    if not viewer.serves and not viewer.administers:
        return None
    given = records.marks(connection, ROUTINE, viewer.units)
    if len(given) < least:
        return None
    return {"judged": len(given), "satisfied": sum(mark >= _SATISFIED for mark in given)}
