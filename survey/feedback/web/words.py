"""What kinds, states, deeds and lists are called on the office's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask_babel

from survey.feedback.domain import Action, BoardState, CaseKind, CaseState
from survey.feedback.services.inbox import View

if TYPE_CHECKING:
    from collections.abc import Mapping


def gettext(message: str, **values: Any) -> str:
    """Give a sentence in the reader's language; the library carries no types."""
    return str(flask_babel.gettext(message, **values))


def number(case_id: int) -> str:
    """Write a case's number in threes."""
    return f"{case_id:,}".replace(",", "\N{NO-BREAK SPACE}")


def kinds() -> Mapping[CaseKind | str | None, str]:
    """Name the kinds of cases and comments."""
    return {
        CaseKind.PRAISE: gettext("Praise"),
        CaseKind.SUGGESTION: gettext("Suggestion"),
        CaseKind.PROBLEM: gettext("Problem"),
        CaseKind.SEVERE: gettext("Severe"),
        None: gettext("Comment"),
    }


def states() -> Mapping[CaseState, str]:
    """Name the states of a case."""
    return {
        CaseState.OPEN: gettext("New, nobody in charge"),
        CaseState.ASSIGNED: gettext("In work"),
        CaseState.ANSWERED: gettext("Answered"),
        CaseState.CLOSED: gettext("Closed"),
        CaseState.REOPENED: gettext("Opened again"),
        CaseState.REFERRED: gettext("Referred"),
    }


def actions() -> Mapping[Action, str]:
    """Name what the log tells."""
    return {
        Action.OPEN: gettext("Case opened"),
        Action.ASSIGN: gettext("Put in charge"),
        Action.REPLY: gettext("Answered"),
        Action.WRITE: gettext("The citizen wrote"),
        Action.CLOSE: gettext("Closed"),
        Action.REOPEN: gettext("Opened again by the citizen"),
        Action.REFER: gettext("Referred"),
        Action.RAISE: gettext("Handed to the inspection"),
        Action.ESCALATE: gettext("Not answered in time: next level called in"),
        Action.JUDGE: gettext("The citizen judged the handling"),
        Action.LETTER: gettext("Letter of praise written"),
    }


def lists() -> Mapping[View, str]:
    """Name the lists of cases."""
    return {
        View.MINE: gettext("Mine"),
        View.SEVERE: gettext("Severe"),
        View.CALLED: gettext("Escalated to us"),
        View.UNIT: gettext("All of the unit"),
        View.OVERDUE: gettext("Overdue"),
        View.ENDED: gettext("Ended"),
    }


def board_states() -> Mapping[BoardState, str]:
    """Name the states of an entry on the board."""
    return {
        BoardState.DRAFT: gettext("Waits for a second person"),
        BoardState.PUBLISHED: gettext("Published"),
        BoardState.WITHDRAWN: gettext("Withdrawn"),
    }
