"""Taking in, giving out and changing what an office keeps about itself: units over time, rosters, holidays."""

from survey.organisation.services.entering import add, change_staff, change_unit, end_staff, enter
from survey.organisation.services.errors import ImportRefusedError, NothingToImportError
from survey.organisation.services.exporting import export_table, export_tables, weekdays
from survey.organisation.services.holidays import fill_holidays, office_calendar
from survey.organisation.services.importing import Report, shared_desks, take_in
from survey.organisation.services.previewing import Preview, preview
from survey.organisation.services.reading import NAMES, Draft, read_cells, read_folder, read_uploads
from survey.organisation.services.rostering import (
    add_shifts,
    end_pattern,
    fill_roster,
    pattern_of,
    remove,
    substitute,
    swap,
)
from survey.organisation.services.succession import unit_after, withdraw_event

__all__ = [
    "NAMES",
    "Draft",
    "ImportRefusedError",
    "NothingToImportError",
    "Preview",
    "Report",
    "add",
    "add_shifts",
    "change_staff",
    "change_unit",
    "end_pattern",
    "end_staff",
    "enter",
    "export_table",
    "export_tables",
    "fill_holidays",
    "fill_roster",
    "office_calendar",
    "pattern_of",
    "preview",
    "read_cells",
    "read_folder",
    "read_uploads",
    "remove",
    "shared_desks",
    "substitute",
    "swap",
    "take_in",
    "unit_after",
    "weekdays",
    "withdraw_event",
]
