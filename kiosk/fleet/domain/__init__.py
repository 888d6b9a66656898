"""Signs of life, alerts, opening hours, habits and the short form of tablets."""

from kiosk.fleet.domain.asking import TAKE, Form, languages, short_form, told
from kiosk.fleet.domain.habits import (
    PAUSES,
    TIMING,
    Habits,
    Hand,
    check_habits,
    desks_as_chosen,
    standing_notice,
)
from kiosk.fleet.domain.hours import Hours, hours_of, open_since
from kiosk.fleet.domain.serving import SERVED_DAYS, Unanswered, unanswered_day, unanswered_month
from kiosk.fleet.domain.status import (
    BURST_DAYS,
    AlertKind,
    Command,
    CommandKind,
    Heartbeat,
    Signs,
    Status,
    alerts,
    is_silent,
    status_of,
    whole_hours,
)

__all__ = [
    "BURST_DAYS",
    "PAUSES",
    "SERVED_DAYS",
    "TAKE",
    "TIMING",
    "AlertKind",
    "Command",
    "CommandKind",
    "Form",
    "Habits",
    "Hand",
    "Heartbeat",
    "Hours",
    "Signs",
    "Status",
    "Unanswered",
    "alerts",
    "check_habits",
    "desks_as_chosen",
    "hours_of",
    "is_silent",
    "languages",
    "open_since",
    "short_form",
    "standing_notice",
    "status_of",
    "told",
    "unanswered_day",
    "unanswered_month",
    "whole_hours",
]
