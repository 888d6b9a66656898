from __future__ import annotations

from io import BytesIO

from babel.messages.extract import DEFAULT_KEYWORDS

from survey.foundation.extract import extract, refusals

SOURCE = """
from flask_babel import gettext as _
from survey.foundation import errors
from survey.foundation.errors import Refusal

class LateError(Refusal):
    status = 410
    message = "The form came %(days)s days late."

class VeryLateError(LateError):
    message: ClassVar[str] = (
        "Much "
        "too late."
    )

class ForeignError(errors.Refusal):
    message = "Khác"

class Letter:
    message = "not a refusal"

class SilentError(Refusal):
    status = 400

def page():
    message = "no class"
    return _("A page")
""".encode()


def _texts(found):
    return [message for _line, _function, message, _comments in found]


def test_the_sentence_of_every_refusal_is_found():
    assert _texts(refusals(SOURCE)) == ["The form came %(days)s days late.", "Much too late.", "Khác"]


def test_a_sentence_is_found_where_it_stands():
    line, function, message, _comments = next(refusals(SOURCE))
    assert SOURCE.decode().splitlines()[line - 1].strip() == f'message = "{message}"'
    assert function is None


def test_calls_and_refusals_are_found_together():
    found = _texts(extract(BytesIO(SOURCE), DEFAULT_KEYWORDS, [], {}))
    assert "A page" in found
    assert "Much too late." in found
    assert "not a refusal" not in found


def test_the_root_of_all_refusals_is_found():
    assert _texts(refusals(b'class Refusal(Exception):\n    message: str = "No."\n')) == ["No."]
