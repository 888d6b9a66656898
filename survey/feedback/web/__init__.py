"""The office's pages of feedback: inbox, case, comments, board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from survey.feedback.domain import Action
from survey.feedback.web import board, case, listing, remarks
from survey.feedback.web.visiting import for_board, for_readers, for_units

if TYPE_CHECKING:
    from werkzeug import Response

    from survey.foundation.doors import House


def pages(house: House) -> Blueprint:
    """Make the pages of a house."""
    blueprint = Blueprint("feedback", __name__, url_prefix="/review/gop-y")
    _case_pages(blueprint, house)
    _board_pages(blueprint, house)
    return blueprint


def _case_pages(blueprint: Blueprint, house: House) -> None:
    @blueprint.get("/", endpoint="inbox")
    @for_readers
    def show_inbox() -> str:
        return listing.inbox_page(house)

    @blueprint.get("/<int:case_id>", endpoint="case")
    @for_readers
    def show_case(case_id: int) -> Response:
        return case.case_page(house, case_id)

    deeds = ", ".join(case.DEEDS)

    @blueprint.post(f"/<int:case_id>/<any({deeds}):deed>", endpoint="act")
    @for_readers
    def act(case_id: int, deed: str) -> Response:
        return case.act(house, case_id, Action(deed))

    @blueprint.get("/loi-nhan", endpoint="remarks")
    @for_units
    def show_remarks() -> str:
        return remarks.remarks_page(house)

    @blueprint.post("/loi-nhan", endpoint="open_case")
    @for_units
    def open_case() -> Response:
        return remarks.open_one(house)


def _board_pages(blueprint: Blueprint, house: House) -> None:
    @blueprint.get("/bang-tin", endpoint="board")
    @for_board
    def show_board() -> Response:
        return board.board_page(house)

    @blueprint.post("/bang-tin", endpoint="write_entry")
    @for_board
    def write_entry() -> Response:
        return board.write(house)

    @blueprint.get("/bang-tin/<int:entry_id>", endpoint="entry")
    @for_board
    def show_entry(entry_id: int) -> Response:
        return board.entry_page(house, entry_id)

    @blueprint.post("/bang-tin/<int:entry_id>", endpoint="change_entry")
    @for_board
    def change_entry(entry_id: int) -> Response:
        return board.change(house, entry_id)

    @blueprint.post("/bang-tin/<int:entry_id>/publish", endpoint="publish_entry")
    @for_board
    def publish_entry(entry_id: int) -> Response:
        return board.publish(house, entry_id)

    @blueprint.post("/bang-tin/<int:entry_id>/withdraw", endpoint="withdraw_entry")
    @for_board
    def withdraw_entry(entry_id: int) -> Response:
        return board.withdraw(house, entry_id)
