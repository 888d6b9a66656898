"""The lists of cases an account works through."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.feedback.domain import ENDED, OFFICE_TURN, ROUTINE, CaseKind, CaseState
from survey.feedback.records import Wanted

if TYPE_CHECKING:
    from survey.feedback.services.access import Viewer

_GOING_ON = (*OFFICE_TURN, CaseState.ANSWERED)


class View(StrEnum):
    """One list of cases."""

    MINE = "mine"
    SEVERE = "severe"
    CALLED = "called"
    """Escalated to the account's unit or to the standing body."""
    UNIT = "unit"
    OVERDUE = "overdue"
    ENDED = "ended"


def views(viewer: Viewer) -> dict[View, Wanted]:
    """Give the lists an account has, in the order of its pages; each names only cases it may read."""
    found = _of_units(viewer) | _of_standing_body(viewer) | _of_inspection(viewer)
    return {view: found[view] for view in View if view in found}


def _of_inspection(viewer: Viewer) -> dict[View, Wanted]:
    if not viewer.inspects:
        return {}
    severe = Wanted(kinds=(CaseKind.SEVERE,), states=_GOING_ON, unit_ids=viewer.units)
    return {
        View.MINE: replace(severe, owner_id=viewer.account_id),
        View.SEVERE: severe,
        View.OVERDUE: replace(severe, states=OFFICE_TURN, due_before=viewer.today),
        View.ENDED: replace(severe, states=ENDED),
    }


def _of_units(viewer: Viewer) -> dict[View, Wanted]:
    if not viewer.serves and not viewer.administers:
        return {}
    below = Wanted(kinds=ROUTINE, states=_GOING_ON, unit_ids=viewer.units, opened_before=viewer.today)
    lists = {
        View.UNIT: below,
        View.OVERDUE: replace(below, states=OFFICE_TURN, due_before=viewer.today),
        View.ENDED: replace(below, states=ENDED),
    }
    if viewer.serves:
        lists[View.MINE] = replace(below, owner_id=viewer.account_id)
    if viewer.heads:
        lists[View.CALLED] = replace(below, states=OFFICE_TURN, holder_id=viewer.unit_id, escalated=True)
    return lists


def _of_standing_body(viewer: Viewer) -> dict[View, Wanted]:
    if not viewer.stands_above:
        return {}
    called = Wanted(kinds=ROUTINE, states=_GOING_ON, at_the_top=True)
    return {View.MINE: replace(called, owner_id=viewer.account_id), View.CALLED: called}
