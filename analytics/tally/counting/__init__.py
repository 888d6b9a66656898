"""Counting marks: the same few sums for a day, a month and a whole archive."""

from __future__ import annotations

from analytics.tally.counting.calendars import EPOCH, condensed, day_tables, first_days, joined, laid_out
from analytics.tally.counting.grouping import add_up, add_up_days, grouped, summed
from analytics.tally.counting.marks import count_letters, count_marks, count_places, letters_of, places_of_marks
from analytics.tally.counting.packing import WrongTallySizeError, pack, packed, summed_parts, unpacked

__all__ = [
    "EPOCH",
    "WrongTallySizeError",
    "add_up",
    "add_up_days",
    "condensed",
    "count_letters",
    "count_marks",
    "count_places",
    "day_tables",
    "first_days",
    "grouped",
    "joined",
    "laid_out",
    "letters_of",
    "pack",
    "packed",
    "places_of_marks",
    "summed",
    "summed_parts",
    "unpacked",
]
