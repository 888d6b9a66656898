"""Studying the questions of a questionnaire, and keeping what was found for the pages."""

from analytics.drivers.services.documents import METHOD, as_document
from analytics.drivers.services.explaining import explained, in_words
from analytics.drivers.services.keeping import Keeping, keep_last_quarter, keep_studies, last_quarter_waits
from analytics.drivers.services.studying import OUTCOME, NoAnswersError, Study, UnknownOutcomeError, study

__all__ = [
    "METHOD",
    "OUTCOME",
    "Keeping",
    "NoAnswersError",
    "Study",
    "UnknownOutcomeError",
    "as_document",
    "explained",
    "in_words",
    "keep_last_quarter",
    "keep_studies",
    "last_quarter_waits",
    "study",
]
