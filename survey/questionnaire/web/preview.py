"""The preview: the citizen's own page in a phone's width, from which nothing can be sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import flask_babel
from flask import Response, flash, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.questionnaire import services
from survey.questionnaire.domain import PROMPT_LIMIT, VIETNAMESE, Version, filled
from survey.questionnaire.domain.rules import rule_faults
from survey.questionnaire.records import version_by_id
from survey.questionnaire.web.visiting import NoVersionError
from survey.questionnaire.web.words import gettext
from survey.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as Answer

    from survey.questionnaire.domain import Draft, Words
    from survey.questionnaire.web.visiting import Door

_EXAMPLES = {"unit": "UBND phường Đông Hà", "desk": "Quầy 3 – Hộ tịch", "service": "Đăng ký khai sinh"}
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_WIDE = re.compile(r"@media \(min-width:[^)]*\)")
_PHONE = """
body{max-width:390px;margin:0 auto;border:1px solid #5f6f8c;border-width:1px 1px 2rem;min-height:44rem}
.preview{margin:0;background:#f2b705;color:#14213d;padding:.3rem 1rem;font-size:.85rem}
.preview a{color:#14213d}
"""


def draft_preview(door: Door, draft_id: int) -> str | Answer | Response:
    """Show a draft as citizens would see it, with the centre's questions for a unit's."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
        whole = services.whole_document(connection, sheet)
        unit = door.unit_name(connection, sheet.unit_id)
    back = url_for("questionnaire.draft", draft_id=draft_id)
    if any(True for _fault in rule_faults(whole)) or not all(words.get(VIETNAMESE) for words in _texts(whole)):
        flash(gettext("The preview opens once the errors of form below are mended."), "error")
        return redirect(back)
    return _phone(whole, unit, back)


def version_preview(door: Door, version_id: int) -> Response:
    """Show a version as citizens see it."""
    with door.house.store.reading() as connection:
        version = version_by_id(connection, version_id)
        if version is None or (not door.is_centre and version.unit_id not in (None, door.own_unit)):
            raise NoVersionError
        unit = door.unit_name(connection, version.unit_id)
    return _phone(version.document, unit, url_for("questionnaire.version", version_id=version_id))


def phone_style(_door: Door) -> Response:
    """Give the citizen's stylesheet as on a phone, whatever the width of the window it is looked at in."""
    sheet = (ROOT / "templates" / "survey" / "citizen" / "style.css").read_text(encoding="utf-8")
    return Response(_WIDE.sub("@media not all", sheet) + _PHONE, mimetype="text/css")


def _phone(document: Draft, unit: str, back: str) -> Response:
    asked = request.args.get("ngon-ngu", VIETNAMESE)
    language = asked if asked in document.languages else VIETNAMESE
    names = _EXAMPLES | ({"unit": unit} if unit else {})
    # In the language of whoever writes, before the page takes on the citizen's.
    banner, way_back = gettext("Preview: nothing can be sent from here."), gettext("Back to where it is written")
    with flask_babel.force_locale(language):
        page = render_template(
            "survey/questionnaire/preview.html",
            **_citizen_words(),
            lang=language,
            languages=[(code, f"?ngon-ngu={code}") for code in document.languages],
            banner=banner,
            back=(back, way_back),
            names=names,
            unit_name=names["unit"],
            place=names["desk"],
            version=_as_version(document),
        )
    # The citizen's page carries its style inside; the staff side lets only its own files through.
    response = Response(_STYLE.sub("", page, count=1))
    response.headers["Content-Security-Policy"] = "form-action 'none'"
    return response


def _citizen_words() -> dict[str, Any]:
    """Give what the citizen's template needs and the staff side does not have, its words above all."""
    words = flask_babel.Domain(str(ROOT / "survey" / "translations"), domain="citizen")
    return {
        "_": words.gettext,
        "script": "",
        "filled": filled,
        "prompt_limit": PROMPT_LIMIT,
        "ticket": "",
        "given": {},
        "problem": None,
        "problem_field": None,
        "demonstration": False,
    }


def _texts(document: Draft) -> Iterator[Words]:
    yield document.title
    yield from document.groups.values()
    yield from document.words.values()
    for question in document.questions:
        yield from (question.text, *question.options, *question.answers.values())


def _as_version(document: Draft) -> Version:
    return Version(version_id=0, number=0, document=document, content_hash="", published_at=now(), retired_at=None)
