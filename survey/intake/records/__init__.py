"""What the database keeps of answers, and the comments a unit may read."""

from __future__ import annotations

from survey.intake.records.answers import (
    add_beside,
    add_responses,
    comment,
    count,
    count_traces,
    delete_traces,
    dirty_day,
    first_taps,
    kept,
    kept_ids,
    mark_dirty,
    place_names,
    receipt,
    replace_first_taps,
    response,
    trace,
)
from survey.intake.records.remarks import comments

__all__ = [
    "add_beside",
    "add_responses",
    "comment",
    "comments",
    "count",
    "count_traces",
    "delete_traces",
    "dirty_day",
    "first_taps",
    "kept",
    "kept_ids",
    "mark_dirty",
    "place_names",
    "receipt",
    "replace_first_taps",
    "response",
    "trace",
]
