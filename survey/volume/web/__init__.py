"""The page of those who call people back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from survey.foundation.clock import moment_of
from survey.foundation.gate import Audience, for_audience
from survey.organisation.web.words import told
from survey.volume.web.calling import CallDoor, calls_page
from survey.volume.web.words import month_of, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from survey.foundation.doors import House
    from survey.volume.web.calling import Recorder

__all__ = ["pages"]


def pages(house: House, who: Callable[[], Recorder]) -> Blueprint:
    """Make the pages of a house; `who` gives the account that is signed in."""
    door = CallDoor(house=house, who=who)
    blueprint = Blueprint("volume", __name__)

    @blueprint.route("/review/phuc-tra/", methods=["GET", "POST"])
    @for_audience(Audience.REVERIFICATION)
    def calls() -> Response:
        return calls_page(door)

    blueprint.context_processor(
        lambda: {"told": told, "moment_of": moment_of, "month_of": month_of, "percent_of": percent}
    )
    return blueprint
