"""The door: answers enter here and nowhere else, each exactly once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from survey.foundation.clock import days, local_day, local_hour
from survey.intake import records
from survey.intake.domain import Outcome, State, hour_band
from survey.organisation.domain import on_duty
from survey.organisation.records import shifts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from survey.intake.domain import Submission
    from survey.organisation.domain import Shift


def take_in(connection: Connection, submissions: Sequence[Submission]) -> list[Outcome]:
    """Keep each submission once; say for each, in order, whether it was new.

    The unique id decides in the database, so the same answer may come twice, at once, by two doors. The caller's
    transaction makes the whole list durable together or not at all.
    """
    officers = _Roster(connection, submissions)
    rows: dict[UUID, dict[str, Any]] = {}
    for submission in submissions:
        rows.setdefault(submission.response_id, _row(submission, officers))
    # In the order of ids: two doors with the same answers in different orders would wait for each other for ever.
    new = records.add_responses(connection, [rows[response_id] for response_id in sorted(rows)])
    fresh: list[Submission] = []
    outcomes: list[Outcome] = []
    pending = set(new)
    for submission in submissions:
        accepted = submission.response_id in pending
        pending.discard(submission.response_id)
        outcomes.append(Outcome.ACCEPTED if accepted else Outcome.DUPLICATE)
        if accepted:
            fresh.append(submission)
    _keep_beside(connection, fresh)
    records.mark_dirty(connection, {(one.unit_id, rows[one.response_id]["day"]) for one in fresh})
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
        "state": State.COUNTED.value,
        "marks": submission.marks,
    }


def _keep_beside(connection: Connection, fresh: Sequence[Submission]) -> None:
    records.add_beside(
        connection,
        records.comment,
        [
            {
                "response_id": one.response_id,
                "kind": one.comment_kind,
                "readership": one.readership,
                "text": one.comment,
            }
            for one in fresh
            if one.comment
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
