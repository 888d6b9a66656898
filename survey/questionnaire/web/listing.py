"""What there is: questionnaires, their versions and states, one version word by word, its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.questionnaire.domain import compare, write_document
from survey.questionnaire.records import (
    draft_of,
    drafts,
    followers,
    questionnaire_codes,
    retire,
    unit_names,
    version_by_id,
    versions_of,
)
from survey.questionnaire.web.visiting import NoVersionError, listed, today
from survey.questionnaire.web.words import gettext, title_of

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.wrappers import Response as Answer

    from survey.questionnaire.domain import Version
    from survey.questionnaire.web.visiting import Door


def list_page(door: Door) -> str:
    """Show every questionnaire with the version in force and its draft; for a unit's head, the own questions'."""
    unit_id = None if door.is_centre else door.own_unit
    with door.house.store.reading() as connection:
        rows = [_row(connection, code, unit_id) for code in questionnaire_codes(connection)]
        known = {row["code"] for row in rows}
        new = [
            sheet
            for sheet in drafts(connection)
            if sheet.unit_id is None and door.is_centre and sheet.code not in known
        ]
    return render_template("survey/questionnaire/list.html", rows=rows, new=new)


def _row(connection: Connection, code: str, unit_id: int | None) -> dict[str, object]:
    every = versions_of(connection, code)
    latest = every[-1]
    own = versions_of(connection, code, unit_id) if unit_id else []
    return {
        "code": code,
        "title": title_of(latest.document),
        "latest": latest,
        "in_force": latest if latest.retired_at is None else None,
        "own": next((version for version in own if version.retired_at is None), None),
        "followers": len(followers(connection, code)),
        "draft": draft_of(connection, code, unit_id),
    }


def questionnaire_page(door: Door, code: str) -> str:
    """Show one questionnaire: its versions, the units that add to it, what may be done now."""
    unit_id = None if door.is_centre else door.own_unit
    with door.house.store.reading() as connection:
        every = listed(connection, code)
        own = versions_of(connection, code, unit_id) if unit_id else []
        follow = followers(connection, code)
        names = unit_names(connection, today())
        draft = draft_of(connection, code, unit_id)
    return render_template(
        "survey/questionnaire/questionnaire.html",
        code=code,
        title=title_of(every[-1].document),
        versions=every[::-1],
        own=own[::-1],
        followers=[(version, names.get(version.unit_id or 0, "")) for version in follow] if door.is_centre else [],
        draft=draft,
        in_force=every[-1].retired_at is None,
    )


def version_page(door: Door, version_id: int) -> str:
    """Show one version word by word, and what it changed."""
    with door.house.store.reading() as connection:
        version = _seen(door, connection, version_id)
        family = versions_of(connection, version.code, version.unit_id)
        before = [other for other in family if other.number < version.number]
        name = door.unit_name(connection, version.unit_id)
    return render_template(
        "survey/questionnaire/version.html",
        version=version,
        title=title_of(version.document),
        unit_name=name,
        before=before[-1] if before else None,
        changes=compare(before[-1].document, version.document) if before else [],
    )


def version_file(door: Door, version_id: int) -> Response:
    """Give a version as TOML."""
    with door.house.store.reading() as connection:
        version = _seen(door, connection, version_id)
    return as_file(write_document(version.document), f"{version.code}-{version.number}")


def retire_page(door: Door, code: str) -> str | Answer:
    """Ask before a questionnaire, or a unit's own questions, are asked no more; then do it."""
    unit_id = door.writes_for()
    with door.house.store.reading() as connection:
        every = versions_of(connection, code, unit_id) if unit_id else listed(connection, code)
        follow = followers(connection, code) if unit_id is None else []
    if not every or every[-1].retired_at is not None:
        raise NoVersionError
    if request.method == "POST":
        with door.house.store.writing() as connection:
            retire(connection, code, at=now(), unit_id=unit_id)
        flash(gettext("It is asked no more. Answers that were given stay."))
        return redirect(url_for("questionnaire.one", code=code))
    return render_template(
        "survey/questionnaire/retire.html",
        code=code,
        version=every[-1],
        of_unit=unit_id is not None,
        units=len(follow),
    )


def as_file(text: str, name: str) -> Response:
    """Give a text as a file to keep."""
    response = Response(text, mimetype="application/toml")
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}.toml"'
    return response


def _seen(door: Door, connection: Connection, version_id: int) -> Version:
    version = version_by_id(connection, version_id)
    hidden = version is not None and version.unit_id not in (None, door.own_unit) and not door.is_centre
    if version is None or hidden:
        raise NoVersionError
    return version
