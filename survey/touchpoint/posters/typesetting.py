"""Setting a sheet with Typst: data go in as text that is never read as markup, pages come out."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from survey.touchpoint.posters import lettering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TEMPLATES = Path(str(files(__package__)))
STANDARD: list[typst.PDFStandard] = ["a-2b"]


def pdf(template: str, data: Mapping[str, object], *, at: datetime) -> bytes:
    """Set a template of this package as PDF/A-2b dated `at`; the same data give the same bytes."""
    return _bytes(
        _compiler(template, data).compile(format="pdf", pdf_standards=STANDARD, timestamp=int(at.timestamp()))
    )


def pages(template: str, data: Mapping[str, object], *, ppi: float) -> list[bytes]:
    """Set a template as one PNG a page, `ppi` pixels to the inch."""
    found = _compiler(template, data).compile(format="png", ppi=ppi)
    return found if isinstance(found, list) else [_bytes(found)]


def _compiler(template: str, data: Mapping[str, object]) -> typst.Compiler:
    return typst.Compiler(
        _TEMPLATES / template,
        root=_TEMPLATES,
        font_paths=lettering.fonts(),
        sys_inputs={"data": json.dumps(data)},
    )


def _bytes(found: bytes | list[bytes] | None) -> bytes:
    if not isinstance(found, bytes):
        raise TypeError("Typst gave something else than one document")
    return found
