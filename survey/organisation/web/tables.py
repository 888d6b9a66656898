"""Tables in and out: an upload, what it would change, the word to go on; and every table to fetch."""

from __future__ import annotations

import io
import secrets
import zipfile
from datetime import timedelta
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING

from flask import Response, flash, make_response, redirect, render_template, request, send_file, url_for

from survey.foundation.clock import now
from survey.foundation.errors import Refusal
from survey.organisation import records
from survey.organisation.services import (
    NAMES,
    ImportRefusedError,
    export_table,
    export_tables,
    preview,
    read_uploads,
    shared_desks,
    take_in,
)
from survey.organisation.services.errors import NothingToImportError, UploadGoneError
from survey.organisation.services.reading import SHEETS, table_of
from survey.organisation.web.forms import NothingForm, UploadForm
from survey.organisation.web.undoing import done
from survey.organisation.web.visiting import NotHereError, today
from survey.organisation.web.words import gettext, table_words, told

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from survey.organisation.services import Preview
    from survey.organisation.web.visiting import Door

_KEPT = timedelta(days=1)
_FILES_MOST = 20
_SHOWN = 100
"""Lines of each kind on a preview; the rest is counted."""


def tables_page(door: Door) -> str | AnyResponse:  # noqa: ARG001 - every view is called alike
    """Offer the tables to fetch and a place to bring them back."""
    return _tables(UploadForm(None))


def _tables(form: UploadForm) -> str:
    return render_template(
        "survey/organisation/tables.html", form=form, names=NAMES, sheets=SHEETS, words=table_words()
    )


def bring(door: Door) -> str | AnyResponse:
    """Keep uploaded tables aside and show what they would change."""
    form = UploadForm()
    files: dict[str, bytes] = {}
    try:
        for file in islice(request.files.getlist("files"), _FILES_MOST):
            if file.filename:
                table_of(file.filename)
                files[file.filename[:100]] = file.read()
        if not files:
            raise NothingToImportError(folder=gettext("The upload"), files=", ".join(NAMES))
    except Refusal as refusal:
        form.problems.append(refusal)
        return _tables(form)
    token, at = secrets.token_urlsafe(24), now()
    with door.house.store.writing() as connection:
        records.keep_upload(connection, token, files, owner=door.who().account_id, at=at, since=at - _KEPT)
    return redirect(url_for("organisation.preview", token=token))


def _brought(door: Door, token: str) -> dict[str, bytes]:
    with door.house.store.reading() as connection:
        files = records.upload(connection, token, owner=door.who().account_id)
    if not files:
        raise UploadGoneError
    return files


def preview_page(door: Door, token: str) -> Response:
    """Show what brought tables would change; nothing is written."""
    files = _brought(door, token)
    found: Preview | None = None
    faults: tuple[Refusal, ...] = ()
    status = HTTPStatus.OK
    try:
        # A writing connection: the change is tried for real, and undone before anything is committed.
        with door.house.store.writing() as connection:
            found = preview(connection, read_uploads(files), on=today())
    except ImportRefusedError as refusal:
        faults, status = refusal.details["faults"], HTTPStatus.BAD_REQUEST
    page = render_template(
        "survey/organisation/preview.html",
        token=token,
        files=list(files),
        found=found,
        faults=[told(fault) for fault in faults[:_SHOWN]],
        hidden_faults=max(0, len(faults) - _SHOWN),
        warnings=[told(warning) for warning in found.warnings] if found else [],
        shown=_SHOWN,
        words=table_words(),
        form=NothingForm(None),
    )
    return make_response(page, status)


def confirm(door: Door, token: str) -> AnyResponse:
    """Take the brought tables in."""
    owner = door.who().account_id
    draft = read_uploads(_brought(door, token))
    try:
        with door.house.store.writing() as connection:
            take_in(connection, draft, on=today())
            records.drop_upload(connection, token, owner=owner)
    except ImportRefusedError:
        # Something else was entered since the preview: it says what.
        return redirect(url_for("organisation.preview", token=token))
    done(gettext("The tables are taken in."))
    with door.house.store.reading() as connection:
        for warning in shared_desks(connection, draft)[:_FILES_MOST]:
            flash(told(warning))
    return redirect(url_for("organisation.tables"))


def discard(door: Door, token: str) -> AnyResponse:
    """Forget brought tables."""
    with door.house.store.writing() as connection:
        records.drop_upload(connection, token, owner=door.who().account_id)
    done(gettext("Nothing was changed."))
    return redirect(url_for("organisation.tables"))


def one_table(door: Door, name: str) -> Response:
    """Give one table as CSV."""
    if name not in NAMES:
        raise NotHereError(code=name[:40])
    with door.house.store.reading() as connection:
        text = export_table(connection, name)
    return _file(text.encode(), f"{name}.csv", "text/csv; charset=utf-8")


def every_table(door: Door) -> Response:
    """Give all tables in one archive."""
    with door.house.store.reading() as connection:
        tables = export_tables(connection)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text.encode())
    return _file(packed.getvalue(), f"organisation-{today()}.zip", "application/zip")


def _file(content: bytes, name: str, mimetype: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)
