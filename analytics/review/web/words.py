"""The translator's functions with their types: the library carries none."""

from __future__ import annotations

from typing import Any

import flask_babel


def gettext(message: str, **values: Any) -> str:
    """Give a sentence in the reader's language."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Give a sentence that depends on a number in the reader's language."""
    return str(flask_babel.ngettext(one, many, number, **values))
