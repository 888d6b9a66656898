"""The deadlines that come with the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from survey.feedback.domain import Terms, read_terms, terms_on

if TYPE_CHECKING:
    from datetime import date


@cache
def _packaged() -> tuple[Terms, ...]:
    return read_terms((files("survey.feedback") / "terms.toml").read_text(encoding="utf-8"))


def terms_of(day: date) -> Terms:
    """Give the deadlines in force on a day."""
    return terms_on(_packaged(), day)
