"""The words these pages add to what is kept: kinds, tiers, states, occasions, papers, languages."""

from __future__ import annotations

from survey.organisation.web.words import gettext
from survey.touchpoint.domain import COMMAND_LINE, JobState, Occasion, Tier, TouchpointKind, TouchpointState
from survey.touchpoint.posters.printing import Layout


def doer(name: str) -> str:
    """Name who did something: an account as it signs in, or the command line."""
    return gettext("command line") if name == COMMAND_LINE else name


def kind_words() -> dict[str, str]:
    """Name the kinds of codes."""
    return {
        TouchpointKind.DESK: gettext("Sign of a desk"),
        TouchpointKind.UNIT: gettext("Poster of a unit"),
        TouchpointKind.LINK: gettext("Link"),
    }


def tier_words() -> dict[str, str]:
    """Name the tiers of trust."""
    return {
        Tier.VERIFIED: gettext("Verified: by a one-time slip"),
        Tier.PRESENCE: gettext("Presence: by the screen of the desk"),
        Tier.OPEN: gettext("Open: by a code anybody may have"),
    }


def tier_names() -> dict[str, str]:
    """Name the tiers of trust in a word."""
    return {Tier.VERIFIED: gettext("Verified"), Tier.PRESENCE: gettext("Presence"), Tier.OPEN: gettext("Open")}


def state_words() -> dict[str, str]:
    """Name the states of codes."""
    return {TouchpointState.ACTIVE: gettext("in force"), TouchpointState.REVOKED: gettext("out of use")}


def occasion_words() -> dict[str, str]:
    """Name the occasions of slips."""
    return {
        Occasion.FINISHED: gettext("A finished file"),
        Occasion.MORE_PAPERS: gettext("A request for more papers"),
        Occasion.REFUSED: gettext("A refusal"),
    }


def layout_words() -> dict[str, str]:
    """Name the papers posters are printed on."""
    return {
        Layout.A4: gettext("A4 for a wall"),
        Layout.A5: gettext("A5 for a wall"),
        Layout.TENT: gettext("Tent to fold for a desk"),
        Layout.STICKER: gettext("Stickers, six a page"),
    }


def language_words() -> dict[str, str]:
    """Name the languages that can stand below the Vietnamese."""
    return {"en": "English", "km": "ភាសាខ្មែរ", "zh": "中文", "none": gettext("Vietnamese only")}


def job_words() -> dict[str, str]:
    """Say where a print stands."""
    return {
        JobState.WAITING: gettext("The print waits for its turn."),
        JobState.RUNNING: gettext("The posters are being drawn."),
        JobState.DONE: gettext("The posters are ready."),
        JobState.FAILED: gettext("The posters could not be printed."),
        JobState.INTERRUPTED: gettext("The print was interrupted. Nothing is lost: start it again."),
        JobState.GONE: gettext("The file was kept for 24 hours and is gone. Print it again if you need it."),
    }
