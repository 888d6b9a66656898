"""Publishing: documents go in once, and only their retirement is written later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from survey.foundation.tables import insert_new
from survey.questionnaire.domain import (
    added,
    canonical,
    content_hash,
    hold_foreign_codes,
    hold_scales,
    rebased,
    with_addition,
)
from survey.questionnaire.domain.faults import RetiredBaseError
from survey.questionnaire.records.finding import codes_of_others, followers, in_force, version_of, versions_of
from survey.questionnaire.records.tables import question, questionnaire, questionnaire_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.questionnaire.domain import Draft, Version

_table = questionnaire_version


def publish(connection: Connection, draft: Draft, *, at: datetime, again: bool = False) -> Version:
    """Publish a document as the next version and retire the one in force; the units' versions follow it.

    A document that was published before is given back as it stands, retired or not: it is the same version.
    With `again` a retired one is put in force anew, under the next number.
    """
    questionnaire_id = _questionnaire_id(connection, draft.code)
    earlier = versions_of(connection, draft.code)
    digest = content_hash(draft)
    same = [version for version in earlier if version.content_hash == digest]
    if same and (not again or same[-1].retired_at is None):
        return same[-1]
    hold_scales(draft, (version.document for version in earlier))
    following = followers(connection, draft.code)
    _retire(connection, [*earlier, *following], at=at)
    version = _keep(connection, draft, at=at, questionnaire_id=questionnaire_id, number=_next(earlier))
    for former in following:
        whole, _left_out = rebased(draft, added(former.document))
        if whole is not None:
            _keep(
                connection,
                whole,
                at=at,
                questionnaire_id=questionnaire_id,
                number=former.number + 1,
                of_unit={"unit_id": former.unit_id, "base_id": version.version_id},
            )
    return version


def publish_for_unit(connection: Connection, own: Draft, unit_id: int, *, at: datetime) -> Version:
    """Publish a unit's own questions after the centre's version in force; the centre's again where there are none.

    The same questions on the same version are the version that is in force.
    """
    questionnaire_id = _questionnaire_id(connection, own.code)
    base = in_force(connection, own.code)
    if base is None:
        raise RetiredBaseError
    earlier = versions_of(connection, own.code, unit_id)
    former = [version for version in earlier if version.retired_at is None]
    if not own.questions:
        _retire(connection, former, at=at)
        return base
    whole = with_addition(base.document, own)
    if former and former[-1].content_hash == content_hash(whole):
        return former[-1]
    hold_scales(own, (version.document for version in earlier))
    hold_foreign_codes(own, codes_of_others(connection, own.code, unit_id))
    _retire(connection, former, at=at)
    of_unit = {"unit_id": unit_id, "base_id": base.version_id}
    return _keep(
        connection, whole, at=at, questionnaire_id=questionnaire_id, number=_next(earlier), of_unit=of_unit
    )


def retire(connection: Connection, code: str, *, at: datetime, unit_id: int | None = None) -> int:
    """Take the version in force out of use, for a unit or with all units' for the centre; give how many went."""
    _questionnaire_id(connection, code)
    going = versions_of(connection, code, unit_id)
    if unit_id is None:
        going += followers(connection, code)
    return _retire(connection, going, at=at)


def _retire(connection: Connection, going: list[Version], *, at: datetime) -> int:
    ids = [version.version_id for version in going if version.retired_at is None]
    return connection.execute(update(_table).where(_table.c.id.in_(ids)).values(retired_at=at)).rowcount


def _next(earlier: list[Version]) -> int:
    return max((version.number for version in earlier), default=0) + 1


def _keep(
    connection: Connection,
    draft: Draft,
    *,
    at: datetime,
    questionnaire_id: int,
    number: int,
    of_unit: Mapping[str, int | None] | None = None,
) -> Version:
    row = {
        "questionnaire_id": questionnaire_id,
        "number": number,
        "document": canonical(draft),
        "content_hash": content_hash(draft),
        "published_at": at,
        **(of_unit or {}),
    }
    version_id = connection.scalar(insert(_table).values(row).returning(_table.c.id))
    connection.execute(insert(question), _question_rows(version_id, draft))
    return version_of(connection.execute(select(_table).where(_table.c.id == version_id)).one())


def _questionnaire_id(connection: Connection, code: str) -> int:
    """Find or make the questionnaire, and hold it: two who publish at once take turns."""
    insert_new(connection, questionnaire, [{"code": code}], "id")
    held = select(questionnaire.c.id).where(questionnaire.c.code == code).with_for_update()
    questionnaire_id: int = connection.execute(held).scalar_one()
    return questionnaire_id


def _question_rows(version_id: int | None, draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "version_id": version_id,
            "position": position,
            "code": asked.code,
            "kind": asked.kind.value,
            "indexed": asked.indexed,
        }
        for position, asked in enumerate(draft.closed, start=1)
    ]
