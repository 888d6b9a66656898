"""One step back from what was done last in this session, offered beside the word that it was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, session, url_for

from survey.foundation.errors import ForbiddenError, NotFoundError
from survey.organisation import records
from survey.organisation.domain import Shift
from survey.organisation.services import add_shifts, enter, substitute, swap
from survey.organisation.web.visiting import today
from survey.organisation.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.organisation.web.visiting import Door

_KEY = "organisation_undo"


class NothingToUndoError(NotFoundError):
    """Undone already, or something else was done since."""

    message = "There is nothing to undo any more."


def done(words: str, *, step: dict[str, Any] | None = None) -> None:
    """Say that something was done; with a `step`, the next page offers to undo it."""
    flash(words)
    if step is None:
        session.pop(_KEY, None)
    else:
        session[_KEY] = step


def undoable() -> bool:
    """Whether the next page offers a step back."""
    return _KEY in session


def shifts_step(back: str, shifts: Iterable[Shift]) -> dict[str, Any]:
    """Describe shifts that would be put back."""
    kept = [[one.desk_id, one.staff_id, one.starts.isoformat(), one.ends.isoformat()] for one in shifts]
    return {"do": "shifts", "shifts": kept, "back": back}


def undo(door: Door) -> Response:
    """Take back what was done last."""
    step = session.pop(_KEY, None)
    if step is None:
        raise NothingToUndoError
    with door.house.store.writing() as connection:
        _STEPS[step["do"]](door, connection, step)
    flash(gettext("Undone."))
    return redirect(step["back"] if step["back"].startswith("/admin/") else url_for("organisation.start"))


def _holiday(door: Door, connection: Connection, step: dict[str, Any]) -> None:
    if not door.administers:
        raise ForbiddenError
    enter(connection, {"holidays": [step["cells"]]}, on=today())


def _check(door: Door, connection: Connection, desk_ids: Iterable[int]) -> None:
    seen, desks = door.seen(connection), records.desks(connection)
    if any(desks[desk_id].unit_id not in seen for desk_id in desk_ids):
        raise ForbiddenError


def _shifts(door: Door, connection: Connection, step: dict[str, Any]) -> None:
    shifts = [
        Shift(
            desk_id=desk_id,
            staff_id=staff_id,
            starts=datetime.fromisoformat(starts),
            ends=datetime.fromisoformat(ends),
        )
        for desk_id, staff_id, starts, ends in step["shifts"]
    ]
    _check(door, connection, [shift.desk_id for shift in shifts])
    add_shifts(connection, shifts)


def _substitute(door: Door, connection: Connection, step: dict[str, Any]) -> None:
    desk_id, staff_id = step["seat"]
    _check(door, connection, [desk_id])
    substitute(connection, (desk_id, staff_id), by=step["by"], day=date.fromisoformat(step["day"]))


def _swap(door: Door, connection: Connection, step: dict[str, Any]) -> None:
    (one, first), (other, second) = step["seats"]
    _check(door, connection, [one, other])
    swap(connection, (one, first), (other, second), day=date.fromisoformat(step["day"]))


_STEPS: dict[str, Callable[[Door, Connection, dict[str, Any]], None]] = {
    "holiday": _holiday,
    "shifts": _shifts,
    "substitute": _substitute,
    "swap": _swap,
}
