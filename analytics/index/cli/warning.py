"""What is wrong with the volumes of a group, as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from analytics.index.services.serving import Warned


def warned(key: str | None, warning: Warned | None, missing_day: date | None) -> str:
    """Say it; nothing where nothing is wrong."""
    name = key or "–"
    match warning:
        case None:
            return ""
        case "more_answers_than_files":
            return f"{name}: more answers than files; the files are not all told, so there are no bounds."
        case _:
            return f"{name}: no rate, as the files of {missing_day} are not told."
