"""The nouns of feedback and the rules that hold for them."""

from survey.feedback.domain.alleging import alleges
from survey.feedback.domain.cases import (
    ENDED,
    OFFICE_TURN,
    ROUTINE,
    TRANSITIONS,
    Action,
    Case,
    CaseKind,
    CaseState,
    Contact,
    Direction,
    Event,
    Message,
    kind_of,
    link_of,
    next_state,
)
from survey.feedback.domain.masking import Mark, Masked, mask
from survey.feedback.domain.papers import BoardEntry, BoardState, Letter, Remark
from survey.feedback.domain.terms import Terms, read_terms, terms_on

__all__ = [
    "ENDED",
    "OFFICE_TURN",
    "ROUTINE",
    "TRANSITIONS",
    "Action",
    "BoardEntry",
    "BoardState",
    "Case",
    "CaseKind",
    "CaseState",
    "Contact",
    "Direction",
    "Event",
    "Letter",
    "Mark",
    "Masked",
    "Message",
    "Remark",
    "Terms",
    "alleges",
    "kind_of",
    "link_of",
    "mask",
    "next_state",
    "read_terms",
    "terms_on",
]
