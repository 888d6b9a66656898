"""Answers from files: paper forms, earlier systems; through the same door as every other answer."""

from survey.intake.importing.files import Report, import_responses
from survey.intake.importing.plan import Options

__all__ = ["Options", "Report", "import_responses"]
