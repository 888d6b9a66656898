"""The tables of questionnaires: versions that never change, and drafts that do."""

from __future__ import annotations

from survey.questionnaire.records.assigning import (
    asked_at,
    assign,
    assignment_by_id,
    assignments,
    drop_assignment,
    version_asked,
)
from survey.questionnaire.records.drafting import (
    draft_by_id,
    draft_of,
    drafts,
    drop_draft,
    keep_draft,
    open_draft,
)
from survey.questionnaire.records.finding import (
    codes_of_others,
    followers,
    has_versions,
    questionnaire_codes,
    unit_codes,
    unit_names,
    version_by_id,
    versions,
    versions_of,
)
from survey.questionnaire.records.finding import in_force as version_in_force
from survey.questionnaire.records.publishing import publish, publish_for_unit, retire
from survey.questionnaire.records.tables import (
    asked_questionnaire,
    question,
    questionnaire,
    questionnaire_draft,
    questionnaire_version,
)

__all__ = [
    "asked_at",
    "asked_questionnaire",
    "assign",
    "assignment_by_id",
    "assignments",
    "codes_of_others",
    "draft_by_id",
    "draft_of",
    "drafts",
    "drop_assignment",
    "drop_draft",
    "followers",
    "has_versions",
    "keep_draft",
    "open_draft",
    "publish",
    "publish_for_unit",
    "question",
    "questionnaire",
    "questionnaire_codes",
    "questionnaire_draft",
    "questionnaire_version",
    "retire",
    "unit_codes",
    "unit_names",
    "version_asked",
    "version_by_id",
    "version_in_force",
    "versions",
    "versions_of",
]
