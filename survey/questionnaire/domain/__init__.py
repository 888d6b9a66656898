"""What a questionnaire is, how its document is read, and how one reply is read against it."""

from __future__ import annotations

from survey.questionnaire.domain.additions import (
    added,
    addition,
    hold_foreign_codes,
    own_code,
    rebased,
    with_addition,
)
from survey.questionnaire.domain.assigning import DEFAULT_CODE, Assignment
from survey.questionnaire.domain.authoring import (
    created_document,
    parse_document,
    question_code,
    read_addition,
    read_document,
)
from survey.questionnaire.domain.comparing import Change, ChangeKind, compare
from survey.questionnaire.domain.document import (
    VIETNAMESE,
    CommentKind,
    Condition,
    Draft,
    Kind,
    Question,
    Version,
    Words,
    in_language,
)
from survey.questionnaire.domain.drafts import Sheet
from survey.questionnaire.domain.lint import Finding, Level, lint, lint_addition
from survey.questionnaire.domain.piping import PLACEHOLDERS, filled
from survey.questionnaire.domain.reply import COMMENT_LIMIT, PROMPT_LIMIT, Reply, check
from survey.questionnaire.domain.rules import OWN_GROUP, OWN_PREFIX
from survey.questionnaire.domain.storing import canonical, content_hash, hold_scales, read_canonical
from survey.questionnaire.domain.writing import write_document

__all__ = [
    "COMMENT_LIMIT",
    "DEFAULT_CODE",
    "OWN_GROUP",
    "OWN_PREFIX",
    "PLACEHOLDERS",
    "PROMPT_LIMIT",
    "VIETNAMESE",
    "Assignment",
    "Change",
    "ChangeKind",
    "CommentKind",
    "Condition",
    "Draft",
    "Finding",
    "Kind",
    "Level",
    "Question",
    "Reply",
    "Sheet",
    "Version",
    "Words",
    "added",
    "addition",
    "canonical",
    "check",
    "compare",
    "content_hash",
    "created_document",
    "filled",
    "hold_foreign_codes",
    "hold_scales",
    "in_language",
    "lint",
    "lint_addition",
    "own_code",
    "parse_document",
    "question_code",
    "read_addition",
    "read_canonical",
    "read_document",
    "rebased",
    "with_addition",
    "write_document",
]
