"""The pages on which questionnaires are written: the centre's for administrators, three questions for units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint

from survey.foundation.clock import moment_of
from survey.foundation.gate import Audience, SignInNeededError, for_audience
from survey.questionnaire.web import asking, assigning, drafting, listing, preview, publishing, words
from survey.questionnaire.web.visiting import Door

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.doors import House
    from survey.questionnaire.web.visiting import Visitor

__all__ = ["pages"]


class _Route(NamedTuple):
    """One address and what answers it."""

    rule: str
    name: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = ("GET",)
    audiences: tuple[Audience, ...] = (Audience.ADMINISTRATOR, Audience.UNIT_HEAD)


_BOTH = ("GET", "POST")
_SENT = ("POST",)
_CENTRE = (Audience.ADMINISTRATOR,)
_DRAFT = "/ban-thao/<int:draft_id>"
_ROUTES = (
    _Route("/", "list", listing.list_page),
    # A code may hold a slash, so it comes last.
    _Route("/xem/<path:code>", "one", listing.questionnaire_page),
    _Route("/soan/<path:code>", "start", drafting.start, _SENT),
    _Route("/thu-hoi/<path:code>", "retire", listing.retire_page, _BOTH),
    _Route("/phien-ban/<int:version_id>", "version", listing.version_page),
    _Route("/phien-ban/<int:version_id>.toml", "version_file", listing.version_file),
    _Route("/phien-ban/<int:version_id>/xem-truoc", "version_preview", preview.version_preview),
    _Route("/noi-hoi", "assigned", assigning.assigned_page, _BOTH, _CENTRE),
    _Route("/noi-hoi/<int:assignment_id>/bo", "withdraw", assigning.withdraw, _SENT, _CENTRE),
    _Route("/nhap", "bring", drafting.bring, _BOTH),
    _Route("/dien-thoai.css", "phone_style", preview.phone_style),
    _Route(_DRAFT, "draft", drafting.draft_page),
    _Route(_DRAFT + ".toml", "draft_file", drafting.draft_file),
    _Route(_DRAFT + "/chung", "head", asking.head_page, _BOTH),
    _Route(_DRAFT + "/cau-moi", "new", asking.new_page, _BOTH),
    _Route(_DRAFT + "/cau/<path:question>", "question", asking.question_page, _BOTH),
    _Route(_DRAFT + "/chuyen", "move", drafting.move, _SENT),
    _Route(_DRAFT + "/bo-cau", "remove", drafting.remove, _SENT),
    _Route(_DRAFT + "/hoan-tac", "undo", drafting.undo, _SENT),
    _Route(_DRAFT + "/huy", "drop", drafting.drop, _SENT),
    _Route(_DRAFT + "/bo-moi", "another", drafting.another, _SENT),
    _Route(_DRAFT + "/xem-truoc", "preview", preview.draft_preview),
    _Route(_DRAFT + "/phat-hanh", "publish", publishing.publish_page, _BOTH),
)


def pages(house: House, who: Callable[[], Visitor]) -> Blueprint:
    """Make the pages of a house; `who` gives the account that is signed in."""
    door = Door(house=house, who=who)
    blueprint = Blueprint("questionnaire", __name__, url_prefix="/admin/bo-cau-hoi")
    for route in _ROUTES:
        blueprint.add_url_rule(route.rule, route.name, _guarded(route, door), methods=list(route.methods))
    blueprint.context_processor(lambda: _shown_everywhere(door))
    return blueprint


def _guarded(route: _Route, door: Door) -> Callable[..., Any]:
    @for_audience(*route.audiences)
    def view(**values: Any) -> Any:
        return route.view(door, **values)

    return view


def _shown_everywhere(door: Door) -> dict[str, Any]:
    try:
        of_visitor = {"is_centre": door.is_centre, "own_unit": door.own_unit}
    except SignInNeededError:
        return {}  # a stranger is shown an error page only, and it must not fail over who that is
    return of_visitor | {
        "told": words.told,
        "kinds": words.kinds(),
        "fields": words.fields(),
        "change_words": words.changes(),
        "language_name": words.language_name,
        "moment_of": moment_of,
        "title_of": words.title_of,
        "text_of": words.text_of,
        "state_of": words.state_of,
        "answers_of": words.answers_of,
    }
