"""Telling tablets, hearing of them, listing them, asking things of them."""

from kiosk.fleet.services.beating import order, take_heartbeat
from kiosk.fleet.services.configuring import Teller, configuration, configuration_tag
from kiosk.fleet.services.listing import Tablet, tablets, tablets_of
from kiosk.fleet.services.serving import unanswered
from kiosk.fleet.services.setting import choose_habits, choose_notice, habits_of, take_back
from kiosk.fleet.services.turning import slots

__all__ = [
    "Tablet",
    "Teller",
    "choose_habits",
    "choose_notice",
    "configuration",
    "configuration_tag",
    "habits_of",
    "order",
    "slots",
    "tablets",
    "tablets_of",
    "take_back",
    "take_heartbeat",
    "unanswered",
]
