"""What posters say: Vietnamese, and one language more below it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from survey.foundation.errors import Refusal

FIRST_LANGUAGE = "vi"
NO_LANGUAGE = "none"
SECOND_LANGUAGES = ("en", "km", "zh", NO_LANGUAGE)


class UnknownPosterLanguageError(Refusal):
    """Posters have no words or no letters of this language; details: the language, the known ones."""

    message = "Posters cannot be printed in “%(language)s”, only in: %(known)s."


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))


def words(language: str) -> list[dict[str, Any]]:
    """Give the words of a poster, Vietnamese first, then those of the second language unless it is `none`."""
    if language not in SECOND_LANGUAGES:
        raise UnknownPosterLanguageError(language=language, known=", ".join(SECOND_LANGUAGES))
    spoken = [FIRST_LANGUAGE] if language == NO_LANGUAGE else [FIRST_LANGUAGE, language]
    return [{**_texts()[each], "language": each} for each in spoken]


def is_draft(language: str) -> bool:
    """Say whether nobody has signed the wording of a language yet."""
    return language != NO_LANGUAGE and not _texts()[language]["reviewed_by"]
