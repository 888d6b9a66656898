"""Numbers of a page as files: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import send_file

from survey.foundation.output import as_json
from survey.foundation.tabular import write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response


def csv_file(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], name: str) -> Response:
    """Send rows as CSV that no spreadsheet runs anything of."""
    return _file(write_csv(rows, columns), "text/csv", name)


def json_file(document: Mapping[str, Any], name: str) -> Response:
    """Send a document as JSON in full precision."""
    return _file(as_json(document) + "\n", "application/json", name)


def _file(text: str, mimetype: str, name: str) -> Response:
    # A code may hold a slash.
    safe = name.replace("/", "-")
    return send_file(BytesIO(text.encode()), mimetype=mimetype, as_attachment=True, download_name=safe)
