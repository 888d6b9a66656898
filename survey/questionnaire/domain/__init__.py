"""What a questionnaire is, how its document is read, and how one reply is read against it."""

from __future__ import annotations

from survey.questionnaire.domain.authoring import created_document, question_code, read_document
from survey.questionnaire.domain.document import (
    VIETNAMESE,
    CommentKind,
    Draft,
    Kind,
    Question,
    Version,
    Words,
    in_language,
)
from survey.questionnaire.domain.reply import COMMENT_LIMIT, Reply, check
from survey.questionnaire.domain.storing import canonical, content_hash, hold_scales, read_canonical

__all__ = [
    "COMMENT_LIMIT",
    "VIETNAMESE",
    "CommentKind",
    "Draft",
    "Kind",
    "Question",
    "Reply",
    "Version",
    "Words",
    "canonical",
    "check",
    "content_hash",
    "created_document",
    "hold_scales",
    "in_language",
    "question_code",
    "read_canonical",
    "read_document",
]
