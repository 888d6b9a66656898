"""The door: answers enter here and nowhere else, each exactly once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from survey.foundation.clock import days, hour_band, local_day, local_hour
from survey.intake import records
from survey.intake.domain import Hearing, Outcome, Readership, Taken
from survey.organisation.domain import on_duty
from survey.organisation.records import shifts
from survey.touchpoint.records import spend_slips

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from survey.intake.domain import FirstTap, Submission
    from survey.organisation.domain import Shift


_UNHEARD = Hearing()


def take_in(
    connection: Connection, submissions: Sequence[Submission], *, hearing: Hearing = _UNHEARD
) -> list[Outcome]:
    """Keep each submission once; say for each, in order, whether it was new or took the place of a first tap.

    The unique id decides in the database, so the same answer may come twice, at once, by two doors. The caller's
    transaction makes the whole list durable together or not at all, and what `hearing` does with the messages.
    """
    chosen = _chosen(submissions)
    officers = _Roster(connection, submissions)
    # In the order of ids: two doors with the same answers in different orders would wait for each other for ever.
    rows = {response_id: _row(submissions[chosen[response_id]], officers) for response_id in sorted(chosen)}
    barred = _without_slip(connection, [submissions[place] for place in chosen.values()])
    spent = barred - records.kept_ids(connection, barred) if barred else set()
    new = records.add_responses(connection, [row for key, row in rows.items() if key not in barred])
    taps = _replace_first_taps(connection, [row for key, row in rows.items() if key not in new])
    taken = [_taken(submissions[place], rows, taps) for key, place in chosen.items() if key in new or key in taps]
    _keep_beside(connection, taken, new, hearing)
    records.mark_dirty(connection, {(one.unit_id, one.day) for one in taken})
    whole = [one for one in taken if one.submission.complete]
    if whole:
        hearing.after(connection, whole)
    return _outcomes(submissions, chosen, new=new, taps=taps.keys(), spent=spent)


def _chosen(submissions: Sequence[Submission]) -> dict[UUID, int]:
    """Give by id the place of the submission that counts: the first whole one, else the last tap."""
    chosen: dict[UUID, int] = {}
    for place, submission in enumerate(submissions):
        known = chosen.get(submission.response_id)
        if known is None or not submissions[known].complete:
            chosen[submission.response_id] = place
    return chosen


def _without_slip(connection: Connection, submissions: Sequence[Submission]) -> set[UUID]:
    """Use up the slips; give the ids of answers whose slip another answer used, or their own first tap did."""
    holders: dict[bytes, list[UUID]] = defaultdict(list)
    for one in submissions:
        if one.slip_hash:
            holders[one.slip_hash].append(one.response_id)
    if not holders:
        return set()
    unused = spend_slips(connection, holders.keys())
    return {key for slip, keys in holders.items() for key in (keys[1:] if slip in unused else keys)}


def _replace_first_taps(connection: Connection, rows: Sequence[dict[str, Any]]) -> dict[UUID, FirstTap]:
    """Put answers in the place of their first taps; give what these were. Of whole answers none is touched."""
    if not rows:
        return {}
    taps = records.first_taps(connection, [row["id"] for row in rows])
    changed = [row for row in rows if row["id"] in taps and _differs(row, taps[row["id"]])]
    records.replace_first_taps(connection, changed)
    return {row["id"]: taps[row["id"]] for row in changed}


def _differs(row: dict[str, Any], tap: FirstTap) -> bool:
    return row["complete"] or (row["marks"], row["version_id"]) != (tap.marks, tap.version_id)


def _taken(submission: Submission, rows: Mapping[UUID, dict[str, Any]], taps: Mapping[UUID, FirstTap]) -> Taken:
    # An answer begun before midnight, or before the officer changed, stays where its first tap was counted.
    kept = taps.get(submission.response_id)
    row = rows[submission.response_id]
    return Taken(
        submission=submission,
        unit_id=kept.unit_id if kept else submission.unit_id,
        day=kept.day if kept else row["day"],
        staff_id=kept.staff_id if kept else row["staff_id"],
    )


def _outcomes(
    submissions: Sequence[Submission],
    chosen: Mapping[UUID, int],
    *,
    new: Collection[UUID],
    taps: Collection[UUID],
    spent: Collection[UUID],
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    pending = set(new)
    for place, submission in enumerate(submissions):
        key = submission.response_id
        if key in pending:
            outcome = Outcome.ACCEPTED
        elif chosen[key] == place and (key in taps or key in new):
            outcome = Outcome.COMPLETED
        elif key in spent:
            outcome = Outcome.SPENT
        else:
            outcome = Outcome.DUPLICATE
        pending.discard(key)
        outcomes.append(outcome)
    return outcomes


def _row(submission: Submission, officers: _Roster) -> dict[str, Any]:
    staff_id = submission.staff_id
    if staff_id is None and submission.desk_id is not None:
        staff_id = officers.officer(submission)
    return {
        "id": submission.response_id,
        "version_id": submission.version_id,
        "unit_id": submission.unit_id,
        "desk_id": submission.desk_id,
        "staff_id": staff_id,
        "procedure_id": submission.procedure_id,
        "channel": submission.channel,
        "tier": submission.tier,
        "day": local_day(submission.at),
        "hour_band": hour_band(local_hour(submission.at)) if submission.timed else "unknown",
        "assisted": submission.assisted,
        "complete": submission.complete,
        "state": submission.state.value,
        "marks": submission.marks,
    }


def _keep_beside(connection: Connection, taken: Sequence[Taken], new: Collection[UUID], hearing: Hearing) -> None:
    every = [one.submission for one in taken]
    # A first tap has brought its receipt and trace, and never a comment.
    fresh = [one for one in every if one.response_id in new]
    records.add_beside(
        connection,
        records.comment,
        [
            {
                "response_id": one.response_id,
                "kind": one.comment_kind,
                "readership": _readership(one.comment, one, hearing),
                "text": hearing.mask(one.comment),
            }
            for one in every
            # Words a case is made of stand there only: the same words here would tie it to the marks.
            if one.comment and one.complete and not hearing.opens(one)
        ],
    )
    records.add_beside(
        connection,
        records.receipt,
        [{"response_id": one.response_id, "hash": one.receipt_hash} for one in fresh if one.receipt_hash],
    )
    records.add_beside(
        connection,
        records.trace,
        [
            {
                "response_id": one.response_id,
                "received_at": one.trace.received_at,
                "dwell_s": one.trace.dwell_s,
                "network": one.trace.network,
                "device": one.trace.device,
                "token": one.trace.token,
            }
            for one in fresh
            if one.trace
        ],
    )


def _readership(comment: str, told: Submission, hearing: Hearing) -> str:
    return Readership.INSPECTION.value if hearing.severe(told.comment_kind, comment) else told.readership


class _Roster:
    """The shifts that matter to a list of submissions, by desk and local day."""

    def __init__(self, connection: Connection, submissions: Sequence[Submission]) -> None:
        wanted = [one for one in submissions if one.desk_id is not None and one.staff_id is None and one.timed]
        self._by_day: dict[tuple[int, date], list[Shift]] = defaultdict(list)
        if not wanted:
            return
        moments = [one.at for one in wanted]
        desk_ids = {one.desk_id for one in wanted if one.desk_id is not None}
        found = shifts(connection, desk_ids, since=min(moments), until=max(moments) + timedelta(seconds=1))
        for desk_id, of_desk in found.items():
            for shift in of_desk:
                for day in days(local_day(shift.starts), local_day(shift.ends)):
                    self._by_day[desk_id, day].append(shift)

    def officer(self, submission: Submission) -> int | None:
        """Give the one officer on duty at the desk at the moment; None with nobody or with two."""
        if submission.desk_id is None or not submission.timed:
            return None
        return on_duty(self._by_day.get((submission.desk_id, local_day(submission.at)), ()), submission.at)
