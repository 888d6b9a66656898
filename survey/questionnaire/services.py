"""Publishing: the questionnaire the package brings, and those an office writes."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from survey.questionnaire.domain import Draft, Version, read_document
from survey.questionnaire.domain.refusals import UnreadableDocumentError
from survey.questionnaire.records import publish, version_in_force

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

DEFAULT_CODE = "default"


def default_document() -> Draft:
    """Read the questionnaire every office starts with."""
    place = files("survey.questionnaire") / "documents" / f"{DEFAULT_CODE}.toml"
    return read_document(place.read_text(encoding="utf-8"))


def ensure_default(connection: Connection, *, at: datetime) -> Version:
    """Publish the packaged questionnaire unless it was published before; give the version in force.

    An older package never puts its document back in force: what was retired stays retired.
    """
    version = publish(connection, default_document(), at=at)
    return version_in_force(connection, DEFAULT_CODE) or version


def publish_file(connection: Connection, path: Path, *, at: datetime) -> Version:
    """Publish the questionnaire an office wrote as a TOML file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(reason=f"it is not UTF-8 at byte {error.start}") from error
    return publish(connection, read_document(text), at=at)
