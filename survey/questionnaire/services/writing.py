"""Publishing: the questionnaire the package brings, those an office writes as files, and drafts."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from survey.questionnaire.domain import (
    DEFAULT_CODE,
    Draft,
    Finding,
    Level,
    Version,
    added,
    addition,
    content_hash,
    lint,
    lint_addition,
    parse_document,
    read_addition,
    read_document,
    rebased,
)
from survey.questionnaire.domain.additions import joined
from survey.questionnaire.domain.comparing import Change, compare
from survey.questionnaire.domain.drafts import renamed
from survey.questionnaire.domain.faults import (
    LintError,
    NoDraftError,
    RetiredBaseError,
    StaleDraftError,
    TakenCodeError,
    UnchangedError,
)
from survey.questionnaire.domain.refusals import NoQuestionnaireError, UnreadableDocumentError
from survey.questionnaire.records import (
    draft_by_id,
    draft_of,
    drop_draft,
    followers,
    has_versions,
    keep_draft,
    open_draft,
    publish,
    publish_for_unit,
    version_in_force,
    versions_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.questionnaire.domain import Question, Sheet


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
    """Publish the questionnaire an office wrote as a TOML file; refuse it if the lint finds an error."""
    draft = read_document(read_text(path))
    _hold_lint(lint(draft, _earlier(connection, draft.code)))
    return publish(connection, draft, at=at)


def lint_file(connection: Connection, path: Path) -> list[Finding]:
    """Lint a TOML file against everything published under its code."""
    draft = parse_document(read_text(path))
    return lint(draft, _earlier(connection, draft.code) if has_versions(connection) else ())


def read_text(path: Path) -> str:
    """Read a document's text, with or without the mark some editors put first."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(reason=f"it is not UTF-8 at byte {error.start}") from error


def findings(connection: Connection, sheet: Sheet) -> list[Finding]:
    """Lint a draft against everything published under its code."""
    earlier = _earlier(connection, sheet.code, sheet.unit_id)
    if sheet.unit_id is None:
        return lint(sheet.document, earlier)
    return lint_addition(_base(connection, sheet.code).document, sheet.document, earlier)


def former_of(connection: Connection, sheet: Sheet) -> Draft | None:
    """Give the document a draft would take the place of; a unit's own questions only, for a unit's draft."""
    version = version_in_force(connection, sheet.code, sheet.unit_id)
    if version is None or sheet.unit_id is None:
        return version.document if version else None
    return addition(_base(connection, sheet.code).document, added(version.document))


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What publishing a draft would do."""

    changes: tuple[Change, ...]
    number: int
    """The number the version would carry."""
    content_hash: str
    """The hash of the whole document that would be published."""
    shown: str
    """The hash of the draft these consequences are of."""
    units: tuple[tuple[int, tuple[str, ...]], ...]
    """The units whose own questions follow, and the codes of those that no longer fit."""
    left: tuple[str, ...]
    """Index questions that are asked no more, whose trend ends."""


def consequences(connection: Connection, sheet: Sheet) -> Consequences:
    """Tell what publishing a draft would do."""
    own = versions_of(connection, sheet.code, sheet.unit_id)
    former = former_of(connection, sheet)
    now = {question.code for question in sheet.document.questions}
    follow = followers(connection, sheet.code) if sheet.unit_id is None else []
    return Consequences(
        changes=tuple(compare(former, sheet.document)),
        number=max((version.number for version in own), default=0) + 1,
        content_hash=content_hash(whole_document(connection, sheet)),
        shown=content_hash(sheet.document),
        units=tuple(
            (version.unit_id, rebased(sheet.document, added(version.document))[1])
            for version in follow
            if version.unit_id is not None
        ),
        left=tuple(code for code in (former.indexed if former else ()) if code not in now),
    )


def start_draft(connection: Connection, code: str, unit_id: int | None, *, at: datetime, by: str) -> Sheet:
    """Begin a draft from what is in force, or go on with the one that was begun."""
    found = draft_of(connection, code, unit_id)
    if found is not None:
        return found
    version = version_in_force(connection, code, unit_id)
    if unit_id is not None:
        document = addition(_base(connection, code).document, added(version.document) if version else ())
    elif version is not None:
        document = version.document
    else:
        document = _latest(connection, code).document
    return open_draft(connection, document, unit_id=unit_id, at=at, by=by)[0]


def bring_draft(connection: Connection, document: Draft, *, at: datetime, by: str) -> tuple[Sheet, bool]:
    """Make a file's document the draft of its questionnaire; tell whether a draft had to give way."""
    sheet, new = open_draft(connection, document, unit_id=None, at=at, by=by)
    if not new:
        keep_draft(connection, sheet, document, at=at, by=by)
    return sheet, not new


def bring_addition(connection: Connection, sheet: Sheet, text: str, *, at: datetime, by: str) -> None:
    """Make a file's questions those of a unit's draft."""
    own = read_addition(text, _base(connection, sheet.code).document)
    keep_draft(connection, sheet, own, at=at, by=by)


def change_draft(
    connection: Connection, draft_id: int, change: Callable[[Draft], Draft], *, at: datetime, by: str
) -> Sheet:
    """Change a draft as it stands now; `change` refuses if what it is about changed meanwhile."""
    sheet = _held(connection, draft_id)
    document = change(sheet.document)
    if document != sheet.document:
        keep_draft(connection, sheet, document, at=at, by=by)
    return sheet


def undo(connection: Connection, draft_id: int, *, at: datetime, by: str) -> None:
    """Give a draft the document it had before its last change; a second time takes this back."""
    sheet = _held(connection, draft_id)
    if sheet.before is not None:
        keep_draft(connection, sheet, sheet.before, at=at, by=by)


def make_another(connection: Connection, draft_id: int, code: str, *, at: datetime, by: str) -> None:
    """Make a draft the draft of a new questionnaire: the way to another scale."""
    sheet = _held(connection, draft_id)
    if _taken(connection, code):
        raise TakenCodeError(code=code)
    keep_draft(connection, sheet, renamed(sheet.document, code), at=at, by=by)


def free_code(connection: Connection, code: str) -> str:
    """Give a code like this one that no questionnaire and no draft has."""
    number = 2
    while _taken(connection, f"{code}_{number}"):
        number += 1
    return f"{code}_{number}"


def publish_draft(connection: Connection, draft_id: int, *, shown: str, at: datetime) -> Version:
    """Publish a draft and close it; refuse it if it is not the document that was `shown` (its hash)."""
    sheet = _held(connection, draft_id)
    if content_hash(sheet.document) != shown:
        raise StaleDraftError
    if former_of(connection, sheet) == sheet.document:
        raise UnchangedError
    _hold_lint(findings(connection, sheet))
    if sheet.unit_id is None:
        version = publish(connection, sheet.document, at=at, again=True)
    else:
        version = publish_for_unit(connection, sheet.document, sheet.unit_id, at=at)
    drop_draft(connection, draft_id)
    return version


def used_codes(connection: Connection, sheet: Sheet) -> set[str]:
    """Give every question code of a questionnaire and of a draft: none is given a second meaning."""
    earlier = _earlier(connection, sheet.code, sheet.unit_id)
    published = {question.code for draft in earlier for question in draft.questions}
    return published | {question.code for question in sheet.document.questions}


def asked_before(connection: Connection, sheet: Sheet) -> tuple[Question, ...]:
    """Give the closed questions a condition of a draft may look at: the centre's too, for a unit's draft."""
    if sheet.unit_id is None:
        return sheet.document.closed
    return (*_base(connection, sheet.code).document.closed, *sheet.document.closed)


def whole_document(connection: Connection, sheet: Sheet) -> Draft:
    """Give the document citizens would be asked if the draft were published, finished or not."""
    if sheet.unit_id is None:
        return sheet.document
    return joined(_base(connection, sheet.code).document, sheet.document)


def _taken(connection: Connection, code: str) -> bool:
    return bool(versions_of(connection, code)) or draft_of(connection, code, None) is not None


def _held(connection: Connection, draft_id: int) -> Sheet:
    sheet = draft_by_id(connection, draft_id, held=True)
    if sheet is None:
        raise NoDraftError
    return sheet


def _hold_lint(found: list[Finding]) -> None:
    errors = [f"{one.where}: {one.message}".removeprefix(": ") for one in found if one.level is Level.ERROR]
    if errors:
        raise LintError(errors=" ".join(errors))


def _earlier(connection: Connection, code: str, unit_id: int | None = None) -> list[Draft]:
    return [version.document for version in versions_of(connection, code, unit_id)]


def _base(connection: Connection, code: str) -> Version:
    base = version_in_force(connection, code)
    if base is None:
        raise RetiredBaseError
    return base


def _latest(connection: Connection, code: str) -> Version:
    every = versions_of(connection, code)
    if not every:
        raise NoQuestionnaireError(code=code)
    return every[-1]
