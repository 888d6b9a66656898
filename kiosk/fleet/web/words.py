"""The words of these pages: states with a shape beside each, alerts with what to do, ages that tell no hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import format_decimal

from kiosk.fleet.domain import AlertKind, CommandKind, Hand, Status
from kiosk.fleet.services.listing import days_since_answer
from kiosk.pairing.domain import EventKind
from kiosk.queue.domain import Reason
from survey.foundation.clock import moment_of
from survey.organisation.web.words import day_of, gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.fleet.domain import Unanswered
    from kiosk.fleet.services import Tablet

SHAPES = {Status.WORKING: "●", Status.LOCKED: "■", Status.SILENT: "▲", Status.REVOKED: "✕"}
_DAY_H = 24
_MIB = 2**20


def status_words() -> dict[str, str]:
    """Name what tablets do."""
    return {
        Status.WORKING: gettext("working"),
        Status.LOCKED: gettext("locked"),
        Status.SILENT: gettext("silent"),
        Status.REVOKED: gettext("no longer paired"),
    }


def alert_names() -> dict[str, str]:
    """Name why somebody should look after a tablet."""
    return {
        AlertKind.SILENT: gettext("Silent while the office is open"),
        AlertKind.OLD_ANSWERS: gettext("Answers wait for more than a day"),
        AlertKind.BURST: gettext("More answers in a minute than people can give"),
        AlertKind.ASIDE: gettext("Something could not be read"),
        AlertKind.STORAGE: gettext("Storage is not protected"),
        AlertKind.CLOCK: gettext("The clock is wrong"),
        AlertKind.BATTERY: gettext("The battery runs down"),
    }


def remedies() -> dict[str, str]:
    """Say what to do about each."""
    return {
        AlertKind.SILENT: gettext("Look whether it is switched on, its page open, and the network there."),
        AlertKind.OLD_ANSWERS: gettext(
            "Test the network in its service menu; if none ever comes, save the queue as a file there."
        ),
        AlertKind.BURST: gettext("Nothing was dropped. Ask who stood at the tablet; the screening sees it too."),
        AlertKind.ASIDE: gettext("Reload the tablet. What it could not send is kept and can be saved as a file."),
        AlertKind.STORAGE: gettext("In its service menu press “Protect the stored answers”, or install the page."),
        AlertKind.CLOCK: gettext("Set the clock of the tablet. Days of answers are corrected until then."),
        AlertKind.BATTERY: gettext("Plug it in."),
    }


_DETAILS: dict[AlertKind, Callable[[Tablet], str]] = {
    AlertKind.SILENT: lambda one: (
        gettext("Last heard of at %(moment)s.", moment=moment_of(one.heartbeat.heard_at))
        if one.heartbeat
        else gettext("Never heard of since it was paired.")
    ),
    AlertKind.OLD_ANSWERS: lambda one: gettext(
        "%(number)s answers wait on it.", number=one.heartbeat.queue if one.heartbeat else 0
    ),
    AlertKind.BURST: lambda one: gettext(
        "%(number)s answers within a minute, in the last seven days.", number=one.burst
    ),
    AlertKind.ASIDE: lambda one: gettext(
        "%(number)s answers are set aside.",
        number=max(one.set_aside, one.heartbeat.aside if one.heartbeat else 0),
    ),
    AlertKind.STORAGE: lambda _one: gettext("Its browser has not promised to keep what is not sent yet."),
    AlertKind.CLOCK: lambda one: gettext("It is off by %(time)s.", time=clock_words(one)),
    AlertKind.BATTERY: lambda one: gettext(
        "It holds %(percent)s and is not charging.", percent=battery_words(one)
    ),
}


def alert_details(kind: AlertKind, one: Tablet) -> str:
    """Say what is wrong with one tablet in figures."""
    return _DETAILS[kind](one)


def unanswered_words(found: Unanswered) -> str:
    """Say how many files were served while no tablet took an answer."""
    if found.month:
        when = gettext("in %(month)s", month=f"{found.day:%m/%Y}")
    else:
        when = gettext("on %(day)s", day=day_of(found.day))
    return gettext("%(files)s files, 0 answers by tablet %(when)s", files=found.served, when=when)


def command_words() -> dict[str, str]:
    """Name what is asked of tablets."""
    return {
        CommandKind.RELOAD: gettext("Load the page anew"),
        CommandKind.SYNC: gettext("Send what waits"),
        CommandKind.UNPAIR: gettext("Leave the office once nothing waits"),
    }


def event_words() -> dict[str, str]:
    """Name what was done to a tablet."""
    return {
        EventKind.PAIRED: gettext("Paired"),
        EventKind.REVOKED: gettext("Ended"),
        EventKind.UNPAIRED: gettext("Left the office"),
        EventKind.KEY_CHANGED: gettext("Changed its key"),
        EventKind.MOVED: gettext("Moved"),
        EventKind.RENAMED: gettext("Renamed"),
        EventKind.LOCKED: gettext("Locked"),
        EventKind.UNLOCKED: gettext("Unlocked"),
        EventKind.NOTICE: gettext("Notice changed"),
        EventKind.STAFF_SHOWN: gettext("Names of staff shown"),
        EventKind.STAFF_HIDDEN: gettext("Names of staff hidden"),
        EventKind.NEW_PIN: gettext("New PIN"),
        EventKind.ASKED: gettext("Asked"),
        EventKind.TAKEN_BACK: gettext("Taken back"),
        EventKind.SET_UP: gettext("Habits changed"),
    }


def reason_words() -> dict[str, str]:
    """Say why something a tablet sent was set aside."""
    return {
        Reason.MALFORMED: gettext("It is not written as answers are."),
        Reason.UNKNOWN_QUESTIONNAIRE: gettext("Its questionnaire is not known here."),
        Reason.WRONG_ANSWER: gettext("Its answers do not fit its questionnaire."),
        Reason.CLOCK: gettext("Its moment is not believed."),
        Reason.TOO_LARGE: gettext("It is too large."),
    }


def reason_remedies() -> dict[str, str]:
    """Say what to do about what was set aside for a reason."""
    save = gettext("Reload the tablet, then save the queue as a file in its service menu and keep the file.")
    return {
        Reason.MALFORMED: save,
        Reason.UNKNOWN_QUESTIONNAIRE: gettext(
            "Look whether the tablet belongs to this service; once the questionnaire is published here, "
            "save the queue of the tablet as a file and bring it in."
        ),
        Reason.WRONG_ANSWER: save,
        Reason.CLOCK: gettext("Set the clock of the tablet."),
        Reason.TOO_LARGE: save,
    }


def hand_words() -> dict[str, str]:
    """Name the hands."""
    return {
        "": gettext("As chosen on the tablet"),
        Hand.LEFT: gettext("Left hand"),
        Hand.RIGHT: gettext("Right hand"),
    }


def answer_words(one: Tablet, at: datetime) -> str:
    """Say when the last answer was given, in days and never finer."""
    days = days_since_answer(one.heartbeat, at)
    if days is None:
        return gettext("not known")
    if days <= 0:
        return gettext("earlier today")
    return gettext("yesterday") if days == 1 else _days_ago(days)


def _days_ago(days: int) -> str:
    return ngettext("%(num)s day ago", "%(num)s days ago", days)


def waiting_words(one: Tablet, at: datetime) -> str:
    """Say how long the oldest answer waits, in days and never finer."""
    beat = one.heartbeat
    if beat is None or not beat.queue or beat.oldest_age_h is None:
        return gettext("nothing waits")
    days = int(beat.oldest_age_h + (at - beat.heard_at).total_seconds() / 3600) // _DAY_H
    return ngettext("%(num)s day", "%(num)s days", days) if days else gettext("less than a day")


def battery_words(one: Tablet) -> str:
    """Give the charge in percent, and whether it is being charged."""
    beat = one.heartbeat
    if beat is None or beat.battery is None:
        return gettext("not known")
    percent = f"{round(beat.battery * 100)} %"
    return gettext("%(percent)s, charging", percent=percent) if beat.charging else percent


def storage_words(one: Tablet) -> str:
    """Say how much of its storage is used, and whether the browser promised to keep it."""
    beat = one.heartbeat
    if beat is None or beat.storage_used is None or beat.storage_quota is None:
        return gettext("not known")
    used = format_decimal(beat.storage_used / _MIB, "#,##0.0")
    used += f" / {format_decimal(beat.storage_quota / _MIB, '#,##0')} MiB"
    kept = gettext("protected") if beat.persisted else gettext("not protected")
    return f"{used}, {kept}"


def clock_words(one: Tablet) -> str:
    """Say by how much its clock differs from ours."""
    if one.heartbeat is None:
        return gettext("not known")
    seconds = abs(one.heartbeat.skew_ms) // 1000
    minutes = seconds // 60
    if not minutes:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    return ngettext("%(num)s minute", "%(num)s minutes", minutes)
