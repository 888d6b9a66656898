"""Taking in the tables an office keeps about itself: all of them or nothing."""

from survey.organisation.services.errors import ImportRefusedError, NothingToImportError
from survey.organisation.services.importing import Report, shared_desks, take_in
from survey.organisation.services.reading import Draft, read_folder

__all__ = [
    "Draft",
    "ImportRefusedError",
    "NothingToImportError",
    "Report",
    "read_folder",
    "shared_desks",
    "take_in",
]
