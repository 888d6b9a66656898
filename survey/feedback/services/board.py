"""The board “you said, we did”: written by one person of the unit, approved by another, then public."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from survey.feedback import records
from survey.feedback.domain import BoardState, Mark, mask
from survey.feedback.domain.office_refusals import (
    AlreadyPublicError,
    HeadNeededError,
    NoSuchEntryError,
    NotAMonthError,
    NotPublicError,
    SamePersonError,
)
from survey.feedback.domain.refusals import NoWordsError
from survey.foundation.text import clean

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.feedback.domain import BoardEntry
    from survey.feedback.services.access import Viewer

TEXT_LIMIT = 1000
_SHOWN = 60


def read_month(text: str, *, today: date) -> date:
    """Read 2026-03; refuse what is no month or has not begun."""
    try:
        month = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise NotAMonthError(text=text[:20]) from None
    if month > today:
        raise NotAMonthError(text=text[:20])
    return month


def entries_of(connection: Connection, viewer: Viewer) -> list[BoardEntry]:
    """List every entry of the viewer's units."""
    return records.entries(connection, viewer.units)


def entry_of(connection: Connection, viewer: Viewer, entry_id: int, *, to_change: bool = False) -> BoardEntry:
    """Find an entry of the viewer's units."""
    found = records.entry_by_id(connection, entry_id, to_change=to_change)
    if found is None or not viewer.covers(found.unit_id):
        raise NoSuchEntryError
    return found


def write_entry(connection: Connection, viewer: Viewer, *, unit_id: int, month: date, said: str, done: str) -> int:
    """Keep a draft for a unit of the viewer's; give its id."""
    if not viewer.covers(unit_id):
        raise NoSuchEntryError
    texts = _texts(said, done)
    values = {"unit_id": unit_id, "month": month, **texts, "written_by": viewer.account_id}
    return records.add_entry(connection, values)


def change_entry(
    connection: Connection, viewer: Viewer, entry_id: int, *, month: date, said: str, done: str
) -> None:
    """Write a draft or a withdrawn entry anew; whoever does so is its writer from now on."""
    entry = entry_of(connection, viewer, entry_id, to_change=True)
    if entry.state is BoardState.PUBLISHED:
        raise AlreadyPublicError
    records.change_entry(
        connection,
        entry_id,
        month=month,
        **_texts(said, done),
        written_by=viewer.account_id,
        state=BoardState.DRAFT.value,
        published_on=None,
        published_by=None,
    )


def publish(connection: Connection, viewer: Viewer, entry_id: int) -> None:
    """Let the public read an entry somebody else wrote."""
    entry = _to_approve(connection, viewer, entry_id)
    if entry.state is BoardState.PUBLISHED:
        raise AlreadyPublicError
    if entry.written_by == viewer.account_id:
        raise SamePersonError
    records.change_entry(
        connection,
        entry_id,
        state=BoardState.PUBLISHED.value,
        published_on=viewer.today,
        published_by=viewer.account_id,
    )


def withdraw(connection: Connection, viewer: Viewer, entry_id: int) -> None:
    """Take an entry from the public; one person is enough for that."""
    entry = _to_approve(connection, viewer, entry_id)
    if entry.state is not BoardState.PUBLISHED:
        raise NotPublicError
    records.change_entry(connection, entry_id, state=BoardState.WITHDRAWN.value)


def public_board(connection: Connection, unit_id: int) -> list[BoardEntry]:
    """Give what the public reads of a unit, newest month first."""
    return records.public_entries(connection, unit_id, limit=_SHOWN)


def approves(viewer: Viewer) -> bool:
    """Tell whether the viewer may approve what others wrote."""
    return viewer.heads or viewer.administers


def _to_approve(connection: Connection, viewer: Viewer, entry_id: int) -> BoardEntry:
    entry = entry_of(connection, viewer, entry_id, to_change=True)
    if not approves(viewer):
        raise HeadNeededError
    return entry


def _texts(said: str, done: str) -> dict[str, str]:
    texts = {
        "said": mask(clean(said, limit=TEXT_LIMIT)).text,
        # An office may print its own telephone number and name who is in charge.
        "done": mask(clean(done, limit=TEXT_LIMIT), only=(Mark.IDENTITY,)).text,
    }
    if not all(texts.values()):
        raise NoWordsError
    return texts
