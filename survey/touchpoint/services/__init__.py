"""Finding places by codes and changing the codes of places; `drawing` and `printing` need more and stand apart."""

from survey.touchpoint.domain import Resolved, rotating_code
from survey.touchpoint.services.finding import (
    Placed,
    Step,
    UnknownUnitError,
    find,
    find_in_force,
    history,
    of_unit,
    placed,
    replace,
    revoke,
)
from survey.touchpoint.services.refusals import (
    ExpiredSlipError,
    RevokedCodeError,
    StaleCodeError,
    UnknownCodeError,
    UsedSlipError,
)
from survey.touchpoint.services.resolving import canonical, resolve, slip_hash_of

__all__ = [
    "ExpiredSlipError",
    "Placed",
    "Resolved",
    "RevokedCodeError",
    "StaleCodeError",
    "Step",
    "UnknownCodeError",
    "UnknownUnitError",
    "UsedSlipError",
    "canonical",
    "find",
    "find_in_force",
    "history",
    "of_unit",
    "placed",
    "replace",
    "resolve",
    "revoke",
    "rotating_code",
    "slip_hash_of",
]
