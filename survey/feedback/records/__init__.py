"""What the database keeps about feedback."""

from survey.feedback.records.beside import (
    add_letter,
    add_mark,
    contact_of,
    delete_contact,
    judged,
    keep_contact,
    letters,
    marks,
)
from survey.feedback.records.board import add_entry, change_entry, entries, entry_by_id, public_entries
from survey.feedback.records.cases import (
    Wanted,
    add_case,
    case_by_id,
    case_by_link,
    cases,
    change_case,
    count_cases,
    counts,
    known_links,
)
from survey.feedback.records.purging import Due, contacts_due, erase, texts_due
from survey.feedback.records.remarks import Source, answered_in, sources
from survey.feedback.records.tables import (
    board_entry,
    case_contact,
    case_event,
    case_message,
    feedback_case,
    handling_mark,
    praise_letter,
)
from survey.feedback.records.threads import add_event, add_message, events, messages

__all__ = [
    "Due",
    "Source",
    "Wanted",
    "add_case",
    "add_entry",
    "add_event",
    "add_letter",
    "add_mark",
    "add_message",
    "answered_in",
    "board_entry",
    "case_by_id",
    "case_by_link",
    "case_contact",
    "case_event",
    "case_message",
    "cases",
    "change_case",
    "change_entry",
    "contact_of",
    "contacts_due",
    "count_cases",
    "counts",
    "delete_contact",
    "entries",
    "entry_by_id",
    "erase",
    "events",
    "feedback_case",
    "handling_mark",
    "judged",
    "keep_contact",
    "known_links",
    "letters",
    "marks",
    "messages",
    "praise_letter",
    "public_entries",
    "sources",
    "texts_due",
]
