"""What the forms of a tablet's page say, read strictly; what they hold until somebody changes it."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

from flask import request

from kiosk.fleet.domain import PAUSES, Habits, Hand
from kiosk.fleet.domain.refusals import NotANumberError, NotATimeError
from survey.foundation.tabular import read_date

if TYPE_CHECKING:
    from datetime import date

    from kiosk.pairing.domain import Device

LANGUAGES = {"vi": "Tiếng Việt", "en": "English", "km": "ភាសាខ្មែរ", "zh": "中文"}
_SHOWN = 20
_SECONDS = re.compile(r"[0-9]{1,4}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::00)?")


def habits_told() -> Habits:
    """Read the form of habits; an empty field leaves it as it is everywhere."""
    pauses = {name: _seconds(name) for name in PAUSES}
    hand = request.form.get("hand", "")
    return Habits(
        pauses={name: seconds for name, seconds in pauses.items() if seconds is not None},
        days=frozenset(int(day) for day in request.form.getlist("days") if day in set("1234567")),
        opens=_time("opens"),
        closes=_time("closes"),
        sleeps=request.form.get("sleeps") == "1",
        rotates=request.form.get("rotates") == "1",
        hand=Hand(hand) if hand in list(Hand) else None,
    )


def _seconds(name: str) -> int | None:
    typed = request.form.get(name, "").strip()
    if typed and not _SECONDS.fullmatch(typed):
        raise NotANumberError(text=typed[:_SHOWN])
    return int(typed) if typed else None


def _time(name: str) -> time | None:
    typed = request.form.get(name, "").strip()
    found = _TIME.fullmatch(typed)
    if typed and not found:
        raise NotATimeError(text=typed[:_SHOWN])
    return time(int(found[1]), int(found[2])) if found else None


def notice_told() -> tuple[dict[str, str], date | None]:
    """Read the notice by language and its last day."""
    texts = {language: request.form.get(f"notice_{language}", "").strip() for language in LANGUAGES}
    until = request.form.get("until", "").strip()[:_SHOWN]
    return texts, read_date(until) if until else None


def ticked(device: Device, habits: Habits) -> set[str]:
    """Name the boxes that are ticked: as they are kept, or as they were just sent and could not be kept."""
    if request.form.get("deed") == "set_up":
        return {f"day-{day}" for day in request.form.getlist("days")} | set(request.form)
    chosen = {"sleeps": habits.sleeps, "rotates": habits.rotates, "shows_staff": device.shows_staff}
    return {f"day-{day}" for day in habits.days} | {name for name, yes in chosen.items() if yes}


def held(device: Device, habits: Habits) -> dict[str, str]:
    """Give what the fields hold: what is kept, or what was just typed and could not be kept."""
    kept = {name: str(habits.pauses.get(name, "")) for name in PAUSES}
    kept |= {
        "label": device.label,
        "opens": f"{habits.opens:%H:%M}" if habits.opens else "",
        "closes": f"{habits.closes:%H:%M}" if habits.closes else "",
        "hand": habits.hand.value if habits.hand else "",
        "until": habits.notice_until.isoformat() if habits.notice_until else "",
    }
    kept |= {f"notice_{language}": device.notice.get(language, "") for language in LANGUAGES}
    return kept | {name: text for name, text in request.form.items() if name in kept}
