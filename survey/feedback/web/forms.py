"""The forms of the office's pages; what the words must be, the services say."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import MonthField, SelectField, TextAreaField

_LONG = {"rows": 4, "maxlength": 2000, "class": "form-control"}
_ENTRY = {"rows": 4, "maxlength": 1000, "class": "form-control", "required": True}


class TextForm(FlaskForm):  # type: ignore[misc]  # the library carries no types
    """A few words: an answer, a conclusion, where to file a complaint."""

    text = TextAreaField(render_kw=_LONG)


class OwnerForm(FlaskForm):  # type: ignore[misc]  # the library carries no types
    """Who is put in charge."""

    owner = SelectField(coerce=int, validate_choice=False, render_kw={"class": "form-select"})


class EntryForm(FlaskForm):  # type: ignore[misc]  # the library carries no types
    """An entry of the board."""

    unit = SelectField(coerce=int, validate_choice=False, render_kw={"class": "form-select"})
    month = MonthField(render_kw={"class": "form-control", "required": True})
    said = TextAreaField(render_kw=_ENTRY)
    done = TextAreaField(render_kw=_ENTRY)


def text_of(field: Any) -> str:
    """Give what was typed into a field, whether or not it could be read."""
    raw = field.raw_data
    return str(raw[0]) if raw else str(field.data or "")
