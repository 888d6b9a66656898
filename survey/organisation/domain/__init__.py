"""The nouns of the organisation and the rules that hold between them."""

from survey.organisation.domain.entries import (
    CODE_LIMIT,
    Change,
    DeskEntry,
    ProcedureEntry,
    ShiftEntry,
    StaffEntry,
    UnitEntry,
)
from survey.organisation.domain.places import (
    Desk,
    Procedure,
    Shift,
    Staff,
    Unit,
    on_duty,
    shared_shifts,
    subtree,
)
from survey.organisation.domain.timeline import Home, Version, cycles, in_force, joined, orphans, overlaps

__all__ = [
    "CODE_LIMIT",
    "Change",
    "Desk",
    "DeskEntry",
    "Home",
    "Procedure",
    "ProcedureEntry",
    "Shift",
    "ShiftEntry",
    "Staff",
    "StaffEntry",
    "Unit",
    "UnitEntry",
    "Version",
    "cycles",
    "in_force",
    "joined",
    "on_duty",
    "orphans",
    "overlaps",
    "shared_shifts",
    "subtree",
]
